import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { openSearcher } from "../../../../src/index/read.ts";
import { ManifestStore, type Snapshot } from "../../../../src/index/shared.ts";
import { BatchCommitter, compactSmallSegments } from "../../../../src/index/write.ts";
import { codeOf } from "../../../support/error-of.ts";
import { FailingObjectStore, type FaultError } from "../../../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { collectGarbage, compact, smallMergePolicy } from "../../../support/inside/index-compaction.ts";
import { segmentKey } from "../../../support/inside/index-own.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../../support/live-index.ts";
import { plainIndexOptions, plainOptions } from "../../../support/segment-under-test.ts";

const HOUR_MS = 3_600_000;

/** One commit, one segment; null deletes. No merge follows, unlike the library's writer. */
async function put(context: TestContext, bucket: Record<string, string | null>): Promise<Snapshot> {
  const report = await new BatchCommitter(context, plainOptions).commit(Object.keys(bucket), async (key) => {
    const version = bucket[key] ?? null;
    if (version === null) return { state: "absent" };
    return { state: "present", version, documents: [{ id: key, title: `мир ${version}`, body: key }] };
  });
  return report.snapshot;
}

/** Four segments of one document each: due to be merged. */
async function fourSegments(context: TestContext): Promise<Snapshot> {
  for (const key of ["а", "б", "в"]) await put(context, { [key]: "1" });
  return put(context, { г: "1" });
}

const searchAll = (context: TestContext) => openSearcher({ ...context, options: plainIndexOptions }).search("мир");

/** A view of the context through which `act` is run just before the n-th call of a method. */
function meeting(context: TestContext, at: string, act: () => Promise<unknown>, times = 1, seed = 50): TestContext {
  let left = times;
  const store = interceptStore(context.store, {
    before: async (method) => {
      if (method !== at || left === 0) return;
      left -= 1;
      await act();
    },
  });
  return makeContext(context, store, seed);
}

/**
 * A view of the context in which the first so many puts of a merged segment fail, before or after their effect; and
 * their keys.
 */
function losingPuts(context: TestContext, when: "before" | "after", losses: number, error: FaultError = "timeout") {
  const putKeys: string[] = [];
  const store = new FailingObjectStore(context.store, ({ method, key }) => {
    if (method !== "putStreamIfAbsent") return null;
    putKeys.push(key);
    return putKeys.length <= losses ? { when, error } : null;
  });
  return { store, putKeys };
}

