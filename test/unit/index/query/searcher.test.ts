import MiniSearch, { type SearchResult } from "minisearch";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openSearcher, type Searcher, type SearcherOptions } from "../../../../src/index/read.ts";
import { IndexWriter } from "../../../../src/ingest/ingest.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { CountingObjectStore } from "../../../../src/store/store.ts";
import { countsBetween } from "../../../support/counts-between.ts";
import { codeOf } from "../../../support/error-of.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { plainIndexOptions } from "../../../support/segment-under-test.ts";

let context: TestContext;
let searcher: Searcher;

beforeEach(async () => {
  context = makeContext();
  searcher = openSearcher({ ...context, options: plainIndexOptions, revalidateMs: 0 });
  const writer = new IndexWriter({ ...context, options: plainIndexOptions });
  await writer.apply([
    { sourceKey: "а", version: "1", articles: [{ id: 1, title: "мир труд", body: "май", tag: "x" }] },
    { sourceKey: "б", version: "1", articles: [{ id: "1", title: "мир", body: "мир мир", tag: "y" }] },
  ]);
  await writer.apply([{ sourceKey: "в", version: "1", articles: [{ id: 2, title: "труд", body: "__proto__" }] }]);
});

describe("a result", () => {
  it("has id, score, terms, query terms, match and stored fields, as MiniSearch's has", async () => {
    const [first] = await searcher.search("май мира", { fuzzy: 1 });
    expect(first).toEqual({
      id: 1,
      score: expect.any(Number),
      terms: expect.arrayContaining(["май", "мир"]),
      queryTerms: ["май", "мира"],
      match: { май: ["body"], мир: ["title"] },
      title: "мир труд",
      tag: "x",
    });
  });

  it("keeps the id's own type", async () => {
    expect(new Set((await searcher.search("мир")).map(({ id }) => id))).toEqual(new Set([1, "1"]));
  });

  it("names a matched term `__proto__` as any other", async () => {
    const [found] = await searcher.search("__proto__");
    expect(Object.keys(found!.match)).toEqual(["__proto__"]);
    expect(found!.terms).toEqual(["__proto__"]);
  });
});

describe("a page", () => {
  it("is a slice of the whole ranking", async () => {
    const all = await searcher.search(MiniSearch.wildcard);
    expect(all.length).toBe(3);
    for (let offset = 0; offset < 4; offset += 1) {
      expect(await searcher.search(MiniSearch.wildcard, { offset, limit: 2 })).toEqual(all.slice(offset, offset + 2));
    }
  });

  it("is filtered by the index's own filter, unless the search names another or none", async () => {
    const options = { ...plainIndexOptions, searchOptions: { filter: (result: SearchResult) => result.tag === "x" } };
    const filtering = openSearcher({ ...context, options });
    const count = async (searchOptions?: object) => (await filtering.search(MiniSearch.wildcard, searchOptions)).length;
    expect(await count()).toBe(1);
    expect(await count({ filter: (result: SearchResult) => result.tag === "y" })).toBe(1);
    expect(await count({ filter: undefined })).toBe(3);
  });

  it("of filtered results is cut after the filter", async () => {
    const filter = (result: SearchResult): boolean => result.tag !== "x";
    const all = await searcher.search(MiniSearch.wildcard, { filter });
    expect(all.map(({ id }) => id)).toEqual(["1", 2]);
    expect(await searcher.search(MiniSearch.wildcard, { filter, offset: 1, limit: 1 })).toEqual(all.slice(1));
  });

  it.each([{ limit: -1 }, { limit: 1.5 }, { offset: -1 }, { offset: Number.NaN }, { limit: "5" as never }])(
    "of %j is refused",
    async (page) => {
      expect(await codeOf(() => searcher.search("мир", page))).toBe("invalid-query");
    },
  );
});

