import { readdirSync } from "node:fs";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
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
  /** Everything that lies in the endpoint's folder of unfinished bodies. */
  const spooled = () =>
    readdirSync(s3.spoolParent, { recursive: true }).filter((name) => !/^poisk-s3-[^/]*$/.test(String(name)));

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
    expect(spooled()).toEqual([]);
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

  it("lists parts and uploads page by page", async () => {
    const ids = [await create("list/a"), await create("list/b"), await create("list/б")];
    for (const i of [1, 2, 3]) await uploadPart("list/a", ids[0]!, i, `part ${i}`);
    const of = { Bucket: BUCKET, Key: "list/a", UploadId: ids[0] };
    const page = await s3.client.send(new ListPartsCommand({ ...of, MaxParts: 2 }));
    expect(page.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
      [1, 6],
      [2, 6],
    ]);
    expect(page.IsTruncated).toBe(true);
    const rest = await s3.client.send(new ListPartsCommand({ ...of, PartNumberMarker: page.NextPartNumberMarker }));
    expect(rest.Parts?.map((part) => part.PartNumber)).toEqual([3]);
    const uploads = await s3.client.send(
      new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: "list/", MaxUploads: 2 }),
    );
    expect(uploads.Uploads?.map((upload) => upload.UploadId)).toEqual(ids.slice(0, 2));
    const more = await s3.client.send(
      new ListMultipartUploadsCommand({
        Bucket: BUCKET,
        Prefix: "list/",
        KeyMarker: uploads.NextKeyMarker,
        UploadIdMarker: uploads.NextUploadIdMarker,
      }),
    );
    expect(more.Uploads?.map((upload) => [upload.Key, upload.UploadId])).toEqual([["list/б", ids[2]]]);
    for (const [i, Key] of ["list/a", "list/b", "list/б"].entries()) {
      await s3.client.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId: ids[i] }));
    }
    expect(spooled()).toEqual([]);
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
    expect(spooled()).toEqual([]);
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

  it.each([
    ["CRC32", "COMPOSITE"],
    ["CRC32", "FULL_OBJECT"],
    ["SHA256", "COMPOSITE"],
  ] as const)("verifies %s of parts and of the whole, %s", async (ChecksumAlgorithm, ChecksumType) => {
    const key = `${ChecksumAlgorithm}-${ChecksumType}`;
    const id = await create(key, { ChecksumAlgorithm, ChecksumType });
    const command = new UploadPartCommand({
      Bucket: BUCKET,
      Key: key,
      UploadId: id,
      PartNumber: 1,
      Body: "123456789",
      ChecksumAlgorithm,
    });
    const sent = await s3.client.send(command);
    const field = `Checksum${ChecksumAlgorithm}` as const;
    const part = { PartNumber: 1, ETag: sent.ETag, [field]: sent[field] };
    const wrongPart = { ...part, [field]: Buffer.alloc(ChecksumAlgorithm === "CRC32" ? 4 : 32).toString("base64") };
    expect(await errorOf(complete(key, id, [wrongPart]))).toMatchObject({ name: "InvalidPart" });
    const wrongWhole = { [field]: wrongPart[field], ChecksumType };
    expect(await errorOf(complete(key, id, [part], wrongWhole))).toMatchObject({ name: "BadDigest" });
    const whole = ChecksumType === "FULL_OBJECT" ? { [field]: sent[field], ChecksumType } : {};
    await complete(key, id, [part], whole);
    expect((await bytesOf(key)).toString()).toBe("123456789");
  });

  it("copies parts from other objects", async () => {
    await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "источник +1", Body: "0123456789" }));
    const id = await create("copied");
    const of = { Bucket: BUCKET, Key: "copied", UploadId: id, PartNumber: 1 };
    const CopySource = `${BUCKET}/${encodeURIComponent("источник +1")}`;
    const copy = new UploadPartCopyCommand({ ...of, CopySource, CopySourceRange: "bytes=2-5" });
    const { CopyPartResult } = await s3.client.send(copy);
    const outside = new UploadPartCopyCommand({ ...of, CopySource, CopySourceRange: "bytes=2-50" });
    expect(await errorOf(s3.client.send(outside))).toEqual({ name: "InvalidArgument", status: 400 });
    await complete("copied", id, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    expect((await bytesOf("copied")).toString()).toBe("2345");
  });

  it("leaves no unfinished bytes and no failure of its own after all this", () => {
    expect(spooled()).toEqual([]);
    expect(s3.failures).toEqual([]);
  });
});
