import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import type { MatchMode } from "../../../../src/search-api.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { AGENCY_TEXT, REPRINTS, SAME_EVENT } from "../../../support/reprinted-article.ts";
import { commitArticles, mergeAll } from "../../../support/stored-articles.ts";

let context: TestContext;
let search: ArticleSearch;

beforeEach(() => {
  context = makeContext();
  search = new ArticleSearch(context, { revalidateMs: 0 });
});

/** Key and number of duplicates of each hit, and what is counted. */
async function ask(text: string, { match = "auto" as MatchMode, offset = 0, limit = 10, collapse = true } = {}) {
  const { hits, total, totalRest } = await search.search({ text, match, offset, limit, collapse });
  return { hits: hits.map(({ key, duplicates }) => [key, duplicates?.count ?? 0]), total, totalRest };
}

describe("reprints", () => {
  beforeEach(async () => {
    await commitArticles(context, { "а/агентство": { title: "Водохранилище под Вытегрой", text: AGENCY_TEXT } });
    for (const [i, text] of Object.values(REPRINTS).entries()) await commitArticles(context, { [`б/${i}`]: { text } });
    await commitArticles(context, { "в/своими словами": { text: SAME_EVENT }, "г/спорт": { text: "Матч в Вытегре." } });
  });

  it("collapse under the best ranked of them, wherever they lie, and count as one", async () => {
    const found = await ask("водохранилище вытегра");
    expect(found.hits).toContainEqual(["а/агентство", Object.keys(REPRINTS).length]);
    expect(found.hits).toContainEqual(["в/своими словами", 0]);
    expect(found).toMatchObject({ total: 2, totalRest: 1 });
    expect(found.hits.length).toBe(3);
  });

  it("are all shown where nothing is collapsed, without a word of duplicates", async () => {
    const found = await ask("водохранилище вытегра", { collapse: false });
    expect(found.total).toBe(Object.keys(REPRINTS).length + 2);
    expect(found.hits.every(([, duplicates]) => duplicates === 0)).toBe(true);
  });

  it("collapse the same on every page, and pages follow one another without a gap", async () => {
    const whole = await ask("вытегра", { match: "any" });
    for (let offset = 0; offset <= whole.hits.length; offset += 1) {
      const page = await ask("вытегра", { match: "any", offset, limit: 1 });
      expect(page).toEqual({ ...whole, hits: whole.hits.slice(offset, offset + 1) });
    }
  });

  it("collapse the same after their segments were merged", async () => {
    const before = await ask("водохранилище вытегра");
    expect(await mergeAll(context)).toBe(1);
    expect(await ask("водохранилище вытегра")).toEqual(before);
  });

  it("collapse only among the matches: what does not match is not counted", async () => {
    expect((await ask("корреспондентам", { match: "all" })).hits).toEqual([["б/4", 0]]);
  });
});

describe("articles of one address", () => {
  const url = "https://vesti.example/a/1";

  it("collapse however the address is spelled, and the newest is shown where the best stands", async () => {
    await commitArticles(context, {
      а: { title: "Плотина Плотина", text: "Плотина закрыта.", url, publishedAt: "2026-05-01" },
      б: {
        text: "Плотину открыли, а реку перекрыли у моста.",
        url: `${url}/?utm_source=tg`,
        publishedAt: "2026-05-03",
      },
    });
    await commitArticles(context, {
      в: { text: "О плотине.", url: "http://www.vesti.example/a/1#top", publishedAt: "2026-05-02" },
      г: { title: "Плотина", text: "О другой плотине говорят давно, и всё без толку.", url: `${url}2` },
    });
    expect(await ask("плотина")).toEqual({
      hits: [
        ["б", 2],
        ["г", 0],
      ],
      total: 2,
      totalRest: 0,
    });
  });

  it("of one day are shown by rank, and of equal rank by source key, before and after a merge", async () => {
    for (const key of ["в", "а", "б"]) {
      await commitArticles(context, { [key]: { text: "Плотина закрыта.", url, publishedAt: "2026-05-01" } });
    }
    expect((await ask("плотина")).hits).toEqual([["а", 2]]);
    await mergeAll(context);
    expect((await ask("плотина")).hits).toEqual([["а", 2]]);
  });

  it("without a date come after those with one", async () => {
    await commitArticles(context, {
      а: { title: "Плотина", text: "Плотина закрыта.", url },
      б: { text: "У плотины.", url, publishedAt: "2016" },
    });
    expect((await ask("плотина")).hits).toEqual([["б", 1]]);
  });

  it("are not those without an address", async () => {
    await commitArticles(context, { а: { text: "Плотина закрыта." }, б: { text: "Плотина открыта." } });
    expect((await ask("плотина")).total).toBe(2);
  });
});

