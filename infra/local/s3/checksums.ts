/**
 * The checksums that S3 verifies on upload, fed piece by piece: the three CRCs and the hashes. Digests are big-endian
 * bytes, as S3 sends them in base64 ("Checking object integrity" in the Amazon S3 User Guide). The xxHash family is not
 * computed here, and a request that brings one is refused rather than believed.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { createCrc64Nvme } from "./crc64-nvme.ts";

/** A checksum in the making. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** The digest of all bytes so far; called once, at the end. */
  digest(): Buffer;
}

const FACTORIES = {
  crc32: () => createCrc32((crc, bytes) => crc32(bytes, crc)),
  crc32c: () => createCrc32(updateCrc32c),
  crc64nvme: createCrc64Nvme,
  sha1: () => createHashChecksum("sha1"),
  sha256: () => createHashChecksum("sha256"),
  sha512: () => createHashChecksum("sha512"),
  md5: () => createHashChecksum("md5"),
} as const satisfies Record<string, () => RunningChecksum>;

/** The algorithms of `x-amz-checksum-*` that are verified here. */
export type ChecksumAlgorithm = keyof typeof FACTORIES;

/** The algorithm of this name, in any case, or null where it is not one of ours. */
export function parseChecksumAlgorithm(name: string): ChecksumAlgorithm | null {
  const lowerCase = name.toLowerCase();
  return Object.hasOwn(FACTORIES, lowerCase) ? (lowerCase as ChecksumAlgorithm) : null;
}

export function createChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  return FACTORIES[algorithm]();
}

/** The digest of one piece of bytes. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Buffer {
  const checksum = createChecksum(algorithm);
  checksum.update(bytes);
  return checksum.digest();
}

/** Length in bytes of the digests of an algorithm. */
export function digestSizeBytes(algorithm: ChecksumAlgorithm): number {
  return createChecksum(algorithm).digest().length;
}

function createHashChecksum(name: string): RunningChecksum {
  const hash = createHash(name);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

function createCrc32(step: (crc: number, bytes: Uint8Array) => number): RunningChecksum {
  let crc = 0;
  return {
    update: (bytes) => {
      crc = step(crc, bytes);
    },
    digest: () => {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc >>> 0);
      return digest;
    },
  };
}

/** The Castagnoli polynomial, bits reversed (RFC 3720, appendix B.4). */
const CRC32C_POLYNOMIAL = 0x82f63b78;

const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ CRC32C_POLYNOMIAL : value >>> 1;
  return value;
});

function updateCrc32c(crc: number, bytes: Uint8Array): number {
  let register = ~crc;
  for (const byte of bytes) register = (register >>> 8) ^ (CRC32C_TABLE[(register ^ byte) & 0xff] ?? 0);
  return ~register;
}
