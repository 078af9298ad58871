/**
 * Blocks as they are used, checked and unpacked, but for stored fields, which stay packed: one least-recently-used
 * cache for all segments of an index, bounded in bytes. It is the only place where blocks are kept, so that nothing is
 * kept twice. A block asked for by several at once is read once; a failure is told to all who wait, and not kept.
 */
import type { SectionName } from "../blocks/block-codec.ts";

/** Hits and misses of the cache since it was made. A read that joined another's counts as a hit. */
export interface BlockCacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly usedBytes: number;
}

/** A block in memory, in the form that its section is used in, and how much it holds. */
export interface UnpackedBlock<T> {
  readonly content: T;
  readonly sizeBytes: number;
}

/** Begins to read some blocks: a promise of each, in their order. */
type BlockLoader<T> = (blockNumbers: readonly number[]) => readonly Promise<UnpackedBlock<T>>[];

/**
 * Largest share of a cache for sections that are held whole. Untuned: the cards of 100,000 articles in a process's own.
 */
const HELD_SHARE = 1 / 4;

/** State shared by all segments: the blocks, whether whole sections are held, and how many more bytes of those fit. */
interface SharedBlocks {
  readonly kept: ByteBoundedCache<unknown>;
  readonly holdsSections: boolean;
  freeBytes: number;
  hits: number;
  misses: number;
}

export class BlockCache {
  readonly #shared: SharedBlocks;
  #segments = 0;

  /** `maxBytes` of unpacked blocks at the most, with an allowance for the entries themselves; 0 keeps none. */
  constructor(maxBytes: number, holdsSections = true) {
    const freeBytes = holdsSections ? maxBytes * HELD_SHARE : 0;
    const kept = new ByteBoundedCache(maxBytes);
    this.#shared = { kept, holdsSections: freeBytes > 0, freeBytes, hits: 0, misses: 0 };
  }

  /** The part of one opened segment; another opening of the same segment is another part. */
  forSegment(): SegmentBlocks {
    this.#segments += 1;
    return new SegmentBlocks(this.#shared, `${this.#segments}/`);
  }

  counts(): BlockCacheCounts {
    const { kept, hits, misses } = this.#shared;
    return { hits, misses, usedBytes: kept.usedBytes };
  }
}

/** The blocks of one opened segment. */
export class SegmentBlocks {
  readonly #shared: SharedBlocks;
  #heldBytes = 0;
  readonly #prefix: string;
  /** Reads under way, by the names of their blocks. */
  readonly #pending = new Map<string, Promise<unknown>>();
  #isReleased = false;

  constructor(shared: SharedBlocks, prefix: string) {
    this.#shared = shared;
    this.#prefix = prefix;
  }

  /**
   * Some different blocks of a section, in the order asked for; `load` reads those that are neither kept nor under way.
   * A section has one `T`.
   */
  read<T>(section: SectionName, blockNumbers: readonly number[], load: BlockLoader<T>): Promise<T[]> {
    const names = blockNumbers.map((number) => `${this.#prefix}${section}/${number}`);
    const known = names.map((name) => this.#shared.kept.get(name) ?? this.#pending.get(name));
    const missing = blockNumbers.filter((_, i) => known[i] === undefined);
    this.#shared.hits += names.length - missing.length;
    this.#shared.misses += missing.length;
    const loading = missing.length === 0 ? [] : load(missing);
    let next = 0;
    const found = names.map(
      (name, i) => known[i] ?? this.#keepWhenRead(name, loading[next++] as Promise<UnpackedBlock<T>>),
    );
    return Promise.all(found) as Promise<T[]>;
  }

  /** Tells whether a block is cached or being read. */
  has(section: SectionName, blockNumber: number): boolean {
    const name = `${this.#prefix}${section}/${blockNumber}`;
    return this.#shared.kept.has(name) || this.#pending.has(name);
  }

  /** True if the process holds sections whole: requests then cost more than bytes. */
  get holdsSections(): boolean {
    return this.#shared.holdsSections;
  }

  /**
   * Tells whether a section of so many blocks and bytes may be kept whole, beside those of other segments. It is the
   * one section of the segment that asks. What is not asked for for long may be dropped all the same.
   */
  mayHold(blockCount: number, sizeBytes: number): boolean {
    const neededBytes = sizeBytes + blockCount * ENTRY_OVERHEAD_BYTES;
    if (this.#heldBytes === 0 && !this.#isReleased && neededBytes <= this.#shared.freeBytes) {
      this.#heldBytes = neededBytes;
      this.#shared.freeBytes -= neededBytes;
    }
    return this.#heldBytes > 0;
  }

  /** Forgets what is kept of the segment, for good: queries still at work on it read on, but leave nothing behind. */
  release(): void {
    this.#isReleased = true;
    this.#shared.freeBytes += this.#heldBytes;
    this.#heldBytes = 0;
    this.#shared.kept.deleteAllUnder(this.#prefix);
  }

  #keepWhenRead<T>(name: string, reading: Promise<UnpackedBlock<T>>): Promise<T> {
    const kept = reading
      .then(({ content, sizeBytes }) => {
        if (!this.#isReleased) this.#shared.kept.set(name, content, sizeBytes);
        return content;
      })
      .finally(() => this.#pending.delete(name));
    this.#pending.set(name, kept);
    return kept;
  }
}

/** A view of a buffer that is longer by more than this share keeps too much alive: it is copied. */
const MAX_SLACK = 1 / 8;

/** Bytes as a block: views of zlib's buffers of 24 KiB, and of what was read together, would keep these alive whole. */
export function bytesAsBlock(content: Uint8Array): UnpackedBlock<Uint8Array> {
  const isTight = content.byteLength >= content.buffer.byteLength * (1 - MAX_SLACK);
  const owned = isTight ? content : new Uint8Array(content);
  return { content: owned, sizeBytes: owned.buffer.byteLength };
}

/** Overhead of an entry: its name and the objects around it, roughly (measured on V8: 250 to 400). */
const ENTRY_OVERHEAD_BYTES = 400;

interface Entry<T> {
  readonly value: T;
  readonly costBytes: number;
}

/** A least-recently-used cache bounded in bytes. */
export class ByteBoundedCache<T> {
  readonly #maxBytes: number;
  /** A Map iterates in order of insertion: the first is the one not used for longest. */
  readonly #entries = new Map<string, Entry<T>>();
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get(name: string): T | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.value;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Adds a value; one that is larger than the whole cache is not kept. */
  set(name: string, value: T, sizeBytes: number): void {
    this.delete(name);
    const costBytes = sizeBytes + 2 * name.length + ENTRY_OVERHEAD_BYTES;
    if (costBytes > this.#maxBytes) return;
    this.#entries.set(name, { value, costBytes });
    this.#usedBytes += costBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#usedBytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#usedBytes -= entry.costBytes;
  }

  /** Looks at every entry: for what is rare. */
  deleteAllUnder(prefix: string): void {
    for (const name of [...this.#entries.keys()]) if (name.startsWith(prefix)) this.delete(name);
  }
}
