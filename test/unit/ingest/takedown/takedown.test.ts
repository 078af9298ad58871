import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { findDifferences, Ingester } from "../../../../src/index/write.ts";
import { listTakedowns, takeDown } from "../../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../../src/search/search.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { withdrawnKey } from "../../../support/inside/index-own.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { upload } from "../../../support/uploads.ts";

const line = (id: string, title: string) => JSON.stringify({ id, title, text: `${title}, сообщили в мэрии города.` });
const edit = (id: string, correction: string | null = null) => ({
  selects: (article: { id: string }) => article.id === id,
  correction: correction === null ? null : { fileName: "fixed.json", bytes: Buffer.from(correction) },
});

let context: TestContext;
let keys: ObjectKey[];

beforeEach(async () => {
  context = makeContext();
  keys = [
    await upload(context, "a.jsonl", `${line("1", "Мост открыли")}\n${line("2", "Парк закрыли")}\n`),
    await upload(context, "b.json", line("1", "Мост открыли")),
    await upload(context, "c.jsonl.gz", gzipSync(`${line("3", "Трамвай пустили")}\n`)),
  ];
  await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
});

const textOf = async (key: ObjectKey | undefined) =>
  Buffer.from((await context.store.get(key as ObjectKey)).bytes).toString();
const found = async (id: string) =>
  (await new ArticleSearch(context, { revalidateMs: 0 }).findById(id)).map(({ key, article }) => [key, article.title]);
const agrees = async () => (await findDifferences(context, resolvedArticleOptions.parserVersion)).keys;

describe("an article that is taken down", () => {
  it("leaves every upload that holds it, and the index, and nothing else does", async () => {
    const report = await takeDown(context, directProcessor(resolvedArticleOptions), keys, edit("1"));
    expect(report.uploads).toMatchObject([
      { key: keys[0], result: "rewritten", articles: [{ place: { unit: "line", place: 1 } }] },
      { key: keys[1], result: "deleted", articles: [{ place: null, article: { title: "Мост открыли" } }] },
      { key: keys[2], result: "unchanged", articles: [] },
    ]);
    expect(report.failed.size).toBe(0);
    expect(await found("1")).toEqual([]);
    expect(await found("2")).toEqual([[keys[0], "Парк закрыли"]]);
    expect(await textOf(keys[0])).toBe(`${line("2", "Парк закрыли")}\n`);
    expect(await agrees()).toEqual([]);
  });

  it("is only looked for in a dry run", async () => {
    const { uploads } = await takeDown(context, directProcessor(resolvedArticleOptions), keys, edit("1"), {
      isDryRun: true,
    });
    expect(uploads.map(({ result }) => result)).toEqual(["rewritten", "deleted", "unchanged"]);
    expect(await found("1")).toHaveLength(2);
  });

  it("keeps a page of a site out by its key, before its upload goes, and in a dry run keeps nothing out", async () => {
    const page = await upload(context, "sites/vestnik.example/most.json", line("5", "Мост открыли"));
    const processor = directProcessor(resolvedArticleOptions);
    await new Ingester(context, processor).ingest([page]);
    const written: string[] = [];
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method.startsWith("put") || method.startsWith("delete")) written.push(`${method} ${key}`);
      },
    });
    const takeDownPage = (isDryRun: boolean) =>
      takeDown(makeContext(context, store), processor, [page, ...keys], edit("5"), { isDryRun });
    await takeDownPage(true);
    expect([await listTakedowns(context), written]).toEqual([[], []]);
    await takeDownPage(false);
    const [takedown] = await listTakedowns(context);
    expect(takedown?.file?.uploads).toEqual([page]);
    expect(written.slice(0, 3)).toEqual([
      `putIfAbsent ${withdrawnKey(context.layout, page)}`,
      `putIfAbsent ${takedown?.key}`,
      `deleteIfMatch ${page}`,
    ]);
  });

  it("is taken from what another writer put in between, too", async () => {
    let puts = 0;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method !== "putIfMatch" || key !== keys[0] || puts > 0) return;
        puts += 1;
        await upload(context, "a.jsonl", `${line("4", "Каток залили")}\n${line("1", "Мост")}\n${line("2", "Парк")}\n`);
      },
    });
    const report = await takeDown(
      makeContext(context, store),
      directProcessor(resolvedArticleOptions),
      keys.slice(0, 1),
      edit("1"),
    );
    expect(report.uploads).toMatchObject([{ result: "rewritten", articles: [{ place: { place: 2 } }] }]);
    expect(await textOf(keys[0])).toBe(`${line("4", "Каток залили")}\n${line("2", "Парк")}\n`);
    expect((await found("1")).map(([key]) => key)).toEqual([keys[1]]);
    expect(await found("4")).toEqual([[keys[0], "Каток залили"]]);
  });

  it("does not take a newer upload with it that came in place of the one it was", async () => {
    let deletes = 0;
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "deleteIfMatch" || deletes > 0) return;
        deletes += 1;
        await upload(context, "b.json", line("5", "Хор поёт"));
      },
    });
    const report = await takeDown(
      makeContext(context, store),
      directProcessor(resolvedArticleOptions),
      keys.slice(1, 2),
      edit("1"),
    );
    expect(report.uploads).toMatchObject([{ result: "unchanged" }]);
    expect(await found("5")).toEqual([[keys[1], "Хор поёт"]]);
  });

  it("is told of as taken down where the store refused what it had done", async () => {
    const store = interceptStore(context.store, {
      after: (method, key) => {
        if (method === "putIfMatch" && key === keys[0]) throw new SearchIndexError("etag-mismatch", "Refused.");
        if (method === "deleteIfMatch") throw new SearchIndexError("etag-mismatch", "Refused.");
      },
    });
    const report = await takeDown(
      makeContext(context, store),
      directProcessor(resolvedArticleOptions),
      keys.slice(0, 2),
      edit("1"),
    );
    expect(report.uploads).toMatchObject([
      { result: "rewritten", articles: [{ place: { place: 1 } }] },
      { result: "deleted", articles: [{ article: { title: "Мост открыли" } }] },
    ]);
    expect(await found("1")).toEqual([]);
  });

  it("is given up, with the reason, where others write without a pause; the other uploads are changed", async () => {
    let puts = 0;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method !== "putIfMatch" || key !== keys[0]) return;
        puts += 1;
        await upload(context, "a.jsonl", `${line("1", `Мост ${puts}`)}\n${line("2", "Парк")}\n`);
      },
    });
    const report = await takeDown(
      makeContext(context, store),
      directProcessor(resolvedArticleOptions),
      keys,
      edit("1"),
    );
    expect([...report.failed]).toMatchObject([[keys[0], { code: "commit-conflict" }]]);
    expect(report.uploads.map(({ key, result }) => [key, result])).toEqual([
      [keys[1], "deleted"],
      [keys[2], "unchanged"],
    ]);
    expect(puts).toBeLessThan(20);
  });

  it("whose upload is gone already leaves the index with it", async () => {
    await context.store.delete(keys[1] as ObjectKey);
    const report = await takeDown(context, directProcessor(resolvedArticleOptions), keys.slice(1, 2), edit("1"));
    expect(report.uploads).toEqual([{ key: keys[1], result: "absent", articles: [], corrected: null }]);
    expect(await found("1")).toEqual([[keys[0], "Мост открыли"]]);
  });
});

