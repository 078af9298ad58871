import { beforeAll, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

let search: ArticleSearch;
beforeAll(async () => {
  const context = makeContext();
  await commitArticles(context, {
    теннис: { text: "Теннисист Кендзера назвал любимого бойца." },
    корты: { text: "Открыты новые корты, тренер доволен." },
    ...Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`n${i}`, { text: `Новость номер ${i} о погоде.` }])),
  });
  search = new ArticleSearch(context, { revalidateMs: 1e9 });
});

const ask = (text: string, options: object = {}) =>
  search.search({ text, match: "auto", offset: 0, limit: 5, ...options });

it("an offer is searched for where some article has all its words and none all that were typed", async () => {
  const { corrections, offer, hits, match } = await ask("кендера теннисист");
  expect(corrections.map(({ from, to }) => `${from} ${to}`)).toEqual(["кендера кендзера"]);
  expect([offer, match, hits[0]?.key]).toEqual([null, "all", "теннис"]);
});

it("an offer stays one where no article has all its words, where it is a word alone, and where corrections are off", async () => {
  expect(await ask("кендера корты")).toMatchObject({ corrections: [], offer: "кендзера корты" });
  expect(await ask("кендера")).toMatchObject({ corrections: [], offer: "кендзера", hits: [] });
  expect(await ask("кендера теннисист", { correct: "off" })).toMatchObject({ corrections: [], offer: null });
});

it("an offer that was taken off is not searched for", async () => {
  const { corrections } = await ask("кендера теннисист", { ignore: ["typo:кендера"] });
  expect(corrections).toEqual([]);
});

it("a name alone with two letters swapped is searched for as it is written, however few articles have it", async () => {
  const { corrections, hits } = await ask("кендезра");
  expect(corrections.map(({ from, to }) => `${from} ${to}`)).toEqual(["кендезра кендзера"]);
  expect(hits[0]?.key).toBe("теннис");
});

it("a word that only goes on from what is typed is no offer, since it is found and suggested", async () => {
  const completed = await ask("любимого теннисис");
  expect(completed).toMatchObject({ corrections: [], offer: null });
  expect(completed.hits[0]?.key).toBe("теннис");
  expect((await ask("теннисис")).offer).toBeNull();
});
