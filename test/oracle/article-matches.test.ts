/**
 * Search over articles against a reference that looks at every article: which match, which have all that is asked for,
 * over any history of commits, removals and merges, for any query that the language can say.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ArticleSearch } from "../../src/search/search.ts";
import type { MatchMode } from "../../src/search-api.ts";
import { makeContext, type TestContext } from "../support/index-context.ts";
import { type ArticleUnderTest, commitArticles, mergeAll, removeArticles } from "../support/stored-articles.ts";
import { matchReference, type ReferenceArticle, type ReferenceClause, type ReferenceGroup } from "./article-matches.ts";

/** So few that phrases of them stand somewhere. */
const common = fc.constantFrom(..."цены на нефть Лаврова видеоконференция видео-конференция".split(" "));
/** Forms of one word, words that share a stem, joined and parted words, numbers, dates, stop words, abbreviations. */
const written = fc.oneof(
  { weight: 2, arbitrary: common },
  fc.constantFrom(
    ..."нефть нефти нефтью газ газа цены цен на не что Лавров Лаврова лавровый кит Китая Китай СМИ сми".split(" "),
    ..."Нью-Йорк нью-йоркский видео-конференция видеоконференция Т-34 34 т COVID-19 19 covid ёлка елки".split(" "),
    ...["1 000 000", "1000000", "15 300", "9 октября 2016", "09.10.2016", "100км", "100 км", "ria.ru", "о'нил"],
  ),
);
const typed = fc.oneof(
  { weight: 2, arbitrary: common.map((word) => word.toLowerCase()) },
  fc.constantFrom(
    ..."нефть нефти газа цен на не что лаврова лавров лавровый кит китая сми".split(" "),
    ..."нью-йорк нью-йоркский видео-конференция видеоконференция т-34 covid-19 covid ёлки 19".split(" "),
    ...["1000000", "15300", "09.10.2016", "100км", "ria.ru"],
  ),
);
const running = fc
  .array(fc.tuple(written, fc.constantFrom(" ", " ", " ", ", ", ". ", "\n")), { maxLength: 10 })
  .map((parts) => parts.flat().join(""));
const article: fc.Arbitrary<ArticleUnderTest & { readonly lead: string }> = fc.record({
  title: fc.oneof(fc.constant(null), running),
  lead: fc.oneof(fc.constant(""), running),
  text: running.map((text) => `${text} конец`),
  source: fc.constantFrom(null, "РИА Новости", "ТАСС", "Lenta.ru", "Новости недели"),
});
const commit = fc.dictionary(fc.constantFrom("а", "б", "в", "г", "д", "е"), fc.array(article, { maxLength: 3 }), {
  minKeys: 1,
  maxKeys: 4,
});

const phraseWord = fc.record({
  word: typed,
  isExactForm: fc.boolean(),
});
const field = fc.constantFrom(null, null, null, "title" as const);
/** A quotation of one word of one part is that word. */
const clause: fc.Arbitrary<ReferenceClause> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("word" as const), word: typed, field }) },
  {
    weight: 3,
    arbitrary: fc
      .record({ words: fc.array(phraseWord, { minLength: 2, maxLength: 4 }), field })
      .map(({ words, field }) => ({ kind: "phrase" as const, words, field, isQuotation: field === null })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("source" as const),
      word: fc.constantFrom("риа", "новостей", "тасс", "lenta", "lenta.ru"),
    }),
  },
);
const group: fc.Arbitrary<ReferenceGroup> = fc
  .record({
    alternatives: fc.oneof(
      { weight: 4, arbitrary: clause.map((one) => [one]) },
      { weight: 1, arbitrary: fc.array(clause, { minLength: 2, maxLength: 3 }) },
    ),
    isExcluded: fc.constantFrom(false, false, false, true),
  })
  .filter(
    ({ alternatives, isExcluded }) => !isExcluded || !/^\d/.test(render(alternatives[0] as ReferenceClause, "«»")),
  );

