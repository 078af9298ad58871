/**
 * Signatures of the push function, at a production S3 that checks them: Ceph's radosgw (`.ci/ceph.sh start`), or any
 * other at CEPH_ENDPOINT.
 */
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { createPresigner } from "../../functions/push/presigned-put.ts";
import { systemClock } from "../../src/clock.ts";
import { createUlid, systemIdSource } from "../../src/id-source.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";
import type { ObjectKey } from "../../src/store/store.ts";

const endpoint = process.env.CEPH_ENDPOINT ?? "http://127.0.0.1:7480";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

it("lets an upload of that key, size, type and condition through, and no other", async () => {
  const client = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
  const Bucket = `poisk-${createUlid(systemClock.nowMs(), systemIdSource).toLowerCase()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  const store = new S3ObjectStore({ bucket: Bucket, endpoint, credentials });
  const variables = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1" };
  const presign = createPresigner({ bucket: Bucket, region: undefined, endpoint }, variables, systemClock);
  const key = "articles/мост (1).jsonl" as ObjectKey;
  const { url, headers } = await presign(key, {
    "content-length": "5",
    "content-type": "application/x-ndjson",
    "x-amz-meta-url": "https://news.example/%D0%BC",
    "if-none-match": "*",
  });
  const { "content-length": _, ...sent } = headers;
  const put = async (address: string, more: Record<string, string>, body: string) =>
    (await fetch(address, { method: "PUT", headers: { ...sent, ...more }, body })).status;
  expect(await put(url, {}, "larger")).toBe(403);
  expect(await put(url, { "content-type": "text/html" }, "bytes")).toBe(403);
  expect(await put(url, { "if-none-match": '"other"' }, "bytes")).toBe(403);
  expect(await put(url.replace(".jsonl", ".json"), {}, "bytes")).toBe(403);
  expect(await put(url, {}, "bytes")).toBe(200);
  expect(await put(url, {}, "again")).toBe(412);
  const { metadata, sizeBytes } = await store.head(key);
  expect({ metadata, sizeBytes }).toEqual({ metadata: { url: "https://news.example/%D0%BC" }, sizeBytes: 5 });
  await store.delete(key);
  // A bucket that is not empty cannot be deleted.
  await client.send(new DeleteBucketCommand({ Bucket }));
  client.destroy();
});