describe("a merge", () => {
  it("puts one segment in place of its inputs, retires them, and changes no answer", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const before = await searchAll(context);
    const { merges, snapshot: after } = await compact(context, plainOptions, snapshot, smallMergePolicy);
    expect(merges.length).toBe(1);
    expect(after.manifest.segments.map(({ liveDocuments }) => liveDocuments)).toEqual([4]);
    expect(after.manifest.retired.map(({ id }) => id)).toEqual(snapshot.manifest.segments.map(({ id }) => id));
    expect(await searchAll(context)).toEqual(before);
    expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
  });

  it("leaves the dead behind", async () => {
    const context = makeContext();
    await put(context, { а: "1", б: "1" });
    for (const key of ["в", "г", "д"]) await put(context, { [key]: "1" });
    const snapshot = await put(context, { б: null });
    const { manifest } = (await compact(context, plainOptions, snapshot, smallMergePolicy)).snapshot;
    expect(manifest.segments).toMatchObject([{ documents: 4, entries: 4, tombstones: [] }]);
    expect(await liveVersions(context)).toEqual({ а: "1", в: "1", г: "1", д: "1" });
  });

  it("goes on until the policy asks for none", async () => {
    const context = makeContext();
    let snapshot: Snapshot | null = null;
    for (let i = 0; i < 16; i += 1) snapshot = await put(context, { [`k${i}`]: "1" });
    const { merges, snapshot: after } = await compact(context, plainOptions, snapshot!, smallMergePolicy);
    expect([merges.length, after.manifest.segments.length]).toEqual([5, 1]);
  });

  it("carries over what dies between its reading and its commit", async () => {
    const context = makeContext();
    for (const key of ["а", "б", "в"]) await put(context, { [key]: "1", [`${key}2`]: "1" });
    const snapshot = await put(context, { г: "1", г2: "1" });
    const slow = meeting(context, "putIfMatch", () => put(context, { б: null, в: "2" }));
    const { merges } = await compact(slow, plainOptions, snapshot, smallMergePolicy);
    expect(merges.length).toBe(1);
    const [merged] = (await presentManifest(context)).segments.filter(({ entries }) => entries === 8);
    expect(merged).toMatchObject({ liveEntries: 6, liveDocuments: 6 });
    expect(await liveVersions(context)).toEqual({ а: "1", а2: "1", б2: "1", в: "2", в2: "1", г: "1", г2: "1" });
    expect((await searchAll(context)).length).toBe(7);
  });

  it("that meets another merge of the same inputs gives up, and nothing is lost", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const other = makeContext(context, context.store, 60);
    const slow = meeting(context, "putIfMatch", () => compact(other, plainOptions, snapshot, smallMergePolicy));
    expect((await compact(slow, plainOptions, snapshot, smallMergePolicy)).merges).toEqual([]);
    expect((await presentManifest(context)).segments.length).toBe(1);
    expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
  });

  it("at the same time as others wins once", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const outcomes = await Promise.all(
      [1, 2, 3].map((seed) =>
        compact(makeContext(context, context.store, 60 + seed), plainOptions, snapshot, smallMergePolicy),
      ),
    );
    expect(outcomes.map(({ merges }) => merges.length).sort()).toEqual([0, 0, 1]);
    expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
    // What the others put is gone: nothing lies there but what the manifest names.
    const { segments, retired } = await presentManifest(context);
    const named = [...segments, ...retired].map(({ id }) => segmentKey(context.layout, id));
    expect((await keysUnder(context, "index/segments/")).sort()).toEqual(named.sort());
  });

  it("whose input lost its last entry meanwhile gives up", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const slow = meeting(context, "putIfMatch", () => put(context, { а: null }));
    expect((await compact(slow, plainOptions, snapshot, smallMergePolicy)).merges).toEqual([]);
    expect(await liveVersions(context)).toEqual({ б: "1", в: "1", г: "1" });
  });

  it("whose commit landed without an answer is not made twice", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const store = interceptStore(context.store, {
      after: (method) => {
        if (method === "putIfMatch") throw new SearchIndexError("store-unavailable", "The answer was lost.");
      },
    });
    const { merges } = await compact(makeContext(context, store), plainOptions, snapshot, smallMergePolicy);
    expect(merges.length).toBe(0);
    expect((await presentManifest(context)).segments.length).toBe(1);
    expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
  });

  it.each([4, 5])(
    "of which %i puts did not reach the store is put five times at most, under fresh ids",
    async (losses) => {
      const context = makeContext();
      const snapshot = await fourSegments(context);
      const { store, putKeys } = losingPuts(context, "before", losses);
      const merge = compact(makeContext(context, store), plainOptions, snapshot, smallMergePolicy);
      const isLanded = losses === 4;
      if (isLanded) expect((await merge).merges.length).toBe(1);
      else await expect(merge).rejects.toMatchObject({ code: "store-unavailable" });
      expect((await presentManifest(context)).segments.length).toBe(isLanded ? 1 : 4);
      expect(new Set(putKeys).size).toBe(5);
      expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
    },
  );

  it.each(["timeout", "http-500", "http-409", "http-412"] as const)(
    "whose put landed and was answered by %s is not made again",
    async (error) => {
      const context = makeContext();
      const snapshot = await fourSegments(context);
      const { store, putKeys } = losingPuts(context, "after", 1, error);
      const { merges } = await compact(makeContext(context, store), plainOptions, snapshot, smallMergePolicy);
      expect(merges.length).toBe(1);
      expect(putKeys).toHaveLength(1);
      expect((await presentManifest(context)).segments.length).toBe(1);
      expect((await keysUnder(context, "index/segments/")).length).toBe(5);
      expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
    },
  );

  it("that the collect floor has passed is put again under a fresh id", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const slow = meeting(context, "putIfMatch", async () => {
      context.clock.advance(2 * HOUR_MS);
      await collectGarbage(context);
    });
    const { merges } = await compact(slow, plainOptions, snapshot, smallMergePolicy);
    expect(merges.length).toBe(1);
    const { collectFloor, segments } = await presentManifest(context);
    expect(segments.every(({ id }) => id > collectFloor!)).toBe(true);
    expect(await liveVersions(context)).toEqual({ а: "1", б: "1", в: "1", г: "1" });
  });

  it("that loses every attempt leaves its inputs as they are", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    let number = 0;
    const slow = meeting(context, "putIfMatch", () => put(context, { [`n${number++}`]: "1" }), 99);
    expect((await compact(slow, plainOptions, snapshot, smallMergePolicy)).merges).toEqual([]);
    expect(Object.keys(await liveVersions(context)).length).toBe(4 + number);
  });

  it("of an index of other rules is refused", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const other = { ...plainOptions, analyzerVersion: "other" };
    expect(await codeOf(() => compact(context, other, snapshot, smallMergePolicy))).toBe("index-outdated");
  });
});

describe("the merges that a writer makes after its commit", () => {
  it("never fail it for a store that is unsteady or a segment that was collected", async () => {
    for (const code of ["store-unavailable", "etag-mismatch", "object-not-found"] as const) {
      const context = makeContext();
      const snapshot = await fourSegments(context);
      const store = interceptStore(context.store, {
        before: () => {
          throw new SearchIndexError(code, "Simulated.");
        },
      });
      await compactSmallSegments(makeContext(context, store), plainOptions, snapshot);
      expect((await new ManifestStore(context).load())?.manifest).toEqual(snapshot.manifest);
    }
  });

  it("do fail for a damaged segment, since it must be seen", async () => {
    const context = makeContext();
    const snapshot = await fourSegments(context);
    const [key] = await keysUnder(context, "index/segments/");
    const bytes = Uint8Array.from((await context.store.get(key as never)).bytes);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await context.store.delete(key as never);
    await context.store.putIfAbsent(key as never, bytes);
    expect(await codeOf(() => compactSmallSegments(context, plainOptions, snapshot))).toBe("corrupt-segment");
  });
});
