import { beforeEach, describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import {
  findDifferences,
  Ingester,
  type IngestReport,
  listPresentRejections,
  type RejectedRecord,
  reviewRejectedRecords,
  SuspectIngester,
  type SuspectLimits,
  verifyIndex,
} from "../../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { CountingObjectStore, type ObjectKey, type ObjectStore } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Longer than any lease. */
const LEASES_OVER_MS = 16 * MINUTE_MS;
const { parserVersion } = resolvedArticleOptions;

let context: TestContext;
let seed = 100;

beforeEach(() => {
  context = makeContext();
});

const uploads = (count: number, from = 0): Promise<ObjectKey[]> =>
  Promise.all(
    Array.from({ length: count }, (_, i) => upload(context, `${from + i}.json`, articleUpload(`Заметка ${from + i}`))),
  );

class Death extends Error {}

/**
 * A process that dies as soon as it gets an upload for which `kills` says so: nothing that it asks for is done then.
 */
function startProcess(kills: (key: string) => boolean, store: ObjectStore = context.store) {
  let isDead = false;
  const read: string[] = [];
  const dying = interceptStore(store, {
    before: (method, key) => {
      if (isDead) throw new Death();
      if (method !== "get" || !key.startsWith("articles/")) return;
      read.push(key);
      if (!kills(key)) return;
      isDead = true;
      throw new Death();
    },
  });
  seed += 1;
  const own = makeContext(context, dying, seed);
  const ingester = new Ingester(own, directProcessor(resolvedArticleOptions));
  const suspects = new SuspectIngester(own, ingester);
  return {
    read,
    ingester,
    suspects,
    isDead: () => isDead,
    ingest: (keys: readonly ObjectKey[], limits?: SuspectLimits): Promise<IngestReport | null> =>
      suspects.ingest(keys, limits).then(
        (report) => (isDead ? null : report),
        () => null,
      ),
  };
}

/**
 * Lives of processes, one after another, over these keys until one comes to its end; gives its report, and how many
 * died.
 */
async function untilDone(keys: readonly ObjectKey[], kills: (key: string) => boolean) {
  for (let deaths = 0; deaths < 40; deaths += 1) {
    const report = await startProcess(kills).ingest(keys);
    if (report !== null) return { report, deaths };
    context.clock.advance(LEASES_OVER_MS);
  }
  throw new Error("No process came to its end.");
}

async function rejections(): Promise<RejectedRecord[]> {
  const records: RejectedRecord[] = [];
  for await (const record of listPresentRejections(context, parserVersion)) records.push(record);
  return records;
}

const marks = () => keysUnder(context, "index/reading/");

describe("uploads one of which ends every process that reads it", () => {
  it("are all in but that one, which is rejected unread after three deaths alone, and leave no mark", async () => {
    const keys = await uploads(200);
    const killer = keys[77];
    const { report, deaths } = await untilDone(keys, (key) => key === killer);
    // In the group of 200, in a part of 13, and alone.
    expect(deaths).toBe(2 + 3);
    expect(report.failed.size + report.left.length).toBe(0);
    expect(Object.keys(await liveVersions(context))).toHaveLength(200);
    expect(await rejections()).toMatchObject([
      { key: killer, parts: [{ code: "reader-died" }], retry: { deaths: 3, notBeforeMs: expect.any(Number) } },
    ]);
    expect(await marks()).toEqual([]);
  });

  it("go in before it is met again: after two deaths all are in but the part that it was read in", async () => {
    const keys = await uploads(100);
    const kills = (key: string) => key === keys[0];
    expect(await startProcess(kills).ingest(keys)).toBeNull();
    context.clock.advance(LEASES_OVER_MS);
    expect(await startProcess(kills).ingest(keys)).toBeNull();
    context.clock.advance(LEASES_OVER_MS);
    const third = startProcess(kills);
    expect(await third.ingest(keys)).toBeNull();
    expect(Object.keys(await liveVersions(context))).toHaveLength(100 - 7);
    expect(third.read.at(-1)).toBe(keys[0]);
    // Innocent ones are looked at again, but none was read alone that was not in a part of seven.
    context.clock.advance(LEASES_OVER_MS);
    expect(await startProcess(kills).ingest(keys)).toBeNull();
    expect(Object.keys(await liveVersions(context))).toHaveLength(99);
  });

  it("are in where three do it", async () => {
    const keys = await uploads(60);
    const killers = new Set<string>([keys[3], keys[30], keys[59]].map(String));
    await untilDone(keys, (key) => killers.has(key));
    expect((await rejections()).map(({ key }) => key).sort()).toEqual([...killers].sort());
    expect(Object.keys(await liveVersions(context))).toHaveLength(60);
    expect(await marks()).toEqual([]);
  });
});

describe("an upload that ended its reader twice by chance", () => {
  it("is not rejected", async () => {
    const [key = "" as ObjectKey] = await uploads(1);
    for (let i = 0; i < 2; i += 1) {
      expect(await startProcess(() => true).ingest([key])).toBeNull();
      context.clock.advance(LEASES_OVER_MS);
    }
    expect(await startProcess(() => false).ingest([key])).toMatchObject({ committed: [key] });
    expect(await rejections()).toEqual([]);
    expect(await marks()).toEqual([]);
  });

  it("is read at once, and from the beginning of the count, where it is replaced", async () => {
    const [key = "" as ObjectKey] = await uploads(1);
    for (let i = 0; i < 2; i += 1) {
      await startProcess(() => true).ingest([key]);
      context.clock.advance(LEASES_OVER_MS);
    }
    await upload(context, "0.json", articleUpload("Другая заметка"));
    await startProcess(() => true).ingest([key]);
    context.clock.advance(LEASES_OVER_MS);
    expect(await startProcess(() => false).ingest([key])).toMatchObject({ committed: [key] });
  });
});

describe("an upload that was rejected unread", () => {
  let killer: ObjectKey;

  beforeEach(async () => {
    const keys = await uploads(3);
    killer = keys[1] ?? killer;
    await untilDone(keys, (key) => key === killer);
  });

  it("is no difference to reconcile, and no finding of verify", async () => {
    expect(await findDifferences(context, parserVersion)).toMatchObject({ missing: 0, changed: 0, gone: 0 });
    const { findings } = await verifyIndex(context, resolvedArticleOptions);
    expect(findings).toEqual([]);
  });

  it("is not read for a second event of the same version, alone or in a batch", async () => {
    const process = startProcess(() => true);
    expect(await process.ingester.ingest([killer])).toMatchObject({ unchanged: [killer] });
    expect(await startProcess(() => true).ingest([killer])).toMatchObject({
      unchanged: [killer],
      rejected: new Map([[killer, [expect.objectContaining({ code: "reader-died" })]]]),
    });
  });

  it("is due after an hour, and in the index with its articles once a process reads it to its end", async () => {
    expect((await reviewRejectedRecords(context, parserVersion)).due).toEqual([]);
    context.clock.advance(HOUR_MS);
    const { due } = await reviewRejectedRecords(context, parserVersion);
    expect(due).toEqual([killer]);
    const report = await startProcess(() => false).ingest(due, { isRetry: true });
    expect(report).toMatchObject({ committed: [killer], articles: 1 });
    expect(await rejections()).toEqual([]);
    expect(await marks()).toEqual([]);
  });

  it("waits twice as long after each further death, up to a day, and none of them ends more than one process", async () => {
    const pauses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const [record] = await rejections();
      const dueMs = record?.retry?.notBeforeMs ?? 0;
      pauses.push(Math.round((dueMs - context.clock.nowMs()) / HOUR_MS));
      context.clock.advance(dueMs - context.clock.nowMs());
      const { due } = await reviewRejectedRecords(context, parserVersion);
      expect(await startProcess((key) => key === killer).ingest(due, { isRetry: true })).toBeNull();
      context.clock.advance(LEASES_OVER_MS);
      expect(await startProcess((key) => key === killer).ingest(due, { isRetry: true })).toMatchObject({
        failed: new Map(),
      });
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 24]);
    expect(await marks()).toEqual([]);
  });

  it("is read at once where another file is put in its place", async () => {
    await upload(context, "1.json", articleUpload("Читаемая заметка"));
    expect((await findDifferences(context, parserVersion)).keys).toEqual([killer]);
    expect(await startProcess(() => false).ingester.ingest([killer])).toMatchObject({
      committed: [killer],
      articles: 1,
    });
    expect(await rejections()).toEqual([]);
  });
});

