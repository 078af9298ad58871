/**
 * The rows that a long posting list begins with (layer 2): what is known of each chunk before it is decoded.
 */
import { ByteReader, corruptBytes } from "./byte-buffer.ts";
import type { Impact } from "./impacts.ts";
import { riceWidth } from "./posting-bits.ts";
import { MAX_IMPACTS, POSTINGS_PER_CHUNK } from "./segment-format.ts";

/** What a list's bytes say before any posting is unpacked. */
export interface ChunkTable {
  /** Ordinal of each chunk's last document, dead or not. */
  readonly lastOrdinals: Uint32Array;
  /** Where each chunk's postings begin among those of the block, and where the last one's end. */
  readonly offsets: Uint32Array;
  /** Of each chunk's Rice codes. */
  readonly widths: Uint8Array;
  /** By chunk; none for a list of one chunk. */
  readonly impacts: readonly (readonly Impact[])[];
}

/** What the rows of a list are read beside. */
export interface ChunkTableBounds {
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
  const impacts: (readonly Impact[])[] = [];
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
    impacts.push(readImpacts(reader));
    if (last >= documentCount) throw corruptBytes("a posting names a document that the segment does not have");
  }
  offsets[chunks] = offset;
  if (offset !== end || reader.remaining > 0) throw corruptBytes("the chunks of a posting list do not fill it");
  return { lastOrdinals, offsets, widths, impacts };
}

function readImpacts(reader: ByteReader): Impact[] {
  const count = reader.readVarint();
  if (count === 0 || count > MAX_IMPACTS) throw corruptBytes("a chunk of postings has a wrong number of impacts");
  const impacts: Impact[] = [];
  for (let i = 0; i < count; i += 1) {
    const impact = { frequency: reader.readVarint(), fieldLength: reader.readVarint() };
    const before = impacts.at(-1);
    if (before !== undefined && (impact.frequency >= before.frequency || impact.fieldLength >= before.fieldLength)) {
      throw corruptBytes("the impacts of a chunk of postings do not descend");
    }
    impacts.push(impact);
  }
  return impacts;
}
