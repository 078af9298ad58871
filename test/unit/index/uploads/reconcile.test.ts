import { expect, it } from "vitest";
import { findDifferences, Ingester, reviewRejectedRecords } from "../../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext } from "../../../support/index-context.ts";
import { listRejectedRecords, putRejectedRecord } from "../../../support/inside/index-uploads.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions } from "../../../support/live-index.ts";
import { SimulatedLatency } from "../../../support/simulated-latency.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

const PARSER = resolvedArticleOptions.parserVersion;
const ingest = (context: ReturnType<typeof makeContext>, keys: readonly ObjectKey[]) =>
  new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);

it("an index that agrees with the bucket has no differences, rejected uploads included", async () => {
  const context = makeContext();
  const keys = [
    await upload(context, "а.json", articleUpload("Первая")),
    await upload(context, "б.json", "{ сломанный"),
  ];
  await ingest(context, keys);
  const none = { keys: [], missing: 0, changed: 0, gone: 0, missed: 0, isComplete: true };
  expect(await findDifferences(context, PARSER)).toEqual({ ...none, uploads: 2 });
});

it("uploads whose events were lost are found: new, changed and gone; and handling them repairs the index", async () => {
  const context = makeContext();
  const [same, changed, gone] = [
    await upload(context, "а.json", articleUpload("Первая")),
    await upload(context, "б.json", articleUpload("Вторая")),
    await upload(context, "в.json", articleUpload("Третья")),
  ];
  await ingest(context, [same, changed, gone]);
  context.clock.advance(2_000);
  await upload(context, "б.json", articleUpload("Вторая иначе"));
  const added = await upload(context, "г.json", articleUpload("Четвёртая"));
  await context.store.delete(gone);
  await upload(context, "папка/", "");
  const { keys, ...counts } = await findDifferences(context, PARSER);
  expect([...keys].sort()).toEqual([changed, gone, added].sort());
  expect(counts).toEqual({ missing: 1, changed: 1, gone: 1, missed: 0, uploads: 3, isComplete: true });
  await ingest(context, keys);
  expect((await findDifferences(context, PARSER)).keys).toEqual([]);
  expect(Object.keys(await liveVersions(context))).toEqual([same, changed, added]);
});

it("an upload written again with the same bytes is a difference, as its version says", async () => {
  const context = makeContext();
  const key = await upload(context, "а.json", articleUpload("Первая"));
  await ingest(context, [key]);
  context.clock.advance(2_000);
  await upload(context, "а.json", articleUpload("Первая"));
  expect((await findDifferences(context, PARSER)).keys).toEqual([key]);
});

it("what was put over an hour before and is not indexed was missed by events", async () => {
  const context = makeContext();
  const key = await upload(context, "а.json", articleUpload("Первая"));
  await ingest(context, [key]);
  context.clock.advance(2_000);
  await upload(context, "а.json", articleUpload("Первая иначе"));
  await upload(context, "б.json", articleUpload("Вторая"));
  context.clock.advance(60 * 60 * 1_000);
  await upload(context, "в.json", articleUpload("Третья"));
  expect(await findDifferences(context, PARSER)).toMatchObject({ missing: 2, changed: 1, missed: 2 });
});

it("nothing was missed while the index holds nothing", async () => {
  const context = makeContext();
  await upload(context, "а.json", articleUpload("Первая"));
  context.clock.advance(60 * 60 * 1_000 + 1);
  expect(await findDifferences(context, PARSER)).toMatchObject({ missing: 1, missed: 0 });
});

it("without a manifest every upload is missing", async () => {
  const context = makeContext();
  const key = await upload(context, "а.json", articleUpload("Первая"));
  expect(await findDifferences(context, PARSER)).toMatchObject({ keys: [key], missing: 1, uploads: 1 });
});

it("what ends early at enough differences takes nothing for gone that it has not listed, and the next times find the others", async () => {
  const context = makeContext();
  for (let i = 0; i < 5; i += 1) await upload(context, `${i}.json`, articleUpload(`Статья ${i}`));
  const live = await upload(context, "9.json", articleUpload("Последняя"));
  await ingest(context, [live]);
  const found: string[] = [];
  for (const expected of [2, 2, 1]) {
    const { keys, missing, gone, isComplete } = await findDifferences(context, PARSER, { maxDifferences: 2 });
    expect({ missing, gone, isComplete }).toEqual({ missing: expected, gone: 0, isComplete: expected < 2 });
    await ingest(context, keys);
    found.push(...keys);
  }
  expect(new Set(found).size).toBe(5);
  expect((await findDifferences(context, PARSER)).keys).toEqual([]);
});

