/**
 * Filters, facets, orders, collapsing and pages against a plain look at every article, over random histories of
 * commits, deletions and merges.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type ArticleQuery, ArticleSearch, FACET_NAMES } from "../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import {
  type ReferenceAnswer,
  type ReferenceArticle,
  type ReferenceQuery,
  searchPlainly,
} from "../../support/reference-article-search.ts";
import { commitArticles, mergeAll, removeArticles } from "../../support/stored-articles.ts";

/** Words that have one form, so that a text has a word where it has its letters. */
const WORDS = ["метро", "такси", "кофе"];
const names = ["ТАСС", "Тасс", "Орёл", "орел ", "__proto__", "constructor", "Вести"];
const days = ["2015-12-31", "2016-01-01", "2016-02-28", "2016-02-29", "2016-03-01", "2017-06-15"];
const dates = [
  ...days,
  ...[
    "2015",
    "2016",
    "2016-02",
    "2016-03",
    "2016-02-29T00:00+03:00",
    "2016-02-29T23:59+03:00",
    "2016-03-01T00:10+03:00",
  ],
];

const article = fc.record({
  text: fc
    .uniqueArray(fc.constantFrom(...WORDS, "рельсы", "чашка"), { minLength: 1 })
    .map((words) => `${words.join(" ")}.`),
  title: fc.constantFrom(null, null, "Город"),
  url: fc.constantFrom(null, null, null, "https://а.example/1", "http://www.а.example/1/?utm_source=x"),
  publishedAt: fc.constantFrom(null, null, ...dates),
  dateRange: fc.constantFrom<readonly [string, string] | null>(
    null,
    ["2016-02-28", "2016-03-01"],
    ["2015-12-31", "2016-01-01"],
  ),
  source: fc.constantFrom(null, ...names),
  agency: fc.constantFrom(null, ...names),
  place: fc.constantFrom(null, ...names),
  section: fc.constantFrom(null, ...names),
  author: fc.constantFrom(null, ...names),
});
const keys = ["а", "б", "в", "г", "д", "е", "ж", "з"];
const commit = fc.dictionary(fc.constantFrom(...keys), fc.array(article, { maxLength: 3 }), { minKeys: 1, maxKeys: 4 });
const someNames = fc.option(fc.array(fc.constantFrom(...names, "тасс", "орёл"), { minLength: 1, maxLength: 3 }), {
  nil: undefined,
  freq: 2,
});
const query: fc.Arbitrary<ReferenceQuery> = fc
  .record({
    words: fc.subarray(WORDS),
    match: fc.constantFrom("auto", "all", "any"),
    sort: fc.constantFrom("relevance", "newest", "oldest"),
    collapse: fc.boolean(),
    bounds: fc.option(fc.tuple(fc.constantFrom(undefined, ...days), fc.constantFrom(undefined, ...days)), { freq: 2 }),
    source: someNames,
    agency: fc.option(someNames, { nil: undefined, freq: 1 }),
    place: fc.option(someNames, { nil: undefined, freq: 1 }),
    section: fc.option(someNames, { nil: undefined, freq: 1 }),
    author: fc.option(someNames, { nil: undefined, freq: 1 }),
  })
  .map(({ bounds, ...rest }) => {
    const [from, to] = bounds ?? [];
    return {
      ...rest,
      from,
      to: from !== undefined && to !== undefined && to < from ? undefined : to,
    } as ReferenceQuery;
  });

function toQuery({
  words,
  match,
  sort,
  collapse,
  from,
  to,
  source,
  agency,
  place,
  ...names
}: ReferenceQuery): ArticleQuery {
  const dayOf = (iso: string | undefined) => {
    const [year = 0, month = 0, day = 0] = (iso ?? "").split("-").map(Number);
    return iso === undefined ? undefined : { year, month, day };
  };
  return {
    text: words.join(" "),
    match,
    sort,
    collapse,
    offset: 0,
    limit: 1_000,
    facets: FACET_NAMES,
    filter: { from: dayOf(from), to: dayOf(to), source, agency, place, section: names.section, author: names.author },
  };
}

