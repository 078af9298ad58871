import { describe, expect, it } from "vitest";
import { digestOf } from "../../../infra/local/s3/upload-body.ts";

describe("digests", () => {
  it.each([
    ["crc32", "cbf43926"],
    ["crc32c", "e3069283"],
    ["crc64nvme", "ae8b14860a799888"],
    ["sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
    ["md5", "25f9e794323b453885f5181f1b624d0b"],
  ])("%s of 123456789 is the check value of its specification", (algorithm, hex) => {
    expect(digestOf(algorithm, Buffer.from("123456789"))?.toString("hex")).toBe(hex);
  });

  it.each(["xxhash64", "constructor", "__proto__"])("of %s are not known", (algorithm) => {
    expect(digestOf(algorithm, Buffer.from("1"))).toBeNull();
  });
});
