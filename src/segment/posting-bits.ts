/**
 * Postings to bits and back (layer 2): the documents of one chunk of a posting list. Gaps are Rice-coded (Rice and Plaunt
 * 1971), which is within a hundredth of what gaps of random documents hold, and needs no unpacking around it.
 *
 * Per posting: ordinal - previous ordinal - 1, as its quotient by 2^width in zeros and a one, then its `width` lower bits;
 * 0 for a frequency of 1, 10 for the same where the term stands in the opening of the field, 110 for a higher frequency
 * with the opening, 111 without; after the last two Elias' gamma code of frequency - 1. Zeros fill the last byte.
 */
import type { SearchIndexError } from "../errors.ts";
import type { BitWriter } from "./bit-writer.ts";
import { corruptBytes } from "./byte-buffer.ts";
import type { FieldPostings } from "./posting-list.ts";

/** What a reader of bits may look at beyond the last one: blocks end with so many zero bytes. */
export const BITS_PADDING_BYTES = 4;

/** Documents fit 32 bits, and a remainder is read together with what surrounds it. */
export const MOST_WIDTH = 20;

/**
 * The width for so many documents among `span` ordinals: the logarithm of .7 of their mean distance, where Rice codes of a
 * geometric distribution are shortest (Golomb 1966: ln 2 of it).
 */
export function riceWidth(span: number, documents: number): number {
  return Math.min(MOST_WIDTH, Math.max(0, 31 - Math.clz32(Math.floor((7 * span) / (10 * documents)))));
}

/** Postings [from, to) of a list, `previous` the ordinal before them; the writer is flushed. `openings`: null for none. */
export function writePostings(
  writer: BitWriter,
  { ordinals, frequencies }: FieldPostings,
  openings: Uint8Array | null,
  { from, to, previous, width }: { from: number; to: number; previous: number; width: number },
): void {
  let last = previous;
  for (let i = from; i < to; i += 1) {
    const ordinal = ordinals[i] ?? 0;
    const frequency = frequencies[i] ?? 1;
    const isOpening = openings?.[i] === 1;
    const gap = ordinal - last - 1;
    last = ordinal;
    writer.writeUnary(gap >>> width);
    writer.writeBits(gap, width);
    if (frequency === 1) writer.writeBits(isOpening ? 0b10 : 0, isOpening ? 2 : 1);
    else {
      writer.writeBits(isOpening ? 0b110 : 0b111, 3);
      writer.writeGamma(frequency - 1);
    }
  }
  writer.flush();
}

/** What postings are unpacked into, at the places of a list. */
export interface PostingArrays {
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
  /** 1 where the term stands in the opening of the field. */
  readonly openings: Uint8Array;
}

/** A chunk in its bytes, which go on for BITS_PADDING_BYTES at least. */
export interface PackedChunk {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly width: number;
  /** The ordinal before the chunk's first, and the last that it may have. */
  readonly previous: number;
  readonly last: number;
}

/** Thirty-two bits from a place on, of which the first 25 are sure. */
function bitsAt(view: DataView, bit: number): number {
  return view.getUint32(bit >>> 3) << (bit & 7);
}

const SURE_BITS = 25;

/**
 * Unpacks postings to the places [from, to) of some arrays. `corrupt-segment` where the postings do not fill their bytes, or
 * name a document after the last.
 */
export function unpackPostings(chunk: PackedChunk, into: PostingArrays, from: number, to: number): void {
  const { bytes, end, last } = chunk;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const { bit, ordinal } = unpackBits(view, chunk, into, from, to);
    if (ordinal > last) throw corruptBytes("a posting names a document that the segment does not have");
    if (bit > end * 8 || end * 8 - bit >= 8) throw tooShort();
  } catch (error) {
    // It was looked for behind the last byte.
    throw error instanceof RangeError ? tooShort() : error;
  }
}

/** The bits of the longest kind. */
const KIND_BITS = 3;

/**
 * The hot loop of a search. Of a posting's parts only a frequency, which one in ten has, and a long gap are asked for by a
 * branch: what cannot be foretold is worked out, since a wrong guess of the processor's costs more. Ordinals ascend, so that
 * looking at the last one finds out any that is too high.
 */
function unpackBits(
  view: DataView,
  { start, end, width, previous }: PackedChunk,
  { ordinals, frequencies, openings }: PostingArrays,
  from: number,
  to: number,
): { readonly bit: number; readonly ordinal: number } {
  const endBit = end * 8;
  const remainderShift = 31 - width;
  /** Up to so many zeros a posting is within the bits that are sure, but for its frequency. */
  const mostZeros = SURE_BITS - 1 - width - KIND_BITS;
  let bit = start * 8;
  let ordinal = previous;
  for (let i = from; i < to; i += 1) {
    let window = bitsAt(view, bit);
    let zeros = Math.clz32(window);
    if (zeros <= mostZeros) {
      bit += zeros + 1;
      window <<= zeros + 1;
    } else {
      for (; zeros >= SURE_BITS; zeros = Math.clz32(window)) {
        ordinal += SURE_BITS * 2 ** width;
        bit += SURE_BITS;
        if (bit >= endBit) throw tooShort();
        window = bitsAt(view, bit);
      }
      bit += zeros + 1;
      window = bitsAt(view, bit);
    }
    // In two steps, so that a width of 0 leaves nothing.
    ordinal += (zeros << width) + ((window >>> 1) >>> remainderShift) + 1;
    const kind = (window << width) >>> (32 - KIND_BITS);
    const isLong = kind >>> 2;
    const isMore = isLong & (kind >>> 1);
    bit += width + 1 + isLong + isMore;
    ordinals[i] = ordinal;
    openings[i] = isLong & ~(isMore & kind);
    if (isMore === 0) frequencies[i] = 1;
    else {
      const bits = countGammaBits(view, bit, endBit);
      frequencies[i] = readGamma(view, bit, bits) + 1;
      bit += 2 * bits - 1;
    }
  }
  return { bit, ordinal };
}

/** How many bits a number in gamma code has. */
function countGammaBits(view: DataView, bit: number, endBit: number): number {
  const zeros = Math.clz32(bitsAt(view, bit));
  if (zeros < SURE_BITS) return zeros + 1;
  const more = Math.clz32(bitsAt(view, bit + SURE_BITS));
  if (SURE_BITS + more > 31 || bit > endBit) throw corruptBytes("a frequency has no end");
  return SURE_BITS + more + 1;
}

function readGamma(view: DataView, bit: number, bits: number): number {
  const first = bit + bits - 1;
  if (bits <= SURE_BITS) return bitsAt(view, first) >>> (32 - bits);
  const low = bits - 16;
  return (bitsAt(view, first) >>> 16) * 2 ** low + (bitsAt(view, first + 16) >>> (32 - low));
}

function tooShort(): SearchIndexError {
  return corruptBytes("the postings of a chunk do not fill it");
}
