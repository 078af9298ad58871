import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { BatchCommitter, type SourceState } from "../../../../src/index/write.ts";
import { CountingObjectStore, type ObjectKey } from "../../../../src/store/store.ts";
import { countsBetween } from "../../../support/counts-between.ts";
import { codeOf, errorOf } from "../../../support/error-of.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { collectGarbage } from "../../../support/inside/index-compaction.ts";
import { segmentKey } from "../../../support/inside/index-own.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../../support/live-index.ts";
import { plainOptions } from "../../../support/segment-under-test.ts";

/** A bucket to be looked at: version by key, null for a deleted one. */
type Bucket = Record<string, string | null>;

const lookAt =
  (bucket: Bucket) =>
  async (key: string): Promise<SourceState> => {
    const version = bucket[key] ?? null;
    if (version === null) return { state: "absent" };
    return { state: "present", version, documents: [{ id: key, title: `мир ${version}` }] };
  };

const committer = (context: TestContext, options = plainOptions) => new BatchCommitter(context, options);
const commit = (context: TestContext, bucket: Bucket) => committer(context).commit(Object.keys(bucket), lookAt(bucket));

const HOUR_MS = 3_600_000;

describe("without another writer", () => {
  it("new keys are one segment and one commit", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const store = new CountingObjectStore(context.store);
    const report = await commit({ ...context, store }, { а: "1", б: "1" });
    // The manifest, the one segment that may hold the keys, the new segment, the new manifest.
    expect(store.counts().byMethod).toMatchObject({ get: 1, getRange: 1, putIfAbsent: 1, putIfMatch: 1 });
    expect(store.counts().requests).toBe(4);
    expect(report).toMatchObject({ conflicts: 0, articles: 2 });
    expect(report.segmentBytes).toBeGreaterThan(0);
    expect([report.committed, report.unchanged, report.failed.size]).toEqual([["а", "б"], [], 0]);
    expect(await liveVersions(context)).toEqual({ seed: "1", а: "1", б: "1" });
  });

  it("keys at the version that is live are a no-op: nothing is written and the sequence stands", async () => {
    const context = makeContext();
    const first = await commit(context, { а: "1", б: "1" });
    const store = new CountingObjectStore(context.store);
    const again = await commit({ ...context, store }, { а: "1", б: "1" });
    expect(again.snapshot.manifest).toEqual(first.snapshot.manifest);
    expect([again.committed, again.unchanged]).toEqual([[], ["а", "б"]]);
    expect(store.counts().bytesWritten).toBe(0);
  });

  it("another version of a key ends the old one in the same commit", async () => {
    const context = makeContext();
    await commit(context, { а: "1", б: "1" });
    const { snapshot, tombstoned } = await commit(context, { а: "2" });
    expect(snapshot.manifest.sequence).toBe(2);
    expect(snapshot.manifest.segments[0]).toMatchObject({ liveEntries: 1, tombstones: [[0, 0, 1]] });
    expect(tombstoned.map(({ entry }) => [entry.sourceKey, entry.version])).toEqual([["а", "1"]]);
    expect(await liveVersions(context)).toEqual({ а: "2", б: "1" });
  });

  it("a version without documents is a version: the old text goes, and the key is known", async () => {
    const context = makeContext();
    await commit(context, { а: "1" });
    await committer(context).commit(["а"], async () => ({ state: "present", version: "2", documents: [] }));
    expect(await liveVersions(context)).toEqual({ а: "2" });
    expect((await presentManifest(context)).segments.map(({ liveDocuments }) => liveDocuments)).toEqual([0]);
  });

  it("a delete always commits, even where nothing of the key is live", async () => {
    const context = makeContext();
    await commit(context, { а: "1" });
    const { snapshot, committed } = await commit(context, { нет: null });
    expect(snapshot.manifest.sequence).toBe(2);
    expect(committed).toEqual(["нет"]);
    expect(await liveVersions(context)).toEqual({ а: "1" });
  });

  it("a segment whose last entry died is retired", async () => {
    const context = makeContext();
    await commit(context, { а: "1" });
    const { manifest } = (await commit(context, { а: null })).snapshot;
    expect(manifest.segments).toEqual([]);
    expect(manifest.retired.map(({ kind }) => kind)).toEqual(["segment"]);
  });

  it("a key named twice is looked at once", async () => {
    const looked: string[] = [];
    await committer(makeContext()).commit(["а", "а"], async (key) => {
      looked.push(key);
      return { state: "absent" };
    });
    expect(looked).toEqual(["а"]);
  });

  it("more than 300 deletions in one segment move into a tombstone object, and the next 300 into another", async () => {
    const context = makeContext();
    const keys = Array.from({ length: 700 }, (_, i) => `k${String(i).padStart(3, "0")}`);
    await commit(context, Object.fromEntries(keys.map((key) => [key, "1"])));
    const gone = (from: number, to: number): Bucket =>
      Object.fromEntries(keys.slice(from, to).map((key) => [key, null]));
    await commit(context, gone(0, 300));
    expect((await presentManifest(context)).segments[0]).toMatchObject({ tombstoneObject: null, liveEntries: 400 });
    await commit(context, gone(300, 301));
    const [overflown] = (await presentManifest(context)).segments;
    expect(overflown).toMatchObject({ tombstones: [], tombstoneObject: { entries: 301 }, liveDocuments: 399 });
    await commit(context, gone(301, 310));
    expect((await presentManifest(context)).segments[0]?.tombstones.length).toBe(9);
    await commit(context, gone(310, 650));
    const manifest = await presentManifest(context);
    expect(manifest.segments[0]).toMatchObject({ tombstones: [], tombstoneObject: { entries: 650 } });
    expect(manifest.retired).toMatchObject([{ id: overflown?.tombstoneObject?.id, kind: "tombstones" }]);
    expect(Object.keys(await liveVersions(context))).toEqual(keys.slice(650));
    context.clock.advance(HOUR_MS);
    const { deleted } = await collectGarbage(context);
    expect(deleted).toEqual([`index/tombstones/${overflown?.tombstoneObject?.id}`]);
    expect(Object.keys(await liveVersions(context)).length).toBe(50);
  });
});