describe("a store that does not answer", () => {
  const away = () => new SearchIndexError("store-unavailable", "The store did not serve it: SlowDown (503).");

  it("leaves no mark that says death, whatever it was doing when it went away, and all go in together afterwards", async () => {
    const keys = await uploads(40);
    for (let calls = 0; calls < 12; calls += 1) {
      let left = calls;
      const store = interceptStore(context.store, {
        before: () => {
          left -= 1;
          if (left < 0) throw away();
        },
      });
      const process = startProcess(() => false, store);
      await process.ingest(keys);
      left = 1_000;
      // The same process, as soon as the store is there: what it could not take away it takes away now.
      await process.suspects.ingest([]);
    }
    expect(await marks()).toEqual([]);
    const counting = new CountingObjectStore(context.store);
    await startProcess(() => false, counting).ingest(keys);
    expect(counting.counts().byMethod.putIfMatch ?? 0).toBeLessThanOrEqual(1);
  });

  it("fails the keys whose turn had not come, without an attempt at each", async () => {
    const keys = await uploads(100);
    await startProcess((key) => key === keys[99]).ingest(keys);
    context.clock.advance(LEASES_OVER_MS);
    let puts = 0;
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method !== "putIfAbsent" || !key.startsWith("index/reading/")) return;
        puts += 1;
        throw away();
      },
    });
    const { suspects } = startProcess(() => false, store);
    const report = await suspects.ingest(keys).catch((error: unknown) => error);
    expect(report).toMatchObject({ code: "store-unavailable" });
    expect(puts).toBe(1);
  });
});