it("of a bucket that was never indexed no more is listed than a round is given", async () => {
  const context = makeContext();
  for (let i = 0; i < 3_000; i += 1) await upload(context, `${i}.json`, "");
  const latency = new SimulatedLatency(context.store, 1);
  const { keys, uploads, isComplete } = await findDifferences({ ...context, store: latency.store }, PARSER, {
    maxDifferences: 1_000,
  });
  expect({ keys: keys.length, uploads, isComplete }).toEqual({ keys: 1_000, uploads: 1_000, isComplete: false });
  expect(latency.requests.get("list articles")).toBe(1);
});

it("a segment that was collected meanwhile makes it begin again", async () => {
  const context = makeContext();
  const key = await upload(context, "а.json", articleUpload("Первая"));
  await ingest(context, [key]);
  let isFirst = true;
  const store = interceptStore(context.store, {
    before: async (method, segment) => {
      if (method !== "getRange" || !isFirst) return;
      isFirst = false;
      await upload(context, "а.json", articleUpload("Первая иначе"));
      await ingest(context, [key]);
      await context.store.delete(segment as ObjectKey);
    },
  });
  expect((await findDifferences({ ...context, store }, PARSER)).keys).toEqual([]);
});

it("records of former versions, of gone uploads and under wrong names are removed, present ones stay", async () => {
  const context = makeContext();
  const [bad, repaired] = [
    await upload(context, "а.json", "{ сломанный"),
    await upload(context, "б.json", "{ сломанный тоже"),
  ];
  await ingest(context, [bad, repaired]);
  context.clock.advance(2_000);
  await upload(context, "б.json", articleUpload("Вторая"));
  await putRejectedRecord(context, "articles/нет.json" as ObjectKey, "v", [{ code: "no-text", reason: "Пусто." }]);
  const [present] = await keysUnder(context, "index/rejected/");
  const copy = `index/rejected/${"0".repeat(32)}.json` as ObjectKey;
  await context.store.putIfAbsent(copy, (await context.store.get(present as ObjectKey)).bytes);
  const strange = "index/rejected/заметка.txt" as ObjectKey;
  await context.store.putIfAbsent(strange, Buffer.from("не запись"));
  expect((await reviewRejectedRecords(context, PARSER)).stale).toBe(3);
  expect((await keysUnder(context, "index/rejected/")).length).toBe(2);
  expect((await reviewRejectedRecords(context, PARSER)).stale).toBe(0);
});

it("looks through its records by few requests, however many uploads there are", async () => {
  const context = makeContext();
  const bad = await upload(context, "я-плохая.json", "{ сломанный");
  const gone = await upload(context, "я-ушла.json", "{ сломанный");
  await ingest(context, [bad, gone]);
  await context.store.delete(gone);
  for (let i = 0; i < 4_500; i += 1) await upload(context, `${String(i).padStart(5, "0")}.json`, "x");
  let listings = 0;
  const store = interceptStore(context.store, {
    before(method, prefix) {
      if (method === "list" && prefix.startsWith("articles/")) listings += 1;
    },
  });
  expect(await reviewRejectedRecords({ ...context, store }, PARSER)).toEqual({ stale: 1, due: [] });
  // Two records: two pages of the five, the next that was asked for already, and a request a record.
  expect(listings).toBeLessThanOrEqual(5);
  expect(await keysUnder(context, "index/rejected/")).toHaveLength(1);
});

it("reads its records many at once, since one in a hundred uploads may have one", async () => {
  const context = makeContext();
  for (let i = 0; i < 480; i += 1) {
    await putRejectedRecord(context, `articles/${i}.txt` as ObjectKey, "v", [{ code: "no-text", reason: "Пусто." }]);
  }
  const latency = new SimulatedLatency(context.store, 100);
  const records: string[] = [];
  for await (const { record } of listRejectedRecords({ ...context, store: latency.store })) records.push(record.key);
  expect(new Set(records).size).toBe(480);
  expect(latency.elapsedMs).toBe(100 + 10 * 100);
});
