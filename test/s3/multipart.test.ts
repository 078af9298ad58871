import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type EndpointUnderTest, errorOf, STORE_NAMES, startEndpointUnderTest } from "./endpoint-under-test.ts";

const MIB = 1024 * 1024;

describe.each(STORE_NAMES)("multipart uploads over %s", (storeName) => {
  let s3: EndpointUnderTest;
  beforeAll(async () => {
    s3 = await startEndpointUnderTest(storeName);
  });
  afterAll(() => s3.stop());

  const create = async (Key: string, more: object = {}) =>
    (await s3.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ...more }))).UploadId ?? "";
  const uploadPart = async (Key: string, UploadId: string, PartNumber: number, Body: string | Uint8Array) => {
    const part = new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body });
    return { PartNumber, ETag: (await s3.client.send(part)).ETag } satisfies CompletedPart as CompletedPart;
  };
  const complete = (Key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) =>
    s3.client.send(
      new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId, MultipartUpload: { Parts }, ...more }),
    );
  const bytesOf = async (Key: string) =>
    Buffer.from(
      (await (await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToByteArray()) ?? [],
    );

  it("joins its parts in order, whatever order they came in, with its metadata", async () => {
    const key = "статья.jsonl";
    const id = await create(key, { ContentType: "application/jsonl", Metadata: { source: "ria.ru" } });
    const last = await uploadPart(key, id, 9, "end");
    const second = await uploadPart(key, id, 2, Buffer.alloc(5 * MIB, 2));
    await uploadPart(key, id, 1, Buffer.alloc(6 * MIB, 9));
    const first = await uploadPart(key, id, 1, Buffer.alloc(5 * MIB, 1));
    expect((await s3.store.list({ prefix: key })).objects).toEqual([]);
    const done = await complete(key, id, [first, second, last]);
    expect(done).toMatchObject({ Bucket: BUCKET, Key: key });
    expect(
      (await bytesOf(key)).equals(
        Buffer.concat([Buffer.alloc(5 * MIB, 1), Buffer.alloc(5 * MIB, 2), Buffer.from("end")]),
      ),
    ).toBe(true);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(head).toMatchObject({ ETag: done.ETag, ContentType: "application/jsonl", Metadata: { source: "ria.ru" } });
  });

  it("replaces an object larger than memory should hold twice", async () => {
    for (const fill of [1, 2]) {
      const id = await create("large.bin");
      const parts: CompletedPart[] = [];
      for (let i = 1; i <= 4; i += 1) parts.push(await uploadPart("large.bin", id, i, Buffer.alloc(6 * MIB, fill * i)));
      await complete("large.bin", id, parts);
    }
    const bytes = await bytesOf("large.bin");
    expect(bytes.length).toBe(24 * MIB);
    expect([0, 6, 12, 18].map((mib) => bytes[mib * MIB])).toEqual([2, 4, 6, 8]);
  });

  it("gives the first answer again to a client that completes twice", async () => {
    const id = await create("again");
    const part = await uploadPart("again", id, 1, "text");
    const first = await complete("again", id, [part]);
    expect((await complete("again", id, [part])).ETag).toBe(first.ETag);
    expect(s3.records.filter((record) => record.s3.object.key === "again")).toHaveLength(1);
  });

  it("forgets an aborted upload, its parts too", async () => {
    const id = await create("aborted");
    const part = await uploadPart("aborted", id, 1, Buffer.alloc(2 * MIB));
    await s3.client.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: "aborted", UploadId: id }));
    expect(await errorOf(complete("aborted", id, [part]))).toEqual({ name: "NoSuchUpload", status: 404 });
    expect(await errorOf(uploadPart("aborted", id, 2, Buffer.alloc(2 * MIB)))).toEqual({
      name: "NoSuchUpload",
      status: 404,
    });
  });

  it("refuses a list of parts that does not fit what was sent", async () => {
    const id = await create("wrong");
    const small = await uploadPart("wrong", id, 1, "small");
    const last = await uploadPart("wrong", id, 2, "last");
    const expectError = async (parts: CompletedPart[], name: string) =>
      expect(await errorOf(complete("wrong", id, parts))).toEqual({ name, status: 400 });
    await expectError([last, small], "InvalidPartOrder");
    await expectError([small, small], "InvalidPartOrder");
    await expectError([small, { PartNumber: 3, ETag: '"x"' }], "InvalidPart");
    await expectError([{ ...small, ETag: last.ETag }], "InvalidPart");
    await expectError([small, last], "EntityTooSmall");
    await expectError([], "MalformedXML");
    expect(await errorOf(complete("other", id, [small]))).toEqual({ name: "NoSuchUpload", status: 404 });
    expect(await errorOf(uploadPart("wrong", id, 10_001, "x"))).toEqual({ name: "InvalidArgument", status: 400 });
    await complete("wrong", id, [last]);
    expect((await bytesOf("wrong")).toString()).toBe("last");
  });

  it("verifies a checksum of parts and of the whole, and refuses one over the parts' checksums", async () => {
    const key = "checked";
    const id = await create(key, { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
    const of = { Bucket: BUCKET, Key: key, UploadId: id, PartNumber: 1, Body: "123456789" };
    const { ETag, ChecksumCRC32 } = await s3.client.send(new UploadPartCommand({ ...of, ChecksumAlgorithm: "CRC32" }));
    expect(ChecksumCRC32).toBe("y/Q5Jg==");
    const parts = [{ PartNumber: 1, ETag, ChecksumCRC32 }];
    const wrongPart = s3.client.send(new UploadPartCommand({ ...of, ChecksumCRC32: "AAAAAA==" }));
    expect(await errorOf(wrongPart)).toMatchObject({ name: "BadDigest" });
    const whole = { ChecksumCRC32, ChecksumType: "FULL_OBJECT" };
    const wrongWhole = complete(key, id, parts, { ...whole, ChecksumCRC32: "AAAAAA==" });
    expect(await errorOf(wrongWhole)).toMatchObject({ name: "BadDigest" });
    const composite = complete(key, id, parts, { ...whole, ChecksumType: "COMPOSITE" });
    expect(await errorOf(composite)).toMatchObject({ name: "NotImplemented" });
    await complete(key, id, parts, whole);
    expect((await bytesOf(key)).toString()).toBe("123456789");
  });

  it("reports no failure of its own after all this", () => {
    expect(s3.failures).toEqual([]);
  });
});
