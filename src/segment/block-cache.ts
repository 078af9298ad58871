/**
 * Blocks as they are used, checked and unpacked (layer 2): one least-recently-used cache for all segments of an index,
 * bounded in bytes. It is the only place where what was read of segments over 1 MiB is kept, besides tables of contents
 * and columns, so that nothing is unpacked twice or kept twice. A block asked for by several at once is read once; a
 * failure is told to all who wait, and not kept.
 */
import { ByteBoundedCache } from "../storage/byte-bounded-cache.ts";
import type { SectionName } from "./block-codec.ts";

/** What the cache was good for, since it was made. A read that joined another's counts as a hit. */
export interface BlockCacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly usedBytes: number;
}

/** Begins to read some blocks: a promise for each, in their order, of its unpacked content. */
export type BlockLoader = (blockNumbers: readonly number[]) => readonly Promise<Uint8Array>[];

export class BlockCache {
  readonly #kept: ByteBoundedCache<Uint8Array>;
  /** Reads under way, by the names of their blocks. */
  readonly #pending = new Map<string, Promise<Uint8Array>>();
  #segments = 0;
  #hits = 0;
  #misses = 0;

  /** `maxBytes` of unpacked blocks at the most, with an allowance for the entries themselves; 0 keeps none. */
  constructor(maxBytes: number) {
    this.#kept = new ByteBoundedCache(maxBytes);
  }

  /** The part of one opened segment; another opening of the same segment is another part. */
  forSegment(): SegmentBlocks {
    this.#segments += 1;
    return new SegmentBlocks(this, `${this.#segments}/`);
  }

  counts(): BlockCacheCounts {
    return { hits: this.#hits, misses: this.#misses, usedBytes: this.#kept.usedBytes };
  }

  /** Blocks by name, in the order asked for; `load` is given the places in `names` of those that nobody reads yet. */
  readAll(
    names: readonly string[],
    mayKeep: () => boolean,
    load: (places: readonly number[]) => readonly Promise<Uint8Array>[],
  ): Promise<Uint8Array[]> {
    const found: (Uint8Array | Promise<Uint8Array>)[] = [];
    const missing: number[] = [];
    for (const [place, name] of names.entries()) {
      const known = this.#kept.get(name) ?? this.#pending.get(name);
      if (known === undefined) missing.push(place);
      else found[place] = known;
    }
    this.#hits += names.length - missing.length;
    this.#misses += missing.length;
    const loading = missing.length === 0 ? [] : load(missing);
    for (const [i, place] of missing.entries()) {
      const reading = loading[i];
      if (reading !== undefined) found[place] = this.#keepWhenRead(names[place] ?? "", mayKeep, reading);
    }
    return Promise.all(found);
  }

  /** Forgets all blocks whose names begin so. */
  drop(prefix: string): void {
    this.#kept.deleteAllUnder(prefix);
  }

  #keepWhenRead(name: string, mayKeep: () => boolean, reading: Promise<Uint8Array>): Promise<Uint8Array> {
    const kept = reading.then(
      (content) => {
        this.#pending.delete(name);
        const owned = ownBytes(content);
        if (mayKeep()) this.#kept.set(name, owned, owned.buffer.byteLength);
        return owned;
      },
      (error: unknown) => {
        this.#pending.delete(name);
        throw error;
      },
    );
    this.#pending.set(name, kept);
    return kept;
  }
}

/** The blocks of one opened segment. */
export class SegmentBlocks {
  readonly #cache: BlockCache;
  readonly #prefix: string;
  #isReleased = false;

  constructor(cache: BlockCache, prefix: string) {
    this.#cache = cache;
    this.#prefix = prefix;
  }

  /** The contents of some different blocks of a section, in the order asked for; `load` reads those not kept. */
  read(section: SectionName, blockNumbers: readonly number[], load: BlockLoader): Promise<Uint8Array[]> {
    return this.#cache.readAll(
      blockNumbers.map((number) => `${this.#prefix}${section}/${number}`),
      () => !this.#isReleased,
      (places) => load(places.map((place) => blockNumbers[place] ?? 0)),
    );
  }

  /** Forgets what is kept of the segment, for good: queries still at work on it read on, but leave nothing behind. */
  release(): void {
    this.#isReleased = true;
    this.#cache.drop(this.#prefix);
  }
}

/**
 * zlib unpacks into buffers of 16 KiB, of which a short block would keep the rest alive: that one is copied.
 */
function ownBytes(content: Uint8Array): Uint8Array {
  return content.byteLength * 2 < content.buffer.byteLength ? new Uint8Array(content) : content;
}
