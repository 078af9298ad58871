/**
 * The head of a posting list (layer 2): what is known of it before its postings are unpacked. Its bytes are described in
 * posting-list.ts, which writes them.
 */
import { type ByteReader, corruptBytes } from "../blocks/byte-buffer.ts";
import { POSTINGS_PER_CHUNK } from "../blocks/segment-format.ts";
import { type ChunkTable, readChunkTable } from "./chunk-table.ts";
import { MOST_WIDTH } from "./posting-bits.ts";

/** A list before it is read: its head was read, or passed over. */
export interface PlacedList {
  readonly table: ChunkTable;
  /** Where the postings end among those of the block, which is where those of the next list begin. */
  readonly end: number;
}

/**
 * Reads the head of a list of `size` documents whose postings begin at `start`; `corrupt-segment` where it does not fit the
 * list or the segment.
 */
export function readPostingListHeader(
  reader: ByteReader,
  size: number,
  start: number,
  documentCount: number,
): PlacedList {
  const end = readListEnd(reader, size, start, documentCount);
  if (size > POSTINGS_PER_CHUNK) {
    const rows = reader.readBytes(reader.readVarint());
    return { table: readChunkTable(rows, { size, start, end, documentCount }), end };
  }
  const width = readWidth(reader);
  const table = {
    // Not known before it is decoded, and no need to: there is no chunk after it.
    lastOrdinals: Uint32Array.of(documentCount - 1),
    offsets: Uint32Array.of(start, end),
    widths: Uint8Array.of(width),
    impacts: new Uint32Array(0),
  };
  return { table, end };
}

/** Where its postings end; checked as `readListHead` checks it. */
export function readListEnd(reader: ByteReader, size: number, start: number, documentCount: number): number {
  const sizeBytes = reader.readVarint();
  // A posting has two bits at least; checked before room is made for what is only claimed.
  if (size === 0 || size > documentCount || size > 4 * sizeBytes) {
    throw corruptBytes("a posting list is longer than its documents");
  }
  return start + sizeBytes;
}

/** Of the Rice codes of a list of one chunk. */
export function readWidth(reader: ByteReader): number {
  const width = reader.readVarint();
  if (width > MOST_WIDTH) throw corruptBytes("the head of a posting list is misshapen");
  return width;
}

/** Passes over a head; where the postings end. */
export function skipPostingListHeader(reader: ByteReader, size: number, start: number): number {
  const end = start + reader.readVarint();
  const widthOrRowsBytes = reader.readVarint();
  if (size > POSTINGS_PER_CHUNK) reader.skip(widthOrRowsBytes);
  return end;
}
