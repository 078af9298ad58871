import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReconcileResult } from "../../functions/reconcile.ts";
import { createUlid, systemIdSource } from "../../src/id-source.ts";
import type { SegmentId } from "../../src/index/shared.ts";
import type { ProblemAnswer } from "../../src/search-api.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { parseManifest, serialiseManifest } from "../support/inside/index-manifest.ts";
import { BUCKET, type Bucket, find, ingestQueue, request, startBucket } from "./bucket.ts";
import type { RunningFunction } from "./running-function.ts";

let bucket: Bucket;
let ingest: RunningFunction;
let query: RunningFunction;
let reconcile: RunningFunction;

const article = (text: string) => JSON.stringify({ title: text, text: `${text}. Подробности сообщат завтра утром.` });

beforeAll(async () => {
  bucket = await startBucket();
  [ingest, query, reconcile] = await Promise.all([
    bucket.start("ingest"),
    bucket.start("query"),
    bucket.start("reconcile", { POISK_METRICS: "on" }),
  ]);
}, 60_000);

afterAll(() => bucket.stop());

describe("the reconcile function", () => {
  test("begins the index of a new stack, which tells searches until then that there is none yet", async () => {
    const code = async () => (JSON.parse((await request(query, "/search?q=a")).body) as ProblemAnswer).code;
    expect(await code()).toBe("no-index-yet");
    expect(await reconcile.invoke<ReconcileResult>({})).toMatchObject({ uploads: 0, failed: 0 });
    expect(await find(query, "порт")).toEqual([]);
  });

  test("brings in what events missed: new, changed and deleted uploads", async () => {
    for (const name of ["ледокол", "маяк", "баржа"])
      await bucket.put(`articles/${name}.json`, article(`Новый ${name}`));
    expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
    await bucket.put("articles/буксир.json", article("Новый буксир"));
    await bucket.put("articles/маяк.json", article("Старый маяк погас"));
    await bucket.remove("articles/баржа.json");
    bucket.takeEvents();
    expect(await reconcile.invoke<ReconcileResult>({})).toEqual({
      uploads: 3,
      missing: 1,
      changed: 1,
      gone: 1,
      missed: 0,
      failed: 0,
      left: 0,
      isComplete: true,
      staleRecords: 0,
      isMaintenanceOverdue: false,
    });
    expect(await find(query, "буксир")).toEqual(["Новый буксир"]);
    expect(await find(query, "погас")).toEqual(["Старый маяк погас"]);
    expect(await find(query, "баржа")).toEqual([]);
  });

  test("tells what it did, and the metrics of its commits", () => {
    const lines = reconcile.log();
    expect(lines.filter(({ event }) => event !== undefined).map(({ event }) => event)).toEqual([
      "reconciled",
      "committed",
      "reconciled",
    ]);
    expect(lines.filter((line) => "_aws" in line)).toMatchObject([
      { Index: `${BUCKET}/index/`, MissedUploads: 0 },
      { Index: `${BUCKET}/index/`, Articles: 2, CommitRequests: expect.any(Number), Conflicts: 0 },
      { Index: `${BUCKET}/index/`, MissedUploads: 0 },
    ]);
  });

  test("finds nothing to do where bucket and index agree", async () => {
    expect(await reconcile.invoke<ReconcileResult>({})).toMatchObject({ missing: 0, changed: 0, gone: 0, left: 0 });
  });

  test("leaves to the next run what its time does not suffice for", async () => {
    await bucket.put("articles/паром.json", article("Новый паром"));
    bucket.takeEvents();
    const hurried = await bucket.start("reconcile", { REMAINING_MS: "0" });
    expect(await hurried.invoke<ReconcileResult>({})).toMatchObject({ missing: 1, left: 1 });
    expect(await find(query, "паром")).toEqual([]);
  });

  test("says that events are missing where it finds more than five uploads that are older than an hour", async () => {
    const runWith = async (names: readonly string[], environment: Record<string, string>) => {
      for (const name of names) await bucket.putEarlier(`articles/${name}.json`, article(`Запоздалый ${name}`));
      bucket.takeEvents();
      const told = await bucket.start("reconcile", { POISK_METRICS: "on", ...environment });
      const { missed } = await told.invoke<ReconcileResult>({});
      const lines = told.log();
      const missing = lines.filter(({ event }) => event === "events-missing");
      return { missed, missing, metrics: lines.flatMap(({ MissedUploads }) => MissedUploads ?? []) };
    };
    const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    const events = { POISK_BUCKET_EVENTS: "on" };
    expect(await runWith(names("а", 5), events)).toEqual({ missed: 5, missing: [], metrics: [5] });
    expect(await runWith(names("б", 6), events)).toMatchObject({
      missed: 6,
      missing: [{ level: "error", uploads: 6 }],
      metrics: [6],
    });
    expect(await runWith(names("в", 6), {})).toEqual({ missed: 6, missing: [], metrics: [6] });
  });

  test("says so where no compaction has run for a day", async () => {
    const key = "index/manifest.json" as ObjectKey;
    const { bytes, etag } = await bucket.store.get(key);
    const manifest = parseManifest(bytes);
    const retiredAtMs = Date.now() - 24 * 60 * 60 * 1_000 - 1;
    const id = createUlid(retiredAtMs, systemIdSource) as SegmentId;
    const retired = [...manifest.retired, { id, kind: "segment" as const, retiredAtMs }];
    await bucket.store.putIfMatch(key, serialiseManifest({ ...manifest, retired }), etag);
    const late = await bucket.start("reconcile");
    expect(await late.invoke<ReconcileResult>({})).toMatchObject({ isMaintenanceOverdue: true });
    expect(late.log().at(-1)).toMatchObject({ level: "error", event: "maintenance-overdue" });
    const compact = await bucket.start("compact");
    await compact.invoke({});
    expect(await late.invoke<ReconcileResult>({})).toMatchObject({ isMaintenanceOverdue: false });
  });

  test("rejects where the store fails, so that somebody is told", async () => {
    const lost = await bucket.start("reconcile", { POISK_BUCKET: "another-bucket" });
    await expect(lost.invoke({})).rejects.toThrow();
    expect(lost.log()).toMatchObject([{ level: "error", event: "reconcile-failed", requestId: "request-1" }]);
  });
});
