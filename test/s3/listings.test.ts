import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectKey } from "../../src/store/store.ts";
import { BUCKET, type EndpointUnderTest, errorOf, STORE_NAMES, startEndpointUnderTest } from "./endpoint-under-test.ts";

/** Keys in the order of their UTF-8 bytes, which is not that of UTF-16: the emoji is the last. */
const KEYS = [
  "articles/",
  "articles/2016/10/a b+c.txt",
  "articles/2016/10/я.txt",
  "articles/2017/x.txt",
  "articles/new\nline.txt",
  "articles2.txt",
  "ё & <тег>.txt",
  "\uffee.txt",
  "😀.txt",
];

describe.each(STORE_NAMES)("listings over %s", (storeName) => {
  let s3: EndpointUnderTest;
  beforeAll(async () => {
    s3 = await startEndpointUnderTest(storeName);
    for (const key of KEYS) await s3.store.putIfAbsent(key as ObjectKey, Buffer.from(key));
  });
  afterAll(() => s3.stop());

  const list = (more: object = {}) => s3.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));
  const keysOf = (page: Pick<ListObjectsV2CommandOutput, "Contents">) => (page.Contents ?? []).map((one) => one.Key);
  const prefixesOf = (page: Pick<ListObjectsV2CommandOutput, "CommonPrefixes">) =>
    (page.CommonPrefixes ?? []).map((one) => one.Prefix);

  it("gives every key in the order of UTF-8 bytes, with size, time and ETag", async () => {
    const page = await list();
    expect(keysOf(page)).toEqual(KEYS);
    expect(page).toMatchObject({ IsTruncated: false, KeyCount: KEYS.length, MaxKeys: 1000, Name: BUCKET, Prefix: "" });
    const head = await s3.store.head("articles2.txt" as ObjectKey);
    expect(page.Contents?.find((one) => one.Key === head.key)).toMatchObject({
      ETag: `"${head.etag}"`,
      Size: head.sizeBytes,
      StorageClass: "STANDARD",
    });
  });

  it("pages through with tokens, each key once", async () => {
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ MaxKeys: 2, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) });
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      seen.push(...keysOf(page));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(KEYS);
  });

  it("pages through by the last key of the page before, for clients of the first version", async () => {
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await s3.client.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 2, Marker }));
      seen.push(...keysOf(page));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(KEYS);
    const page = await s3.client.send(new ListObjectsCommand({ Bucket: BUCKET, Delimiter: "/", Marker: "articles/" }));
    expect([prefixesOf(page), keysOf(page)]).toEqual([[], KEYS.slice(5)]);
  });

  it("makes the bucket that is there already, and tells where it is", async () => {
    await s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const { LocationConstraint } = await s3.client.send(new GetBucketLocationCommand({ Bucket: BUCKET }));
    expect(LocationConstraint ?? "").toBe("");
    const other = s3.client.send(new CreateBucketCommand({ Bucket: "other-bucket" }));
    expect(await errorOf(other)).toMatchObject({ name: "NoSuchBucket" });
  });

  it("rolls keys up at the delimiter, and pages over keys and prefixes together", async () => {
    const page = await list({ Delimiter: "/" });
    expect(prefixesOf(page)).toEqual(["articles/"]);
    expect(keysOf(page)).toEqual(KEYS.slice(5));
    const inner = await list({ Prefix: "articles/", Delimiter: "/" });
    expect(prefixesOf(inner)).toEqual(["articles/2016/", "articles/2017/"]);
    expect(keysOf(inner)).toEqual(["articles/", "articles/new\nline.txt"]);
    const first = await list({ Prefix: "articles/", Delimiter: "/", MaxKeys: 2 });
    expect([keysOf(first), prefixesOf(first)]).toEqual([["articles/"], ["articles/2016/"]]);
    const rest = await list({ Prefix: "articles/", Delimiter: "/", ContinuationToken: first.NextContinuationToken });
    expect([keysOf(rest), prefixesOf(rest)]).toEqual([["articles/new\nline.txt"], ["articles/2017/"]]);
  });

  it("starts after any text, and takes a token before it", async () => {
    expect(keysOf(await list({ StartAfter: "articles/2017/x.txt" }))).toEqual(KEYS.slice(4));
    expect(keysOf(await list({ StartAfter: "articles/2017/w" }))).toEqual(KEYS.slice(3));
    const { NextContinuationToken } = await list({ StartAfter: "articles/2016/", MaxKeys: 1 });
    const page = await list({ StartAfter: "articles/2016/", ContinuationToken: NextContinuationToken });
    expect(keysOf(page)).toEqual(KEYS.slice(2));
  });

  it("encodes keys for clients that ask, as AWS does", async () => {
    const page = await list({ EncodingType: "url", Prefix: "articles/2016/10/a", Delimiter: "+" });
    expect(page.EncodingType).toBe("url");
    expect(prefixesOf(page)).toEqual(["articles/2016/10/a+b%2B"]);
    expect(page.Delimiter).toBe("%2B");
  });

  it("gives no keys where none are asked for, and none under a prefix of nothing", async () => {
    const none = await list({ MaxKeys: 0 });
    expect([keysOf(none), none.IsTruncated]).toEqual([[], false]);
    expect(keysOf(await list({ Prefix: "нет/" }))).toEqual([]);
  });

  it("refuses what makes no sense", async () => {
    for (const more of [{ MaxKeys: -1 }, { ContinuationToken: "мусор" }, { EncodingType: "base64" }]) {
      expect(await errorOf(list(more))).toEqual({ name: "InvalidArgument", status: 400 });
    }
  });
});
