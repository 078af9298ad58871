import { describe, expect, it } from "vitest";
import type { Clock } from "../../../src/clock.ts";
import type { SegmentId } from "../../../src/index/shared.ts";
import {
  beginBackfill,
  commitFlushed,
  findDifferences,
  finishBackfill,
  flushBatch,
  forgetBackfill,
  Ingester,
  verifyIndex,
} from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { type ObjectKey, putLatest } from "../../../src/store/store.ts";
import { errorOf } from "../../support/error-of.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { collectGarbage } from "../../support/inside/index-compaction.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../support/live-index.ts";
import { articleUpload, upload } from "../../support/uploads.ts";
import { backfill, uploadBatches } from "../../support/whole-backfill.ts";

const HOUR_MS = 3_600_000;
const options = resolvedArticleOptions;

async function bucketOf(count: number): Promise<TestContext> {
  const context = makeContext();
  for (let i = 1; i <= count; i += 1) await upload(context, `${i}.json`, articleUpload(`Новость ${i}`));
  return context;
}

const ingest = (context: TestContext, ...names: string[]) =>
  new Ingester(context, directProcessor(options)).ingest(names.map((name) => `articles/${name}` as ObjectKey));

/** A run whose uploads are flushed, three a batch, and none is committed. */
async function flushedRun(context: TestContext): Promise<SegmentId> {
  const { run } = await beginBackfill(context, options, async () => {});
  for (const batch of await uploadBatches(context, 3)) await flushBatch(context, directProcessor(options), run, batch);
  return run;
}

async function finish(context: TestContext, run: SegmentId) {
  const queue: string[] = [];
  const report = await finishBackfill(context, options, run, async (keys) => void queue.push(...keys));
  return { ...report, queue };
}

/** The index says what the bucket says, but for these. */
async function expectAgreement(context: TestContext, ...differing: string[]): Promise<void> {
  await liveVersions(context);
  const { keys } = await findDifferences(context, options.parserVersion);
  expect(keys).toEqual(differing.map((name) => `articles/${name}`));
}

describe("a backfill", () => {
  it("brings in all that lies in the bucket, merges it, and tells what it did", async () => {
    const context = await bucketOf(7);
    await upload(context, "две.jsonl", [1, 2].map((i) => articleUpload(`Строка ${i}`)).join("\n"));
    await upload(context, "сломана.json", "{");
    expect(await backfill(context)).toEqual({
      uploads: 9,
      committed: 9,
      articles: 9,
      rejected: 1,
      skipped: 0,
      outdated: 0,
      left: 0,
      queued: 0,
      queue: [],
    });
    await expectAgreement(context);
    expect(await keysUnder(context, "index/rejected/")).toHaveLength(1);
  });

  it("does nothing a second time", async () => {
    const context = await bucketOf(4);
    await backfill(context);
    const before = await liveVersions(context);
    expect(await backfill(context)).toMatchObject({ uploads: 4, committed: 0, skipped: 4, queued: 0 });
    expect(await liveVersions(context)).toEqual(before);
  });

  it("leaves a record of an upload whose key nothing can be read by, and does not queue it", async () => {
    const context = await bucketOf(1);
    const odd = "articles/../x.json" as ObjectKey;
    const { run } = await beginBackfill(context, options, async () => {});
    const listed = interceptStore(context.store, {});
    const object = { ...(await context.store.head("articles/1.json" as ObjectKey)), key: odd };
    const store = { ...listed, list: async () => ({ objects: [object], nextCursor: null }) };
    expect(await flushBatch({ ...context, store }, directProcessor(options), run, [odd])).toMatchObject({
      uploads: 1,
      rejected: 1,
      segments: [],
    });
    expect(await keysUnder(context, "index/rejected/")).toHaveLength(1);
  });

  it("is refused by an index of other rules", async () => {
    const context = await bucketOf(1);
    await backfill(context);
    const later = { ...options, parserVersion: "parser-later" };
    expect(await errorOf(() => beginBackfill(context, later, async () => {}))).toMatchObject({
      code: "index-outdated",
    });
  });
});

