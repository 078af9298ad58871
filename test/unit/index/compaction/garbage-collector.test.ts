import { beforeEach, describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { createUlid } from "../../../../src/id-source.ts";
import { ManifestStore, type SegmentId } from "../../../../src/index/shared.ts";
import { BatchCommitter, verifyIndex } from "../../../../src/index/write.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { ManualClock } from "../../../support/deterministic.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { collectGarbage } from "../../../support/inside/index-compaction.ts";
import { segmentKey, tombstonesKey } from "../../../support/inside/index-own.ts";
import { ReadingMarks } from "../../../support/inside/index-uploads.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../../support/live-index.ts";
import { plainOptions } from "../../../support/segment-under-test.ts";

const MINUTE_MS = 60_000;

let context: TestContext;

async function put(bucket: Record<string, string | null>): Promise<void> {
  await new BatchCommitter(context, plainOptions).commit(Object.keys(bucket), async (key) => {
    const version = bucket[key] ?? null;
    if (version === null) return { state: "absent" };
    return { state: "present", version, documents: [{ id: key, title: "мир" }] };
  });
}

/** An object that no manifest names, of this moment. */
async function putOrphan(kind: "segment" | "tombstones" = "segment"): Promise<ObjectKey> {
  const id = createUlid(context.clock.nowMs(), context.ids) as SegmentId;
  const key = kind === "segment" ? segmentKey(context.layout, id) : tombstonesKey(context.layout, id);
  await context.store.putIfAbsent(key, new Uint8Array(1));
  return key;
}

beforeEach(() => {
  context = makeContext();
});

describe("what is retired", () => {
  it("is kept for the readers' ten minutes, then deleted under a risen floor", async () => {
    await put({ а: "1" });
    await put({ а: "2" });
    const [retired] = (await presentManifest(context)).retired;
    context.clock.advance(9 * MINUTE_MS);
    const retiredKey = segmentKey(context.layout, retired!.id);
    expect(await collectGarbage(context)).toEqual({ deleted: [], kept: [retiredKey], isComplete: true });
    context.clock.advance(2 * MINUTE_MS);
    expect(await collectGarbage(context)).toEqual({ deleted: [retiredKey], kept: [], isComplete: true });
    expect(await presentManifest(context)).toMatchObject({ retired: [], collectFloor: retired!.id });
    expect(await liveVersions(context)).toEqual({ а: "2" });
  });

  it("is dropped from the manifest although its object is gone already", async () => {
    await put({ а: "1" });
    await put({ а: "2" });
    const [retired] = (await presentManifest(context)).retired;
    await context.store.delete(segmentKey(context.layout, retired!.id));
    context.clock.advance(11 * MINUTE_MS);
    expect((await collectGarbage(context)).deleted).toEqual([]);
    expect((await presentManifest(context)).retired).toEqual([]);
  });
});

describe("what a check of the store left", () => {
  it("is deleted when it is an hour old, and moves no floor", async () => {
    await put({ а: "1" });
    const { collectFloor } = await presentManifest(context);
    const left = `index/doctor/${createUlid(context.clock.nowMs(), context.ids)}/race-create-0` as ObjectKey;
    await context.store.putIfAbsent(left, new Uint8Array(1));
    context.clock.advance(59 * MINUTE_MS);
    expect((await collectGarbage(context)).deleted).toEqual([]);
    context.clock.advance(2 * MINUTE_MS);
    expect((await collectGarbage(context)).deleted).toEqual([left]);
    expect((await presentManifest(context)).collectFloor).toBe(collectFloor);
  });

  it("is left to a check that is at work, whatever the collector's clock says", async () => {
    await put({ а: "1" });
    const probe = `index/doctor/${createUlid(context.clock.nowMs(), context.ids)}/race-create-0` as ObjectKey;
    await context.store.putIfAbsent(probe, new Uint8Array(1));
    const ahead = { ...context, clock: new ManualClock(context.clock.nowMs() + 120 * MINUTE_MS) };
    expect((await collectGarbage(ahead)).deleted).toEqual([]);
  });
});

describe("marks of uploads that are being read", () => {
  it("are left alone for a week, whatever the collector's clock says, then deleted, and verify knows them", async () => {
    await put({ а: "1" });
    const markKey = await new ReadingMarks(context).begin(["articles/а.json"], null);
    const ahead = { ...context, clock: new ManualClock(context.clock.nowMs() + 30 * 24 * 60 * MINUTE_MS) };
    expect((await collectGarbage(ahead)).deleted).toEqual([]);
    const { findings } = await verifyIndex(context, plainOptions);
    expect(findings.filter(({ where }) => where === markKey)).toMatchObject([
      { severity: "notice", what: expect.stringContaining("A process reads uploads") },
    ]);
    context.clock.advance(8 * 24 * 60 * MINUTE_MS);
    expect((await collectGarbage(context)).deleted).toEqual([markKey]);
    expect(await keysUnder(context, "index/reading/")).toEqual([]);
  });
});

describe("orphans", () => {
  it("are left to the writer at work, whatever the collector's clock says or the writer's", async () => {
    await put({ а: "1" });
    await putOrphan();
    const ahead = { ...context, clock: new ManualClock(context.clock.nowMs() + 120 * MINUTE_MS) };
    expect((await collectGarbage(ahead)).deleted).toEqual([]);
  });

  it("are left to the writer at work for an hour, then deleted", async () => {
    await put({ а: "1" });
    const orphans = [await putOrphan(), await putOrphan("tombstones")];
    context.clock.advance(59 * MINUTE_MS);
    expect((await collectGarbage(context)).deleted).toEqual([]);
    context.clock.advance(2 * MINUTE_MS);
    expect([...(await collectGarbage(context)).deleted].sort()).toEqual([...orphans].sort());
    expect(await liveVersions(context)).toEqual({ а: "1" });
  });

  it("at or below the floor go at once, without another commit: a run that died before its deletes is finished", async () => {
    await put({ а: "1" });
    const orphan = await putOrphan();
    context.clock.advance(61 * MINUTE_MS);
    const dying = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "delete" && key === orphan) throw new SearchIndexError("store-unavailable", "The process died.");
      },
    });
    await expect(collectGarbage({ ...context, store: dying })).rejects.toThrow();
    const { sequence } = await presentManifest(context);
    expect(await keysUnder(context, "index/segments/")).toContain(orphan);
    expect((await collectGarbage(context)).deleted).toEqual([orphan]);
    expect((await presentManifest(context)).sequence).toBe(sequence);
  });

  it("at or below the floor go though no manifest can be written, which makes room for one", async () => {
    await put({ а: "1" });
    await put({ а: "2" });
    const late = await putOrphan();
    context.clock.advance(61 * MINUTE_MS);
    await collectGarbage(context);
    await context.store.putIfAbsent(late, new Uint8Array(1));
    await put({ а: "3" });
    context.clock.advance(61 * MINUTE_MS);
    const full = interceptStore(context.store, {
      before: (method) => {
        if (method.startsWith("put")) throw new SearchIndexError("store-unavailable", "No room left.");
      },
    });
    expect(await collectGarbage({ ...context, store: full })).toMatchObject({ deleted: [late], isComplete: false });
    expect((await collectGarbage(context)).deleted).toHaveLength(1);
    expect(await liveVersions(context)).toEqual({ а: "3" });
  });

  it("of other names and prefixes are none of its business", async () => {
    await put({ а: "1" });
    const strange = ["index/segments/readme.txt", "index/rejected/x.json", "articles/а.json"] as ObjectKey[];
    for (const key of strange) await context.store.putIfAbsent(key, new Uint8Array(1));
    context.clock.advance(100 * MINUTE_MS);
    expect((await collectGarbage(context)).deleted).toEqual([]);
  });
});

