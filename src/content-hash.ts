/**
 * Hashes of content (layer 0): SHA-256 for names and filters, CRC-32 for checksums, MD5 for ETags. Deterministic, so
 * not behind a port.
 */
import { createHash } from "node:crypto";
import { crc32 as zlibCrc32 } from "node:zlib";

/** SHA-256 of UTF-8 text or bytes (FIPS 180-4), 32 bytes. */
export function sha256(content: string | Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}

/** MD5 (RFC 1321) in lower-case hex: what S3 gives as the ETag of a plain put. An identity, never a safeguard. */
export function md5Hex(content: string | Uint8Array): string {
  return createHash("md5").update(content).digest("hex");
}

/** MD5 of content that comes in pieces. */
interface RunningMd5 {
  update(bytes: Uint8Array): unknown;
  /** Lower-case hex; ends the hash. */
  digest(encoding: "hex"): string;
}

export function startMd5(): RunningMd5 {
  return createHash("md5");
}

/** CRC-32 (ISO 3309, the polynomial of gzip) as an unsigned 32-bit integer, begun from `seed`. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return zlibCrc32(bytes, seed);
}
