import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../../src/errors.ts";
import { SnapshotSource } from "../../../../../src/index/read.ts";
import { publishedKeyLayout } from "../../../../../src/index/shared.ts";
import { IndexWriter } from "../../../../../src/ingest/ingest.ts";
import { CountingObjectStore, type ObjectKey } from "../../../../../src/store/store.ts";
import { codeOf, errorOf } from "../../../../support/error-of.ts";
import { makeContext, type TestContext } from "../../../../support/index-context.ts";
import { collectGarbage } from "../../../../support/inside/index-compaction.ts";
import { parseManifest, serialiseManifest } from "../../../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey } from "../../../../support/inside/index-own.ts";
import { interceptStore } from "../../../../support/intercepting-object-store.ts";
import { keysUnder, presentManifest } from "../../../../support/live-index.ts";
import { plainIndexOptions } from "../../../../support/segment-under-test.ts";

const put = (context: TestContext, id: string) =>
  new IndexWriter({ ...context, options: plainIndexOptions }).apply([
    { sourceKey: "а", version: id, articles: [{ id, title: "мир" }] },
  ]);
/** A promise, and what resolves it. */
function openGate() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const sequenceOf = (source: SnapshotSource) => source.use(async (index) => index?.manifest.sequence ?? null);

describe("the manifest", () => {
  it("is asked for again once it is a second old, by one conditional request, and not before", async () => {
    const context = makeContext();
    await put(context, "1");
    const store = new CountingObjectStore(context.store);
    const source = new SnapshotSource({ ...context, store });
    expect(await sequenceOf(source)).toBe(1);
    const { requests } = store.counts();
    context.clock.advance(900);
    await sequenceOf(source);
    expect(store.counts().requests).toBe(requests);
    context.clock.advance(100);
    await sequenceOf(source);
    expect(store.counts().requests).toBe(requests + 1);
    expect(store.counts().byMethod.getIfNoneMatch).toBe(1);
  });

  it("that is new shows within a second, with the new segment opened alone", async () => {
    const context = makeContext();
    await put(context, "1");
    const source = new SnapshotSource(context);
    await sequenceOf(source);
    await put(context, "2");
    expect(await sequenceOf(source)).toBe(1);
    context.clock.advance(1_000);
    expect(await sequenceOf(source)).toBe(2);
  });

  it("that is told to be changed shows at once, also where an older one is on its way, and is asked for once", async () => {
    const context = makeContext();
    await put(context, "1");
    const [isAsked, mayAnswer] = [openGate(), openGate()];
    let isHeld = false;
    const counted = new CountingObjectStore(context.store);
    const store = interceptStore(counted, {
      after: async (method) => {
        if (method !== "getIfNoneMatch" || !isHeld) return;
        isAsked.resolve();
        await mayAnswer.promise;
      },
    });
    const source = new SnapshotSource({ ...context, store });
    expect(await sequenceOf(source)).toBe(1);
    await put(context, "2");
    source.expire();
    expect(await sequenceOf(source)).toBe(2);
    expect(await sequenceOf(source)).toBe(2);
    expect(counted.counts().byMethod.getIfNoneMatch).toBe(1);
    context.clock.advance(1_000);
    isHeld = true;
    const former = sequenceOf(source);
    await isAsked.promise;
    isHeld = false;
    await put(context, "3");
    source.expire();
    const latter = sequenceOf(source);
    mayAnswer.resolve();
    expect(await Promise.all([former, latter])).toEqual([2, 3]);
  });

  it("is asked for once by queries that come together", async () => {
    const context = makeContext();
    await put(context, "1");
    const store = new CountingObjectStore(context.store);
    const source = new SnapshotSource({ ...context, store });
    await Promise.all([sequenceOf(source), sequenceOf(source), sequenceOf(source)]);
    // With the tails of segments, which are asked for at the same time.
    expect(store.counts().byMethod).toMatchObject({ get: 1 + 1, getRange: 1 });
  });

  it("that there is not is told, as none that was begun, and the index is seen once it is there", async () => {
    const context = makeContext();
    const source = new SnapshotSource(context, { revalidateMs: 0 });
    expect(await codeOf(() => sequenceOf(source))).toBe("no-index-yet");
    await put(context, "1");
    expect(await sequenceOf(source)).toBe(1);
  });

  it("that is not at the address of a published index is told as that, before and after it was there", async () => {
    const private_ = makeContext();
    await put(private_, "1");
    const { bytes } = await private_.store.get(manifestKey(private_.layout));
    const context = { ...makeContext(), layout: publishedKeyLayout };
    const counted = new CountingObjectStore(context.store);
    const source = new SnapshotSource({ ...context, store: counted }, { revalidateMs: 0 });
    expect(await codeOf(() => sequenceOf(source))).toBe("no-published-index");
    expect(counted.counts().byMethod).toMatchObject({ get: 1 + 1, head: 0, list: 0 });
    const empty = { ...parseManifest(bytes), segments: [] };
    await context.store.putIfAbsent(manifestKey(publishedKeyLayout), serialiseManifest(empty));
    expect(await sequenceOf(source)).toBe(1);
    await context.store.delete(manifestKey(publishedKeyLayout));
    expect(await codeOf(() => sequenceOf(source))).toBe("no-published-index");
  });

  it("that is gone is told, by a reader that knew it and by a cold one, without a listing, and seen once it is back", async () => {
    const context = makeContext();
    await put(context, "1");
    const warm = new SnapshotSource(context, { revalidateMs: 0 });
    expect(await sequenceOf(warm)).toBe(1);
    const { bytes } = await context.store.get(manifestKey(context.layout));
    await context.store.delete(manifestKey(context.layout));
    expect(await codeOf(() => sequenceOf(warm))).toBe("missing-manifest");
    expect(await codeOf(() => sequenceOf(warm))).toBe("missing-manifest");
    const store = new CountingObjectStore(context.store);
    const cold = new SnapshotSource({ ...context, store }, { revalidateMs: 0 });
    expect(await codeOf(() => sequenceOf(cold))).toBe("missing-manifest");
    expect(store.counts().byMethod).toMatchObject({ get: 2 + 1, head: 1, list: 0 });
    await context.store.putIfAbsent(manifestKey(context.layout), bytes);
    expect(await Promise.all([sequenceOf(warm), sequenceOf(cold)])).toEqual([1, 1]);
  });

  it("that a reader knew is missing and not yet to come, though all else of the index went with it", async () => {
    const context = makeContext();
    await put(context, "1");
    const source = new SnapshotSource(context, { revalidateMs: 0 });
    await sequenceOf(source);
    for (const key of await keysUnder(context, context.layout.indexPrefix)) {
      await context.store.delete(key as ObjectKey);
    }
    expect(await codeOf(() => sequenceOf(source))).toBe("missing-manifest");
    expect(await codeOf(() => sequenceOf(source))).toBe("missing-manifest");
    expect(await codeOf(() => sequenceOf(new SnapshotSource(context)))).toBe("no-index-yet");
  });

  it("that there is not is asked for once in a while, by however many queries", async () => {
    const context = makeContext();
    const store = new CountingObjectStore(context.store);
    const source = new SnapshotSource({ ...context, store });
    const ask = () => codeOf(() => sequenceOf(source));
    await Promise.all([ask(), ask(), ask()]);
    expect(await ask()).toBe("no-index-yet");
    expect(store.counts().byMethod).toMatchObject({ get: 1 + 1, head: 1, list: 0 });
  });

  it("that is gone takes with it what was read of its segments", async () => {
    const context = makeContext();
    await put(context, "1");
    const source = new SnapshotSource(context, { revalidateMs: 0 });
    await source.use(async (index) => index?.segments[0]?.reader.storedDocuments([0]));
    expect(source.blockCounts().usedBytes).toBeGreaterThan(0);
    await context.store.delete(manifestKey(context.layout));
    expect(await codeOf(() => sequenceOf(source))).toBe("missing-manifest");
    expect(source.blockCounts().usedBytes).toBe(0);
  });

  it("is one and the same to a query from its beginning to its end", async () => {
    const context = makeContext();
    await put(context, "1");
    const source = new SnapshotSource(context, { revalidateMs: 0 });
    const ids = await source.use(async (index) => {
      const before = index?.manifest;
      await put(context, "2");
      await sequenceOf(source);
      const stored = await index?.segments[0]?.reader.storedDocuments([0]);
      return [before === index?.manifest, stored?.get(0)?.id];
    });
    expect(ids).toEqual([true, "1"]);
  });
});