describe("a look that fails", () => {
  it("fails its key alone", async () => {
    const context = makeContext();
    const reason = new SearchIndexError("store-unavailable", "The store does not answer.");
    const report = await committer(context).commit(["а", "б"], async (key) => {
      if (key === "а") throw reason;
      return lookAt({ б: "1" })(key);
    });
    expect([[...report.failed], report.committed]).toEqual([[["а", reason]], ["б"]]);
    expect(await liveVersions(context)).toEqual({ б: "1" });
  });

  it("by a defect of ours stops the whole batch", async () => {
    const work = committer(makeContext()).commit(["а"], async () => {
      throw new TypeError("a defect");
    });
    await expect(work).rejects.toThrow(TypeError);
  });
});

describe("with another writer", () => {
  /** Runs `act` just before the first manifest is replaced through the store returned. */
  const meeting = (context: TestContext, act: () => Promise<unknown>): TestContext => {
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putIfMatch" || !isFirst) return;
        isFirst = false;
        await act();
      },
    });
    return makeContext(context, store, 77);
  };

  it("a conflict loads again, looks again and loses nothing of either", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const looked: string[] = [];
    const bucket: Bucket = { а: "1", б: "1" };
    const mine = meeting(context, async () => {
      await commit(context, { в: "1" });
      bucket.б = "2";
    });
    const report = await committer(mine).commit(["а", "б"], async (key) => {
      looked.push(key);
      return lookAt(bucket)(key);
    });
    expect(report.conflicts).toBe(1);
    expect(looked).toEqual(["а", "б", "а", "б"]);
    expect(await liveVersions(context)).toEqual({ seed: "1", а: "1", б: "2", в: "1" });
  });

  it("the segment already put is used again, and keys that became no-ops enter it dead", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const mine = meeting(context, () => commit(context, { а: "1" }));
    const store = new CountingObjectStore(mine.store);
    const before = store.counts();
    const report = await commit({ ...mine, store }, { а: "1", б: "1" });
    expect(countsBetween(before, store.counts()).byMethod.putIfAbsent).toBe(1);
    expect(report.unchanged).toContain("а");
    const entered = report.snapshot.manifest.segments.find(({ entries }) => entries === 2);
    expect(entered).toMatchObject({ liveEntries: 1, liveDocuments: 1, tombstones: [[0, 0, 1]] });
    expect(await liveVersions(context)).toEqual({ seed: "1", а: "1", б: "1" });
  });

  it("a segment whose put failed is put again, and not flushed again", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    let failures = 3;
    const store = interceptStore(context.store, {
      before: (method) => {
        if (method !== "putIfAbsent" || failures === 0) return;
        failures -= 1;
        throw new SearchIndexError("store-unavailable", "The connection was cut.");
      },
    });
    let flushed = 0;
    const { build } = directProcessor(plainOptions);
    const report = await committer({ ...context, store }).commit(["а", "б"], lookAt({ а: "1", б: "1" }), (sources) => {
      flushed += 1;
      return build(sources);
    });
    expect([report.conflicts, flushed]).toEqual([3, 1]);
    expect(await liveVersions(context)).toEqual({ seed: "1", а: "1", б: "1" });
  });

  it("a segment put before, of a key that changed meanwhile, does not enter: a fresh one does", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const bucket: Bucket = { а: "1" };
    const mine = meeting(context, async () => {
      await commit(context, { в: "1" });
      bucket.а = "2";
    });
    await commit(mine, bucket);
    expect(await liveVersions(context)).toEqual({ seed: "1", а: "2", в: "1" });
    // Of seed, в and а; the one with the former а is gone.
    expect((await keysUnder(context, "index/segments/")).length).toBe(3);
  });

  it("a segment whose work another writer did first is deleted, so that no text stays in a file that nobody names", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const report = await commit(
      meeting(context, () => commit(context, { а: "1" })),
      { а: "1" },
    );
    expect(report.unchanged).toContain("а");
    const live = (await presentManifest(context)).segments.map(({ id }) => segmentKey(context.layout, id));
    expect((await keysUnder(context, "index/segments/")).sort()).toEqual(live.sort());
  });

  it("a segment that a commit without an answer may still name stays, where the manifest is the one that it was to replace", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const bucket: Bucket = { а: "1" };
    let put = 0;
    const store = interceptStore(context.store, {
      before: (method) => {
        if (method === "putIfAbsent") put += 1;
        if (method !== "putIfMatch") return;
        bucket.а = null;
        throw new SearchIndexError("store-unavailable", "The request may land later.");
      },
    });
    const look = async (key: string): Promise<SourceState> =>
      bucket[key] === null
        ? { state: "unknown", reason: new SearchIndexError("store-unavailable", "?") }
        : lookAt(bucket)(key);
    await committer(makeContext(context, store)).commit(["а"], look);
    expect(put).toBe(1);
    expect(await keysUnder(context, "index/segments/")).toHaveLength(2);
  });

  it("a pending segment that the collect floor has passed is put again under a fresh id", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const mine = meeting(context, async () => {
      context.clock.advance(2 * HOUR_MS);
      await collectGarbage(context);
    });
    const report = await commit(mine, { а: "1" });
    expect(report.conflicts).toBe(1);
    expect(await liveVersions(context)).toEqual({ seed: "1", а: "1" });
    const { collectFloor, segments } = report.snapshot.manifest;
    expect(segments.at(-1)!.id > collectFloor!).toBe(true);
  });

  it("a commit that landed although its answer was lost is a no-op the second time", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    let isFirst = true;
    const store = interceptStore(context.store, {
      after: (method) => {
        if (method !== "putIfMatch" || !isFirst) return;
        isFirst = false;
        throw new SearchIndexError("store-unavailable", "The answer was lost.");
      },
    });
    const report = await commit(makeContext(context, store), { а: "1" });
    expect([report.snapshot.manifest.sequence, report.unchanged]).toEqual([2, ["а"]]);
    expect(await liveVersions(context)).toEqual({ seed: "1", а: "1" });
  });

  it("an index that is removed while the writer is at work is begun anew, without naming what was removed", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const mine = meeting(context, async () => {
      for (const key of await keysUnder(context, "index/")) await context.store.delete(key as ObjectKey);
    });
    await commit(mine, { а: "1" });
    expect(await liveVersions(context)).toEqual({ а: "1" });
  });

  it("who loses every attempt gives the batch back as a conflict that may be tried again", async () => {
    const context = makeContext();
    await commit(context, { seed: "1" });
    const store = interceptStore(context.store, {
      before: (method) => {
        if (method === "putIfMatch") throw new SearchIndexError("etag-mismatch", "Another was faster.");
      },
    });
    const error = await errorOf(() => commit(makeContext(context, store), { а: "1" }));
    expect([error.code, error.retryable]).toEqual(["commit-conflict", true]);
    expect((await keysUnder(context, "index/segments/")).length).toBe(2);
    expect(await liveVersions(context)).toEqual({ seed: "1" });
  });

  it("many at once lose none of their keys", async () => {
    const context = makeContext();
    const bucket: Bucket = {};
    for (let i = 0; i < 40; i += 1) bucket[`k${i}`] = "1";
    const keys = Object.keys(bucket);
    await Promise.all(
      [0, 1, 2, 3, 4].map((i) => {
        const own = keys.filter((_, j) => j % 5 === i || j % 5 === (i + 1) % 5);
        return committer(makeContext(context, context.store, i + 10)).commit(own, lookAt(bucket));
      }),
    );
    expect(await liveVersions(context)).toEqual(Object.fromEntries(keys.sort().map((key) => [key, "1"])));
  });
});

describe("an index that is not this writer's", () => {
  it.each([
    ["analyzer", { ...plainOptions, analyzerVersion: "other-2" }],
    ["parser", { ...plainOptions, parserVersion: "parser-9" }],
    ["fields", { ...plainOptions, fields: ["title"] }],
  ])("by its %s is left alone, told as outdated and retryable", async (_, options) => {
    const context = makeContext();
    await commit(context, { а: "1" });
    const error = await errorOf(() => committer(context, options).commit(["а"], lookAt({ а: "2" })));
    expect([error.code, error.retryable]).toEqual(["index-outdated", true]);
    expect((await presentManifest(context)).sequence).toBe(1);
  });

  it("because a live segment is missing is told as such, not waited for", async () => {
    const context = makeContext();
    await commit(context, { а: "1" });
    const [segment] = (await presentManifest(context)).segments;
    await context.store.delete(segmentKey(context.layout, segment!.id));
    expect(await codeOf(() => commit(context, { а: "2" }))).toBe("missing-segment");
  });
});