const QUOTES = ["«»", '""', "„“", "“”"];

function render(clause: ReferenceClause, [open = "", close = ""]: string): string {
  if (clause.kind === "source") return `source:${clause.word}`;
  const name = clause.field === null ? "" : `${clause.field}:`;
  if (clause.kind === "word") return name + clause.word;
  const words = clause.words.map(({ word, isExactForm }) => (isExactForm ? "!" : "") + word);
  return `${name}${open}${words.join(" ")}${close}`;
}

function renderQuery(groups: readonly ReferenceGroup[], quotes: string, bar: string): string {
  return groups
    .map(
      ({ alternatives, isExcluded }) =>
        (isExcluded ? "-" : "") + alternatives.map((one) => render(one, quotes)).join(bar),
    )
    .join(" , ");
}

type Live = Map<string, ReferenceArticle>;

async function expectAsReference(
  context: TestContext,
  live: Live,
  groups: readonly ReferenceGroup[],
  text: string,
  match: MatchMode,
): Promise<void> {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  // A space behind the last word, so that nothing is completed; what is not there is not corrected.
  const asked = { text: `${text} `, match, correct: "off", offset: 0 } as const;
  const found = await search.search({ ...asked, limit: 1_000 });
  const expected = [...live].flatMap(([id, one]) => {
    const matched = matchReference(groups, one, [...live.values()], match);
    return matched === null ? [] : [{ id, hasAll: matched.hasAll }];
  });
  const whole = expected.filter(({ hasAll }) => hasAll).length;
  const countsAll = match === "all" || (match === "auto" && whole > 0);
  const byId = (one: { id: string }, other: { id: string }): number => (one.id < other.id ? -1 : 1);
  expect(found.hits.map(({ id, isPartial }) => ({ id, isPartial })).sort(byId), text).toEqual(
    expected.map(({ id, hasAll }) => ({ id, isPartial: countsAll && !hasAll })).sort(byId),
  );
  expect([found.total, found.totalRest], text).toEqual(
    countsAll ? [whole, expected.length - whole] : [expected.length, 0],
  );
  const page = await search.search({ ...asked, limit: 2, counts: "page" });
  expect(page.hits, text).toEqual(found.hits.slice(0, 2));
  const collapsed = await search.search({ ...asked, limit: 1_000, collapse: true });
  const shown = collapsed.hits.reduce((sum, { duplicates }) => sum + 1 + (duplicates?.count ?? 0), 0);
  expect(shown, text).toBe(expected.length);
}

it("finds what looking at every article finds, for any query, after any commits, removals and a merge", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(commit, { minLength: 1, maxLength: 3 }),
      fc.array(
        fc.tuple(
          fc.array(group, { minLength: 1, maxLength: 4 }),
          fc.constantFrom(...QUOTES),
          fc.constantFrom("|", " | "),
          fc.constantFrom<MatchMode>("auto", "all", "any"),
        ),
        { minLength: 5, maxLength: 10 },
      ),
      async (commits, queries) => {
        const context = makeContext();
        const live: Live = new Map();
        for (const articlesByKey of commits) {
          await commitArticles(context, articlesByKey);
          for (const [key, articles] of Object.entries(articlesByKey))
            replace(live, key, articles as ReferenceArticle[]);
        }
        await removeArticles(context, ["е"]);
        replace(live, "е", []);
        for (const merge of [false, true]) {
          if (merge) await mergeAll(context);
          for (const [groups, quotes, bar, match] of queries) {
            await expectAsReference(context, live, groups, renderQuery(groups, quotes, bar), match);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

function replace(live: Live, key: string, articles: readonly ReferenceArticle[]): void {
  for (const id of [...live.keys()]) if (id.startsWith(`${key}#`)) live.delete(id);
  for (const [i, one] of articles.entries()) live.set(`${key}#${i}`, one);
}
