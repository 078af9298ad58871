/**
 * Blocks of one segment, checked and unpacked: single ones by way of the cache, whole sections past it, where
 * they would push out what queries need.
 */
import { concatBytes } from "../../../bytes.ts";
import { TurnBudget, yieldToEventLoop } from "../../../event-loop.ts";
import { checkRange, type ObjectKey, type ObjectReader } from "../../../store/store.ts";
import { segmentPartKey } from "../../keys.ts";
import { checkedPayload, decodeBlock, type SectionName, unpackPayload } from "../blocks/block-codec.ts";
import { namingSegment } from "../blocks/byte-buffer.ts";
import { type BlockPlaces, type BlockRun, type Place, SMALL_SEGMENT_BYTES } from "../blocks/segment-format.ts";
import { bytesAsBlock, type SegmentBlocks, type UnpackedBlock } from "./block-cache.ts";

/**
 * Blocks read at once when a whole section is streamed, of some 10 KB each. Twice as many are held, since the next are
 * read ahead: 10 MB in a merge of 32 segments, the most that there are.
 */
const STREAM_BLOCKS = 16;

/** Packed blocks that are unpacked in one turn of the event loop: a megabyte of text, some 10 ms. Untuned. */
const PACKED_BYTES_A_TURN = 256 * 1024;

/** A block and where it lies. */
export interface PlacedBlock {
  readonly section: SectionName;
  readonly number: number;
  readonly place: Place;
}

type BlockDecoder<T> = (section: SectionName, number: number, block: Uint8Array) => T;

export class BlockReader {
  readonly #bytes: SegmentBytes;
  readonly #kept: SegmentBlocks;

  constructor(bytes: SegmentBytes, kept: SegmentBlocks) {
    this.#bytes = bytes;
    this.#kept = kept;
  }

  get key(): ObjectKey {
    return this.#bytes.key;
  }

  get sizeBytes(): number {
    return this.#bytes.sizeBytes;
  }

  /** Reads some different blocks of a run, from the cache or the store. At most one request a block. */
  readSome(section: SectionName, run: BlockRun | BlockPlaces, numbers: readonly number[]): Promise<Uint8Array[]> {
    return this.readUnpacked(section, run, numbers, bytesAsBlock);
  }

  /** The same in the form that the section is used in; always the same form for one section. */
  readUnpacked<T>(
    section: SectionName,
    run: BlockRun | BlockPlaces,
    numbers: readonly number[],
    unpack: (content: Uint8Array) => UnpackedBlock<T>,
  ): Promise<T[]> {
    const decode: BlockDecoder<UnpackedBlock<T>> = (...block) => unpack(decodeBlock(...block));
    return this.#kept.read(section, numbers, (missing) =>
      this.#bytes
        .readBlocks(run, missing)
        .map(async (block, i) => this.#naming(decode, section, missing[i] ?? 0, await block)),
    );
  }

