import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { ManifestStore, type SegmentId, type Snapshot } from "../../../../src/index/shared.ts";
import { retryTransaction } from "../../../../src/index/write.ts";
import { codeOf, errorOf } from "../../../support/error-of.ts";
import { FailingObjectStore, type Fault, type FaultError } from "../../../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { changeManifest, type Decision, type NameSegment } from "../../../support/inside/index-commit.ts";
import { manifestKey, segmentKey } from "../../../support/inside/index-own.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, presentManifest } from "../../../support/live-index.ts";

const SCHEMA = { analyzer: "a", parser: "p", fields: ["title"] };
const HOLD = { from: "01ARZ3NDEKTSV4RRFFQ69G5FAV" as SegmentId, untilMs: 7 };

/** An index whose writer meets these faults at its first puts of the manifest. */
async function makeIndex(...faults: readonly Fault[]) {
  const context = makeContext();
  await new ManifestStore(context).loadOrCreate(SCHEMA);
  const left = [...faults];
  const store = new FailingObjectStore(context.store, ({ method }) =>
    method === "putIfMatch" ? (left.shift() ?? null) : null,
  );
  return { context, store, writer: makeContext(context, store, 9) };
}

/** Pins the collector, unless the manifest says so already; gives how often it was asked. */
function pin(writer: TestContext, maxAttempts?: number) {
  let asked = 0;
  return changeManifest(
    writer,
    () => new ManifestStore(writer).require(),
    async ({ manifest }): Promise<Decision<Snapshot, number>> => {
      asked += 1;
      return { change: manifest.collectHold === null ? { collectHold: HOLD } : null, result: () => asked };
    },
    maxAttempts,
  );
}

const always = (error: FaultError, times: number): Fault[] =>
  Array.from({ length: times }, () => ({ when: "before", error }));

describe("a change of the manifest", () => {
  it("is decided once and put once where nobody comes between", async () => {
    const { context, store, writer } = await makeIndex();
    expect(await pin(writer)).toBe(1);
    expect(store.callCount).toBe(2);
    expect(await presentManifest(context)).toMatchObject({ sequence: 1, collectHold: HOLD });
  });

  it("that is in already puts nothing", async () => {
    const { context, store, writer } = await makeIndex();
    await pin(context);
    expect(await pin(writer)).toBe(1);
    expect(store.callCount).toBe(1);
  });

  it.each(["http-409", "http-412", "http-500", "http-503", "timeout"] as const)(
    "that got %s and did not land is decided again on a fresh manifest",
    async (error) => {
      const { context, writer } = await makeIndex({ when: "before", error });
      expect(await pin(writer)).toBe(2);
      expect(await presentManifest(context)).toMatchObject({ sequence: 1, collectHold: HOLD });
    },
  );

  it.each(["http-409", "http-412", "http-500", "http-503", "timeout"] as const)(
    "that landed though it got %s is found in, and not put twice",
    async (error) => {
      const { context, writer } = await makeIndex({ when: "after", error });
      expect(await pin(writer)).toBe(2);
      expect(await presentManifest(context)).toMatchObject({ sequence: 1, collectHold: HOLD });
    },
  );

  it("keeps what another committed between its load and its put", async () => {
    const { context } = await makeIndex();
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putIfMatch" || !isFirst) return;
        isFirst = false;
        const other = new ManifestStore(context);
        const retired = [{ id: HOLD.from, kind: "segment" as const, retiredAtMs: 3 }];
        await other.commit(await other.require(), { retired });
      },
    });
    expect(await pin(makeContext(context, store, 9))).toBe(2);
    expect(await presentManifest(context)).toMatchObject({
      sequence: 2,
      collectHold: HOLD,
      retired: [{ id: HOLD.from }],
    });
  });

  it("rejects at once with what its decision throws", async () => {
    const { store, writer } = await makeIndex();
    const load = () => new ManifestStore(writer).require();
    const work = changeManifest(writer, load, async () => Promise.reject(new TypeError("a defect")));
    await expect(work).rejects.toThrow(TypeError);
    expect(store.callCount).toBe(1);
  });
});