describe("a whole upload that is removed", () => {
  it("goes with all its articles, also where it is too large to be read", async () => {
    const large = await upload(context, "large.txt", Buffer.alloc(11 * 1024 * 1024, "слово "));
    const removed = await takeDown(
      context,
      directProcessor(resolvedArticleOptions),
      [keys[0] as ObjectKey, large],
      "remove",
    );
    expect(removed.uploads).toMatchObject([
      { result: "deleted", articles: [{ article: { id: "1" } }, { article: { id: "2" } }] },
      { key: large, result: "deleted", articles: [] },
    ]);
    expect([await found("2"), await agrees()]).toEqual([[], []]);
  });
});

describe("an article that is corrected", () => {
  const fixed = JSON.stringify({ title: "Мост закрыли", text: "Мост закрыли на ремонт." });

  it("is found in its new words under the old id wherever it is held", async () => {
    const report = await takeDown(context, directProcessor(resolvedArticleOptions), keys.slice(0, 2), edit("1", fixed));
    expect(report.uploads.map(({ result }) => result)).toEqual(["rewritten", "rewritten"]);
    expect(await found("1")).toEqual([
      [keys[0], "Мост закрыли"],
      [keys[1], "Мост закрыли"],
    ]);
    expect(await found("2")).toHaveLength(1);
    expect(await agrees()).toEqual([]);
  });

  it("fails in an upload that it does not fit in, and says why", async () => {
    const other = JSON.stringify({ id: "9", text: "Мост закрыли." });
    const report = await takeDown(context, directProcessor(resolvedArticleOptions), keys.slice(0, 1), edit("1", other));
    expect([...report.failed]).toMatchObject([[keys[0], { code: "invalid-change" }]]);
    expect(await found("1")).toHaveLength(2);
  });
});
