import { beforeEach, describe, expect, it } from "vitest";
import { type DuplicateGroup, listDuplicates } from "../../../src/search/listings.ts";
import { codeOf } from "../../support/error-of.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { AGENCY_TEXT, REPRINTS, SAME_EVENT } from "../../support/reprinted-article.ts";
import { commitArticles, mergeAll, removeArticles } from "../../support/stored-articles.ts";

let context: TestContext;

beforeEach(() => {
  context = makeContext();
});

async function list(): Promise<DuplicateGroup[]> {
  const groups: DuplicateGroup[] = [];
  for await (const group of listDuplicates(context)) groups.push(group);
  return groups;
}

/** Kind, then keys. */
const keysOf = (groups: readonly DuplicateGroup[]) =>
  groups.map(({ kind, articles }) => [kind, ...articles.map(({ key }) => key)]);

describe("the listing of duplicates", () => {
  const url = "https://vesti.example/a/1";

  it("has articles of one address under several keys, the newest first", async () => {
    await commitArticles(context, {
      а: { title: "Старая", text: "Плотина закрыта.", url, publishedAt: "2026-05-01" },
      я: { text: "Без даты.", url },
    });
    await commitArticles(context, { б: { text: "Плотина открыта.", url: `${url}#top`, publishedAt: "2026-05-02" } });
    const groups = await list();
    expect(keysOf(groups)).toEqual([["same-address", "б", "а", "я"]]);
    const a = { key: "а", id: "а#0", url, title: "Старая", publishedAt: "2026-05-01" };
    expect(groups[0]?.articles[1]).toEqual(a);
  });

  it("has near-duplicates of whatever address, over all segments", async () => {
    await commitArticles(context, { а: { text: AGENCY_TEXT, url: "https://one.example/1" }, б: { text: SAME_EVENT } });
    for (const [i, text] of Object.values(REPRINTS).entries()) {
      await commitArticles(context, { [`в/${i}`]: { text, url: `https://other.example/${i}` } });
    }
    const groups = await list();
    expect(keysOf(groups)).toEqual([["near-duplicate", "а", ...Object.keys(REPRINTS).map((_, i) => `в/${i}`)]]);
  });

  it("says once of articles of one address and one text that they are of one address", async () => {
    await commitArticles(context, { а: { text: AGENCY_TEXT, url }, б: { text: AGENCY_TEXT, url } });
    expect(keysOf(await list())).toEqual([["same-address", "а", "б"]]);
  });

  it("does not name articles of one address within one key", async () => {
    const articles = [
      { text: "Плотина закрыта.", url },
      { text: "Плотина открыта.", url },
    ];
    await commitArticles(context, { а: articles });
    expect(await list()).toEqual([]);
  });

  it("has only what lives, before and after a merge", async () => {
    await commitArticles(context, { а: { text: AGENCY_TEXT, url }, б: { text: "Река встала.", url } });
    await commitArticles(context, { в: { text: AGENCY_TEXT }, г: { text: AGENCY_TEXT } });
    await removeArticles(context, ["а"]);
    const expected = [["near-duplicate", "в", "г"]];
    expect(keysOf(await list())).toEqual(expected);
    expect(await mergeAll(context)).toBe(1);
    expect(keysOf(await list())).toEqual(expected);
  });

  it("reads many groups in batches, and misses none", async () => {
    const articles = Array.from({ length: 700 }, (_, i) => {
      const article = { text: `Река встала у моста номер ${i}.`, url: `https://vesti.example/${i}` };
      return [`а/${i}`, `б/${i}`].map((key): [string, typeof article] => [key, article]);
    });
    await commitArticles(context, Object.fromEntries(articles.flat()));
    const groups = keysOf(await list());
    expect(groups.length).toBe(700);
    expect(new Set(groups.map(String))).toEqual(new Set(articles.map((_, i) => `same-address,а/${i},б/${i}`)));
  });

  it("of an index without duplicates is empty, and of none is no list", async () => {
    expect(await codeOf(list)).toBe("no-index-yet");
    await commitArticles(context, { а: { text: AGENCY_TEXT }, б: { text: SAME_EVENT } });
    expect(await list()).toEqual([]);
  });
});