  /**
   * The same, but kept packed, checked once: for sections whose blocks are asked for so seldom again that memory is
   * better spent on more of them than on unpacking them once. `besides` names what is to be read and kept with a block
   * that is not kept. A block of megabytes waits for a turn of the event loop of its own, in which it is unpacked.
   */
  async readKeptPacked(
    section: SectionName,
    run: BlockRun | BlockPlaces,
    numbers: readonly number[],
    besides: (blockNumber: number) => readonly number[] = () => [],
  ): Promise<Uint8Array[]> {
    const more = numbers.filter((number) => !this.#kept.has(section, number)).flatMap(besides);
    const payloads = await this.#kept.read(section, [...new Set([...numbers, ...more])], (missing) =>
      this.#bytes
        .readBlocks(run, missing)
        .map(async (block, i) => bytesAsBlock(this.#naming(checkedPayload, section, missing[i] ?? 0, await block))),
    );
    const budget = new TurnBudget(PACKED_BYTES_A_TURN);
    const blocks: Uint8Array[] = [];
    for (const [i, number] of numbers.entries()) {
      const payload = payloads[i] ?? new Uint8Array();
      if (budget.spend(payload.length)) await budget.takeTurn();
      blocks.push(this.#naming(unpackPayload, section, number, payload));
    }
    return blocks;
  }

  /** True if SegmentBlocks.has is: the block is in memory or on its way. */
  has(section: SectionName, blockNumber: number): boolean {
    return this.#kept.has(section, blockNumber);
  }

  /** True if SegmentBlocks.holdsSections is. */
  get holdsSections(): boolean {
    return this.#kept.holdsSections;
  }

  /** Tells whether all blocks of a run, of this total size, may be cached (SegmentBlocks.mayHold). */
  mayHold({ blockCount }: BlockPlaces, sizeBytes: number): boolean {
    return !this.#bytes.isSmall && this.#kept.mayHold(blockCount, sizeBytes);
  }

  /** The block at a place, which its reader keeps if it will. One request. */
  async readAt(section: SectionName, number: number, place: Place): Promise<Uint8Array> {
    return this.decode(section, number, await this.#bytes.readPlace(place));
  }

  /** Checks a block without unpacking it. One request. */
  async check({ section, number, place }: PlacedBlock): Promise<void> {
    this.#naming(checkedPayload, section, number, await this.#bytes.readPlace(place));
  }

  /** Blocks that lie side by side and are alone in being read so. One request. */
  async readSideBySide(blocks: readonly PlacedBlock[]): Promise<Uint8Array[]> {
    const start = Math.min(...blocks.map(({ place }) => place.start));
    const end = Math.max(...blocks.map(({ place }) => place.start + place.sizeBytes));
    const bytes = await this.#bytes.read(start, end);
    return blocks.map(({ section, number, place }) =>
      this.decode(section, number, bytes.subarray(place.start - start, place.start - start + place.sizeBytes)),
    );
  }

  /** Every block of a run with its number, ascending. */
  async *stream(section: SectionName, run: BlockRun | BlockPlaces): AsyncGenerator<[number, Uint8Array]> {
    for await (const [number, bytes] of this.streamPacked(run)) yield [number, this.decode(section, number, bytes)];
  }

  /** The same as they lie in the segment, neither checked nor unpacked: some at a time, the next of them read ahead. */
  async *streamPacked(run: BlockRun | BlockPlaces): AsyncGenerator<[number, Uint8Array]> {
    const places = this.#bytes.placesOf(run);
    let reading = this.#readAhead(places, 0);
    for (let first = 0; first < places.blockCount; first += STREAM_BLOCKS) {
      const blocks = await reading;
      reading = this.#readAhead(places, first + STREAM_BLOCKS);
      for (const [i, bytes] of blocks.entries()) yield [first + i, bytes];
    }
  }

  /** The content of a block that was read packed. */
  decode(section: SectionName, number: number, block: Uint8Array): Uint8Array {
    return this.#naming(decodeBlock, section, number, block);
  }

  /** Decodes a block; a failure names the segment. */
  #naming<T>(decode: BlockDecoder<T>, section: SectionName, number: number, block: Uint8Array): T {
    try {
      return decode(section, number, block);
    } catch (error) {
      throw namingSegment(error, this.#bytes.key);
    }
  }

  #readAhead(places: BlockPlaces, first: number): Promise<Uint8Array[]> {
    const length = Math.max(0, Math.min(STREAM_BLOCKS, places.blockCount - first));
    const numbers = Array.from({ length }, (_, i) => first + i);
    const reading = Promise.all(this.#bytes.readBlocks(places, numbers));
    // Whoever takes the blocks hears of a failure; one who stopped before does not want them.
    reading.catch(() => undefined);
    return reading;
  }
}

/**
 * The resource to spare when an index is opened: requests, which a bucket charges for, or bytes, which cost a visitor
 * time.
 */
export type Spared = "requests" | "bytes";

/**
 * Two ranges no further apart than this are read as one, and what lies between is passed over. In a bucket a request
 * takes as long as 2 MB do (25 ms to the first byte, 85 MB/s), but those of a round are parallel, so that only its
 * price is saved: $0.40 a million on S3. On a line of 10 Mbit/s the smaller gap takes as many rounds and a tenth of the
 * bytes less (docs/decisions/index.md#smaller-blocks-in-smaller-segments).
 */
export const COALESCE_GAP_BYTES: Readonly<Record<Spared, number>> = { requests: 16 * 1024, bytes: 4 * 1024 };

/** A range that somebody waits for. */
interface WantedRange {
  readonly start: number;
  readonly end: number;
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}

/**
 * The bytes of one immutable object: a small segment whose end is not known is read whole, once; of others only what is
 * asked for. Near ranges that are asked for in one turn of the event loop, by whomever, share a request and its
 * failure. Its end may be known beforehand, and is not read then.
 */
export class SegmentBytes {
  readonly key: ObjectKey;
  readonly sizeBytes: number;
  /** True if it is read whole, by the first reader of any part. */
  readonly isSmall: boolean;
  readonly #store: RangeReader;
  readonly #gapBytes: number;
  readonly #places = new WeakMap<BlockRun, BlockPlaces>();
  #whole: Promise<Uint8Array> | null = null;
  /** Ranges that were requested in this turn of the event loop. */
  #wanted: WantedRange[] = [];
  /** Start of the end of the object that is known beforehand; its size if nothing is. */
  readonly tailStart: number;
  /** The known bytes from there on. */
  #known: Uint8Array;

  constructor(
    store: RangeReader,
    key: ObjectKey,
    sizeBytes: number,
    tail: Uint8Array = new Uint8Array(),
    spared: Spared = "requests",
  ) {
    this.#store = store;
    this.#gapBytes = COALESCE_GAP_BYTES[spared];
    this.key = key;
    this.sizeBytes = sizeBytes;
    this.isSmall = sizeBytes <= SMALL_SEGMENT_BYTES && tail.length === 0;
    this.tailStart = sizeBytes - tail.length;
    this.#known = tail;
  }

  /** Forgets the known bytes from an offset on: what was needed of them is kept in other forms. */
  forgetFrom(start: number): void {
    // A copy, so that the rest of what it was cut from is let go of.
    this.#known = this.#known.slice(0, Math.max(0, start - this.tailStart));
  }

  /** Bytes [start, end). At most one request; none for a small segment that was read before, nor of known bytes. */
  async read(start: number, end: number): Promise<Uint8Array> {
    if (start >= this.tailStart && end <= this.tailStart + this.#known.length) {
      return this.#known.subarray(start - this.tailStart, end - this.tailStart);
    }
    if (this.isSmall) return (await this.#readWhole()).subarray(start, end);
    return new Promise((resolve, reject) => {
      this.#wanted.push({ start, end, resolve, reject });
      if (this.#wanted.length === 1) void yieldToEventLoop().then(() => this.#readWanted());
    });
  }

  /** Reads some different blocks of a run: a promise of the bytes of each, in the requested order. */
  readBlocks(run: BlockRun | BlockPlaces, blockNumbers: readonly number[]): Promise<Uint8Array>[] {
    const places = this.placesOf(run);
    return blockNumbers.map((number) => this.readPlace(places.placeOf(number)));
  }

  async readPlace({ start, sizeBytes }: Place): Promise<Uint8Array> {
    return this.read(start, start + sizeBytes);
  }

  /** Finds the places of a run's blocks, once for each run. */
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

  /** The requests are parallel. */
  #readWanted(): void {
    for (const { start, end, members } of coalesce(this.#wanted, this.#gapBytes)) {
      this.#store.getRange(this.key, start, end).then(
        (bytes) => {
          for (const one of members) one.resolve(bytes.subarray(one.start - start, one.end - start));
        },
        (error: unknown) => {
          for (const { reject } of members) reject(error);
        },
      );
    }
    this.#wanted = [];
  }
}

interface RangeGroup {
  readonly start: number;
  end: number;
  readonly members: WantedRange[];
}

function coalesce(wanted: readonly WantedRange[], gapBytes: number): RangeGroup[] {
  const groups: RangeGroup[] = [];
  for (const range of [...wanted].sort((a, b) => a.start - b.start)) {
    const last = groups.at(-1);
    if (last !== undefined && range.start - last.end <= gapBytes) {
      last.end = Math.max(last.end, range.end);
      last.members.push(range);
    } else {
      groups.push({ start: range.start, end: range.end, members: [range] });
    }
  }
  return groups;
}

/** The places of a run that is told block by block. */
class RunPlaces implements BlockPlaces {
  readonly #run: BlockRun;
  /** Summed up when first asked for, since a run may have thousands of blocks. */
  #starts: Float64Array | null = null;

  constructor(run: BlockRun) {
    this.#run = run;
  }

  get blockCount(): number {
    return this.#run.sizesBytes.length;
  }

  placeOf(blockNumber: number): Place {
    this.#starts ??= startsOf(this.#run);
    return { start: this.#starts[blockNumber] ?? 0, sizeBytes: this.#run.sizesBytes[blockNumber] ?? 0 };
  }
}

function startsOf({ start, sizesBytes, between = [] }: BlockRun): Float64Array {
  const starts = new Float64Array(sizesBytes.length);
  let next = start;
  for (let number = 0; number < sizesBytes.length; number += 1) {
    starts[number] = next;
    next += (sizesBytes[number] ?? 0) + (between[number] ?? 0);
  }
  return starts;
}

/** A reader of ranges of objects. */
export type RangeReader = Pick<ObjectReader, "getRange">;

/**
 * Reads objects that are cut into parts as if each were whole: those of a published index on a host that takes no
 * object as large. Part n of an object lies under its key and `.n`, and has the same size as every other but the last.
 */
export class PartedObjectReader implements RangeReader {
  readonly #store: RangeReader;
  readonly #partBytes: number;

  /** `partBytes`: the size of every part but the last one. */
  constructor(store: RangeReader, partBytes: number) {
    this.#store = store;
    this.#partBytes = partBytes;
  }

  /** Bytes [start, end) of the whole object. One request a part that has some of them, all at once. */
  async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    checkRange(key, start, end);
    if (start === end) return new Uint8Array();
    const first = Math.floor(start / this.#partBytes);
    const last = Math.floor((end - 1) / this.#partBytes);
    const pieces = await Promise.all(
      Array.from({ length: last - first + 1 }, (_, i) => {
        const partStart = (first + i) * this.#partBytes;
        return this.#store.getRange(
          segmentPartKey(key, first + i),
          Math.max(start - partStart, 0),
          Math.min(end - partStart, this.#partBytes),
        );
      }),
    );
    return concatBytes(pieces);
  }
}