it("texts without a word, and an index without articles, collapse to nothing", async () => {
  await commitArticles(context, {});
  expect(await ask("плотина")).toEqual({ hits: [], total: 0, totalRest: 0 });
  await commitArticles(context, { а: { title: "Плотина", text: "…" }, б: { title: "Плотина", text: "—" } });
  expect((await ask("плотина")).total).toBe(2);
});

it("an empty text lists every article once where it collapses", async () => {
  await commitArticles(context, { а: { text: AGENCY_TEXT, publishedAt: "2026-05-01" } });
  await commitArticles(context, { б: { text: AGENCY_TEXT, publishedAt: "2026-05-02" }, в: { text: "О другом." } });
  expect(await ask("")).toMatchObject({
    total: 2,
    hits: [
      ["б", 1],
      ["в", 0],
    ],
  });
  expect((await ask("", { collapse: false })).total).toBe(3);
});

describe("what is collapsed under an article", () => {
  beforeEach(async () => {
    await commitArticles(context, {
      "а/агентство": { id: "агентство", title: "Водохранилище под Вытегрой", text: AGENCY_TEXT },
    });
    for (const [i, text] of Object.values(REPRINTS).entries()) {
      await commitArticles(context, { [`б/${i}`]: { text, id: i === 0 ? "агентство" : `б${i}` } });
    }
    await commitArticles(context, { "в/своими словами": { text: SAME_EVENT, id: "в" } });
  });

  const listCollapsed = async (sameAs: { id: string; key?: string }, text = "водохранилище вытегра") =>
    search.search({ text, match: "auto", offset: 0, limit: 50, sameAs });

  it("is all others of its group, as many as are told", async () => {
    const [shown] = (
      await search.search({ text: "водохранилище вытегра", match: "auto", offset: 0, limit: 1, collapse: true })
    ).hits;
    expect(shown?.key).toBe("а/агентство");
    const collapsed = await listCollapsed({ id: "агентство", key: "а/агентство" });
    expect(collapsed.hits.map(({ key }) => key).sort()).toEqual(Object.keys(REPRINTS).map((_, i) => `б/${i}`));
    expect(collapsed.total).toBe(shown?.duplicates?.count);
    expect(collapsed.totalRest).toBe(0);
  });

  it("is the same whichever of its group, or of the articles of one id, is named", async () => {
    const named = await listCollapsed({ id: "агентство", key: "а/агентство" });
    for (const id of ["б1", "агентство"]) expect((await listCollapsed({ id })).hits).toEqual(named.hits);
  });

  it("is only what matches", async () => {
    const { hits, total } = await listCollapsed({ id: "б3" }, "корреспондентам");
    expect([hits.length, total]).toEqual([0, 0]);
  });

  it("is nothing of an article that is alone, or not there", async () => {
    for (const id of ["в", "нет такого", "__proto__"]) expect((await listCollapsed({ id })).total).toBe(0);
  });

  it("goes over all articles where the text is empty", async () => {
    expect((await listCollapsed({ id: "б2" }, "")).total).toBe(Object.keys(REPRINTS).length);
  });
});
