import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ReceivedBody, receiveBody } from "../../../infra/local/s3/upload-body.ts";
import { fakeRequest } from "./fake-request.ts";

const TEXT = Buffer.from("123456789");
const CRC32 = Buffer.from("cbf43926", "hex").toString("base64");
const MD5 = createHash("md5").update(TEXT).digest("base64");
const SHA256_HEX = createHash("sha256").update(TEXT).digest("hex");

function receive(
  headers: Record<string, string>,
  body: Uint8Array = TEXT,
  maxSizeBytes = 2 ** 30,
): Promise<ReceivedBody> {
  return receiveBody(fakeRequest(headers, [body.subarray(0, 5), body.subarray(5)]), maxSizeBytes);
}

const trailing = (trailer: string): Buffer => Buffer.from(`9\r\n123456789\r\n0\r\n${trailer}\r\n`);
const STREAMING = {
  "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "content-encoding": "aws-chunked",
  "x-amz-decoded-content-length": "9",
  "x-amz-trailer": "x-amz-checksum-crc32",
};

describe("receiveBody", () => {
  it.each([
    ["nothing", {}],
    ["Content-MD5", { "content-md5": MD5 }],
    ["a checksum", { "x-amz-checksum-crc32": CRC32, "x-amz-sdk-checksum-algorithm": "CRC32" }],
    ["the hash of the payload", { "x-amz-content-sha256": SHA256_HEX }],
    ["no promise of a hash", { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" }],
    ["its length", { "content-length": "9" }],
  ])("takes a body that comes with %s", async (_what, headers) => {
    expect((await receive(headers as Record<string, string>)).bytes).toEqual(TEXT);
  });

  it("takes a checksum in the trailer", async () => {
    const { bytes, checksumHeaders } = await receive(STREAMING, trailing(`x-amz-checksum-crc32:${CRC32}\r\n`));
    expect(bytes.toString()).toBe("123456789");
    expect(checksumHeaders).toEqual({ "x-amz-checksum-crc32": CRC32 });
  });

  it.each([
    ["a wrong Content-MD5", { "content-md5": createHash("md5").digest("base64") }, "BadDigest"],
    ["a Content-MD5 that is none", { "content-md5": "abc" }, "InvalidDigest"],
    ["a wrong checksum", { "x-amz-checksum-crc32": "AAAAAA==" }, "BadDigest"],
    ["a checksum of another length", { "x-amz-checksum-crc32": "AAAA" }, "InvalidRequest"],
    ["two checksums", { "x-amz-checksum-crc32": CRC32, "x-amz-checksum-crc32c": "4waSgw==" }, "InvalidRequest"],
    ["a checksum unknown here", { "x-amz-checksum-xxhash64": "AAAAAAAAAAA=" }, "InvalidRequest"],
    ["a wrong hash of the payload", { "x-amz-content-sha256": "0".repeat(64) }, "XAmzContentSHA256Mismatch"],
    ["an unknown trailer", { "x-amz-trailer": "x-evil" }, "InvalidRequest"],
  ])("refuses a body with %s", async (_what, headers, code) => {
    await expect(receive(headers as Record<string, string>)).rejects.toMatchObject({ code });
  });

  it.each([
    ["wrong", "x-amz-checksum-crc32:AAAAAA==\r\n", "BadDigest"],
    ["missing", "", "MalformedTrailerError"],
    ["another", "x-amz-checksum-sha1:AAAA\r\n", "MalformedTrailerError"],
  ])("refuses a body whose trailer is %s", async (_what, trailer, code) => {
    await expect(receive(STREAMING, trailing(trailer))).rejects.toMatchObject({ code });
  });

  it("refuses another length inside aws-chunked than it says", async () => {
    const headers = { ...STREAMING, "x-amz-decoded-content-length": "8" };
    const body = trailing(`x-amz-checksum-crc32:${CRC32}\r\n`);
    await expect(receive(headers, body)).rejects.toMatchObject({ code: "IncompleteBody" });
  });

  it("refuses a body over the limit, declared or not", async () => {
    await expect(receive({ "content-length": "9" }, TEXT, 8)).rejects.toMatchObject({ code: "EntityTooLarge" });
    await expect(receive({}, TEXT, 8)).rejects.toMatchObject({ code: "EntityTooLarge" });
  });
});