describe("a child", () => {
  it("commits nothing, and leaves no trace in any search", async () => {
    const context = await bucketOf(4);
    await flushedRun(context);
    const { segments } = await presentManifest(context);
    expect(segments).toEqual([]);
    expect(await keysUnder(context, "index/segments/")).toHaveLength(2);
  });

  it("names its segments after the run, whatever its own clock says", async () => {
    const context = await bucketOf(1);
    const { run } = await beginBackfill(context, options, async () => {});
    const clock: Clock = {
      nowMs: () => context.clock.nowMs() - 24 * HOUR_MS,
      monotonicMs: () => context.clock.monotonicMs(),
      sleep: (durationMs) => context.clock.sleep(durationMs),
    };
    const { segments } = await flushBatch({ ...context, clock }, directProcessor(options), run, [
      "articles/1.json" as ObjectKey,
    ]);
    expect(segments[0]!.id > run).toBe(true);
  });

  it("that is tried again finds what it did, and puts nothing twice", async () => {
    const context = await bucketOf(3);
    const { run } = await beginBackfill(context, options, async () => {});
    const [batch = []] = await uploadBatches(context, 3);
    const first = await flushBatch(context, directProcessor(options), run, batch);
    expect(await flushBatch(context, directProcessor(options), run, batch)).toEqual(first);
    expect(await keysUnder(context, "index/segments/")).toHaveLength(1);
  });

  it("that goes on beside its second attempt doubles nothing", async () => {
    const context = await bucketOf(3);
    const { run } = await beginBackfill(context, options, async () => {});
    const [batch = []] = await uploadBatches(context, 3);
    const both = await Promise.all([1, 2].map(() => flushBatch(context, directProcessor(options), run, batch)));
    expect(both[0]).toEqual(both[1]);
    expect(await keysUnder(context, "index/segments/")).toHaveLength(2);
    await commitFlushed(context, options, run);
    expect(await finish(context, run)).toMatchObject({ uploads: 3, committed: 3, queued: 0 });
    await expectAgreement(context);
  });

  it("reads nothing that is live already, at whatever version", async () => {
    const context = await bucketOf(3);
    await ingest(context, "1.json", "2.json");
    await upload(context, "2.json", articleUpload("Изменённая"));
    const reads: string[] = [];
    const store = interceptStore(context.store, {
      before: (method, key) => void (method === "get" && reads.push(key)),
    });
    const { run } = await beginBackfill(context, options, async () => {});
    const [batch = []] = await uploadBatches(context, 3);
    const { live } = await flushBatch({ ...context, store }, directProcessor(options), run, batch);
    expect(live).toBe(2);
    expect(reads.filter((key) => key.startsWith("articles/"))).toEqual(["articles/3.json"]);
  });

  it("cuts its uploads into segments of bounded size", async () => {
    const context = await bucketOf(40);
    const { run } = await beginBackfill(context, options, async () => {});
    const [batch = []] = await uploadBatches(context, 40);
    const { segments } = await flushBatch(context, directProcessor(options), run, batch, {
      room: { maxDocuments: 16 },
    });
    expect(segments.map(({ documents }) => documents)).toEqual([16, 16, 8]);
  });

  it("leaves to the queue what its time does not suffice for", async () => {
    const context = await bucketOf(40);
    const { run } = await beginBackfill(context, options, async () => {});
    const [batch = []] = await uploadBatches(context, 40);
    let reads = 0;
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "get" && key.startsWith("articles/")) reads += 1;
        if (reads === 20) context.clock.advance(HOUR_MS);
      },
    });
    const deadlineMs = context.clock.monotonicMs() + HOUR_MS / 2;
    await flushBatch({ ...context, store }, directProcessor(options), run, batch, { deadlineMs });
    await commitFlushed(context, options, run);
    const { committed, left, queued } = await finish(context, run);
    expect([committed + left, queued]).toEqual([40, left]);
    expect(Math.min(committed, left)).toBeGreaterThan(0);
  });
});

