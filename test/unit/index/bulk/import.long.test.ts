import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { openSearcher } from "../../../../src/index/read.ts";
import { BulkImport, findDifferences } from "../../../../src/index/write.ts";
import { takeDown } from "../../../../src/ingest/ingest.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { localPartIngester, type PartIngester } from "../../../support/inside/index-bulk.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, presentManifest } from "../../../support/live-index.ts";

const article = (i: number) => JSON.stringify({ id: `n${i}`, title: `Мост ${i}`, text: `Мост номер ${i} открыт.` });
const archive = (count: number) => Array.from({ length: count }, (_, i) => article(i));

async function* chunksOf(lines: readonly string[]) {
  for (const line of lines) yield Buffer.from(`${line}\n`);
}

/** The lines, and what share of them was taken. */
function counted(lines: readonly string[]) {
  let taken = 0;
  async function* chunks() {
    for await (const chunk of chunksOf(lines)) {
      taken += 1;
      yield chunk;
    }
  }
  return { chunks: chunks(), shareRead: () => taken / lines.length };
}

const run = (context: TestContext, lines: readonly string[], name = "архив") =>
  new BulkImport(context, directProcessor(resolvedArticleOptions), name).run(chunksOf(lines));
const search = (context: TestContext, query: string) =>
  openSearcher({ store: context.store, options: articleIndexOptions }).search(query, { combineWith: "AND" });

