import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ReceivedBody, receiveBody } from "../../../infra/local/s3/upload-body.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { cut, fakeRequest } from "./fake-request.ts";

const TEXT = Buffer.from("123456789");
const CRC32 = Buffer.from("cbf43926", "hex").toString("base64");
const MD5 = createHash("md5").update(TEXT).digest("base64");
const SHA256_HEX = createHash("sha256").update(TEXT).digest("hex");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upload-body-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function receive(
  headers: Record<string, string>,
  body: Uint8Array = TEXT,
  maxSizeBytes = 2 ** 30,
): Promise<ReceivedBody> {
  const request = fakeRequest({ method: "PUT", headers, body: cut(body, [5, 1000]) });
  return receiveBody(request, { folder, ids: systemIdSource, maxSizeBytes });
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
    const { payload } = await receive(headers as Record<string, string>);
    expect(await payload.bytes()).toEqual(TEXT);
  });

  it("takes a checksum in the trailer", async () => {
    const { payload, sentAlgorithm } = await receive(STREAMING, trailing(`x-amz-checksum-crc32:${CRC32}\r\n`));
    expect((await payload.bytes()).toString()).toBe("123456789");
    expect(sentAlgorithm).toBe("crc32");
  });

  it.each([
    ["a wrong Content-MD5", { "content-md5": createHash("md5").digest("base64") }, "BadDigest"],
    ["a Content-MD5 that is none", { "content-md5": "abc" }, "InvalidDigest"],
    ["a wrong checksum", { "x-amz-checksum-crc32": "AAAAAA==" }, "BadDigest"],
    ["a checksum of another length", { "x-amz-checksum-crc32": "AAAA" }, "InvalidRequest"],
    ["two checksums", { "x-amz-checksum-crc32": CRC32, "x-amz-checksum-crc32c": "4waSgw==" }, "InvalidRequest"],
    ["a checksum unknown here", { "x-amz-checksum-xxhash64": "AAAAAAAAAAA=" }, "InvalidRequest"],
    ["a wrong hash of the payload", { "x-amz-content-sha256": "0".repeat(64) }, "XAmzContentSHA256Mismatch"],
    ["another length than it says", { "content-length": "8" }, "IncompleteBody"],
    ["a length that is no number", { "content-length": "9x" }, "InvalidArgument"],
    ["an unknown trailer", { ...STREAMING, "x-amz-trailer": "x-evil" }, "InvalidRequest"],
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

  it("refuses a body over the limit, declared or not", async () => {
    await expect(receive({ "content-length": "9" }, TEXT, 8)).rejects.toMatchObject({ code: "EntityTooLarge" });
    await expect(receive({}, TEXT, 8)).rejects.toMatchObject({ code: "EntityTooLarge" });
  });

  it("keeps a large body in a file until it is disposed of", async () => {
    const large = Buffer.alloc(3_000_000, 7);
    const { payload } = await receive({}, large);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(large.equals(await payload.bytes())).toBe(true);
    await payload.dispose();
    await payload.dispose();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves nothing of a large body that is refused", async () => {
    const large = Buffer.alloc(3_000_000, 7);
    await expect(receive({ "content-md5": MD5 }, large)).rejects.toMatchObject({ code: "BadDigest" });
    await expect(receive({}, large, 2_000_000)).rejects.toMatchObject({ code: "EntityTooLarge" });
    expect(readdirSync(folder)).toEqual([]);
  });
});