describe("while uploads come and go, a commit", () => {
  it("skips what somebody else brought in, at whatever version", async () => {
    const context = await bucketOf(3);
    const run = await flushedRun(context);
    await upload(context, "2.json", articleUpload("Изменённая"));
    await ingest(context, "1.json", "2.json");
    await commitFlushed(context, options, run);
    await expectAgreement(context);
    expect(await finish(context, run)).toMatchObject({ committed: 1, skipped: 2, outdated: 0, queued: 0 });
  });

  it("raises nothing from the dead whose deletion was handled before, and left no trace", async () => {
    const context = await bucketOf(3);
    const run = await flushedRun(context);
    await context.store.delete("articles/2.json" as ObjectKey);
    await ingest(context, "2.json");
    await commitFlushed(context, options, run);
    await expectAgreement(context);
    expect(await finish(context, run)).toMatchObject({ committed: 2, outdated: 1, queued: 0 });
  });

  it("looks again where such a deletion comes between its look and its commit", async () => {
    const context = await bucketOf(3);
    const run = await flushedRun(context);
    let isDone = false;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method !== "putIfMatch" || key !== "index/manifest.json" || isDone) return;
        isDone = true;
        await context.store.delete("articles/2.json" as ObjectKey);
        await ingest(context, "2.json");
      },
    });
    await commitFlushed(makeContext(context, store, 5), options, run);
    expect(isDone).toBe(true);
    await expectAgreement(context);
  });

  it("brings in nothing stale, and leaves the new version to its event", async () => {
    const context = await bucketOf(3);
    const run = await flushedRun(context);
    await upload(context, "2.json", articleUpload("Изменённая"));
    await commitFlushed(context, options, run);
    expect(Object.keys(await liveVersions(context))).toEqual(["articles/1.json", "articles/3.json"]);
    await expectAgreement(context, "2.json");
  });

  it("queues at the end what no event told of: new, changed and gone", async () => {
    const context = await bucketOf(5);
    const { queue } = await backfill(context, {
      meanwhile: async () => {
        await upload(context, "1.json", articleUpload("Изменённая"));
        await upload(context, "6.json", articleUpload("Новая"));
        await context.store.delete("articles/3.json" as ObjectKey);
      },
    });
    expect(queue).toEqual(["articles/1.json", "articles/6.json"]);
    await ingest(context, "1.json", "6.json");
    await expectAgreement(context);
  });

  it("is the same once where two processes make it", async () => {
    const context = await bucketOf(9);
    const run = await flushedRun(context);
    await Promise.all([3, 4].map((seed) => commitFlushed(makeContext(context, context.store, seed), options, run)));
    await expectAgreement(context);
    expect(await finish(context, run)).toMatchObject({ committed: 9, queued: 0 });
  });
});

describe("the run's name in the manifest", () => {
  it("keeps the collector and its floor away for hours, and is gone at the end", async () => {
    const context = await bucketOf(6);
    const { run } = await beginBackfill(context, options, async () => {});
    expect((await presentManifest(context)).collectHold).toMatchObject({ from: run });
    for (const batch of await uploadBatches(context, 3)) {
      await flushBatch(context, directProcessor(options), run, batch);
      // Others go on, and what they leave is retired.
      await ingest(context, "1.json");
      await upload(context, "1.json", articleUpload(`Изменённая ${batch[0]}`));
      context.clock.advance(50 * 60_000);
      await collectGarbage(context);
      await flushBatch(context, directProcessor(options), run, []);
    }
    await commitFlushed(context, options, run);
    expect(await finish(context, run)).toMatchObject({ committed: 5, left: 0 });
    await forgetBackfill(context, run);
    expect((await presentManifest(context)).collectHold).toBeNull();
    expect(await keysUnder(context, "index/backfill/")).toEqual([]);
  });

  it("is put back by a child where it is missing", async () => {
    const context = await bucketOf(1);
    const { run } = await beginBackfill(context, options, async () => {});
    context.clock.advance(2 * HOUR_MS);
    await flushBatch(context, directProcessor(options), run, ["articles/1.json" as ObjectKey]);
    const { collectHold } = await presentManifest(context);
    expect(collectHold?.from).toBe(run);
    expect(collectHold!.untilMs - context.clock.nowMs()).toBeGreaterThan(HOUR_MS / 2);
  });

  it("lapsed, the flushed may be collected, and their uploads are queued", async () => {
    const context = await bucketOf(4);
    const run = await flushedRun(context);
    context.clock.advance(3 * HOUR_MS);
    expect((await collectGarbage(context)).deleted).toHaveLength(2);
    await commitFlushed(context, options, run);
    expect(await finish(context, run)).toMatchObject({ committed: 0, left: 4, queued: 4 });
  });
});