describe("a process that is at work", () => {
  it("keeps its uploads to itself until its lease is over, by the store's clock; the others go in", async () => {
    const keys = await uploads(5);
    await startProcess((key) => key === keys[2]).ingest(keys.slice(0, 3));
    const report = await startProcess(() => false).ingest(keys);
    expect(report).toMatchObject({ committed: keys.slice(3), left: keys.slice(0, 3) });
    context.clock.advance(LEASES_OVER_MS);
    expect(await startProcess(() => false).ingest(keys)).toMatchObject({ committed: keys.slice(0, 3), left: [] });
  });

  it("is known to be gone at once where the machine says so", async () => {
    const keys = await uploads(2);
    const first = { own: "first", isDead: () => false };
    const dying = interceptStore(context.store, {
      before: (method, key) => {
        if (key === keys[0] && method === "head") throw new Death();
        if (key.startsWith("index/reading/") && method === "delete") throw new Death();
      },
    });
    const ingesterOf = (of: TestContext) =>
      new SuspectIngester(of, new Ingester(of, directProcessor(resolvedArticleOptions)));
    const one = { ...makeContext(context, dying, 7), processes: first };
    const stopped = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "get" && key.startsWith("articles/")) throw new Death();
        if (key.startsWith("index/reading/") && method === "delete") throw new Death();
      },
    });
    await ingesterOf({ ...one, store: stopped })
      .ingest(keys)
      .catch(() => {});
    const second = { ...makeContext(context, context.store, 8), processes: { own: "second", isDead: () => true } };
    expect(await ingesterOf(second).ingest(keys)).toMatchObject({ committed: keys });
  });
});

describe("a defect that one upload brings to light", () => {
  it("fails that upload alone, in one life of the process", async () => {
    const keys = await uploads(20);
    const ingester = new Ingester(context, directProcessor(resolvedArticleOptions));
    const broken = {
      ingest: (some: readonly ObjectKey[]) => {
        if (some.includes(keys[7] as ObjectKey)) throw new TypeError("cannot read this");
        return ingester.ingest(some);
      },
      rejectUnread: ingester.rejectUnread.bind(ingester),
      parserVersion,
    };
    const report = await new SuspectIngester(context, broken).ingest(keys);
    expect([...report.failed.keys()]).toEqual([keys[7]]);
    expect(report.committed).toHaveLength(19);
    expect(await marks()).toEqual([]);
  });
});

describe("a round that no queue stands behind", () => {
  const round = async (process: ReturnType<typeof startProcess>, keys: readonly ObjectKey[]) => {
    let wasSuspect = false;
    const round = process.suspects.ingestRound(keys, async (batch, isSuspect) => {
      wasSuspect = isSuspect;
      const report = await (isSuspect ? process.suspects : process.ingester).ingest(batch);
      if (process.isDead()) throw new Death();
      return report;
    });
    return round.then(({ committed }) => ({ isSuspect: wasSuspect, committed: committed.length })).catch(() => null);
  };

  it("costs a mark and its deletion where none died before", async () => {
    const keys = await uploads(3);
    await round(
      startProcess(() => false),
      keys,
    );
    const more = await uploads(3, 3);
    const counting = new CountingObjectStore(context.store);
    expect(
      await round(
        startProcess(() => false, counting),
        more,
      ),
    ).toEqual({ isSuspect: false, committed: 3 });
    const plain = new CountingObjectStore(context.store);
    await startProcess(() => false, plain).ingester.ingest(await uploads(3, 6));
    expect(counting.counts().byMethod.putIfAbsent).toBe((plain.counts().byMethod.putIfAbsent ?? 0) + 1);
    expect(counting.counts().byMethod.delete).toBe(1);
    expect(counting.counts().byMethod.list).toBe(plain.counts().byMethod.list);
    expect(await marks()).toEqual([]);
  });

  it("with a killer is done after four deaths, and all others are in", async () => {
    const keys = await uploads(12);
    let deaths = 0;
    while (
      (await round(
        startProcess((key) => key === keys[5]),
        keys,
      )) === null
    ) {
      deaths += 1;
      context.clock.advance(LEASES_OVER_MS);
    }
    expect(deaths).toBe(1 + 3);
    expect(Object.keys(await liveVersions(context))).toHaveLength(12);
    expect((await rejections()).map(({ key }) => key)).toEqual([keys[5]]);
    expect(await marks()).toEqual([]);
  });
});
