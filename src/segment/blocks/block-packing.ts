/**
 * The ways in which the content of a block is packed (layer 2): brotli, deflate, deflate with the stored dictionary, and as
 * it is. Which section has which is said in block-codec.ts.
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
import { isDataError } from "../../codec-failure.ts";
import { SearchIndexError } from "../../errors.ts";
import { corruptBytes } from "./byte-buffer.ts";
import { STORED_DICTIONARY } from "./stored-dictionary.ts";

/** A way to pack bytes. */
export interface Packing {
  pack(content: Uint8Array): Uint8Array;
  /** The same bytes, made on another thread; `content` must not change until then. */
  packInBackground(content: Uint8Array): Promise<Uint8Array>;
  /**
   * What was packed; `corrupt-segment` names `what` where the bytes are not what a packer wrote, `runtime-limit` where this
   * runtime cannot unpack them.
   */
  unpack(packed: Uint8Array, what: string): Uint8Array;
}

/** A codec as this runtime has it, with an answer by which it is known to work. */
export interface Codec {
  unpack(packed: Uint8Array): Uint8Array;
  /** What zlib or brotli makes of `content`. */
  readonly known: { readonly packed: Uint8Array; readonly content: Uint8Array };
}

/** Of 11: the highest saves 12 % more at 55 times the time (docs/decisions/0004-segment-format.md). */
const BROTLI_QUALITY = 5;

/** Of numbers in columns 4 makes 2 % less than 5, in half the time (docs/decisions/0016-occurrences.md). */
const BROTLI_NUMBERS_QUALITY = 4;

/** Of 9: the highest saves 0.1 % more, and takes three times as long over surface forms. Measured on news. */
const DEFLATE_LEVEL = 6;

/** The most that a block may unpack to; far above any that is written, low enough to bound a hostile one. Untuned. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/**
 * zlib gives what it unpacks in chunks, by default of 16 KiB, and puts them together by a copy. Most blocks are a document or a
 * term longer than their section's size: one of these holds them, which takes a tenth off the time of a stored block.
 */
const UNPACKED_CHUNK_BYTES = 24 * 1024;
const STORED_CHUNK_BYTES = 10 * 1024;

/** The least window that holds a common block whole, in bits, and brotli's own: a smaller one is sooner made ready. */
const MIN_WINDOW_BITS = 16;
const MAX_WINDOW_BITS = 22;

const compressByBrotli = promisify<Uint8Array, BrotliOptions, Uint8Array>(brotliCompress);
const compressByDeflate = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflateRaw);

const KNOWN_CONTENT = Buffer.from("poisk poisk poisk", "latin1");
const KNOWN_BROTLI = { packed: Buffer.from("1b1000f88d54b5bf4e7b839b53206b014f1c6072", "hex"), content: KNOWN_CONTENT };
const KNOWN_DEFLATE = { packed: Buffer.from("2bc8cf2cce5628409000", "hex"), content: KNOWN_CONTENT };
/** One repetition from the dictionary's end: a runtime that ignores dictionaries cannot unpack it. */
const KNOWN_DICTIONARY = { packed: Buffer.from("a3543f00", "hex"), content: STORED_DICTIONARY.subarray(-64) };

export const brotliPacking = brotliOf(BROTLI_QUALITY);
export const brotliNumbersPacking = brotliOf(BROTLI_NUMBERS_QUALITY);
export const deflatePacking = deflateBy({}, UNPACKED_CHUNK_BYTES, KNOWN_DEFLATE);
export const dictionaryPacking = deflateBy({ dictionary: STORED_DICTIONARY }, STORED_CHUNK_BYTES, KNOWN_DICTIONARY);

/** The content as it is. */
export const noPacking: Packing = {
  pack: (content) => content,
  packInBackground: (content) => Promise.resolve(content),
  unpack: (packed) => packed,
};

function brotliOf(quality: number): Packing {
  const optionsFor = ({ length }: Uint8Array): BrotliOptions => ({
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: length,
      [constants.BROTLI_PARAM_LGWIN]: windowBits(length),
    },
  });
  const unpacked = { maxOutputLength: MAX_UNPACKED_BYTES, chunkSize: UNPACKED_CHUNK_BYTES };
  const codec: Codec = { unpack: (packed) => brotliDecompressSync(packed, unpacked), known: KNOWN_BROTLI };
  return {
    pack: (content) => brotliCompressSync(content, optionsFor(content)),
    packInBackground: (content) => compressByBrotli(content, optionsFor(content)),
    unpack: (packed, what) => unpackBy(codec, packed, what),
  };
}

/** Raw deflate. */
function deflateBy(shared: Pick<ZlibOptions, "dictionary">, chunkSize: number, known: Codec["known"]): Packing {
  const packed: ZlibOptions = { ...shared, level: DEFLATE_LEVEL };
  const unpacked: ZlibOptions = { ...shared, maxOutputLength: MAX_UNPACKED_BYTES, chunkSize };
  const codec: Codec = { unpack: (bytes) => inflateRawSync(bytes, unpacked), known };
  return {
    pack: (content) => deflateRawSync(content, packed),
    packInBackground: (content) => compressByDeflate(content, packed),
    unpack: (bytes, what) => unpackBy(codec, bytes, what),
  };
}

/**
 * What a codec makes of packed bytes. `corrupt-segment` only where the codec says that the data are wrong and it unpacks what
 * it must; else `runtime-limit`: to rebuild for that would throw away a good index.
 */
export function unpackBy(codec: Codec, packed: Uint8Array, what: string): Uint8Array {
  try {
    return codec.unpack(packed);
  } catch (error) {
    throw isDataError(error) && isWorking(codec) ? corruptBytes(`${what} does not unpack`) : runtimeLimit(what, error);
  }
}

function isWorking({ unpack, known }: Codec): boolean {
  try {
    return Buffer.compare(unpack(known.packed), known.content) === 0;
  } catch (error) {
    if (isDataError(error)) return false;
    throw error;
  }
}

function runtimeLimit(what: string, cause: unknown): SearchIndexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SearchIndexError(
    "runtime-limit",
    `This runtime cannot unpack ${what} (${reason}). The index is not damaged by that: give the process more memory, or use another runtime.`,
    { cause },
  );
}

/** A window at least as long as the content, as far as there is one. */
function windowBits(contentBytes: number): number {
  // What brotli keeps of a window for itself is 16 bytes (RFC 7932, section 9.1).
  return Math.min(MAX_WINDOW_BITS, Math.max(MIN_WINDOW_BITS, Math.ceil(Math.log2(contentBytes + 16))));
}
