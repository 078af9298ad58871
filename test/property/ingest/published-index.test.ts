/**
 * A published index answers as the private one that it was made of: the same ids, scores, marks, facets and
 * corrections, in the same order, after any history and whatever was published before; and suggests what an index does
 * that is made anew of the articles that live, where a private one still counts a word of dead ones.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { HOUR_MS, objectsIn, publishTo, searchPublished } from "../../support/published-index.ts";
import { type ArticleUnderTest, commitArticles, mergeAll, removeArticles } from "../../support/stored-articles.ts";

const KEYS = Array.from({ length: 8 }, (_, i) => `articles/${i}.txt`);
const WORDS = [
  "паром",
  "паромы",
  "волга",
  "мост",
  "мосты",
  "река",
  "рейс",
  "рейсы",
  "город",
  "порт",
  "верфь",
  "капитан",
];

const articleArbitrary = fc
  .record({
    words: fc.array(fc.constantFrom(...WORDS), { minLength: 3, maxLength: 20 }),
    source: fc.constantFrom("ТАСС", "Вести", null),
    year: fc.integer({ min: 2018, max: 2021 }),
  })
  .map(({ words, source, year }): ArticleUnderTest => {
    const title = words.slice(0, 3).join(" ");
    return { title, text: `${words.join(" ")}.`, source, publishedAt: `${year}-03-01` };
  });

type Step = { readonly put: Record<string, ArticleUnderTest | null> } | { readonly act: "merge" | "publish" | "wait" };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      put: fc.dictionary(fc.constantFrom(...KEYS), fc.option(articleArbitrary, { freq: 3 }), {
        minKeys: 1,
        maxKeys: 4,
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constantFrom("merge" as const, "publish" as const, "publish" as const, "wait" as const),
    }),
  },
);

const QUERIES = [
  "паром",
  "паром волга",
  "«рейс в порт»",
  "верф",
  "паромм",
  "мост -река",
  "капитан ТАСС",
  "в 2019 году город",
];

async function answersOf(search: ArticleSearch): Promise<Record<"found" | "suggested", unknown[]>> {
  const answers: Record<"found" | "suggested", unknown[]> = { found: [], suggested: [] };
  for (const text of QUERIES) {
    const asked = { text, match: "auto", offset: 0, limit: 20, facets: ["source", "year"] } as const;
    const { sequence: _, ...found } = await search.search({ ...asked, collapse: true });
    const { suggestions } = await search.suggest({ text, limit: 8 });
    answers.found.push([text, found]);
    answers.suggested.push([text, suggestions]);
  }
  return answers;
}

async function take(context: TestContext, store: MemoryObjectStore, step: Step): Promise<void> {
  if ("put" in step) {
    const put = Object.entries(step.put).flatMap(([key, article]) =>
      article === null ? [] : [[key, article] as const],
    );
    if (put.length > 0) await commitArticles(context, Object.fromEntries(put));
    const gone = Object.keys(step.put).filter((key) => step.put[key] === null);
    if (gone.length > 0) await removeArticles(context, gone);
  } else if (step.act === "merge") await mergeAll(context);
  else if (step.act === "wait") context.clock.advance(30 * HOUR_MS);
  else await publishTo(store, context);
}

test("answers as the private index does, and is not written again where nothing changed", {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      articleArbitrary,
      fc.array(stepArbitrary, { minLength: 1, maxLength: 10 }),
      async (first, steps) => {
        const context = makeContext();
        const store = new MemoryObjectStore(context);
        await commitArticles(context, { "articles/first.txt": first });
        const live: Record<string, ArticleUnderTest | null> = { "articles/first.txt": first };
        for (const step of steps) {
          await take(context, store, step);
          if ("put" in step) Object.assign(live, step.put);
        }
        await publishTo(store, context);
        const fresh = makeContext();
        await commitArticles(
          fresh,
          Object.fromEntries(Object.entries(live).flatMap(([key, it]) => (it ? [[key, it]] : []))),
        );
        const answers = await answersOf(searchPublished(store, context));
        expect(answers.found).toEqual((await answersOf(new ArticleSearch(context, { revalidateMs: 0 }))).found);
        expect(answers).toEqual(await answersOf(new ArticleSearch(fresh, { revalidateMs: 0 })));
        const before = await objectsIn(store);
        expect((await publishTo(store, context)).writtenObjects).toBe(0);
        expect(await objectsIn(store)).toEqual(before);
      },
    ),
    { numRuns: 100 },
  );
});