describe("BulkImport", () => {
  test("brings every article into the bucket and into the index", async () => {
    const context = makeContext();
    const lines = archive(525);
    const report = await run(context, lines);
    expect(report).toMatchObject({ parts: 3, articles: 525, presentArticles: 0, badLines: 0, commits: 1 });
    const keys = await keysUnder(context, "articles/import/архив/");
    expect(keys.map((key) => key.replace(/[0-9a-f]{32}/, "HASH"))).toEqual([
      "articles/import/архив/00001-HASH.jsonl.gz",
      "articles/import/архив/00002-HASH.jsonl.gz",
      "articles/import/архив/00003-HASH.jsonl.gz",
    ]);
    const { bytes } = await context.store.get(keys[2] as never);
    expect(gunzipSync(bytes).toString("utf8")).toBe(`${lines.slice(500).join("\n")}\n`);
    expect((await search(context, "Мост 524")).map(({ id }) => id)).toEqual(["n524"]);
    expect((await findDifferences(context, resolvedArticleOptions.parserVersion)).keys).toEqual([]);
  });

  test("counts no line as bad whose article is in, though its date is in the future", async () => {
    const context = makeContext();
    const lines = [article(1), JSON.stringify({ text: "Мост открыт.", date: "2100-01-01" }), '{"title":"Без текста"}'];
    const expected = { badLines: 1, takenDown: 0, firstBadLines: [{ line: 3 }] };
    expect(await run(context, lines)).toMatchObject({ ...expected, articles: 2, presentArticles: 0 });
    expect(await run(context, lines)).toMatchObject({ ...expected, articles: 0, presentArticles: 2 });
  });

  test("tells how many articles are read and how many of them are done", async () => {
    const told: [number, number][] = [];
    const bulkImport = new BulkImport(makeContext(), directProcessor(resolvedArticleOptions), "архив");
    await bulkImport.run(chunksOf(archive(525)), (done, read) => told.push([done, read]));
    expect(told.slice(0, 3)).toEqual([
      [0, 250],
      [0, 500],
      [0, 525],
    ]);
    expect(told.at(-1)).toEqual([525, 525]);
  });

  test("tells of work within a commit as it is done, part by part, down to what is done again", async () => {
    const told: number[] = [];
    const bulkImport = new BulkImport(makeContext(), directProcessor(resolvedArticleOptions), "архив");
    await bulkImport.run(chunksOf(archive(750)), (done) => told.push(done));
    const steps = told.slice(1).map((done, i) => done - (told[i] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    // Reading a part, inverting it, writing the terms of all, the documents of one.
    expect(steps.filter((step) => step > 0).map(Math.round)).toEqual([
      ...[50, 50, 50],
      ...[140, 140, 140],
      90,
      ...[30, 30, 30],
    ]);
    expect(told.at(-1)).toBe(750);
    const failing: PartIngester = {
      concurrency: 1,
      ingest: async (keys, _isOnly, onWork = () => {}) => {
        onWork(175);
        onWork(-175);
        onWork(5_000);
        return { committed: [...keys], unchanged: [], failed: new Map(), rejected: new Map(), articles: 250 };
      },
    };
    const again: number[] = [];
    await new BulkImport(makeContext(), directProcessor(resolvedArticleOptions), "архив", failing).run(
      chunksOf(archive(250)),
      (done) => again.push(done),
    );
    expect(again).toEqual([0, 175, 0, 250, 250, 250]);
  });

  test("counts a line that is no article as done, and tells what an earlier import did", async () => {
    const context = makeContext();
    const lines = [...archive(1_100), '{"title":"Без текста"}'];
    const told: [number, number, number][] = [];
    await new BulkImport(context, directProcessor(resolvedArticleOptions), "архив").run(chunksOf(lines), (...counts) =>
      told.push(counts),
    );
    expect(told.at(-1)).toEqual([1_101, 1_101, 0]);
    const more = [...archive(1_000), ...lines.slice(1_000), ...archive(3)];
    await new BulkImport(context, directProcessor(resolvedArticleOptions), "архив").run(chunksOf(more), (...counts) =>
      told.push(counts),
    );
    expect(told.at(-1)?.[2]).toBe(1_000);
  });

  test("begins with small batches where several run at once, and goes on with larger ones", async () => {
    const sizes: number[] = [];
    const ingester: PartIngester = {
      concurrency: 2,
      ingest: async (keys) => {
        sizes.push(keys.length);
        return { committed: [...keys], unchanged: [], failed: new Map(), rejected: new Map(), articles: 0 };
      },
    };
    const lines = Array.from({ length: 43_001 }, (_, i) => `{"id":${i}}`).join("\n");
    await new BulkImport(makeContext(), directProcessor(resolvedArticleOptions), "архив", ingester).run(
      chunksOf([lines]),
    );
    // Two are put at once, and the later may be in the bucket before the other.
    expect(sizes.sort((a, b) => a - b)).toEqual([4, 4, 4, 4, 8, 8, 8, 8, 16, 16, 16, 16, 29, 32]);
  });

  test("shares the parts out evenly where it is told how much of the archive is read, and starts its workers for them", async () => {
    const sizes: number[] = [];
    let prepared = 0;
    const ingester: PartIngester = {
      concurrency: 2,
      prepare: () => {
        prepared += sizes.length === 0 ? 1 : 0;
      },
      ingest: async (keys, isOnly) => {
        expect(isOnly).toBe(false);
        sizes.push(keys.length);
        return { committed: [...keys], unchanged: [], failed: new Map(), rejected: new Map(), articles: 0 };
      },
    };
    const lines = Array.from({ length: 10_000 }, (_, i) => `{"id":${i}}`);
    const { chunks, shareRead } = counted(lines);
    const bulkImport = new BulkImport(makeContext(), directProcessor(resolvedArticleOptions), "архив", ingester);
    await bulkImport.run(chunks, () => {}, shareRead);
    expect(sizes).toEqual([20, 20]);
    expect(prepared).toBeGreaterThan(0);
  });

  test.each([20, 1_000])("keeps an archive of %i articles in this process", async (articles) => {
    const context = makeContext();
    const lines = archive(articles);
    const { chunks, shareRead } = counted(lines);
    const local = localPartIngester(context, directProcessor(resolvedArticleOptions));
    const areOnly: boolean[] = [];
    const ingester: PartIngester = {
      concurrency: 2,
      prepare: () => expect.unreachable(),
      ingest: (keys, isOnly) => {
        areOnly.push(isOnly);
        return local.ingest(keys, isOnly);
      },
    };
    const bulkImport = new BulkImport(context, directProcessor(resolvedArticleOptions), "архив", ingester);
    await bulkImport.run(chunks, () => {}, shareRead);
    expect(areOnly).toEqual([true]);
  });

  test("starts no workers for one article that changed", async () => {
    const context = makeContext();
    const lines = archive(3_000);
    await run(context, lines);
    const local = localPartIngester(context, directProcessor(resolvedArticleOptions));
    const batches: number[] = [];
    const ingester: PartIngester = {
      concurrency: 2,
      prepare: () => expect.unreachable(),
      ingest: (keys, isOnly) => {
        batches.push(keys.length);
        return local.ingest(keys, isOnly);
      },
    };
    const changed = lines.map((line, i) => (i === 1_100 ? line.replace("Мост", "Тоннель") : line));
    const { chunks, shareRead } = counted(changed);
    const bulkImport = new BulkImport(context, directProcessor(resolvedArticleOptions), "архив", ingester);
    const report = await bulkImport.run(chunks, () => {}, shareRead);
    expect(report).toMatchObject({ articles: 250, presentArticles: 2_750 });
    expect(batches).toEqual([1]);
  });

  test("ends with the failure of a put, and brings in no batch without its parts", async () => {
    const context = makeContext();
    const full = new Error("The disk is full.");
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "putIfAbsent" && key.includes("/00002-")) throw full;
      },
    });
    const bulkImport = new BulkImport({ ...context, store }, directProcessor(resolvedArticleOptions), "архив");
    await expect(bulkImport.run(chunksOf(archive(1_025)))).rejects.toThrow(full);
    expect(await run(context, archive(1_025))).toMatchObject({ parts: 5, articles: 1_025, presentArticles: 0 });
  });

  test.each(["before", "after"] as const)("puts a part again whose answer was lost %s it was put", async (when) => {
    const context = makeContext();
    let left = 3;
    const lose = (method: string, key: string) => {
      if (method !== "putIfAbsent" || !key.includes("/import/") || left === 0) return;
      left -= 1;
      throw new SearchIndexError("store-unavailable", "The answer was lost.");
    };
    const store = interceptStore(context.store, { [when]: lose });
    const report = await run(makeContext(context, store), archive(375));
    expect(report.articles).toBe(375);
    expect(left).toBeLessThan(3);
    expect((await keysUnder(context, "articles/import/")).length).toBe(2);
  });

  test("twice changes nothing and commits nothing", async () => {
    const context = makeContext();
    const lines = [...archive(30), "сбой", '{"title": "Без текста"}'];
    const first = await run(context, lines);
    const { sequence } = await presentManifest(context);
    const second = await run(context, lines);
    expect(second).toMatchObject({ commits: 0, articles: 0, presentArticles: 30, presentParts: 1, badLines: 2 });
    expect(second.firstBadLines).toEqual(first.firstBadLines);
    expect((await presentManifest(context)).sequence).toBe(sequence);
  });

  test("tells apart what a server indexed meanwhile from what was there before, bad lines too", async () => {
    const context = makeContext();
    await run(context, archive(250));
    const local = localPartIngester(context, directProcessor(resolvedArticleOptions));
    const overtaken: PartIngester = {
      concurrency: 1,
      ingest: async (keys, isOnly) => {
        await local.ingest(keys, isOnly);
        return local.ingest(keys, isOnly);
      },
    };
    const bulkImport = new BulkImport(context, directProcessor(resolvedArticleOptions), "архив", overtaken);
    const report = await bulkImport.run(chunksOf([...archive(250), article(250), '{"title": "Без текста"}']));
    expect(report).toMatchObject({
      parts: 2,
      presentParts: 1,
      presentArticles: 250,
      articles: 0,
      articlesOfOthers: 1,
      commits: 0,
      badLines: 1,
      firstBadLines: [{ line: 252 }],
    });
  });

  test("again leaves what was removed since as it is, and tells the archive's own lines", async () => {
    const context = makeContext();
    const lines = [...archive(5), "сбой"];
    const { firstBadLines } = await run(context, lines);
    expect(firstBadLines).toMatchObject([{ line: 6 }]);
    const [key = ""] = await keysUnder(context, "articles/import/архив/");
    const selects = ({ id }: { id: string }) => id === "n1";
    await takeDown(context, directProcessor(resolvedArticleOptions), [key as ObjectKey], { selects, correction: null });
    expect(await run(context, lines)).toMatchObject({
      commits: 0,
      presentArticles: 4,
      takenDown: 1,
      badLines: 1,
      firstBadLines,
    });
    expect(await search(context, "Мост 1")).toEqual([]);
  });

  test("goes on where it was stopped", async () => {
    const context = makeContext();
    const lines = archive(8_100);
    async function* broken() {
      yield* chunksOf(lines.slice(0, 8_050));
      throw new Error("The cable is out.");
    }
    const stopped = new BulkImport(context, directProcessor(resolvedArticleOptions), "архив").run(broken());
    await expect(stopped).rejects.toThrow("The cable is out.");
    expect(await run(context, lines)).toMatchObject({
      parts: 33,
      presentParts: 32,
      articles: 100,
      presentArticles: 8_000,
    });
    expect(await run(context, lines)).toMatchObject({ commits: 0, presentArticles: 8_100 });
  });

  test("indexes a part that was put and never committed", async () => {
    const context = makeContext();
    await run(context, archive(20));
    const fresh = makeContext();
    for (const key of await keysUnder(context, "articles/")) {
      await fresh.store.putIfAbsent(key as never, (await context.store.get(key as never)).bytes);
    }
    expect(await run(fresh, archive(20))).toMatchObject({ commits: 1, articles: 20 });
  });

  test("counts bad lines, tells the first ten by their numbers in the archive, and takes the others", async () => {
    const context = makeContext();
    const lines = archive(2_030).map((line, i) => (i >= 2_010 ? '{"title": "Без текста"}' : i === 3 ? "{" : line));
    const report = await run(context, lines);
    expect(report).toMatchObject({ articles: 2_009, badLines: 21 });
    expect(report.firstBadLines.map(({ line }) => line)).toEqual([
      4,
      ...Array.from({ length: 9 }, (_, i) => 2_011 + i),
    ]);
  });

  test("names parts of an earlier state of the archive, and removes them when told", async () => {
    const context = makeContext();
    await run(context, archive(20));
    const bulkImport = new BulkImport(context, directProcessor(resolvedArticleOptions), "архив");
    const report = await bulkImport.run(chunksOf(archive(10)));
    expect(report.otherParts).toHaveLength(1);
    expect(await search(context, "Мост 15")).toHaveLength(1);
    await bulkImport.remove(report.otherParts);
    expect(await search(context, "Мост 15")).toHaveLength(0);
    expect(await search(context, "Мост 5")).toHaveLength(1);
    expect(await keysUnder(context, "articles/")).toHaveLength(1);
  });

  test("ends with the failure of a batch, once the batches beside it are done", async () => {
    const context = makeContext();
    const local = localPartIngester(context, directProcessor(resolvedArticleOptions));
    let batches = 0;
    const ingester: PartIngester = {
      concurrency: 2,
      ingest: (keys, isOnly) => {
        batches += 1;
        return batches === 1 ? Promise.reject(new Error("The process was ended.")) : local.ingest(keys, isOnly);
      },
    };
    const failed = new BulkImport(context, directProcessor(resolvedArticleOptions), "архив", ingester).run(
      chunksOf(archive(8_100)),
    );
    await expect(failed).rejects.toThrow("The process was ended.");
    expect(await run(context, archive(8_100))).toMatchObject({
      parts: 33,
      articles: expect.toSatisfy((n) => n >= 1_000),
    });
    expect(await search(context, "Мост 8099")).toHaveLength(1);
  });

  test("keeps archives of different names apart", async () => {
    const context = makeContext();
    await run(context, archive(5), "первый");
    expect((await run(context, archive(5), "второй")).otherParts).toEqual([]);
  });

  test.each(["", " ", "a/b", "..", "."])("refuses the name %j", (name) => {
    expect(() => new BulkImport(makeContext(), directProcessor(resolvedArticleOptions), name)).toThrow(
      expect.objectContaining({ code: "invalid-key" }),
    );
  });
});
