/**
 * Blocks of one segment, checked and unpacked (layer 2): single ones by way of the cache, whole sections past it, where
 * they would push out what queries need.
 */

import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { checkedPayload, decodeBlock, type SectionName, unpackPayload } from "../blocks/block-codec.ts";
import type { BlockPlaces } from "../blocks/block-places.ts";
import { namingSegment } from "../blocks/damaged-segment.ts";
import type { BlockRun, Place } from "../blocks/segment-format.ts";
import { bytesAsBlock, type SegmentBlocks, type UnpackedBlock } from "./block-cache.ts";
import type { SegmentBytes } from "./segment-bytes.ts";

/**
 * Blocks read at once when a whole section is streamed, of some 10 KB each. Twice as many are held, since the next are
 * read ahead: 10 MB in a merge of 32 segments, the most that there are.
 */
const STREAM_BLOCKS = 16;

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

  /** Some different blocks of a run, from the cache or read. At most one request a block. */
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
   * The same, but kept packed, checked once: for sections whose blocks are asked for so seldom again that memory is better spent
   * on more of them than on unpacking them once.
   */
  async readKeptPacked(
    section: SectionName,
    run: BlockRun | BlockPlaces,
    numbers: readonly number[],
  ): Promise<Uint8Array[]> {
    const payloads = await this.#kept.read(section, numbers, (missing) =>
      this.#bytes
        .readBlocks(run, missing)
        .map(async (block, i) => bytesAsBlock(this.#naming(checkedPayload, section, missing[i] ?? 0, await block))),
    );
    return payloads.map((payload, i) => this.#naming(unpackPayload, section, numbers[i] ?? 0, payload));
  }

  /** The block at a place, which its reader keeps if it will. One request. */
  async readAt(section: SectionName, number: number, place: Place): Promise<Uint8Array> {
    return this.#decode(section, number, await this.#bytes.readPlace(place));
  }

  /** Blocks that lie side by side and are alone in being read so. One request. */
  async readSideBySide(
    blocks: readonly { readonly section: SectionName; readonly number: number; readonly place: Place }[],
  ): Promise<Uint8Array[]> {
    const start = Math.min(...blocks.map(({ place }) => place.start));
    const end = Math.max(...blocks.map(({ place }) => place.start + place.sizeBytes));
    const bytes = await this.#bytes.read(start, end);
    return blocks.map(({ section, number, place }) =>
      this.#decode(section, number, bytes.subarray(place.start - start, place.start - start + place.sizeBytes)),
    );
  }

  /** Every block of a run with its number, ascending. */
  async *stream(section: SectionName, run: BlockRun | BlockPlaces): AsyncGenerator<[number, Uint8Array]> {
    for await (const [number, bytes] of this.streamPacked(run)) yield [number, this.#decode(section, number, bytes)];
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

  #decode(section: SectionName, number: number, block: Uint8Array): Uint8Array {
    return this.#naming(decodeBlock, section, number, block);
  }

  /** What `decode` makes of a block; its failure names the segment. */
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
