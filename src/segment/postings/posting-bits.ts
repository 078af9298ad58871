/**
 * Postings to bits and back (layer 2): the documents of one chunk of a posting list, and behind them what it counts of each,
 * so that whoever looks for documents need not unpack the rest. Gaps are Rice-coded (Rice and Plaunt 1971), which is within a
 * hundredth of what gaps of random documents hold, and needs no unpacking around it.
 *
 * Documents, per posting: ordinal - previous ordinal - 1, as its quotient by 2^width in zeros and a one, then its `width`
 * lower bits. Counts (occurrence-count.ts): a bit a posting, 0 where the count is 2; then of each other one Elias' gamma code
 * of count - 2. Zeros fill the last byte.
 */
import type { SearchIndexError } from "../../errors.ts";
import type { BitWriter } from "../blocks/bit-writer.ts";
import { corruptBytes } from "../blocks/byte-buffer.ts";
import { countBits } from "../blocks/count-bits.ts";
import { LEAST_COUNT, occurrenceCount } from "./occurrence-count.ts";

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
  const countAt = (i: number): number => occurrenceCount(frequencies[i] ?? 1, openings?.[i] === 1);
  let last = previous;
  for (let i = from; i < to; i += 1) {
    const ordinal = ordinals[i] ?? 0;
    const gap = ordinal - last - 1;
    last = ordinal;
    writer.writeUnary(gap >>> width);
    writer.writeBits(gap, width);
  }
  for (let i = from; i < to; i += 1) writer.writeBits(countAt(i) === LEAST_COUNT ? 0 : 1, 1);
  for (let i = from; i < to; i += 1) {
    const count = countAt(i);
    if (count > LEAST_COUNT) writer.writeGamma(count - LEAST_COUNT);
  }
  writer.flush();
}

/** A chunk in its bytes, which go on for BITS_PADDING_BYTES at least. */
export interface PackedChunk {
  readonly view: DataView;
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
 * Unpacks the documents of a chunk to the places [from, to) of an array; the bit where its counts begin. `corrupt-segment`
 * where they go on behind its bytes, or name a document after the last.
 */
export function unpackDocuments(chunk: PackedChunk, ordinals: Uint32Array, from: number, to: number): number {
  try {
    return unpackGaps(chunk, ordinals, from, to);
  } catch (error) {
    throw asTooShort(error);
  }
}

/** The hot loop of a search: one look at the bytes a posting, and a branch for long gaps alone. */
function unpackGaps(
  { view, start, end, width, previous, last }: PackedChunk,
  ordinals: Uint32Array,
  from: number,
  to: number,
): number {
  const endBit = end * 8;
  const remainderShift = 31 - width;
  /** Up to so many zeros a gap is within the bits that are sure. */
  const mostZeros = SURE_BITS - 1 - width;
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
    bit += width;
    ordinals[i] = ordinal;
  }
  // Ordinals ascend, so that looking at the last one finds out any that is too high.
  if (ordinal > last) throw corruptBytes("a posting names a document that the segment does not have");
  if (bit > endBit) throw tooShort();
  return bit;
}

/**
 * Unpacks the counts of a chunk, which begin at a bit and fill its bytes up to `end`, to the places [from, to) of an array; the
 * greatest of them. `corrupt-segment` where they do not.
 */
export function unpackCounts(
  { view, end }: Pick<PackedChunk, "view" | "end">,
  start: number,
  counts: Uint32Array,
  from: number,
  to: number,
): number {
  const endBit = end * 8;
  let greatest = LEAST_COUNT;
  let bit = start + to - from;
  counts.fill(LEAST_COUNT, from, to);
  try {
    for (let first = from; first < to; first += SURE_BITS) {
      let marks = bitsAt(view, start + first - from) & (-1 << (32 - Math.min(SURE_BITS, to - first)));
      while (marks !== 0) {
        const place = Math.clz32(marks);
        marks &= 0x7fffffff >>> place;
        const zeros = countZeros(view, bit, endBit);
        const count = LEAST_COUNT + readBits(view, bit + zeros, zeros + 1);
        bit += 2 * zeros + 1;
        counts[first + place] = count;
        if (count > greatest) greatest = count;
      }
    }
  } catch (error) {
    throw asTooShort(error);
  }
  if (bit > endBit || endBit - bit >= 8) throw tooShort();
  return greatest;
}

/**
 * The count at one place of a chunk of `size` postings, without unpacking the others; `start` as for unpackCounts.
 * `corrupt-segment` where it lies beyond the chunk's bytes.
 */
export function unpackCount(
  { view, end }: Pick<PackedChunk, "view" | "end">,
  start: number,
  size: number,
  place: number,
): number {
  const endBit = end * 8;
  try {
    if (bitsAt(view, start + place) >>> 31 === 0) return LEAST_COUNT;
    let before = 0;
    for (let first = 0; first < place; first += SURE_BITS) {
      before += countBits(bitsAt(view, start + first) & (-1 << (32 - Math.min(SURE_BITS, place - first))));
    }
    let bit = start + size;
    for (; before > 0; before -= 1) bit += 2 * countZeros(view, bit, endBit) + 1;
    const zeros = countZeros(view, bit, endBit);
    const count = LEAST_COUNT + readBits(view, bit + zeros, zeros + 1);
    if (bit + 2 * zeros + 1 > endBit) throw tooShort();
    return count;
  } catch (error) {
    throw asTooShort(error);
  }
}

/** The zeros that a number in gamma code begins with. */
function countZeros(view: DataView, bit: number, endBit: number): number {
  const zeros = Math.clz32(bitsAt(view, bit));
  if (zeros < SURE_BITS) return zeros;
  const more = SURE_BITS + Math.clz32(bitsAt(view, bit + SURE_BITS));
  if (more > MOST_GAMMA_ZEROS || bit > endBit) throw corruptBytes("a frequency has no end");
  return more;
}

/** Counts fit 32 bits, less what they have at least. */
const MOST_GAMMA_ZEROS = 30;

function readBits(view: DataView, bit: number, count: number): number {
  if (count <= SURE_BITS) return bitsAt(view, bit) >>> (32 - count);
  const low = count - 16;
  return (bitsAt(view, bit) >>> 16) * 2 ** low + (bitsAt(view, bit + 16) >>> (32 - low));
}

/** It was looked for behind the last byte. */
function asTooShort(error: unknown): unknown {
  return error instanceof RangeError ? tooShort() : error;
}

function tooShort(): SearchIndexError {
  return corruptBytes("the postings of a chunk do not fill it");
}

/** The documents of one term in one field: ordinals ascend; `frequencies[i]` belongs to `ordinals[i]`, 1 to 2^30 - 1. */
export interface FieldPostings {
  readonly field: number;
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
}
