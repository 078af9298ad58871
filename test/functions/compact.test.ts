import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CompactResult } from "../../functions/compact.ts";
import type { StatusAnswer } from "../../src/search-api.ts";
import { BUCKET, type Bucket, find, ingestQueue, request, startBucket } from "./bucket.ts";
import type { RunningFunction } from "./running-function.ts";

let bucket: Bucket;
let ingest: RunningFunction;
let query: RunningFunction;

beforeAll(async () => {
  bucket = await startBucket();
  [ingest, query] = await Promise.all([bucket.start("ingest"), bucket.start("query")]);
});

afterAll(() => bucket.stop());

/** One upload of many articles, and so a segment of its own that no writer merges. */
async function putArticles(name: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ title: `Сводка ${name} ${i}`, text: `Сводка погоды номер ${i} для района ${name}, без осадков.` }),
  );
  await bucket.put(`articles/${name}.jsonl`, lines.join("\n"));
  expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
}

const status = async (): Promise<StatusAnswer> => JSON.parse((await request(query, "/status")).body);

const lastCommit = () =>
  ingest
    .log()
    .filter(({ event }) => event === "committed")
    .at(-1);

describe("the compaction function", () => {
  test("finds nothing to do in a bucket without an index", async () => {
    const compact = await bucket.start("compact");
    expect(await compact.invoke<CompactResult>({})).toEqual({
      merges: 0,
      purges: 0,
      mergedBytes: 0,
      purgedBytes: 0,
      deletedObjects: 0,
      isComplete: true,
    });
  });

  test("puts a metric at the end of each run that came to one, which is its heartbeat", async () => {
    const compact = await bucket.start("compact", { POISK_METRICS: "on" });
    await compact.invoke<CompactResult>({});
    expect(compact.log().filter((line) => "_aws" in line)).toMatchObject([{ Index: `${BUCKET}/index/`, Merges: 0 }]);
    const lost = await bucket.start("compact", { POISK_METRICS: "on", POISK_BUCKET: "another-bucket" });
    await expect(lost.invoke({})).rejects.toThrow();
    expect(lost.log().filter((line) => "_aws" in line)).toEqual([]);
  });

  test("begins no merge that its time does not suffice for", async () => {
    for (const name of ["север", "юг"]) await putArticles(name, 600);
    expect(lastCommit()).toMatchObject({ isCompactionDue: true });
    const hurried = await bucket.start("compact", { REMAINING_MS: "15000" });
    expect(await hurried.invoke<CompactResult>(null)).toMatchObject({ merges: 0, isComplete: false });
    expect((await status()).segments).toBe(2);
  });

  test("merges what an ingest reported as due, and no answer changes", async () => {
    const before = await find(query, "сводка");
    const compact = await bucket.start("compact");
    expect(await compact.invoke<CompactResult>({ "detail-type": "Scheduled Event" })).toMatchObject({
      merges: 1,
      purges: 0,
      isComplete: true,
    });
    expect(await status()).toMatchObject({ segments: 1, documents: 1_200 });
    expect(await find(query, "сводка")).toEqual(before);
    expect(compact.log()).toMatchObject([
      { event: "merged", reason: "size", segments: 2, documents: 1_200, requestId: "request-1" },
      { event: "compacted", merges: 1, mergedBytes: expect.any(Number), purgedBytes: 0 },
    ]);
    await putArticles("восток", 3);
    expect(lastCommit()).toMatchObject({ isCompactionDue: false });
  });

  test("fails where the store does, so that it is tried again", async () => {
    const lost = await bucket.start("compact", { POISK_BUCKET: "no-such-bucket" });
    await expect(lost.invoke({})).rejects.toThrow(/no-such-bucket/);
    expect(lost.log().at(-1)).toMatchObject({ level: "error", event: "compact-failed" });
  });
});
