import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { S3Event } from "aws-lambda";
import { afterEach, describe, expect, it } from "vitest";
import { MemoryQueue } from "../../functions/queue/memory-queue.ts";
import type { QueuedMessage } from "../../functions/queue/message-queue.ts";
import { startQueueConsumer } from "../../functions/serve/queue-consumer.ts";
import { systemClock } from "../../src/clock.ts";
import { recordingLogger } from "../functions/recording-logger.ts";
import { BUCKET, type EndpointUnderTest, errorOf, STORE_NAMES, startEndpointUnderTest } from "./endpoint-under-test.ts";

let s3: EndpointUnderTest | null = null;
afterEach(() => s3?.stop());

async function start(...args: Parameters<typeof startEndpointUnderTest>): Promise<EndpointUnderTest> {
  s3 = await startEndpointUnderTest(...args);
  return s3;
}

describe.each(STORE_NAMES)("events over %s", (storeName) => {
  it("tell of every write and removal by its name, in order, with size and ETag", async () => {
    const { client, records } = await start(storeName);
    const Key = "статьи/a b.txt";
    const of = { Bucket: BUCKET, Key };
    const { ETag } = await client.send(new PutObjectCommand({ ...of, Body: "text" }));
    await client.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: "copy", CopySource: encodeURI(`${BUCKET}/${Key}`) }),
    );
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(of));
    const part = await client.send(new UploadPartCommand({ ...of, UploadId, PartNumber: 1, Body: "longer" }));
    const Parts = [{ PartNumber: 1, ETag: part.ETag }];
    await client.send(new CompleteMultipartUploadCommand({ ...of, UploadId, MultipartUpload: { Parts } }));
    await client.send(new DeleteObjectCommand(of));
    await client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: "copy" }] } }));
    const key = "%D1%81%D1%82%D0%B0%D1%82%D1%8C%D0%B8/a+b.txt";
    expect(records.map((record) => [record.eventName, record.s3.object.key, record.s3.object.size])).toEqual([
      ["ObjectCreated:Put", key, 4],
      ["ObjectCreated:Copy", "copy", 4],
      ["ObjectCreated:CompleteMultipartUpload", key, 6],
      ["ObjectRemoved:Delete", key, undefined],
      ["ObjectRemoved:Delete", "copy", undefined],
    ]);
    expect(`"${records[0]?.s3.object.eTag}"`).toBe(ETag);
    const sequencers = records.map((record) => record.s3.object.sequencer);
    expect(sequencers).toEqual([...sequencers].sort());
  });

  it("tell nothing of writes that failed", async () => {
    const { client, records } = await start(storeName);
    const of = { Bucket: BUCKET, Key: "a", Body: "text" };
    await client.send(new PutObjectCommand({ ...of, IfNoneMatch: "*" }));
    await errorOf(client.send(new PutObjectCommand({ ...of, IfNoneMatch: "*" })));
    await errorOf(client.send(new PutObjectCommand({ ...of, IfMatch: '"x"' })));
    await errorOf(client.send(new PutObjectCommand({ ...of, ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" })));
    await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: "a" }));
    expect(records).toHaveLength(1);
  });

  it("tell of the last of many racing writes last", async () => {
    const { client, records, store } = await start(storeName);
    const writes = Array.from({ length: 24 }, (_, i) =>
      client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "race", Body: `write ${i}` })),
    );
    await Promise.all(writes);
    expect(records).toHaveLength(24);
    expect(records.at(-1)?.s3.object.eTag).toBe((await store.head("race" as never)).etag);
  });

  it("are of the uploads' prefix alone where that is asked for", async () => {
    const { client, records } = await start(storeName, { eventPrefix: "articles/" });
    for (const Key of ["articles/a.txt", "index/manifest.json", "articles2.txt"]) {
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "text" }));
    }
    expect(records.map((record) => record.s3.object.key)).toEqual(["articles/a.txt"]);
  });
});

describe("events", () => {
  it("do not fail a write when their listener throws, which is reported", async () => {
    const onEvent = () => {
      throw new Error("listener");
    };
    const { client, failures } = await start("MemoryObjectStore", { onEvent });
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "a", Body: "text" }));
    expect(failures).toEqual([new Error("listener")]);
  });

  it("reach the consumer of the local queue in batches", async () => {
    const batches: S3Event[][] = [];
    const queue = new MemoryQueue();
    let tellAllArePut = () => {};
    const allArePut = new Promise<void>((resolve) => {
      tellAllArePut = resolve;
    });
    const handle = async (messages: readonly QueuedMessage[]) => {
      batches.push(messages.map(({ body }) => JSON.parse(body)));
      await allArePut;
      return { failed: new Set<string>(), slow: new Set<string>() };
    };
    const consumer = startQueueConsumer({ queue, handle, logger: recordingLogger().logger, clock: systemClock });
    const { client } = await start("MemoryObjectStore", { onEvent: (event) => queue.push(JSON.stringify(event)) });
    const keys = Array.from({ length: 20 }, (_, i) => `articles/${i}.txt`);
    await Promise.all(keys.map((Key) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: "text" }))));
    tellAllArePut();
    await queue.drained();
    await consumer.close();
    expect(
      batches
        .flat()
        .map((event) => event.Records[0]?.s3.object.key)
        .sort(),
    ).toEqual([...keys].sort());
    expect(batches.length).toBeLessThan(keys.length);
  });
});
