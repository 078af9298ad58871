/**
 * A Bloom filter over a segment's source keys (layer 2), so that only a hit reads a block of the ids section.
 *
 * Ten bits a key and seven probes let through 0.8 % of other keys (Bloom 1970: (1 - e^(-7/10))^7). The probes are
 * h1 + i * h2 over two 32-bit words of SHA-256 (Kirsch and Mitzenmacher 2006).
 */
import { sha256 } from "../../content-hash.ts";

const BITS_PER_KEY = 10;
const PROBES = 7;

/** The filter's bytes over some keys; one byte at least. */
export function buildKeyFilter(keys: readonly string[]): Uint8Array {
  const bits = new Uint8Array(Math.max(1, Math.ceil((keys.length * BITS_PER_KEY) / 8)));
  for (const key of keys) {
    for (const bit of probeBits(key, bits.length * 8)) bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit & 7));
  }
  return bits;
}

/** False where the key is surely not among those of the filter. */
export function mayHoldKey(filter: Uint8Array, key: string): boolean {
  return probeBits(key, filter.length * 8).every((bit) => ((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0);
}

function probeBits(key: string, bitCount: number): number[] {
  const hash = sha256(key);
  const first = hash.readUInt32LE(0);
  const step = hash.readUInt32LE(4) | 1;
  return Array.from({ length: PROBES }, (_, i) => ((first + i * (step >>> 0)) % 0x100000000) % bitCount);
}
