import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BUCKET, type EndpointUnderTest, errorOf, STORE_NAMES, startEndpointUnderTest } from "./endpoint-under-test.ts";

const RACERS = 16;
const ROUNDS = 5;

describe.each(STORE_NAMES)("conditional writes over %s", (storeName) => {
  let s3: EndpointUnderTest;
  beforeAll(async () => {
    s3 = await startEndpointUnderTest(storeName);
  });
  afterAll(() => s3.stop());

  const put = (Key: string, Body: string, more: object = {}) =>
    s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
  const textOf = async (Key: string) =>
    (await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString();

  /** Sends all at once; how many succeeded, and the names of the other answers. */
  async function race(sends: readonly (() => Promise<unknown>)[]): Promise<{ winners: number[]; losses: Set<string> }> {
    const outcomes = await Promise.allSettled(sends.map((send) => send()));
    const winners = outcomes.flatMap((outcome, i) => (outcome.status === "fulfilled" ? [i] : []));
    const losses = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.name] : []));
    return { winners, losses: new Set(losses) };
  }

  async function startUpload(Key: string, Body: string): Promise<{ UploadId: string; Parts: object[] }> {
    const { UploadId = "" } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    const part = new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber: 1, Body });
    return { UploadId, Parts: [{ PartNumber: 1, ETag: (await s3.client.send(part)).ETag }] };
  }
  const complete = (Key: string, upload: { UploadId: string; Parts: object[] }, more: object = {}) =>
    s3.client.send(
      new CompleteMultipartUploadCommand({
        Bucket: BUCKET,
        Key,
        UploadId: upload.UploadId,
        MultipartUpload: { Parts: upload.Parts },
        ...more,
      }),
    );

  it("creates with If-None-Match: * once, and says 412 after", async () => {
    await put("create", "first", { IfNoneMatch: "*" });
    expect(await errorOf(put("create", "second", { IfNoneMatch: "*" }))).toEqual({
      name: "PreconditionFailed",
      status: 412,
    });
    expect(await textOf("create")).toBe("first");
  });

  it("replaces with If-Match only what was read; a stale ETag is 412 and loses nothing", async () => {
    const first = await put("swap", "first");
    const second = await put("swap", "second", { IfMatch: first.ETag });
    expect(await errorOf(put("swap", "stale", { IfMatch: first.ETag }))).toMatchObject({ status: 412 });
    expect(await textOf("swap")).toBe("second");
    await put("swap", "third", { IfMatch: second.ETag?.replaceAll('"', "") });
    expect(await textOf("swap")).toBe("third");
  });

  it("says 404 NoSuchKey to If-Match on a key that is not there", async () => {
    const answer = await errorOf(put("absent", "text", { IfMatch: '"abc"' }));
    expect(answer).toEqual({ name: "NoSuchKey", status: 404 });
  });

  it("lets exactly one of many racing creators win", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = `race/create-${round}`;
      const writers = Array.from({ length: RACERS }, (_, i) => () => put(key, `writer ${i}`, { IfNoneMatch: "*" }));
      const { winners, losses } = await race(writers);
      expect(winners).toHaveLength(1);
      expect([...losses]).toEqual(["PreconditionFailed"]);
      expect(await textOf(key)).toBe(`writer ${winners[0]}`);
    }
  });

  it("lets exactly one of many racing swappers win", async () => {
    let { ETag } = await put("race/swap", "start");
    for (let round = 0; round < ROUNDS; round += 1) {
      const IfMatch = ETag;
      const writers = Array.from({ length: RACERS }, (_, i) => () => put("race/swap", `${round}.${i}`, { IfMatch }));
      const { winners } = await race(writers);
      expect(winners).toHaveLength(1);
      expect(await textOf("race/swap")).toBe(`${round}.${winners[0]}`);
      ({ ETag } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: "race/swap" })));
    }
  });

  it("lets exactly one of many racing multipart uploads be completed under If-None-Match: *", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = `race/multipart-${round}`;
      const uploads = await Promise.all(Array.from({ length: RACERS }, (_, i) => startUpload(key, `upload ${i}`)));
      const { winners, losses } = await race(uploads.map((up) => () => complete(key, up, { IfNoneMatch: "*" })));
      expect(winners).toHaveLength(1);
      expect([...losses]).toEqual(["PreconditionFailed"]);
      expect(await textOf(key)).toBe(`upload ${winners[0]}`);
    }
  });

  it("completes a multipart upload under If-Match, and leaves it open where that fails", async () => {
    const { ETag } = await put("multipart-swap", "before");
    const upload = await startUpload("multipart-swap", "after");
    const stale = complete("multipart-swap", upload, { IfMatch: '"other"' });
    expect(await errorOf(stale)).toEqual({ name: "PreconditionFailed", status: 412 });
    expect(await textOf("multipart-swap")).toBe("before");
    await complete("multipart-swap", upload, { IfMatch: ETag });
    expect(await textOf("multipart-swap")).toBe("after");
  });

  it("lets every unconditional writer succeed, and keeps one of them whole", async () => {
    const writers = Array.from({ length: RACERS }, (_, i) => () => put("race/last", `writer ${i} `.repeat(50_000)));
    const { winners } = await race(writers);
    expect(winners).toHaveLength(RACERS);
    const text = (await textOf("race/last")) ?? "";
    expect(new Set(text.match(/writer \d+/g))).toHaveProperty("size", 1);
  });
});
