/**
 * Where a segment's bytes come from (layer 2): a small segment is read whole, once; of a large one only what is asked
 * for, with near ranges put together.
 */
import type { ObjectKey, ObjectStore } from "../../storage/object-store/object-store.ts";
import { type BlockPlaces, RunPlaces } from "../blocks/block-places.ts";
import { type BlockRun, type Place, SMALL_SEGMENT_BYTES } from "../blocks/segment-format.ts";

/**
 * Two ranges no further apart than this are read as one: the size of a posting block, or of some nine stored blocks as
 * they are packed, which are passed over then. A request takes as long as 2 MB do (25 ms to the first byte,
 * 85 MB/s), but the requests of a round are parallel, so that only its price is saved: $0.40 a million on S3.
 */
export const COALESCE_GAP_BYTES = 16 * 1024;

/** Bytes of one immutable object. */
export class SegmentBytes {
  readonly key: ObjectKey;
  readonly sizeBytes: number;
  readonly #store: ObjectStore;
  readonly #places = new WeakMap<BlockRun, BlockPlaces>();
  #whole: Promise<Uint8Array> | null = null;

  constructor(store: ObjectStore, key: ObjectKey, sizeBytes: number) {
    this.#store = store;
    this.key = key;
    this.sizeBytes = sizeBytes;
  }

  get isSmall(): boolean {
    return this.sizeBytes <= SMALL_SEGMENT_BYTES;
  }

  /** Bytes [start, end). At most one request; none for a small segment that was read before. */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (!this.isSmall) return this.#store.getRange(this.key, start, end);
    return (await this.#readWhole()).subarray(start, end);
  }

  /**
   * Begins to read some different blocks of a run: a promise of the bytes of each, in the order asked for. Near ones
   * share a request, and its failure; the requests are parallel.
   */
  readBlocks(run: BlockRun | BlockPlaces, blockNumbers: readonly number[]): Promise<Uint8Array>[] {
    const places = this.placesOf(run);
    const wanted = [...blockNumbers].sort((a, b) => a - b).map((number) => ({ number, ...places.placeOf(number) }));
    const readingByNumber = new Map<number, Promise<Uint8Array>>();
    for (const group of coalesce(wanted)) {
      const reading = this.read(group.start, group.end);
      for (const { number, start, sizeBytes } of group.members) {
        const from = start - group.start;
        readingByNumber.set(
          number,
          reading.then((bytes) => bytes.subarray(from, from + sizeBytes)),
        );
      }
    }
    return blockNumbers.map((number) => readingByNumber.get(number) ?? Promise.resolve(new Uint8Array()));
  }

  async readPlace({ start, sizeBytes }: Place): Promise<Uint8Array> {
    return this.read(start, start + sizeBytes);
  }

  /** Where the blocks of a run lie; found out once a run. */
  placesOf(run: BlockRun | BlockPlaces): BlockPlaces {
    if ("placeOf" in run) return run;
    const known = this.#places.get(run) ?? new RunPlaces(run);
    this.#places.set(run, known);
    return known;
  }

  /** A failed read is forgotten, so that the next one asks again. */
  #readWhole(): Promise<Uint8Array> {
    this.#whole ??= this.#store.getRange(this.key, 0, this.sizeBytes).catch((error: unknown) => {
      this.#whole = null;
      throw error;
    });
    return this.#whole;
  }
}

interface RangeGroup {
  readonly start: number;
  end: number;
  readonly members: (Place & { readonly number: number })[];
}

function coalesce(wanted: readonly (Place & { readonly number: number })[]): RangeGroup[] {
  const groups: RangeGroup[] = [];
  for (const place of wanted) {
    const last = groups.at(-1);
    if (last !== undefined && place.start - last.end <= COALESCE_GAP_BYTES) {
      last.end = place.start + place.sizeBytes;
      last.members.push(place);
    } else {
      groups.push({ start: place.start, end: place.start + place.sizeBytes, members: [place] });
    }
  }
  return groups;
}