describe("columns", () => {
  const options = { ...plainIndexOptions, columnFields: ["tag"] };
  const store = new CountingObjectStore(new MemoryObjectStore());

  beforeAll(async () => {
    // Words that do not compress, so that the segment is a large one, of which only parts are read.
    const wordAt = (i: number): string => (Math.imul(i, 0x9e3779b1) >>> 0).toString(36);
    const padding = (id: number): string => Array.from({ length: 2_000 }, (_, i) => wordAt(id * 2_000 + i)).join(" ");
    const articles = Array.from({ length: 60 }, (_, id) => ({ id, title: `мир ${padding(id)}`, tag: `т${id}` }));
    await new IndexWriter({ store, options }).apply([{ sourceKey: "а", version: "1", articles }]);
  });

  /** Ids of the first hits, and what a process read for them that had not searched for anything like it. */
  async function ask(searchOptions: SearcherOptions): Promise<{ ids: unknown[]; bytes: number }> {
    const fresh = openSearcher({ store, options, revalidateMs: 60_000 });
    await fresh.search("нет");
    const before = store.counts();
    const found = await fresh.search("мир", { limit: 1, ...searchOptions });
    return { ids: found.map(({ id }) => id), bytes: countsBetween(before, store.counts()).bytesRead };
  }

  it("and ids are what a filter sees without reading what does not pass; anything else it sees all the same", async () => {
    const byColumn = await ask({ filter: ({ tag }) => tag === "т7" });
    const byId = await ask({ filter: ({ id, tag }) => id === 7 && tag === "т7" });
    const byTitle = await ask({ filter: ({ title, tag }) => tag === "т7" && title.startsWith("мир") });
    expect([byColumn.ids, byId.ids, byTitle.ids]).toEqual([[7], [7], [7]]);
    expect(Math.max(byColumn.bytes, byId.bytes) * 4).toBeLessThan(byTitle.bytes);
  });

  it("and ids are what boostDocument sees before any stored block is read; anything else it sees all the same", async () => {
    type Stored = Record<string, unknown> | undefined;
    const byColumn = await ask({ boostDocument: (_id, _term, stored: Stored) => (stored?.tag === "т7" ? 9 : 1) });
    const byId = await ask({ boostDocument: (id) => (id === 7 ? 9 : 1) });
    const byTitle = await ask({
      boostDocument: (id, _term, stored: Stored) => (String(stored?.title).startsWith("мир") && id === 7 ? 9 : 1),
    });
    const bySpread = await ask({ boostDocument: (_id, _term, stored: Stored) => ({ ...stored }).tag === "т7" ? 9 : 1 });
    expect([byColumn, byId, byTitle, bySpread].map(({ ids }) => ids)).toEqual([[7], [7], [7], [7]]);
    expect(Math.max(byColumn.bytes, byId.bytes) * 4).toBeLessThan(Math.min(byTitle.bytes, bySpread.bytes));
  });

  it("are enough for boostDocument and filter together", async () => {
    const both: SearcherOptions = {
      boostDocument: (id) => Number(id) + 1,
      filter: ({ tag, score }) => tag !== "т59" && score > 0,
    };
    const { ids, bytes } = await ask(both);
    expect(ids).toEqual([58]);
    expect(bytes * 4).toBeLessThan((await ask({ filter: ({ title }) => title !== "" })).bytes);
  });

  it("do not hide what a function throws, nor let it hide that it asked for more", async () => {
    const failing = (): never => {
      throw new Error("упс");
    };
    await expect(ask({ boostDocument: failing })).rejects.toThrow("упс");
    await expect(ask({ filter: failing })).rejects.toThrow("упс");
    const swallowing = (title: () => unknown): boolean => {
      try {
        return String(title()).startsWith("мир");
      } catch {
        return false;
      }
    };
    expect((await ask({ filter: (result) => swallowing(() => result.title) && result.id === 7 })).ids).toEqual([7]);
    const boostDocument: SearcherOptions["boostDocument"] = (id, _term, stored) =>
      swallowing(() => stored?.title) && id === 7 ? 1 : 0;
    expect((await ask({ boostDocument })).ids).toEqual([7]);
  });
});

it("without the factor of matched terms a score is the sum alone", async () => {
  const withFactor = await searcher.search("мир труд");
  const without = await searcher.search("мир труд", { matchedTermsFactor: false });
  const ratioOf = (wanted: number | string): number => {
    const [a, b] = [withFactor, without].map((results) => results.find(({ id }) => id === wanted)!.score);
    return a! / b!;
  };
  expect([ratioOf(1), ratioOf(2)]).toEqual([expect.closeTo(2, 12), 1]);
});

it("a bucket without an index answers no query, and an index of nothing every query with nothing", async () => {
  const bucket = makeContext();
  const empty = openSearcher({ ...bucket, options: plainIndexOptions, revalidateMs: 0 });
  expect(await codeOf(() => empty.search("мир"))).toBe("no-index-yet");
  expect(await codeOf(() => empty.autoSuggest("мир"))).toBe("no-index-yet");
  await new IndexWriter({ ...bucket, options: plainIndexOptions }).apply([]);
  expect(await empty.search("мир")).toEqual([]);
  expect(await empty.autoSuggest("мир")).toEqual([]);
});

it("a warm query over small segments reads nothing", async () => {
  const store = new CountingObjectStore(context.store);
  const warm = openSearcher({ ...context, store, options: plainIndexOptions, revalidateMs: 60_000 });
  await warm.search("мир");
  const before = store.counts();
  await warm.search("труд май");
  expect(countsBetween(before, store.counts()).requests).toBe(0);
});

it("suggestions are the terms of the hits, the mean of their scores, best first", async () => {
  const suggestions = await searcher.autoSuggest("ми");
  expect(suggestions.map(({ suggestion, terms }) => [suggestion, terms])).toEqual([["мир", ["мир"]]]);
});

it("suggestions are counted by `limit` and `offset`, which leave their scores alone", async () => {
  const all = await searcher.autoSuggest("м");
  expect(all.length).toBeGreaterThan(1);
  for (const [offset, limit] of [
    [0, 1],
    [1, 1],
    [1, 9],
    [0, 0],
  ] as const) {
    expect(await searcher.autoSuggest("м", { offset, limit })).toEqual(all.slice(offset, offset + limit));
  }
});
