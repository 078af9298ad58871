/**
 * The rows that a long posting list begins with (layer 2): what is known of each chunk before it is decoded.
 */
import { ByteReader, corruptBytes } from "./byte-buffer.ts";
import type { Impact } from "./impacts.ts";
import { MAX_IMPACTS } from "./segment-format.ts";

/** What a list's bytes say before any posting is unpacked. */
export interface ChunkTable {
  /** Ordinal of each chunk's last document, dead or not. */
  readonly lastOrdinals: Uint32Array;
  /** Where each chunk's bytes begin in the list, and where the last one's end. */
  readonly offsets: Uint32Array;
  /** By chunk; none for a list of one chunk. */
  readonly impacts: readonly (readonly Impact[])[];
}

/** Throws where the rows do not fit the list or the segment. */
export function readChunkTable(bytes: Uint8Array, chunks: number, documentCount: number): ChunkTable {
  const reader = new ByteReader(bytes);
  const lastOrdinals = new Uint32Array(chunks);
  const offsets = new Uint32Array(chunks + 1);
  const impacts: (readonly Impact[])[] = [];
  let last = -1;
  let sizeBytes = 0;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    last += reader.readVarint() + 1;
    lastOrdinals[chunk] = last;
    sizeBytes += reader.readVarint();
    offsets[chunk + 1] = sizeBytes;
    impacts.push(readImpacts(reader));
    if (last >= documentCount) throw corruptBytes("a posting names a document that the segment does not have");
  }
  if (sizeBytes !== reader.remaining) throw corruptBytes("the chunks of a posting list do not fill it");
  for (let chunk = 0; chunk <= chunks; chunk += 1) offsets[chunk] = (offsets[chunk] ?? 0) + reader.offset;
  return { lastOrdinals, offsets, impacts };
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