describe("a segment that is gone", () => {
  it("makes the query start again, once, with a fresh manifest", async () => {
    const context = makeContext();
    await put(context, "1");
    const source = new SnapshotSource(context);
    await sequenceOf(source);
    // The reader stalls for longer than the grace: its segments are collected.
    await put(context, "2");
    context.clock.advance(3_600_000);
    await collectGarbage(context);
    let runs = 0;
    const answer = await source.use(async (index) => {
      runs += 1;
      if (runs === 1) throw new SearchIndexError("object-not-found", "There is no such segment.");
      return index?.manifest.sequence;
    });
    expect([answer, runs]).toEqual([3, 2]);
  });

  it("before it was ever opened makes the query start again too", async () => {
    const context = makeContext();
    await put(context, "1");
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method !== "getRange" || !isFirst) return;
        isFirst = false;
        await put(context, "2");
        await context.store.delete(key as never);
      },
    });
    expect(await sequenceOf(new SnapshotSource({ ...context, store }))).toBe(2);
  });

  it("is not looked for in a manifest that another query had asked for before it went missing", async () => {
    const context = makeContext();
    await put(context, "1");
    const gate = openGate();
    const held = openGate();
    const store = interceptStore(context.store, {
      after: async (method) => {
        if (method !== "getIfNoneMatch") return;
        held.resolve();
        await gate.promise;
      },
    });
    const source = new SnapshotSource({ ...context, store });
    await sequenceOf(source);
    const miss = openGate();
    let runs = 0;
    const answer = source.use(async (index) => {
      runs += 1;
      if (runs > 1) return index?.manifest.sequence;
      await miss.promise;
      throw new SearchIndexError("object-not-found", "There is no such segment.");
    });
    context.clock.advance(1_000);
    const other = sequenceOf(source);
    await held.promise;
    await put(context, "2");
    miss.resolve();
    await new Promise(setImmediate);
    gate.resolve();
    expect([await answer, await other, runs]).toEqual([2, 1, 2]);
  });

  it("again, since it was replaced and deleted twice meanwhile, is index-busy and no damage", async () => {
    const context = makeContext();
    await put(context, "1");
    let version = 1;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method !== "getRange" || version > 2) return;
        version += 1;
        await put(context, String(version));
        await context.store.delete(key as never);
      },
    });
    const source = new SnapshotSource({ ...context, store });
    const error = await errorOf(() => sequenceOf(source));
    expect([error.code, error.retryable]).toEqual(["index-busy", true]);
    expect(await sequenceOf(source)).toBe(3);
  });

  it("again is missing-segment, never a shorter answer", async () => {
    const context = makeContext();
    await put(context, "1");
    const [segment] = (await presentManifest(context)).segments;
    await context.store.delete(segmentKey(context.layout, segment!.id));
    const error = await errorOf(() => sequenceOf(new SnapshotSource(context)));
    expect([error.code, error.kind]).toEqual(["missing-segment", "corrupt-data"]);
    expect(error.message).toContain("rebuild");
  });

  it("is told from an article that is not there, which is the query's own answer", async () => {
    const context = makeContext();
    await put(context, "1");
    let runs = 0;
    const work = new SnapshotSource(context).use(async () => {
      runs += 1;
      throw new SearchIndexError("article-not-found", "There is no such article.");
    });
    expect((await errorOf(() => work)).code).toBe("article-not-found");
    expect(runs).toBe(1);
  });
});
