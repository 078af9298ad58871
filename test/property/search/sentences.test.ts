import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext } from "../../support/index-context.ts";
import { commitArticles } from "../../support/stored-articles.ts";

const WORDS = ["паром", "гавань", "шторм", "рейс", "причал", "капитан", "пассажир", "погода", "ремонт", "расписание"];

let search: ArticleSearch;
beforeAll(async () => {
  const context = makeContext();
  // The first words are rare and the last frequent; lengths differ, and titles repeat some words.
  const articleOf = (i: number) => {
    const words = WORDS.filter((_, n) => (i * 7 + n * n * 3 + ((i * i) % (n + 5))) % 11 <= n);
    return {
      title: words.slice(i % 4, (i % 4) + 2).join(" "),
      text: [...words, ...words.slice(i % 5), "и так"].join(" "),
    };
  };
  for (const [from, to] of [
    [0, 250],
    [250, 400],
  ] as const) {
    const numbers = Array.from({ length: to - from }, (_, i) => from + i);
    await commitArticles(context, Object.fromEntries(numbers.map((i) => [`статья-${i}`, articleOf(i)])));
  }
  search = new ArticleSearch(context);
});

const sentence = fc
  .shuffledSubarray([...WORDS, "так"], { minLength: 5, maxLength: 9 })
  .map((words) => `${words.join(" ")} `);

describe("a sentence", () => {
  it("has on a page that is not counted the hits, scores and marks of one that is", async () => {
    await fc.assert(
      fc.asyncProperty(sentence, fc.nat({ max: 12 }), fc.integer({ min: 1, max: 6 }), async (text, offset, limit) => {
        const query = { text, match: "auto", correct: "off", offset, limit } as const;
        // Facets want every match to be looked at.
        const whole = await search.search({ ...query, counts: "all", facets: ["year"] });
        const page = await search.search({ ...query, counts: "page" });
        expect(page.hits).toEqual(whole.hits);
        expect(page.match).toBe(whole.match);
        expect(page.total).toBe(Math.min(whole.total, offset + limit + 1));
      }),
      { numRuns: 60 },
    );
  });

  it("is ordered by score alone, whereof an article with all words has more", async () => {
    await fc.assert(
      fc.asyncProperty(sentence, async (text) => {
        const query = { text, match: "auto", correct: "off", offset: 0, limit: 50, explain: true } as const;
        const { hits, match } = await search.search(query);
        const scores = hits.map(({ score }) => score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        for (const { isPartial, explanation } of hits) {
          expect(isPartial).toBe(match === "all" && explanation?.allWords === false);
          expect((explanation?.wordsFactor ?? 0) > 1).toBe(explanation?.allWords);
        }
      }),
      { numRuns: 40 },
    );
  });
});
