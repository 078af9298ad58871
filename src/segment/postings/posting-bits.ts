/**
 * Postings to bits and back (layer 2): the documents of one chunk of a posting list, and behind them what it counts of each,
 * so that whoever looks for documents need not unpack the rest. Gaps are Rice-coded (Rice and Plaunt 1971), which is within a
 * hundredth of what gaps of random documents hold, and needs no unpacking around it.
 *
 * Documents, per posting: ordinal - previous ordinal - 1, as its quotient by 2^width in zeros and a one, then its `width`
 * lower bits. Counts (occurrenceCount): a bit a posting, 0 where the count is 2; then of each other one Elias' gamma code
 * of count - 2. Zeros fill the last byte; the first bit of a byte is its highest.
 */
import type { SearchIndexError } from "../../errors.ts";
import { type ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";

// A count says of a document in one number its frequency, and whether the term is in the opening of the field: the frequency
// doubled, and one more for the opening; below 2^31, since no text is so long.

/** Of what stands once in a field, and not in its opening: most postings. */
const LEAST_COUNT = 2;

export function occurrenceCount(frequency: number, isOpening: boolean): number {
  return 2 * frequency + (isOpening ? 1 : 0);
}

export function frequencyOf(count: number): number {
  return count >>> 1;
}

export function isOpening(count: number): boolean {
  return (count & 1) === 1;
}

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

/** More bits at once would not fit beside seven that wait for their byte. */
const MOST_BITS_AT_ONCE = 24;

/** Appends to a ByteWriter; whoever is done calls {@link BitWriter.flush}. */
export class BitWriter {
  readonly #out: ByteWriter;
  #pending = 0;
  #pendingBits = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** The lowest `count` bits of an unsigned 32-bit integer, `count` 0 to 32, the highest of them first. */
  writeBits(value: number, count: number): void {
    if (count > MOST_BITS_AT_ONCE) {
      this.writeBits(value >>> MOST_BITS_AT_ONCE, count - MOST_BITS_AT_ONCE);
      this.writeBits(value, MOST_BITS_AT_ONCE);
      return;
    }
    this.#pending = (this.#pending << count) | (value & ((1 << count) - 1));
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#out.writeByte(this.#pending >>> this.#pendingBits);
    }
  }

  /** So many zeros, then a one. */
  writeUnary(zeros: number): void {
    let rest = zeros;
    for (; rest >= MOST_BITS_AT_ONCE; rest -= MOST_BITS_AT_ONCE) this.writeBits(0, MOST_BITS_AT_ONCE);
    this.writeBits(1, rest + 1);
  }

  /** Elias' gamma code of an integer in [1, 2^32): as many zeros as it has bits after its first, then its bits. */
  writeGamma(value: number): void {
    const bits = 32 - Math.clz32(value);
    this.writeBits(0, bits - 1);
    this.writeBits(value, bits);
  }

  /** Ends the last byte with zeros. */
  flush(): void {
    if (this.#pendingBits > 0) this.writeBits(0, 8 - this.#pendingBits);
    this.#pending = 0;
  }
}

/** The bits of a 32-bit word that are set, added up side by side (Warren, "Hacker's Delight", 2nd edition, section 5-1). */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const quads = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((quads + (quads >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
