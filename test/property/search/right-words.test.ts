import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { isDictionaryWord } from "../../../src/russian/words.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { readShortQueryArticles } from "../../eval/ranking/short-queries.ts";
import { makeContext } from "../../support/index-context.ts";
import { editCost } from "../../support/inside/search-spelling.ts";
import { commitArticles } from "../../support/stored-articles.ts";

/** Words of the Snowball vocabulary's kind: those that the judged words of readers hold, and their forms. */
const words = readFileSync(new URL("../../fixtures/readers-queries/tuning-words.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .flatMap((line) => (JSON.parse(line) as { word?: string }).word?.split(" ") ?? [])
  .filter((word) => isDictionaryWord(word));

let search: ArticleSearch;

beforeAll(async () => {
  const articles = await readShortQueryArticles();
  const context = makeContext();
  await commitArticles(context, Object.fromEntries(articles.map((article) => [article.id, article])));
  search = new ArticleSearch(context, { revalidateMs: 1e9 });
});

describe("corrections", () => {
  it("never replace a word of the dictionary", async () => {
    expect(words.length).toBeGreaterThan(150);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }), async (some) => {
        const { corrections } = await search.search({ text: some.join(" "), match: "auto", offset: 0, limit: 1 });
        for (const { kind, from } of corrections)
          if (kind !== "merge") expect(isDictionaryWord(from), from).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("never fail, whatever is typed, and say what was searched for", async () => {
    const letters = fc.string({ unit: fc.constantFrom(..."абвгдежзиклмнопрстьъэюя- qwerty\"'!|"), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(letters, fc.string()), async (text) => {
        const { corrections, offer } = await search.search({ text, match: "auto", offset: 0, limit: 1 });
        for (const { from } of corrections) expect(text).toContain(from);
        if (offer !== null) expect(offer).not.toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it("cost nothing where nothing is changed, and something where anything is", () => {
    const word = fc.string({ unit: fc.constantFrom(..."абвеиорстьы"), maxLength: 12 });
    fc.assert(
      fc.property(word, word, (typed, meant) => {
        const cost = editCost(typed, meant);
        expect(cost === 0).toBe(typed === meant);
        expect(Number.isFinite(cost)).toBe(true);
      }),
    );
  });
});
