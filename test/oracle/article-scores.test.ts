import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArticleSearch, type ArticleSearchResult } from "../../src/search/search.ts";
import { makeContext } from "../support/index-context.ts";
import { commitArticles, mergeAll, removeArticles } from "../support/stored-articles.ts";
import { type ScoredArticle, scorePlainly } from "./article-scores.ts";

/** Names and words that share stems and roots with them, abbreviations, numbers, hyphens, stop words. */
const WORDS = [
  ...["Лавров", "Лаврова", "лавровый", "лавр", "Китай", "Китая", "кит", "киты", "Грузия", "груз", "грузовик"],
  ...["киберпреступность", "киберпреступления", "Россия", "российский", "россиян", "Песков", "песок", "песка"],
  ...["ОПЕК", "опека", "опекой", "США", "T-34", "Т-34", "Су-57", "2016", "9 октября", "15 300", "Ростов-на-Дону"],
  ...["в", "на", "не", "новая", "Новая", "новый", "мост", "мосты", "газ", "Газпром"],
];
const word = fc.constantFrom(...WORDS);
const sentence = fc.array(word, { maxLength: 9 }).map((words) => (words.length === 0 ? "" : `${words.join(" ")}.`));
const article = fc.record({
  title: fc.option(sentence, { nil: null }),
  text: fc.array(sentence, { minLength: 1, maxLength: 3 }).map((sentences) => sentences.join(" ")),
});
const key = fc.constantFrom("а", "б", "в", "г", "д", "е");
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ put: fc.dictionary(key, article, { minKeys: 1, maxKeys: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.array(key, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.constant({ merge: true as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
/** A space behind the last word, so that nothing is completed. */
const query = fc
  .array(
    fc.oneof(
      word,
      word.map((one) => one.toLowerCase()),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((words) => `${words.join(" ")} `);

/** Does the steps in an index and in a map. */
async function play(steps: readonly Step[]) {
  const context = makeContext();
  await commitArticles(context, {});
  const live = new Map<string, ScoredArticle>();
  for (const one of steps) {
    if ("put" in one) {
      await commitArticles(context, one.put);
      for (const [name, put] of Object.entries(one.put)) live.set(name, put);
    } else if ("remove" in one) {
      await removeArticles(context, one.remove);
      for (const name of one.remove) live.delete(name);
    } else if (live.size > 0) {
      await mergeAll(context);
    }
  }
  return { search: new ArticleSearch(context, { revalidateMs: 0 }), live };
}

/** Searches without any interpretation of the query: the plain scorer knows the words alone. */
async function searchAsTyped(search: ArticleSearch, text: string): Promise<ArticleSearchResult> {
  const query = { text, match: "auto", correct: "off", offset: 0, limit: 50 } as const;
  const { understood } = await search.search(query);
  return search.search({ ...query, ignore: understood.map(({ id }) => id) });
}

describe("/search scores what a plain scorer does", () => {
  it("after any history of uploads, deletions and merges", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 7 }),
        fc.array(query, { minLength: 1, maxLength: 4 }),
        async (steps, queries) => {
          const { search, live } = await play(steps);
          const keys = [...live.keys()];
          for (const text of queries) {
            const expected = scorePlainly([...live.values()], text);
            const { hits } = await searchAsTyped(search, text);
            expect(new Set(hits.map((hit) => hit.key)), text).toEqual(
              new Set([...expected.keys()].map((i) => keys[i])),
            );
            for (const hit of hits) {
              const score = expected.get(keys.indexOf(hit.key)) ?? 0;
              expect(Math.abs(hit.score - score), `${text}: ${hit.score}, not ${score}`).toBeLessThanOrEqual(
                1e-9 * score,
              );
            }
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});
