import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../src/errors.ts";
import { ManifestStore, type Snapshot } from "../../../src/index/shared.ts";
import { BatchCommitter } from "../../../src/index/write.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { codeOf } from "../../support/error-of.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import {
  collectGarbage,
  compact,
  compactionPolicy,
  createCompactionPolicy,
  estimateMergeMs,
  isCompactionDue,
} from "../../support/inside/index-compaction.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../support/live-index.ts";
import { bulkySources, plainIndexOptions, plainOptions } from "../../support/segment-under-test.ts";

const HOUR_MS = 3_600_000;

/** Large merges from the second document on: the world of a test is small. */
const eager = createCompactionPolicy({ smallDocuments: 1, maxSmallSegments: 1, maxDocuments: 1_000 });

async function put(context: TestContext, bucket: Record<string, string | null>): Promise<Snapshot> {
  const report = await new BatchCommitter(context, plainOptions).commit(Object.keys(bucket), async (key) => {
    const version = bucket[key] ?? null;
    if (version === null) return { state: "absent" };
    return { state: "present", version, documents: [{ id: key, title: `мир ${version}`, body: `тайна-${key}` }] };
  });
  return report.snapshot;
}

async function segmentsOf(context: TestContext, ...sizes: number[]): Promise<Snapshot> {
  let snapshot: Snapshot | null = null;
  for (const [i, size] of sizes.entries()) {
    snapshot = await put(context, Object.fromEntries(Array.from({ length: size }, (_, n) => [`k${i}/${n}`, "1"])));
  }
  if (snapshot === null) throw new Error("no sizes");
  return snapshot;
}

const sizes = async (context: TestContext) =>
  (await presentManifest(context)).segments.map(({ liveDocuments }) => liveDocuments).sort((a, b) => a - b);

describe("compaction", () => {
  it("merges until nothing is due, and says what it did", async () => {
    const context = makeContext();
    const snapshot = await segmentsOf(context, 2, 2, 4, 20);
    const started: number[] = [];
    const finished: string[] = [];
    const report = await compact(context, plainOptions, snapshot, eager, {
      onStart: ({ inputs }) => started.push(inputs.length),
      onMerge: ({ reason, documents }) => finished.push(`${reason} ${documents}`),
    });
    expect([started, finished]).toEqual([[3], ["size 8"]]);
    expect(report).toMatchObject({ isComplete: true, merges: [{ reason: "size", documents: 8, purgedDocuments: 0 }] });
    expect(report.snapshot.manifest).toEqual(await presentManifest(context));
    expect(await sizes(context)).toEqual([8, 20]);
  });

  it("goes on from a fresh manifest where a merge is overtaken", async () => {
    const context = makeContext();
    const snapshot = await segmentsOf(context, 2, 2);
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putStreamIfAbsent" || !isFirst) return;
        isFirst = false;
        await put(context, { "k0/0": null, "k0/1": null, "n/0": "1", "n/1": "1" });
      },
    });
    const report = await compact(makeContext(context, store, 9), plainOptions, snapshot, eager);
    expect(report).toMatchObject({ isComplete: true, merges: [{ documents: 4 }] });
    expect(await liveVersions(context)).toEqual({ "k1/0": "1", "k1/1": "1", "n/0": "1", "n/1": "1" });
  });

  it("starts again where an input was collected, and makes it known where the manifest names what is not there", async () => {
    const context = makeContext();
    const stale = await segmentsOf(context, 2, 2);
    await compact(context, plainOptions, stale, eager);
    context.clock.advance(HOUR_MS);
    await collectGarbage(context);
    expect(await compact(context, plainOptions, stale, eager)).toMatchObject({ isComplete: true, merges: [] });

    await segmentsOf(context, 3, 3, 3);
    const [lost] = (await presentManifest(context)).segments.slice(-1);
    await context.store.delete(`index/segments/${lost!.id}.segment` as ObjectKey);
    const present = await new ManifestStore(context).load();
    expect(await codeOf(() => compact(context, plainOptions, present!, eager))).toBe("object-not-found");
  });

  it("by two at once, with ten writers, loses and doubles nothing", async () => {
    const context = makeContext();
    const snapshot = await segmentsOf(context, 3, 3, 3, 3);
    const writers = Array.from({ length: 10 }, async (_, i) => {
      const own = { store: context.store, options: plainIndexOptions, clock: context.clock };
      const writer = new IndexWriter({ ...own, ids: makeContext(context, context.store, 100 + i).ids });
      await writer.apply([{ sourceKey: `w${i}`, version: "1", articles: [{ id: i, title: "труд" }] }]);
      await writer.apply([{ sourceKey: `k${i % 4}/0`, deleted: true }]);
    });
    const mergers = [20, 21].map((seed) =>
      compact(makeContext(context, context.store, seed), plainOptions, snapshot, eager),
    );
    await Promise.all([...writers, ...mergers]);
    const rest = [0, 1, 2, 3].flatMap((i) => [`k${i}/1`, `k${i}/2`]);
    const expected = [...rest, ...Array.from({ length: 10 }, (_, i) => `w${i}`)];
    expect(Object.keys(await liveVersions(context))).toEqual(expected.sort());
  });
});

