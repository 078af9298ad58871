/**
 * One block of a segment to bytes and back (layer 2): packed as its section is, with a CRC-32 before it that is seeded with
 * the block's section and number, so that a block read from a wrong place is found out as well as a damaged one.
 *
 * On disk: u32 CRC-32 of the payload, then the payload.
 */
import { crc32 } from "../../content-hash.ts";
import {
  brotliNumbersPacking,
  brotliPacking,
  deflatePacking,
  dictionaryPacking,
  noPacking,
  type Packing,
} from "./block-packing.ts";
import { ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";

/** The sections whose blocks are checked apart; the number enters the checksum's seed. */
export const SECTION_NUMBERS = {
  postings: 1,
  lexicon: 2,
  stored: 3,
  entries: 4,
  filter: 5,
  documentIds: 6,
  column: 7,
  index: 8,
  contents: 9,
  tombstones: 10,
  occurrences: 11,
  forms: 12,
} as const;

export type SectionName = keyof typeof SECTION_NUMBERS;

/**
 * deflate for what every query unpacks (as small as brotli on varints, a third faster to decode), brotli where text
 * dominates and few blocks are read (docs/decisions/0004-segment-format.md); the stored dictionary for what it was made for
 * (docs/decisions/0032-stored-dictionary.md); none for postings, whose codes leave nothing to be saved
 * (docs/decisions/0030-openings.md).
 */
const PACKINGS: Readonly<Record<SectionName, Packing>> = {
  postings: noPacking,
  lexicon: deflatePacking,
  stored: dictionaryPacking,
  entries: brotliPacking,
  filter: deflatePacking,
  documentIds: deflatePacking,
  column: brotliPacking,
  index: brotliPacking,
  contents: brotliPacking,
  tombstones: brotliPacking,
  occurrences: brotliNumbersPacking,
  forms: deflatePacking,
};

const CHECKSUM_BYTES = 4;

/** The bytes of one block on disk. */
export function encodeBlock(section: SectionName, blockNumber: number, content: Uint8Array): Uint8Array {
  return bindPayload(section, blockNumber, PACKINGS[section].pack(content));
}

/** The same bytes, packed on another thread; `content` must not change until then. */
export async function encodeBlockInBackground(
  section: SectionName,
  blockNumber: number,
  content: Uint8Array,
): Promise<Uint8Array> {
  return bindPayload(section, blockNumber, await PACKINGS[section].packInBackground(content));
}

/** A block under another number of its section, without unpacking it; it is checked as decodeBlock checks it. */
export function renumberBlock(section: SectionName, from: number, to: number, block: Uint8Array): Uint8Array {
  return bindPayload(section, to, checkedPayload(section, from, block));
}

/** The content of one block; `corrupt-segment` where it is not what was written. */
export function decodeBlock(section: SectionName, blockNumber: number, block: Uint8Array): Uint8Array {
  return unpackPayload(section, blockNumber, checkedPayload(section, blockNumber, block));
}

/** What {@link checkedPayload} gave, unpacked: the second half of {@link decodeBlock}. */
export function unpackPayload(section: SectionName, blockNumber: number, payload: Uint8Array): Uint8Array {
  return PACKINGS[section].unpack(payload, `block ${blockNumber} of its ${section} section`);
}

/** A block without its checksum, still packed: the first half of {@link decodeBlock}. A view. */
export function checkedPayload(section: SectionName, blockNumber: number, block: Uint8Array): Uint8Array {
  const reader = new ByteReader(block);
  const checksum = reader.readFixed(CHECKSUM_BYTES);
  const payload = reader.readBytes(reader.remaining);
  if (crc32(payload, checksumSeed(section, blockNumber)) === checksum) return payload;
  throw corruptBytes(`the checksum of block ${blockNumber} of its ${section} section does not match`);
}

function bindPayload(section: SectionName, blockNumber: number, payload: Uint8Array): Uint8Array {
  const writer = new ByteWriter(payload.length + CHECKSUM_BYTES);
  writer.writeFixed(crc32(payload, checksumSeed(section, blockNumber)), CHECKSUM_BYTES);
  writer.writeBytes(payload);
  return writer.toBytes();
}

function checksumSeed(section: SectionName, blockNumber: number): number {
  return (SECTION_NUMBERS[section] * 0x1000000 + (blockNumber & 0xffffff)) >>> 0;
}