describe("the budget", () => {
  it.each([
    ["http-409", "commit-conflict"],
    ["http-412", "commit-conflict"],
    ["http-503", "store-unavailable"],
    ["timeout", "store-unavailable"],
  ] as const)("of a change that always gets %s ends as %s after 16 attempts", async (fault, code) => {
    const { context, store, writer } = await makeIndex(...always(fault, 99));
    const error = await errorOf(() => pin(writer));
    expect([error.code, error.retryable]).toEqual([code, true]);
    expect(error.message).toContain("16 attempts");
    expect(store.callCount).toBe(32);
    expect(await presentManifest(context)).toMatchObject({ sequence: 0 });
  });

  it("tells of the last attempt alone", async () => {
    const busy = await makeIndex(...always("http-503", 3), ...always("http-412", 1));
    expect(await codeOf(() => pin(busy.writer, 4))).toBe("commit-conflict");
    const away = await makeIndex(...always("http-412", 3), ...always("http-503", 1));
    expect(await codeOf(() => pin(away.writer, 4))).toBe("store-unavailable");
  });

  it("waits longer and longer, three seconds at the most and half a minute in all", async () => {
    const { writer } = await makeIndex(...always("http-412", 99));
    const waits: number[] = [];
    writer.clock.sleep = async (durationMs) => {
      waits.push(durationMs);
    };
    await errorOf(() => pin(writer));
    expect(waits.length).toBe(15);
    for (const [i, waitMs] of waits.entries()) expect(waitMs).toBeLessThanOrEqual(Math.min(3_000, 40 * 2 ** i));
    expect(waits.reduce((sum, waitMs) => sum + waitMs)).toBeLessThan(30_000);
  });

  it.each([
    ["is missing", new SearchIndexError("object-not-found", "There is no such object.")],
    ["has no room", new SearchIndexError("store-full", "No room.")],
  ])("is three attempts where what is needed %s, and the reason is told as it is", async (_, reason) => {
    let attempts = 0;
    const work = () =>
      retryTransaction(makeContext(), async () => {
        attempts += 1;
        throw reason;
      });
    expect(await errorOf(work)).toBe(reason);
    expect(attempts).toBe(3);
  });

  it.each(["index-outdated", "index-busy", "missing-manifest"] as const)("is not spent on %s", async (code) => {
    let attempts = 0;
    const work = () =>
      retryTransaction(makeContext(), async () => {
        attempts += 1;
        throw new SearchIndexError(code, "No other attempt would help.");
      });
    expect([await codeOf(work), attempts]).toEqual([code, 1]);
  });
});

describe("segments that a transaction put", () => {
  /** Puts a segment under a fresh name in each attempt, and names the newest with `isAdded`. */
  const putEach = (writer: TestContext, isAdded: boolean) => {
    const put: SegmentId[] = [];
    const decide = async (_: Snapshot, nameSegment: NameSegment): Promise<Decision<Snapshot, SegmentId[]>> => {
      const id = nameSegment();
      put.push(id);
      await writer.store.putIfAbsent(segmentKey(writer.layout, id), new Uint8Array(1));
      const summary = { sizeBytes: 1, contentsStart: 0, documents: 1, entries: 1, fieldLengthSums: [1] };
      const live = {
        liveDocuments: 1,
        liveEntries: 1,
        tombstones: [],
        superseded: [],
        tombstoneObject: null,
        oldestTombstoneAtMs: null,
      };
      return {
        change: isAdded || put.length === 1 ? { segments: [{ id, ...summary, ...live }] } : null,
        result: () => put,
      };
    };
    return changeManifest(writer, () => new ManifestStore(writer).require(), decide);
  };

  it("in vain are deleted once another attempt has landed", async () => {
    const { context, writer } = await makeIndex(...always("http-412", 2));
    const put = await putEach(writer, true);
    expect(put.length).toBe(3);
    expect(await keysUnder(context, "index/segments/")).toEqual([segmentKey(context.layout, put[2]!)]);
  });

  it("stay as long as the commit that names them may still land", async () => {
    const { context, store, writer } = await makeIndex({ when: "late", error: "timeout" });
    const put = await putEach(writer, false);
    expect((await keysUnder(context, "index/segments/")).length).toBe(2);
    await store.landLateWrites();
    const { segments } = await presentManifest(context);
    expect(segments.map(({ id }) => id)).toEqual([put[0]]);
  });

  it("are left to the collector where the store does not answer to their deletion", async () => {
    const { context } = await makeIndex();
    let conflicts = 1;
    const store = new FailingObjectStore(context.store, ({ method, key }) => {
      if (method === "delete") return { when: "before", error: "http-503" };
      if (key !== manifestKey(context.layout) || method !== "putIfMatch" || conflicts === 0) return null;
      conflicts -= 1;
      return { when: "before", error: "http-412" };
    });
    const put = await putEach(makeContext(context, store, 9), true);
    expect((await keysUnder(context, "index/segments/")).length).toBe(put.length);
  });
});

it("a load that fails is an attempt like any other", async () => {
  const { writer } = await makeIndex();
  let loads = 0;
  const load = async () => {
    loads += 1;
    if (loads === 1) throw new SearchIndexError("store-unavailable", "It does not answer.");
    return new ManifestStore(writer).require();
  };
  expect(await changeManifest(writer, load, async () => ({ change: null, result: () => "done" }))).toBe("done");
});
