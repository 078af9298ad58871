/**
 * The contract of stores at a production S3: Ceph's radosgw, which `.ci/ceph.sh start` starts, or any other store at
 * CEPH_ENDPOINT with the keys test and test. Each test has a bucket of its own.
 */
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createUlid, systemIdSource } from "../../src/id-source.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";
import { listAll } from "../../src/store/store.ts";
import { objectStoreContract } from "../contract/object-store-contract.ts";

const endpoint = process.env.CEPH_ENDPOINT ?? "http://127.0.0.1:7480";
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const client = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
afterAll(() => client.destroy());

it("has a store to ask", async () => {
  const answer = await fetch(endpoint);
  expect(answer.headers.get("content-type")).toContain("xml");
});

objectStoreContract(
  "S3ObjectStore at Ceph",
  async () => {
    const Bucket = `poisk-${createUlid(systemClock.nowMs(), systemIdSource).toLowerCase()}`;
    await client.send(new CreateBucketCommand({ Bucket }));
    const store = new S3ObjectStore({ bucket: Bucket, endpoint, credentials });
    return {
      store,
      dispose: async () => {
        for await (const { key } of listAll(store, "")) await store.delete(key);
        await client.send(new DeleteBucketCommand({ Bucket }));
      },
    };
  },
  // Ceph 18.2 passes over If-None-Match at CompleteMultipartUpload; of If-Match on DELETE its documentation says
  // nothing.
  { rounds: 3, racers: 8, lacks: ["conditional-multipart", "conditional-delete"] },
);
