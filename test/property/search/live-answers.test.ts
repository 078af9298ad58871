/**
 * Answers hang on the live articles alone: what was replaced or deleted, and lies in its segment until that is
 * rewritten, changes none of them, nor do the segments that the articles lie in.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ManifestStore } from "../../../src/index/shared.ts";
import { purgeIndex } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { compact, purgePolicy } from "../../support/inside/index-compaction.ts";
import { type ArticleUnderTest, commitArticles, mergeAll, removeArticles } from "../../support/stored-articles.ts";

const KEYS = Array.from({ length: 7 }, (_, i) => `articles/${i}.txt`);

/**
 * More words that begin alike than are searched for and shown, of each several forms; those of low numbers are common.
 */
const WORDS = ["пр", "пра", "ка", "ко"].flatMap((beginning) =>
  ["лан", "мот", "сид", "рук", "бег", "вод", "дар", "зон", "пил", "тур", "фон", "хор"].flatMap((middle) =>
    ["", "а", "ом", "ный", "ости"].map((end) => beginning + middle + end),
  ),
);
const NAMES = ["Сидоров", "Каланов"];
const SOURCES = ["ТАСС", "Вести", null];

/** A text by a seed: some words of the list, the first of them likelier, so that counts differ. */
const articleArbitrary = fc
  .record({
    words: fc.array(fc.tuple(fc.nat(WORDS.length - 1), fc.nat(WORDS.length - 1)), { minLength: 25, maxLength: 60 }),
    name: fc.constantFrom(...NAMES),
    source: fc.constantFrom(...SOURCES),
    year: fc.integer({ min: 2018, max: 2021 }),
  })
  .map(({ words, name, source, year }): ArticleUnderTest => {
    const [first = "", ...rest] = words.map(([a, b]) => WORDS[Math.min(a, b)] ?? "");
    const title = `${first} ${rest.slice(0, 3).join(" ")}`;
    const text = `${first} ${rest.join(" ")}. Говорит ${name}.`;
    return { title, text, source, place: name, publishedAt: `${year}-03-01` };
  });

/** A change of some keys at once: what each holds from then on, null where it is deleted. */
const changeArbitrary = fc.dictionary(fc.constantFrom(...KEYS), fc.option(articleArbitrary, { freq: 3 }), {
  minKeys: 1,
  maxKeys: 4,
});

const TYPED = [
  "пр",
  "пра",
  "ка",
  "прал",
  "кал",
  "комот",
  "прама",
  "каланo",
  "ко пра",
  "сидоров ка",
  "прадар ко",
  "прб",
];
const MISTYPED = ["прамоот", "прална", "прасидости", "камотко", "rjvjn", "kalan", "прамо тный"];

/** All that is answered, but for what says which commit it is of. */
async function answersOf(context: TestContext): Promise<unknown[]> {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const answers: unknown[] = [];
  for (const text of [...TYPED, ...MISTYPED]) {
    for (const match of ["auto", "any"] as const) {
      const { sequence: _, ...found } = await search.search({
        text,
        match,
        offset: 0,
        limit: 20,
        facets: ["source", "year", "place"],
        collapse: match === "any",
      });
      answers.push([text, match, found]);
    }
    answers.push([text, "suggest", (await search.suggest({ text, limit: 8 })).suggestions]);
  }
  for (const key of KEYS) {
    const [article] = await search.findById(`${key}#0`);
    if (article !== undefined) {
      answers.push([key, "similar", await search.findSimilar(article, { limit: 5, collapse: true })]);
    }
  }
  return answers;
}

async function apply(context: TestContext, change: Readonly<Record<string, ArticleUnderTest | null>>): Promise<void> {
  const put = Object.entries(change).flatMap(([key, article]) => (article === null ? [] : [[key, article] as const]));
  if (put.length > 0) await commitArticles(context, Object.fromEntries(put));
  const gone = Object.keys(change).filter((key) => change[key] === null);
  if (gone.length > 0) await removeArticles(context, gone);
}

test("are the same before and after a merge and a purge, and over an index that is made anew", {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(changeArbitrary, { minLength: 2, maxLength: 7 }), fc.nat(6), async (changes, mergeAt) => {
      const context = makeContext();
      const live = new Map<string, ArticleUnderTest>();
      for (const [i, change] of changes.entries()) {
        await apply(context, change);
        if (i === mergeAt) await mergeAll(context);
        for (const [key, article] of Object.entries(change)) {
          if (article === null) live.delete(key);
          else live.set(key, article);
        }
      }
      fc.pre(live.size > 0);
      const fresh = makeContext();
      await commitArticles(fresh, Object.fromEntries(live));
      const wanted = await answersOf(fresh);
      expect(await answersOf(context)).toEqual(wanted);
      const snapshot = await new ManifestStore(context).load();
      if (snapshot !== null) await compact(context, resolvedArticleOptions, snapshot, purgePolicy, {});
      expect(await answersOf(context)).toEqual(wanted);
      await purgeIndex(context, resolvedArticleOptions);
      await mergeAll(context);
      expect(await answersOf(context)).toEqual(wanted);
    }),
    { numRuns: 5 },
  );
});
