/**
 * The rows that a long posting list begins with (layer 2): what is known of each chunk before it is decoded.
 */
import { ByteReader, corruptBytes } from "../blocks/byte-buffer.ts";
import { MAX_IMPACTS, POSTINGS_PER_CHUNK } from "../blocks/segment-format.ts";
import { riceWidth } from "./posting-bits.ts";

/** What a list's bytes say before any posting is unpacked. */
export interface ChunkTable {
  /** Ordinal of each chunk's last document, dead or not. */
  readonly lastOrdinals: Uint32Array;
  /** Where each chunk's postings begin among those of the block, and where the last one's end. */
  readonly offsets: Uint32Array;
  /** Of each chunk's Rice codes. */
  readonly widths: Uint8Array;
  /**
   * Of each chunk MAX_IMPACTS pairs of frequency and field length, 0 behind the last one; none for a list of one chunk. Without
   * objects, which a list of thousands of chunks would have ten thousand of.
   */
  readonly impacts: Uint32Array;
}

/** What the rows of a list are read beside. */
interface ChunkTableBounds {
  /** Documents of the list. */
  readonly size: number;
  /** Where its postings lie among those of the block. */
  readonly start: number;
  readonly end: number;
  /** Of the segment. */
  readonly documentCount: number;
}

/** `corrupt-segment` where the rows do not fit the list or the segment. */
export function readChunkTable(rows: Uint8Array, { size, start, end, documentCount }: ChunkTableBounds): ChunkTable {
  const reader = new ByteReader(rows);
  const chunks = Math.ceil(size / POSTINGS_PER_CHUNK);
  const lastOrdinals = new Uint32Array(chunks);
  const offsets = new Uint32Array(chunks + 1);
  const widths = new Uint8Array(chunks);
  const impacts = new Uint32Array(chunks * NUMBERS_PER_CHUNK);
  let last = -1;
  let offset = start;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const documents = Math.min(POSTINGS_PER_CHUNK, size - chunk * POSTINGS_PER_CHUNK);
    const span = reader.readVarint() + 1;
    last += span;
    lastOrdinals[chunk] = last;
    widths[chunk] = riceWidth(span, documents);
    offsets[chunk] = offset;
    offset += reader.readVarint();
    readImpacts(reader, impacts, chunk * NUMBERS_PER_CHUNK);
    if (last >= documentCount) throw corruptBytes("a posting names a document that the segment does not have");
  }
  offsets[chunks] = offset;
  if (offset !== end || reader.remaining > 0) throw corruptBytes("the chunks of a posting list do not fill it");
  return { lastOrdinals, offsets, widths, impacts };
}

/** The place of a chunk's pairs is its number times this. */
const NUMBERS_PER_CHUNK = 2 * MAX_IMPACTS;

function readImpacts(reader: ByteReader, impacts: Uint32Array, start: number): void {
  const count = reader.readVarint();
  if (count === 0 || count > MAX_IMPACTS) throw corruptBytes("a chunk of postings has a wrong number of impacts");
  let frequencyBefore = Number.POSITIVE_INFINITY;
  let lengthBefore = Number.POSITIVE_INFINITY;
  for (let at = start; at < start + 2 * count; at += 2) {
    const frequency = reader.readVarint();
    const fieldLength = reader.readVarint();
    if (frequency >= frequencyBefore || fieldLength >= lengthBefore) {
      throw corruptBytes("the impacts of a chunk of postings do not descend");
    }
    impacts[at] = frequency;
    impacts[at + 1] = fieldLength;
    frequencyBefore = frequency;
    lengthBefore = fieldLength;
  }
}

/** The greatest number that the impacts of a chunk have; 0 where it has none. */
export function greatestOfImpacts(
  { impacts }: ChunkTable,
  chunk: number,
  numberOf: (frequency: number, fieldLength: number) => number,
): number {
  let greatest = 0;
  const start = chunk * NUMBERS_PER_CHUNK;
  for (let at = start; at < start + NUMBERS_PER_CHUNK && (impacts[at] ?? 0) > 0; at += 2) {
    greatest = Math.max(greatest, numberOf(impacts[at] ?? 0, impacts[at + 1] ?? 0));
  }
  return greatest;
}

/** The greatest frequency that a chunk may have; of a list of several. */
export function greatestFrequency({ impacts }: ChunkTable, chunk: number): number {
  return impacts[chunk * NUMBERS_PER_CHUNK] ?? 0;
}
