/**
 * One block of a segment to bytes and back (layer 2): compressed, with a CRC-32 before it that is seeded with the
 * block's section and number, so that a block read from a wrong place is found out as well as a damaged one.
 *
 * On disk: u32 CRC-32 of the payload, then the payload.
 */
import { promisify } from "node:util";
import {
  type BrotliOptions,
  brotliCompress,
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  deflateRaw,
  deflateRawSync,
  inflateRawSync,
  type ZlibOptions,
} from "node:zlib";
import { crc32 } from "../content-hash.ts";
import { ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";
import { STORED_DICTIONARY } from "./stored-dictionary.ts";

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

type Compression = "deflate" | "deflate with dictionary" | "brotli" | "none";

/**
 * deflate for what every query unpacks (as small as brotli on varints, a third faster to decode), brotli where text
 * dominates and few blocks are read (docs/decisions/0004-segment-format.md); the stored dictionary for what it was made for
 * (docs/decisions/0032-stored-dictionary.md); none for postings, whose codes leave nothing to be saved
 * (docs/decisions/0030-openings.md).
 */
const COMPRESSION: Readonly<Record<SectionName, Compression>> = {
  postings: "none",
  lexicon: "deflate",
  stored: "deflate with dictionary",
  entries: "brotli",
  filter: "deflate",
  documentIds: "deflate",
  column: "brotli",
  index: "brotli",
  contents: "brotli",
  tombstones: "brotli",
  occurrences: "brotli",
  forms: "deflate",
};

/** Of 11: the highest saves 12 % more at 55 times the time (docs/decisions/0004-segment-format.md). */
const BROTLI_QUALITY = 5;

/** Of occurrences, numbers in columns, 4 makes 2 % less than 5, in half the time (docs/decisions/0016-occurrences.md). */
const OCCURRENCES_BROTLI_QUALITY = 4;

/** The most that a block may unpack to; far above any that is written, low enough to bound a hostile one. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/**
 * zlib gives what it unpacks in chunks, by default of 16 KiB, and puts them together by a copy. Most blocks are a document or a
 * term longer than their section's size: one of these holds them, which takes a tenth off the time of a stored block.
 */
const UNPACKED_CHUNK_BYTES = 24 * 1024;
const STORED_CHUNK_BYTES = 10 * 1024;

const UNPACKED = { maxOutputLength: MAX_UNPACKED_BYTES, chunkSize: UNPACKED_CHUNK_BYTES };
const UNPACKED_BY_DICTIONARY: ZlibOptions = {
  maxOutputLength: MAX_UNPACKED_BYTES,
  chunkSize: STORED_CHUNK_BYTES,
  dictionary: STORED_DICTIONARY,
};

const CHECKSUM_BYTES = 4;

/** Of 9: the highest saves 0.1 % more, and takes three times as long over surface forms. Measured on news. */
const DEFLATE_OPTIONS: ZlibOptions = { level: 6 };
const DICTIONARY_OPTIONS: ZlibOptions = { ...DEFLATE_OPTIONS, dictionary: STORED_DICTIONARY };

/** The least window that holds a common block whole, in bits, and brotli's own: a smaller one is sooner made ready. */
const MIN_WINDOW_BITS = 16;
const MAX_WINDOW_BITS = 22;

const compressByBrotli = promisify<Uint8Array, BrotliOptions, Uint8Array>(brotliCompress);
const compressByDeflate = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflateRaw);

/** The bytes of one block on disk. */
export function encodeBlock(section: SectionName, blockNumber: number, content: Uint8Array): Uint8Array {
  return bindPayload(section, blockNumber, packPayload(section, content));
}

/** The same bytes, compressed on another thread; `content` must not change until then. */
export async function encodeBlockInBackground(
  section: SectionName,
  blockNumber: number,
  content: Uint8Array,
): Promise<Uint8Array> {
  switch (COMPRESSION[section]) {
    case "brotli":
      return bindPayload(section, blockNumber, await compressByBrotli(content, brotliOptions(section, content)));
    case "deflate":
      return bindPayload(section, blockNumber, await compressByDeflate(content, DEFLATE_OPTIONS));
    case "deflate with dictionary":
      return bindPayload(section, blockNumber, await compressByDeflate(content, DICTIONARY_OPTIONS));
    case "none":
      return bindPayload(section, blockNumber, content);
  }
}

function packPayload(section: SectionName, content: Uint8Array): Uint8Array {
  switch (COMPRESSION[section]) {
    case "brotli":
      return brotliCompressSync(content, brotliOptions(section, content));
    case "deflate":
      return deflate(content);
    case "deflate with dictionary":
      return deflateRawSync(content, DICTIONARY_OPTIONS);
    case "none":
      return content;
  }
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
  const what = `block ${blockNumber} of its ${section} section`;
  switch (COMPRESSION[section]) {
    case "brotli":
      return unpackBy(brotliDecompressSync, payload, UNPACKED, what);
    case "deflate":
      return inflate(payload, what);
    case "deflate with dictionary":
      return unpackBy(inflateRawSync, payload, UNPACKED_BY_DICTIONARY, what);
    case "none":
      return payload;
  }
}

/** Raw deflate, as blocks are packed by it. */
export function deflate(content: Uint8Array): Uint8Array {
  return deflateRawSync(content, DEFLATE_OPTIONS);
}

/** What {@link deflate} was given; `corrupt-segment` names `what` where it does not unpack, or to too much. */
export function inflate(packed: Uint8Array, what: string): Uint8Array {
  return unpackBy(inflateRawSync, packed, UNPACKED, what);
}

function unpackBy<Options>(
  unpack: (packed: Uint8Array, options: Options) => Uint8Array,
  packed: Uint8Array,
  options: Options,
  what: string,
): Uint8Array {
  try {
    return unpack(packed, options);
  } catch {
    throw corruptBytes(`${what} does not unpack`);
  }
}

function brotliOptions(section: SectionName, content: Uint8Array): BrotliOptions {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: section === "occurrences" ? OCCURRENCES_BROTLI_QUALITY : BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      [constants.BROTLI_PARAM_LGWIN]: windowBits(content.length),
    },
  };
}

/** A window at least as long as the content, as far as there is one. */
function windowBits(contentBytes: number): number {
  // What brotli keeps of a window for itself is 16 bytes (RFC 7932, section 9.1).
  return Math.min(MAX_WINDOW_BITS, Math.max(MIN_WINDOW_BITS, Math.ceil(Math.log2(contentBytes + 16))));
}

function bindPayload(section: SectionName, blockNumber: number, payload: Uint8Array): Uint8Array {
  const writer = new ByteWriter(payload.length + CHECKSUM_BYTES);
  writer.writeFixed(crc32(payload, checksumSeed(section, blockNumber)), CHECKSUM_BYTES);
  writer.writeBytes(payload);
  return writer.toBytes();
}

/** A block without its checksum, still packed: the first half of {@link decodeBlock}. A view. */
export function checkedPayload(section: SectionName, blockNumber: number, block: Uint8Array): Uint8Array {
  const reader = new ByteReader(block);
  const checksum = reader.readFixed(CHECKSUM_BYTES);
  const payload = reader.readBytes(reader.remaining);
  if (crc32(payload, checksumSeed(section, blockNumber)) === checksum) return payload;
  throw corruptBytes(`the checksum of block ${blockNumber} of its ${section} section does not match`);
}

function checksumSeed(section: SectionName, blockNumber: number): number {
  return (SECTION_NUMBERS[section] * 0x1000000 + (blockNumber & 0xffffff)) >>> 0;
}
