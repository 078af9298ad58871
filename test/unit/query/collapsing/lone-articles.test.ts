import { expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/query/article-search.ts";
import { findLoneArticles } from "../../../../src/query/collapsing/collapse-matches.ts";
import { openSnapshot } from "../../../../src/query/snapshot/index-snapshot.ts";
import { SegmentCache } from "../../../../src/segment/reader/segment-cache.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { presentManifest } from "../../../support/live-index.ts";
import { AGENCY_TEXT, REPRINTS } from "../../../support/reprinted-article.ts";
import { commitArticles, removeArticles } from "../../../support/stored-articles.ts";

async function openIndex(context: TestContext) {
  return openSnapshot(context, await presentManifest(context), new SegmentCache(context.store, context.layout));
}

async function makeIndex(): Promise<TestContext> {
  const context = makeContext();
  await commitArticles(context, { а: { text: AGENCY_TEXT }, б: { text: "О погоде." }, в: { text: "О спорте." } });
  await commitArticles(context, { г: { text: Object.values(REPRINTS)[0] ?? "" }, д: { text: "О погоде." } });
  await commitArticles(context, { е: { text: "О музеях." } });
  await removeArticles(context, ["д"]);
  return context;
}

it("what is alone is known only after as many matches were collapsed as there are articles", async () => {
  const snapshot = await openIndex(await makeIndex());
  expect(await findLoneArticles(snapshot, 3)).toBeNull();
  expect(await findLoneArticles(snapshot, 2)).toBeNull();
  // By segment, then by source key: what died makes nobody the same as another.
  expect(await findLoneArticles(snapshot, 1)).toEqual([Uint8Array.of(0, 1, 1), Uint8Array.of(0, 0), Uint8Array.of(1)]);
});

it("another commit has to be paid for anew", async () => {
  const context = await makeIndex();
  const snapshot = await openIndex(context);
  await findLoneArticles(snapshot, 100);
  expect(await findLoneArticles(snapshot, 1)).not.toBeNull();
  expect(await findLoneArticles(await openIndex(context), 1)).toBeNull();
});

it("a page is the same whether it is known what is alone or not, and a new reprint collapses at once", async () => {
  const context = await makeIndex();
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const ask = async (text: string) => {
    const { hits, total } = await search.search({ text, match: "any", offset: 0, limit: 10, collapse: true });
    return { hits: hits.map(({ key, duplicates }) => [key, duplicates?.count ?? 0]), total };
  };
  const first = await ask("");
  for (let i = 0; i < 5; i += 1) expect(await ask("")).toEqual(first);
  expect(first.total).toBe(4);
  await commitArticles(context, { ж: { text: "О спорте." } });
  const spring = await ask("спорт");
  expect(spring).toEqual({ hits: [["в", 1]], total: 1 });
  for (let i = 0; i < 5; i += 1) await ask("");
  expect(await ask("спорт")).toEqual(spring);
});