describe("the deadline of a compaction", () => {
  const afterMs = (context: TestContext, durationMs: number) => ({
    deadlineMs: context.clock.monotonicMs() + durationMs,
  });

  it("that has passed lets no merge begin", async () => {
    const context = makeContext();
    const snapshot = await segmentsOf(context, 2, 2);
    const report = await compact(context, plainOptions, snapshot, eager, afterMs(context, 0));
    expect(report).toMatchObject({ isComplete: false, merges: [] });
    expect(report.snapshot).toBe(snapshot);
  });

  it("cuts a merge smaller that would take too long, does what is left of it, and says that more is due", async () => {
    const context = makeContext();
    const committer = new BatchCommitter(context, plainOptions);
    let snapshot: Snapshot | null = null;
    // The last is as many documents as the others together, but of ten times the bytes.
    for (const [part, [count, tagLength]] of [
      [60, 100] as const,
      [60, 100] as const,
      [120, 5_000] as const,
    ].entries()) {
      const sources = bulkySources(count, tagLength).map((source) => ({
        ...source,
        sourceKey: `${part}/${source.sourceKey}`,
      }));
      const bySourceKey = new Map(sources.map((source) => [source.sourceKey, source]));
      const report = await committer.commit([...bySourceKey.keys()], async (key) => {
        return { state: "present", version: "1", documents: bySourceKey.get(key)?.documents ?? [] };
      });
      snapshot = report.snapshot;
    }
    const small = snapshot!.manifest.segments.filter(({ documents }) => documents === 60);
    const enough = estimateMergeMs(small) + 50;
    expect(estimateMergeMs(snapshot!.manifest.segments)).toBeGreaterThan(enough);
    const report = await compact(context, plainOptions, snapshot!, eager, afterMs(context, enough));
    expect(report).toMatchObject({ isComplete: false, merges: [{ reason: "size", documents: 120 }] });
    const later = await compact(context, plainOptions, report.snapshot, eager);
    expect(later).toMatchObject({ isComplete: true, merges: [{ documents: 240 }] });
  });

  it("that comes while a merge is read makes it give up, and nothing is put", async () => {
    const context = makeContext();
    const snapshot = await segmentsOf(context, 2, 2);
    const store = interceptStore(context.store, {
      before: (method) => {
        if (method === "putStreamIfAbsent") context.clock.advance(HOUR_MS);
      },
    });
    const before = await keysUnder(context, "index/");
    const slow = makeContext(context, store, 9);
    const report = await compact(slow, plainOptions, snapshot, eager, afterMs(context, HOUR_MS / 2));
    expect(report).toMatchObject({ isComplete: false, merges: [] });
    expect(await keysUnder(context, "index/")).toEqual(before);
  });

  it("is not taken for a store that does not answer", async () => {
    const context = makeContext();
    const snapshot = await segmentsOf(context, 2, 2);
    const store = interceptStore(context.store, {
      before: (method) => {
        if (method === "putStreamIfAbsent") throw new SearchIndexError("store-unavailable", "Simulated.");
      },
    });
    const run = () => compact(makeContext(context, store, 9), plainOptions, snapshot, eager, afterMs(context, HOUR_MS));
    expect(await codeOf(run)).toBe("store-unavailable");
  });
});

describe("what is dead", () => {
  it("for less than the set time stays, then its text is gone from the bucket", async () => {
    const context = makeContext();
    await put(context, { тайна: "1", б: "1", в: "1" });
    const snapshot = await put(context, { тайна: null });
    expect((await compact(context, plainOptions, snapshot, compactionPolicy)).merges).toEqual([]);
    expect(isCompactionDue(snapshot.manifest.segments, context.clock.nowMs())).toBe(false);

    context.clock.advance(23 * HOUR_MS);
    expect(isCompactionDue(snapshot.manifest.segments, context.clock.nowMs())).toBe(true);
    const report = await compact(context, plainOptions, snapshot, compactionPolicy);
    expect(report.merges).toMatchObject([{ reason: "purge", documents: 2, purgedDocuments: 1 }]);
    expect((await presentManifest(context)).segments).toMatchObject([{ tombstones: [], oldestTombstoneAtMs: null }]);
    context.clock.advance(HOUR_MS);
    await collectGarbage(context);
    expect(await keysUnder(context, "index/segments/")).toHaveLength(1);
    expect(await liveVersions(context)).toEqual({ б: "1", в: "1" });
  });

  it("since a merge was read is purged in its own time, not later for the merge", async () => {
    const context = makeContext();
    const snapshot = await segmentsOf(context, 3, 3);
    const diedAtMs = context.clock.nowMs();
    const store = interceptStore(context.store, {
      after: async (method) => {
        if (method !== "putStreamIfAbsent") return;
        await put(context, { "k0/0": null });
        context.clock.advance(HOUR_MS);
      },
    });
    const { merges } = await compact(makeContext(context, store, 9), plainOptions, snapshot, eager);
    expect(merges.length).toBe(1);
    const [merged] = (await presentManifest(context)).segments;
    expect(merged).toMatchObject({ documents: 6, liveDocuments: 5 });
    expect(merged!.oldestTombstoneAtMs! - diedAtMs).toBeLessThan(1_000);
  });
});
