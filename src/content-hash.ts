/**
 * Hashes of content: SHA-256 for names and filters, CRC-32 for checksums. Deterministic, so not behind a port. By what
 * Node has built in, or here where there is no Node.
 */
import { nodeModule } from "./node-module.ts";

const crypto = nodeModule("node:crypto");
const zlib = nodeModule("node:zlib");

/** SHA-256 of UTF-8 text or bytes (FIPS 180-4), 32 bytes. */
export function sha256(content: string | Uint8Array): Uint8Array {
  return crypto === undefined ? sha256WithoutNode(content) : crypto.createHash("sha256").update(content).digest();
}

/** CRC-32 (ISO 3309, the polynomial of gzip) as an unsigned 32-bit integer, begun from `seed`. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  // Node gives 0 for no bytes, whatever the seed.
  if (zlib === undefined || bytes.length === 0) return crc32WithoutNode(bytes, seed);
  return zlib.crc32(bytes, seed);
}

/** Lower-case hex digits, two a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 1) text += (bytes[i] ?? 0).toString(16).padStart(2, "0");
  return text;
}

/** The bytes of hex digits, two a byte. */
export function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/**
 * Base64 for addresses and tags (RFC 4648, section 5), without padding. Of a few bytes: they are the arguments of a
 * call.
 */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

const encoder = new TextEncoder();

const SHA_BLOCK_BYTES = 64;
const SHA_LENGTH_BYTES = 8;

/** Made when first needed, which is never where there is Node. */
let shaNumbers: ReturnType<typeof makeShaNumbers> | null = null;

/** FIPS 180-4, 4.2.2 and 5.3.3: the first 32 bits of the fractions of the cube and square roots of the first primes. */
function makeShaNumbers() {
  const primes: number[] = [];
  for (let number = 2; primes.length < SHA_BLOCK_BYTES; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;
  return {
    constants: Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
    start: Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
  };
}

/** FIPS 180-4, 6.2. For what is short: it takes five times as long as OpenSSL over what is not. */
export function sha256WithoutNode(content: string | Uint8Array): Uint8Array {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  const blocks = Math.ceil((bytes.length + 1 + SHA_LENGTH_BYTES) / SHA_BLOCK_BYTES);
  const padded = new Uint8Array(blocks * SHA_BLOCK_BYTES);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - SHA_LENGTH_BYTES, 8n * BigInt(bytes.length));
  shaNumbers ??= makeShaNumbers();
  const hash = shaNumbers.start.slice();
  const words = new Int32Array(SHA_BLOCK_BYTES);
  for (let start = 0; start < padded.length; start += SHA_BLOCK_BYTES) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(start + 4 * i);
    addShaBlock(hash, words, shaNumbers.constants);
  }
  const digest = new DataView(new ArrayBuffer(4 * hash.length));
  for (const [i, word] of hash.entries()) digest.setInt32(4 * i, word);
  return new Uint8Array(digest.buffer);
}

/** `words` has the block's sixteen at its beginning. */
function addShaBlock(hash: Int32Array, words: Int32Array, constants: Int32Array): void {
  const at = (list: Int32Array, i: number): number => list[i] as number;
  for (let i = 16; i < words.length; i += 1) {
    const early = at(words, i - 15);
    const late = at(words, i - 2);
    const mixedEarly = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const mixedLate = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    words[i] = at(words, i - 16) + mixedEarly + at(words, i - 7) + mixedLate;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let i = 0; i < words.length; i += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first =
      (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + at(constants, i) + at(words, i)) | 0;
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) hash[i] = at(hash, i) + word;
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The CRC of each byte; computed on first use. */
let crcTable: Int32Array | null = null;

/** A byte at a time (Sarwate 1988). */
export function crc32WithoutNode(bytes: Uint8Array, seed = 0): number {
  crcTable ??= Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    return crc;
  });
  let crc = ~seed;
  for (let i = 0; i < bytes.length; i += 1) {
    crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[i] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}
