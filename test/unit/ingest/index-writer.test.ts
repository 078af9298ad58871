import { expect, it } from "vitest";
import { openSearcher } from "../../../src/index/read.ts";
import type { IndexOptions, SourceDocument } from "../../../src/index/shared.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { codeOf, errorOf } from "../../support/error-of.ts";
import { makeContext } from "../../support/index-context.ts";
import { liveVersions, presentManifest } from "../../support/live-index.ts";

const options: IndexOptions = { fields: ["title"], storeFields: ["title"] };
const writerOf = (context: ReturnType<typeof makeContext>) => new IndexWriter({ ...context, options });
const change = (sourceKey: string, version = "1") => ({
  sourceKey,
  version,
  articles: [{ id: sourceKey, title: `мир ${version}` }],
});

it("says what it committed and what was as asked already, and under which sequence", async () => {
  const context = makeContext();
  const writer = writerOf(context);
  await writer.apply([change("а")]);
  expect(await writer.apply([change("а"), change("б")])).toEqual({
    sequence: 2,
    committed: ["б"],
    unchanged: ["а"],
    stale: [],
    conflicts: 0,
  });
});

it("replaces and deletes by source key and leaves the others", async () => {
  const context = makeContext();
  const writer = writerOf(context);
  await writer.apply([change("а"), change("б"), change("в")]);
  await writer.apply([change("а", "2"), { sourceKey: "б", deleted: true }]);
  expect(await liveVersions(context)).toEqual({ а: "2", в: "1" });
});

it("leaves out changes of another version than the look tells, also deletes of what is there again", async () => {
  const context = makeContext();
  const present: Record<string, string> = { new: "1", changed: "2", back: "1" };
  const report = await writerOf(context).apply(
    [
      change("new"),
      change("changed"),
      change("gone"),
      { sourceKey: "back", deleted: true },
      { sourceKey: "away", deleted: true },
    ],
    { look: async (key) => present[key] ?? null },
  );
  expect(report).toMatchObject({ committed: ["new", "away"], stale: ["changed", "gone", "back"] });
  expect(await liveVersions(context)).toEqual({ new: "1" });
});

it("refuses two changes of one source key", async () => {
  const context = makeContext();
  expect(await codeOf(() => writerOf(context).apply([change("а"), change("а", "2")]))).toBe("invalid-change");
});

it.each<[string, unknown]>([
  ["no array", change("а")],
  ["nothing", [null]],
  ["a source key that is no string", [{ ...change("а"), sourceKey: 7 }]],
  ["no version", [{ ...change("а"), version: undefined }]],
  ["a version that is no string", [{ ...change("а"), version: 5 }]],
  ["no articles", [{ sourceKey: "а", version: "1" }]],
  ["an article that is no object", [{ ...change("а"), articles: ["мир"] }]],
  ["a hole among the articles", [{ ...change("а"), articles: new Array(1) }]],
  ["a `deleted` that is false", [{ ...change("а"), deleted: false }]],
])("refuses %s as a change, and the index can be written on", async (_, given) => {
  const context = makeContext();
  const writer = writerOf(context);
  expect(await codeOf(() => writer.apply(given as ReturnType<typeof change>[]))).toBe("invalid-change");
  await writer.apply([change("б")]);
  await writer.apply([change("б", "2")]);
  expect(await liveVersions(context)).toEqual({ б: "2" });
});

it("indexes what a document inherits, as MiniSearch does", async () => {
  const context = makeContext();
  class Page {
    readonly id = 1;
    get title(): string {
      return "мир";
    }
  }
  await writerOf(context).apply([
    { sourceKey: "а", version: "1", articles: [new Page() as unknown as SourceDocument] },
  ]);
  const hits = await openSearcher({ ...context, options }).search("мир");
  expect(hits.map(({ id, title }) => [id, title])).toEqual([[1, "мир"]]);
});

it("refuses a document without an id, by its source key, and writes nothing", async () => {
  const context = makeContext();
  const error = await errorOf(() =>
    writerOf(context).apply([change("а"), { sourceKey: "б", version: "1", articles: [{ title: "мир" }] }]),
  );
  expect([error.code, error.kind]).toEqual(["invalid-change", "invalid-request"]);
  expect(error.message).toContain("б");
  expect(await liveVersions(context)).toEqual({});
});

it("refuses more documents at once than a segment holds", async () => {
  const articles = new Array(250_001).fill({ id: 1, title: "мир" });
  const context = makeContext();
  const error = await errorOf(() => writerOf(context).apply([{ sourceKey: "а", version: "1", articles }]));
  expect([error.code, error.message]).toEqual(["invalid-change", expect.stringContaining("250000")]);
});

it("takes any string as a source key", async () => {
  const context = makeContext();
  const keys = ["", "__proto__", "constructor", "\ud83d", "а/б", "😀"];
  await writerOf(context).apply(keys.map((key) => change(key)));
  expect(Object.keys(await liveVersions(context)).sort()).toEqual([...keys].sort());
  await writerOf(context).apply(keys.map((sourceKey) => ({ sourceKey, deleted: true as const })));
  expect(await liveVersions(context)).toEqual({});
});

it("keeps single uploads to few segments by merging the small ones itself", async () => {
  const context = makeContext();
  const writer = writerOf(context);
  let most = 0;
  for (let i = 0; i < 70; i += 1) {
    await writer.apply([change(`k${String(i).padStart(2, "0")}`)]);
    most = Math.max(most, (await presentManifest(context)).segments.length);
  }
  expect(most).toBeLessThanOrEqual(10);
  expect(Object.keys(await liveVersions(context)).length).toBe(70);
});
