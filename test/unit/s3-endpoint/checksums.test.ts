import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChecksumAlgorithm,
  checksumOf,
  createChecksum,
  digestSizeBytes,
  parseChecksumAlgorithm,
} from "../../../infra/local/s3/checksums.ts";
import { cut } from "./fake-request.ts";

const ALGORITHMS: readonly ChecksumAlgorithm[] = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256", "sha512", "md5"];

describe("checksums", () => {
  it.each([
    ["crc32", "cbf43926"],
    ["crc32c", "e3069283"],
    ["crc64nvme", "ae8b14860a799888"],
    ["sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
    ["md5", "25f9e794323b453885f5181f1b624d0b"],
  ] as const)("%s of 123456789 is the check value of its specification", (algorithm, hex) => {
    expect(checksumOf(algorithm, Buffer.from("123456789")).toString("hex")).toBe(hex);
  });

  it.each(ALGORITHMS)("%s is the same whole and in pieces", (algorithm) => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 500 }),
      fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1 }),
      (bytes, sizes) => {
        const running = createChecksum(algorithm);
        for (const piece of cut(bytes, sizes)) running.update(piece);
        const digest = running.digest();
        expect(digest.equals(checksumOf(algorithm, bytes))).toBe(true);
        expect(digest.length).toBe(digestSizeBytes(algorithm));
      },
    );
    fc.assert(property, { numRuns: 50 });
  });

  it("knows its algorithms in any case and no others", () => {
    expect(parseChecksumAlgorithm("CRC64NVME")).toBe("crc64nvme");
    expect(parseChecksumAlgorithm("xxhash64")).toBeNull();
    expect(parseChecksumAlgorithm("constructor")).toBeNull();
    expect(parseChecksumAlgorithm("__proto__")).toBeNull();
  });
});
