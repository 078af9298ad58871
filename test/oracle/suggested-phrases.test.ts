/**
 * The phrases that are suggested against a plain computation over the live articles, for random histories: which there
 * are, and in what order.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ArticleSearch } from "../../src/search/search.ts";
import { makeContext } from "../support/index-context.ts";
import { titlePhrases } from "../support/inside/russian-titles.ts";
import { termOfForm } from "../support/inside/search-expansion.ts";
import { type ArticleUnderTest, commitArticles, mergeAll, removeArticles } from "../support/stored-articles.ts";

const DAY_MS = 86_400_000;
const KEYS = Array.from({ length: 9 }, (_, i) => `articles/${i}.txt`);
const HEADS = ["цены на", "курс", "Дмитрий", "Белый", "режим"];
const ENDS = ["нефть", "нефти", "рубля", "Медведев", "дом", "доме", "готовности", "доллара"];
const TYPED = ["цены на", "цены на н", "курс ", "курс д", "дмитрий м", "режим г", "белый", "медв"];

/** Joins the terms that all forms of a folded phrase share; the result is the text of no word. */
const termsOfPhrase = (key: string): string => `=${key.split(" ").map(termOfForm).join(" ")}`;

const articleArbitrary = fc
  .record({
    titles: fc.array(fc.tuple(fc.constantFrom(...HEADS), fc.constantFrom(...ENDS)), { minLength: 1, maxLength: 3 }),
    publishedAt: fc.constantFrom("2014-01-05", "2019-07-01", "2020-04-27", "2020-05-02", null),
  })
  .map(
    ({ titles, publishedAt }): ArticleUnderTest => ({
      title: titles.map((words) => words.join(" ")).join(", а "),
      text: "Об этом пишут.",
      publishedAt,
    }),
  );

const changeArbitrary = fc.dictionary(fc.constantFrom(...KEYS), fc.option(articleArbitrary, { freq: 4 }), {
  minKeys: 1,
});

/** Tells whether a phrase of this file is a name. */
const isName = (key: string): boolean => key === "дмитрий медведев";
const lastOf = (key: string): string => key.slice(key.lastIndexOf(" ") + 1);

/** Sums the weights of phrases by their shared terms; a phrase of one title counts for no single word. */
function plainScores(articles: readonly ArticleUnderTest[], typed: string): Map<string, number> {
  const days = articles.map(({ publishedAt }) => (publishedAt ? Date.parse(publishedAt) / DAY_MS : null));
  const newest = Math.max(...days.map((day) => day ?? Number.NEGATIVE_INFINITY));
  const found = articles
    .flatMap(({ title, text }, i) =>
      titlePhrases(title ?? "", text).map((phrase) => ({ phrase, age: newest - (days[i] ?? newest - 365) })),
    )
    .map(({ phrase, age }) => ({ key: phrase.toLowerCase(), age }))
    .filter(
      ({ key }) => key.includes(" ") && (key.startsWith(typed) || (isName(key) && lastOf(key).startsWith(typed))),
    );
  const scores = new Map<string, { score: number; documents: number }>();
  for (const { key, age } of found) {
    // Without any date all count alike.
    const recency = Number.isFinite(newest) ? 1 / 8 + (7 / 8) * 2 ** (-age / 365) : 1;
    const known = scores.get(termsOfPhrase(key)) ?? { score: 0, documents: 0 };
    scores.set(termsOfPhrase(key), { score: known.score + recency, documents: known.documents + 1 });
  }
  const least = typed.includes(" ") ? 1 : 2;
  return new Map([...scores].flatMap(([key, { score, documents }]) => (documents >= least ? [[key, score]] : [])));
}

/** But for what sums differ by that are added in another order. */
function isFalling(scores: readonly number[]): boolean {
  return scores.every((score, i) => i === 0 || score <= (scores[i - 1] ?? 0) + 1e-9);
}

it("they are those of the titles of live articles, by how many have them and how recent these are", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(changeArbitrary, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (changes, isMerged) => {
        const context = makeContext();
        const live = new Map<string, ArticleUnderTest>();
        for (const change of changes) {
          const put = Object.entries(change).flatMap(([key, article]) =>
            article === null ? [] : [[key, article] as const],
          );
          if (put.length > 0) await commitArticles(context, Object.fromEntries(put));
          const gone = Object.keys(change).filter((key) => change[key] === null);
          if (gone.length > 0) await removeArticles(context, gone);
          for (const [key, article] of put) live.set(key, article);
          for (const key of gone) live.delete(key);
        }
        if (isMerged) await mergeAll(context);
        const search = new ArticleSearch(context, { revalidateMs: 0 });
        for (const typed of TYPED) {
          const wanted = plainScores([...live.values()], typed);
          const { suggestions } = await search.suggest({ text: typed, limit: 20 });
          const suggested = suggestions
            .filter(({ kind, text }) => kind === "word" && text.includes(" "))
            .map(({ text }) => termsOfPhrase(text.toLowerCase()))
            .filter((key) => wanted.has(key));
          expect(new Set(suggested), typed).toEqual(new Set(wanted.keys()));
          const scores = suggested.map((key) => wanted.get(key) ?? 0);
          expect(isFalling(scores), typed).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});