describe("the order of its steps", () => {
  it("the floor rises before anything is deleted", async () => {
    await put({ а: "1" });
    await putOrphan();
    context.clock.advance(61 * MINUTE_MS);
    const steps: string[] = [];
    const store = interceptStore(context.store, {
      after: (method, key) => {
        if (key.startsWith("index/reading/")) return;
        if (method === "putIfMatch" || method === "delete") steps.push(method);
      },
    });
    await collectGarbage({ ...context, store });
    expect(steps).toEqual(["putIfMatch", "delete"]);
  });

  it("nothing is deleted where another commit came first", async () => {
    await put({ а: "1" });
    const orphan = await putOrphan();
    context.clock.advance(61 * MINUTE_MS);
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method === "putIfMatch") await put({ б: "1" });
      },
    });
    expect(await collectGarbage({ ...context, store })).toEqual({ deleted: [], kept: [orphan], isComplete: false });
    expect(await keysUnder(context, "index/segments/")).toContain(orphan);
  });

  it("a segment that is committed while it is at work stays", async () => {
    await put({ а: "1" });
    await putOrphan();
    context.clock.advance(61 * MINUTE_MS);
    let isFirst = true;
    const store = interceptStore(context.store, {
      after: async (method) => {
        if (method !== "get" || !isFirst) return;
        isFirst = false;
        await put({ б: "1" });
      },
    });
    await collectGarbage({ ...context, store });
    expect(await liveVersions(context)).toEqual({ а: "1", б: "1" });
  });
});

it("a bucket without a manifest is left as it is", async () => {
  await putOrphan();
  context.clock.advance(100 * MINUTE_MS);
  expect(await collectGarbage(context)).toEqual({ deleted: [], kept: [], isComplete: true });
  expect(await new ManifestStore(context).load()).toBeNull();
});

it("the grace and the age of orphans can be chosen", async () => {
  await put({ а: "1" });
  await put({ а: "2" });
  await putOrphan();
  context.clock.advance(1_000);
  expect((await collectGarbage(context, { readerGraceMs: 0, orphanAgeMs: 0 })).deleted.length).toBe(2);
});
