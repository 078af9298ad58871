/**
 * The trial of a store at a production S3: Ceph's radosgw (`.ci/ceph.sh start`), or any other at CEPH_ENDPOINT.
 */
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createUlid, systemIdSource } from "../../src/id-source.ts";
import { probeStore } from "../../src/index/publish.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";

const endpoint = process.env.CEPH_ENDPOINT ?? "http://127.0.0.1:7480";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

it("trusts Ceph, warns of its uploads in parts, and leaves an empty bucket", async () => {
  const client = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
  const Bucket = `poisk-${createUlid(systemClock.nowMs(), systemIdSource).toLowerCase()}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  const store = new S3ObjectStore({ bucket: Bucket, endpoint, credentials });
  const { checks, isTrusted } = await probeStore({
    store,
    layout: defaultKeyLayout,
    clock: systemClock,
    ids: systemIdSource,
  });
  expect(checks.filter(({ verdict }) => verdict === "failed")).toEqual([]);
  expect(isTrusted).toBe(true);
  // A later Ceph may fix it.
  expect(checks.filter(({ verdict }) => verdict === "warning").every(({ name }) => name === "parts")).toBe(true);
  // A bucket that is not empty cannot be deleted.
  await client.send(new DeleteBucketCommand({ Bucket }));
  client.destroy();
});
