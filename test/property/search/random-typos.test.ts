import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { readShortQueryArticles } from "../../eval/ranking/short-queries.ts";
import { makeContext } from "../../support/index-context.ts";
import { commitArticles } from "../../support/stored-articles.ts";

const LETTERS = [..."абвгдежзийклмнопрстуфхцчшщыьэюя"];

/** One slip: a letter more, less or another one, or two swapped. */
const slip = fc.record({
  kind: fc.constantFrom("insert", "delete", "replace", "swap"),
  at: fc.nat(),
  letter: fc.constantFrom(...LETTERS),
});
type Slip = typeof slip extends fc.Arbitrary<infer T> ? T : never;

function misspell(word: string, { kind, at, letter }: Slip): string {
  const place = at % word.length;
  if (kind === "insert") return word.slice(0, place) + letter + word.slice(place);
  if (kind === "delete") return word.slice(0, place) + word.slice(place + 1);
  if (kind === "replace") return word.slice(0, place) + letter + word.slice(place + 1);
  const from = Math.min(place, word.length - 2);
  return word.slice(0, from) + word.charAt(from + 1) + word.charAt(from) + word.slice(from + 2);
}

describe("a mistyped word of the samples", () => {
  it("finds an article that has the word, or is offered one, mostly, after one slip and after two", {
    timeout: 240_000,
  }, async () => {
    const articles = await readShortQueryArticles();
    const context = makeContext();
    await commitArticles(context, Object.fromEntries(articles.map((article) => [article.id, article])));
    const search = new ArticleSearch(context, { revalidateMs: 1e9 });
    const ask = (text: string) => search.search({ text: `${text} `, match: "auto", offset: 0, limit: 50 });
    const words = [...new Set(articles.flatMap(({ text }) => text.toLowerCase().match(/[а-я]{5,}/g) ?? []))];
    for (const [slips, shortest, leastRecall] of [
      [1, 5, 0.8],
      [2, 8, 0.7],
    ] as const) {
      const long = words.filter(({ length }) => length >= shortest);
      const counts = { tried: 0, corrected: 0, found: 0, known: 0 };
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.array(slip, { minLength: slips, maxLength: slips }), async (number, some) => {
          const word = long[number % long.length] ?? "";
          const typed = some.reduce(misspell, word);
          const [meant, result] = await Promise.all([ask(word), ask(typed)]);
          // What slips into another word of the index is that word.
          if (result.corrections.length === 0 && result.total > 0) {
            counts.known += 1;
            return;
          }
          counts.tried += 1;
          const keys = new Set(meant.hits.map(({ key }) => key));
          const offered = result.offer === null ? [] : (await ask(result.offer)).hits;
          if (result.corrections.length > 0) counts.corrected += 1;
          if ([...result.hits, ...offered].some(({ key }) => keys.has(key))) counts.found += 1;
        }),
        { numRuns: 400 },
      );
      console.log(
        `${slips} slips: ${counts.found} of ${counts.tried} are found or offered, ${counts.corrected} corrected; ` +
          `${counts.known} are other words of the index`,
      );
      expect(counts.found / counts.tried).toBeGreaterThan(leastRecall);
    }
  });
});
