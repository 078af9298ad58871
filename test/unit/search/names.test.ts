import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type FindTexts, indexTexts } from "../../support/article-index.ts";

interface Sense {
  readonly queries: readonly string[];
  readonly articles: readonly string[];
}

/** Names and the words that share a stem with them. */
const homographs: readonly { readonly name: Sense; readonly word: Sense }[] = JSON.parse(
  readFileSync(new URL("../../fixtures/analysis/homograph-words.json", import.meta.url), "utf8"),
);
const senses = homographs.flatMap(({ name, word }) => [
  [name.queries[0] ?? "", name, word] as const,
  [word.queries[0] ?? "", word, name] as const,
]);

describe("of a name and a word that share a stem", () => {
  let find: FindTexts;
  beforeAll(async () => {
    find = await indexTexts(homographs.flatMap(({ name, word }) => [...name.articles, ...word.articles]));
  });

  it.each(senses)("«%s» is not outranked by the other", async (_, own, other) => {
    for (const query of own.queries) {
      const found = await find(query);
      const ranks = found.flatMap((text, rank) => (own.articles.includes(text) ? [rank] : []));
      const firstOther = found.findIndex((text) => other.articles.includes(text));
      // A single word finds all of its own, and all before the other's; of more words not every article has all.
      const isSingle = !query.includes(" ");
      expect(ranks.length, query).toBeGreaterThanOrEqual(isSingle ? own.articles.length : 1);
      if (firstOther >= 0) expect(isSingle ? Math.max(...ranks) : ranks[0], query).toBeLessThan(firstOther);
    }
  });
});
