/**
 * Bits into bytes (layer 2): what posting lists are made of. The first bit of a byte is its highest.
 */
import type { ByteWriter } from "./byte-buffer.ts";

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
