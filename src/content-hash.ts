/**
 * Hashes of content (layer 0): SHA-256 for names and filters, CRC-32 for checksums. Deterministic, so not behind a port.
 */
import { createHash } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";

/** SHA-256 of UTF-8 text or bytes (FIPS 180-4), 32 bytes. */
export function sha256(content: string | Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}

/** CRC-32 (ISO 3309, the polynomial of gzip) as an unsigned 32-bit integer, begun from `seed`. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return zlibCrc32(bytes, seed);
}