describe("a run that was stopped", () => {
  it("goes on when it is begun again: what was flushed is not read twice", async () => {
    const context = await bucketOf(6);
    const run = await flushedRun(context);
    await upload(context, "0.json", articleUpload("Новая"));
    const reads: string[] = [];
    const store = interceptStore(context.store, {
      before: (method, key) => void (method === "get" && reads.push(key)),
    });
    expect(await beginBackfill(context, options, async () => {})).toEqual({ run, isResumed: true });
    expect(await backfill(makeContext(context, store, 6))).toMatchObject({ committed: 7, articles: 7, queued: 0 });
    expect(reads.filter((key) => key.startsWith("articles/"))).toEqual(["articles/0.json"]);
    await expectAgreement(context);
  });

  it("is no damage to verify", async () => {
    const context = await bucketOf(1);
    await flushedRun(context);
    const { findings } = await verifyIndex(context, options);
    const told = findings.filter(({ where }) => where.startsWith("index/backfill/"));
    expect(told.map(({ severity, what }) => [severity, what.slice(0, 21)])).toEqual([
      ["notice", "A backfill is at work"],
    ]);
  });

  it("goes on with its commits where time was up", async () => {
    const context = await bucketOf(9);
    const run = await flushedRun(context);
    const deadlineMs = context.clock.monotonicMs() + HOUR_MS;
    const onSettled = () => context.clock.advance(40 * 60_000);
    expect(await commitFlushed(context, options, run, { deadlineMs, onSettled })).toEqual({ settled: 2, left: 1 });
    expect(await commitFlushed(context, options, run)).toEqual({ settled: 1, left: 0 });
    expect(await commitFlushed(context, options, run)).toEqual({ settled: 0, left: 0 });
    await expectAgreement(context);
  });

  it("counts a segment that landed though nobody heard of it", async () => {
    const context = await bucketOf(3);
    const run = await flushedRun(context);
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "putIfAbsent" && key.includes("/settled/")) throw new Error("killed");
      },
    });
    await expect(commitFlushed(makeContext(context, store, 5), options, run)).rejects.toThrow("killed");
    expect(Object.keys(await liveVersions(context))).toHaveLength(3);
    await commitFlushed(context, options, run);
    expect(await finish(context, run)).toMatchObject({ committed: 3, articles: 3, queued: 0 });
  });

  it("flushed by other rules, is left to the queue", async () => {
    const context = await bucketOf(3);
    const run = await flushedRun(context);
    const [record] = (await keysUnder(context, "index/backfill/")) as ObjectKey[];
    const { bytes } = await context.store.get(record!);
    const flushed = JSON.parse(Buffer.from(bytes).toString("utf8"));
    await putLatest(context.store, record!, Buffer.from(JSON.stringify({ ...flushed, analyzer: "russian-older" })));
    await commitFlushed(context, options, run);
    expect(await finish(context, run)).toMatchObject({ committed: 0, left: 3, queued: 3 });
  });
});
