import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type EndpointUnderTest, errorOf, STORE_NAMES, startEndpointUnderTest } from "./endpoint-under-test.ts";

describe.each(STORE_NAMES)("copying and deleting over %s", (storeName) => {
  let s3: EndpointUnderTest;
  beforeAll(async () => {
    s3 = await startEndpointUnderTest(storeName);
  });
  afterAll(() => s3.stop());

  const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
    s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
  const get = (Key: string) => s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  const copy = (from: string, Key: string, more: object = {}) =>
    s3.client.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource: encodeURI(`${BUCKET}/${from}`), ...more }));

  it("copies an object with what is kept beside it", async () => {
    const { ETag } = await put("из папки/a b.txt", "текст", {
      ContentType: "text/plain",
      Metadata: { source: "tass" },
    });
    const { CopyObjectResult } = await copy("из папки/a b.txt", "copy.txt");
    expect(CopyObjectResult?.ETag).toBe(ETag);
    expect(CopyObjectResult?.LastModified).toBeInstanceOf(Date);
    const object = await get("copy.txt");
    expect(await object.Body?.transformToString()).toBe("текст");
    expect(object).toMatchObject({ ContentType: "text/plain", Metadata: { source: "tass" } });
  });

  it("replaces what is kept beside an object where it is told to, also onto itself", async () => {
    await put("self.txt", "text", { ContentType: "text/plain", Metadata: { a: "1" } });
    await copy("self.txt", "self.txt", { MetadataDirective: "REPLACE", Metadata: { b: "2" } });
    const object = await get("self.txt");
    expect(await object.Body?.transformToString()).toBe("text");
    expect(object.Metadata).toEqual({ b: "2" });
    expect(object.ContentType).toBe("binary/octet-stream");
  });

  it("says in S3's words that a key is not there", async () => {
    await expect(get("nothing")).rejects.toThrow("The specified key does not exist.");
  });

  it("copies a large object", async () => {
    const large = new Uint8Array(12_000_000).map((_, i) => i >> 10);
    await put("large.bin", large);
    await copy("large.bin", "large copy.bin");
    const back = await (await get("large copy.bin")).Body?.transformToByteArray();
    expect(Buffer.compare(back ?? new Uint8Array(0), large)).toBe(0);
  });

  it("checks the condition on the target, and refuses those on the source", async () => {
    const { ETag } = await put("source", "text");
    const onSource = copy("source", "target", { CopySourceIfMatch: ETag });
    expect(await errorOf(onSource)).toEqual({ name: "NotImplemented", status: 501 });
    await copy("source", "target", { IfNoneMatch: "*" });
    expect(await errorOf(copy("source", "target", { IfNoneMatch: "*" }))).toMatchObject({ status: 412 });
  });

  it("says what source is missing", async () => {
    expect(await errorOf(copy("nothing", "target"))).toEqual({ name: "NoSuchKey", status: 404 });
    expect(await errorOf(copy("nothing", "target", { CopySource: "other/key" }))).toMatchObject({
      name: "NoSuchBucket",
    });
    expect(await errorOf(copy("nothing", "target", { CopySource: "no-key" }))).toMatchObject({
      name: "InvalidArgument",
    });
  });

  it("deletes an object, and one that is not there", async () => {
    await put("gone.txt", "text");
    for (let i = 0; i < 2; i += 1) {
      const answer = await s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "gone.txt" }));
      expect(answer.$metadata.httpStatusCode).toBe(204);
    }
    expect(await errorOf(get("gone.txt"))).toMatchObject({ name: "NoSuchKey" });
  });

  it("deletes under If-Match only what was read, and says what is not there", async () => {
    const remove = (IfMatch: string | undefined) =>
      s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "read.txt", IfMatch }));
    const { ETag } = await put("read.txt", "text");
    await put("read.txt", "other text");
    expect(await errorOf(remove(ETag))).toEqual({ name: "PreconditionFailed", status: 412 });
    expect(await (await get("read.txt")).Body?.transformToString()).toBe("other text");
    await remove((await get("read.txt")).ETag);
    expect(await errorOf(get("read.txt"))).toMatchObject({ name: "NoSuchKey" });
    expect(await errorOf(remove(ETag))).toEqual({ name: "NoSuchKey", status: 404 });
    await put("read.txt", "text");
    await remove("*");
    expect(await errorOf(remove("*"))).toEqual({ name: "NoSuchKey", status: 404 });
  });

  it("refuses to delete on conditions that it could not keep", async () => {
    await put("kept.txt", "text");
    const command = new DeleteObjectCommand({ Bucket: BUCKET, Key: "kept.txt", IfMatchSize: 4 });
    expect(await errorOf(s3.client.send(command))).toEqual({ name: "NotImplemented", status: 501 });
    expect(await (await get("kept.txt")).Body?.transformToString()).toBe("text");
  });

  it("deletes many at once, each failure beside the others' success", async () => {
    const keys = ["many/a & b.txt", "many/<я>.txt", " many/ spaces ", "many/'\".txt", "many/new\r\nline"];
    for (const key of keys) await put(key, "text");
    const Objects = [...keys, "../up"].map((Key) => ({ Key }));
    const answer = await s3.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(answer.Deleted?.map((one) => one.Key)).toEqual(keys);
    expect(answer.Errors).toMatchObject([{ Key: "../up", Code: "InvalidArgument" }]);
    expect((await s3.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "many/" }))).KeyCount).toBe(0);
  });

  it("deletes many quietly, and a thousand at most", async () => {
    await put("quiet", "text");
    const Delete = { Objects: [{ Key: "quiet" }], Quiet: true };
    const quiet = await s3.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    expect(quiet.Deleted ?? []).toEqual([]);
    const Objects = Array.from({ length: 1001 }, (_, i) => ({ Key: `k${i}` }));
    const tooMany = s3.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(await errorOf(tooMany)).toEqual({ name: "MalformedXML", status: 400 });
  });
});
