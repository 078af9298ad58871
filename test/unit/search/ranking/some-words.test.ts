/**
 * Ranking of partial matches: if no article has all words, one with more of them precedes one with a similar score for
 * fewer.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

let search: ArticleSearch;
beforeAll(async () => {
  const context = makeContext();
  const articlesWith = (word: string, count: number) =>
    Array.from({ length: count }, (_, i) => [`${word}/${i}`, { text: `${word} номер ${i} долго.` }]);
  await commitArticles(context, {
    ...Object.fromEntries([...articlesWith("Паром", 17), ...articlesWith("Маяк", 17), ...articlesWith("Облако", 60)]),
    два: { text: "Паром, маяк, долго." },
    одно: { text: "Вулкан дымит долго." },
    ещё: { text: "Вулкан спит долго." },
  });
  search = new ArticleSearch(context, { revalidateMs: 1e9, recencyHalfLifeDays: null });
});

describe("an article with more of the words", () => {
  it("comes before one of which fewer words score a little more, where none has all", async () => {
    const text = "паром вулкан верблюд маяк ";
    const { hits } = await search.search({ text, match: "auto", offset: 0, limit: 2, explain: true });
    const sums = hits.map(({ score, explanation }) => score / (explanation?.wordsFactor ?? 0));
    expect(hits.map(({ key }) => key)).toEqual(["два", "ещё"]);
    expect(hits[0]?.explanation?.wordsFactor).toBeCloseTo(0.5 ** 0.2, 9);
    expect(sums[0]).toBeLessThan(sums[1] ?? 0);
  });
});
