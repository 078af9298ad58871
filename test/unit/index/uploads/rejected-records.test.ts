import { expect, it } from "vitest";
import { listPresentRejections } from "../../../../src/index/write.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext } from "../../../support/index-context.ts";
import { uploadVersion } from "../../../support/inside/index-commit.ts";
import { rejectedKey } from "../../../support/inside/index-own.ts";
import { deleteRejectedRecord, listRejectedRecords, putRejectedRecord } from "../../../support/inside/index-uploads.ts";
import { upload } from "../../../support/uploads.ts";

const KEY = `articles/${"ж".repeat(500)}.json` as ObjectKey;

async function records(context: ReturnType<typeof makeContext>) {
  const all = [];
  for await (const { record } of listRejectedRecords(context)) all.push(record);
  return all;
}

it("a record says key, version and reasons, with the line where there is one, and a newer one takes its place", async () => {
  const context = makeContext();
  await putRejectedRecord(context, KEY, "v1", [{ code: "no-text", reason: "Пусто." }]);
  await putRejectedRecord(context, KEY, "v2", [{ line: 7, code: "broken-json", reason: "Строка 7." }]);
  const parts = [{ line: 7, code: "broken-json", reason: "Строка 7." }];
  expect(await records(context)).toEqual([{ key: KEY, version: "v2", parts, partCount: 1 }]);
});

it("of very many reasons the first hundred are kept, and how many there were", async () => {
  const context = makeContext();
  const parts = Array.from({ length: 250 }, (_, i) => ({ line: i + 1, code: "no-text" as const, reason: "Пусто." }));
  await putRejectedRecord(context, KEY, "v1", parts);
  const [record] = await records(context);
  expect([record?.parts.length, record?.partCount]).toEqual([100, 250]);
});

it("a record is removed, also where there is none", async () => {
  const context = makeContext();
  await putRejectedRecord(context, KEY, "v1", [{ code: "no-text", reason: "Пусто." }]);
  await deleteRejectedRecord(context, KEY);
  await deleteRejectedRecord(context, KEY);
  expect(await records(context)).toEqual([]);
});

it("what no poisk wrote there is passed over", async () => {
  const context = makeContext();
  await context.store.putIfAbsent(rejectedKey(context.layout, KEY), Buffer.from("{"));
  await context.store.putIfAbsent("index/rejected/x" as ObjectKey, Buffer.from('{"key": 1}'));
  expect(await records(context)).toEqual([]);
});

it("a record counts only while its version is the bucket's, by the same parser", async () => {
  const context = makeContext();
  const reasons = [{ code: "no-text" as const, reason: "Пусто." }];
  const keys = await Promise.all(["б", "а", "в"].map((name) => upload(context, `${name}.json`, "{")));
  for (const key of keys) {
    await putRejectedRecord(context, key, uploadVersion(await context.store.head(key), "parser-1"), reasons);
  }
  const present = async (parser: string) => {
    const found = [];
    for await (const { key } of listPresentRejections(context, parser)) found.push(key);
    return found;
  };
  expect(await present("parser-1")).toEqual(["articles/а.json", "articles/б.json", "articles/в.json"]);
  context.clock.advance(2_000);
  await upload(context, "а.json", "{");
  await context.store.delete("articles/в.json" as ObjectKey);
  expect(await present("parser-1")).toEqual(["articles/б.json"]);
  expect(await present("parser-2")).toEqual([]);
});
