/**
 * Postings to bits and back (layer 2): the documents of one chunk of a posting list. Gaps are Rice-coded (Rice and Plaunt
 * 1971), which is within a hundredth of what gaps of random documents hold, and needs no unpacking around it.
 *
 * Per posting: ordinal - previous ordinal - 1, as its quotient by 2^width in zeros and a one, then its `width` lower bits;
 * 0 for a frequency of 1, 10 for the same where the term stands in the opening of the field, 110 for a higher frequency
 * with the opening, 111 without; after the last two Elias' gamma code of frequency - 1. Zeros fill the last byte.
 */
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
function bitsAt(bytes: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  const word =
    ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  return word << (bit & 7);
}

const SURE_BITS = 25;

/**
 * Unpacks postings to the places [from, to) of some arrays: the hot loop of a search. `corrupt-segment` where the postings do
 * not fill their bytes, or name a document after the last.
 */
export function unpackPostings(chunk: PackedChunk, into: PostingArrays, from: number, to: number): void {
  const { bytes, end, width, last } = chunk;
  const { ordinals, frequencies, openings } = into;
  const endBit = end * 8;
  const scale = 2 ** width;
  let bit = chunk.start * 8;
  let ordinal = chunk.previous;
  for (let i = from; i < to; i += 1) {
    let window = bitsAt(bytes, bit);
    let quotient = 0;
    while (window >>> (32 - SURE_BITS) === 0) {
      quotient += SURE_BITS;
      bit += SURE_BITS;
      if (bit >= endBit) throw corruptBytes("the postings of a chunk do not fill it");
      window = bitsAt(bytes, bit);
    }
    const zeros = Math.clz32(window);
    bit += zeros + 1;
    window = zeros + 1 + width + 3 <= SURE_BITS ? window << (zeros + 1) : bitsAt(bytes, bit);
    const remainder = width === 0 ? 0 : window >>> (32 - width);
    ordinal += (quotient + zeros) * scale + remainder + 1;
    const kind = (window << width) >>> 29;
    let frequency = 1;
    let opening = 0;
    if (kind < 0b100) bit += width + 1;
    else if (kind < 0b110) {
      bit += width + 2;
      opening = 1;
    } else {
      bit += width + 3;
      opening = kind === 0b110 ? 1 : 0;
      const bits = gammaBits(bytes, bit, endBit);
      frequency = readGamma(bytes, bit, bits) + 1;
      bit += 2 * bits - 1;
    }
    ordinals[i] = ordinal;
    frequencies[i] = frequency;
    openings[i] = opening;
    if (ordinal > last || bit > endBit) break;
  }
  if (ordinal > last) throw corruptBytes("a posting names a document that the segment does not have");
  if (bit > endBit || endBit - bit >= 8) throw corruptBytes("the postings of a chunk do not fill it");
}

/** How many bits a number in gamma code has. */
function gammaBits(bytes: Uint8Array, bit: number, endBit: number): number {
  const zeros = Math.clz32(bitsAt(bytes, bit));
  if (zeros < SURE_BITS) return zeros + 1;
  const more = Math.clz32(bitsAt(bytes, bit + SURE_BITS));
  if (SURE_BITS + more > 31 || bit > endBit) throw corruptBytes("a frequency has no end");
  return SURE_BITS + more + 1;
}

function readGamma(bytes: Uint8Array, bit: number, bits: number): number {
  const first = bit + bits - 1;
  if (bits <= SURE_BITS) return bitsAt(bytes, first) >>> (32 - bits);
  const low = bits - 16;
  return (bitsAt(bytes, first) >>> 16) * 2 ** low + (bitsAt(bytes, first + 16) >>> (32 - low));
}
