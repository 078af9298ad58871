import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { OPENING_WORDS } from "../../support/inside/index-blocks.ts";
import { type ArticleUnderTest, commitArticles, mergeAll } from "../../support/stored-articles.ts";

let context: TestContext;

beforeEach(() => {
  context = makeContext();
});

/** Other words, as many of them as are wanted: both texts of a test are of the same length. */
const others = (count: number): string => Array.from({ length: count }, (_, i) => `слово${i}`).join(" ");

async function rank(text: string): Promise<{ id: string; openings: boolean[] }[]> {
  const query = { text, match: "auto" as const, offset: 0, limit: 10, explain: true };
  const { hits } = await new ArticleSearch(context).search(query);
  return hits.map(({ key, explanation }) => ({
    id: key,
    openings: (explanation?.words ?? []).flatMap(({ terms }) =>
      terms.flatMap((term) => term.fields.map(({ opening }) => opening)),
    ),
  }));
}

async function commit(articles: Readonly<Record<string, ArticleUnderTest>>): Promise<void> {
  for (const [key, article] of Object.entries(articles)) await commitArticles(context, { [key]: article });
}

describe("an article that opens with a word", () => {
  const early = { title: null, text: `мост ${others(OPENING_WORDS)}`, source: null };
  const late = { title: null, text: `${others(OPENING_WORDS)} мост`, source: null };

  it("comes before one that ends with it, after a merge too", async () => {
    await commit({ а: late, б: early });
    const ranked = [
      { id: "б", openings: [true] },
      { id: "а", openings: [false] },
    ];
    expect(await rank("мост")).toEqual(ranked);
    await mergeAll(context);
    expect(await rank("мост")).toEqual(ranked);
  });

  it("is one by its lead, where that was uploaded apart", async () => {
    await commit({ а: late, б: { ...early, lead: "мост", text: others(OPENING_WORDS) } });
    expect((await rank("мост")).map(({ id }) => id)).toEqual(["б", "а"]);
  });

  it("does not open with another word that has a form in common with it", async () => {
    await commit({
      а: { title: null, text: `В начале века ${others(OPENING_WORDS)}`, source: null },
      б: { title: null, text: `В начале веко ${others(OPENING_WORDS)}`, source: null },
    });
    expect(await rank("веко")).toEqual([
      { id: "б", openings: [true] },
      { id: "а", openings: [false] },
    ]);
  });
});