async function expectAnswer(search: ArticleSearch, asked: ReferenceQuery, reference: ReferenceAnswer): Promise<void> {
  const base = toQuery(asked);
  const found = await search.search(base);
  expect(found.hits.map(({ id, isPartial, duplicates }) => [id, isPartial, duplicates?.count ?? 0])).toEqual(
    reference.hits.map(({ id, isPartial, collapsed }) => [id, isPartial, collapsed.length]),
  );
  const { match, total, totalRest, facets, undated, totalRelation } = found;
  expect({ match, total, totalRest, facets, undated, totalRelation }).toEqual({
    match: reference.match,
    total: reference.total,
    totalRest: reference.totalRest,
    totalRelation: "exact",
    facets: Object.fromEntries(FACET_NAMES.map((name) => [name, reference.facets[name]])),
    undated: reference.undated,
  });
}

/**
 * Pages follow one another without doubles and gaps; without a count too, which may then stop at one beyond the page.
 */
async function expectPages(
  search: ArticleSearch,
  asked: ReferenceQuery,
  reference: ReferenceAnswer,
  limit: number,
): Promise<void> {
  const ids: string[] = [];
  for (let offset = 0; offset < reference.hits.length + limit; offset += limit) {
    const page = { ...toQuery(asked), facets: [], offset, limit };
    const exact = await search.search(page);
    const uncounted = await search.search({ ...page, counts: "page" });
    expect(uncounted.hits).toEqual(exact.hits);
    expect(exact.total).toBe(reference.total);
    const isMore = uncounted.totalRelation === "atLeast";
    expect(uncounted.total).toBe(isMore ? Math.min(reference.total, offset + limit + 1) : reference.total);
    ids.push(...exact.hits.map(({ id }) => id));
  }
  expect(ids).toEqual(reference.hits.map(({ id }) => id));
}

async function expectCollapsed(
  search: ArticleSearch,
  asked: ReferenceQuery,
  reference: ReferenceAnswer,
): Promise<void> {
  for (const { id, collapsed } of reference.hits.slice(0, 3)) {
    const { hits, total } = await search.search({ ...toQuery(asked), collapse: false, facets: [], sameAs: { id } });
    expect(hits.map((hit) => hit.id)).toEqual(collapsed);
    expect(total).toBe(collapsed.length);
  }
}

async function expectRight(
  context: TestContext,
  articles: readonly ReferenceArticle[],
  asked: ReferenceQuery,
  limit: number,
): Promise<void> {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const { words, match } = asked;
  const unfiltered = await search.search({ text: words.join(" "), match, offset: 0, limit: 1_000 });
  const reference = searchPlainly(
    articles,
    asked,
    unfiltered.hits.map(({ id }) => id),
  );
  await expectAnswer(search, asked, reference);
  await expectPages(search, asked, reference, limit);
  if (asked.collapse) await expectCollapsed(search, asked, reference);
}

it("a filtered, sorted, collapsed and counted search is what a plain look at every article gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(commit, { minLength: 1, maxLength: 4 }),
      fc.array(query, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 7 }),
      async (commits, queries, limit) => {
        const context = makeContext();
        const live = new Map<string, ReferenceArticle[]>();
        for (const [number, articles] of commits.entries()) {
          const named = Object.entries(articles).map(([key, some]): [string, ReferenceArticle[]] => [
            key,
            some.map((own, i) => ({ ...own, key, id: `${key}#${i}@${number}` })),
          ]);
          await commitArticles(context, Object.fromEntries(named));
          for (const [key, some] of named) live.set(key, some);
        }
        await removeArticles(context, ["з"]);
        live.delete("з");
        const articles = [...live.values()].flat();
        for (const asked of queries) await expectRight(context, articles, asked, limit);
        await mergeAll(context);
        for (const asked of queries) await expectRight(context, articles, asked, limit);
      },
    ),
    { numRuns: 100 },
  );
});
