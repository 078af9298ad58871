/**
 * Collapsing against a reference: the uncollapsed ranking, its articles compared one with another by definition.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalUrl, textSignature } from "../../../src/articles/news.ts";
import { type ArticleHit, ArticleSearch } from "../../../src/search/search.ts";
import type { MatchMode } from "../../../src/search-api.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { MAX_DIFFERENT_BYTES } from "../../support/inside/schema.ts";
import { AGENCY_TEXT, REPRINTS, SAME_EVENT } from "../../support/reprinted-article.ts";
import { type ArticleUnderTest, commitArticles, mergeAll, removeArticles } from "../../support/stored-articles.ts";

const article: fc.Arbitrary<ArticleUnderTest> = fc.record({
  text: fc.constantFrom(AGENCY_TEXT, ...Object.values(REPRINTS), SAME_EVENT, "Плотина готова.", "Вытегра и плотина."),
  title: fc.constantFrom(null, "Плотина", "Вытегра"),
  url: fc.constantFrom(
    null,
    null,
    "https://а.example/1",
    "http://www.а.example/1/?utm_source=x",
    "https://а.example/2",
  ),
  publishedAt: fc.constantFrom(null, "2026-05", "2026-05-12", "2026-05-12T10:00+03:00"),
});
const commit = fc.dictionary(fc.constantFrom("а", "б", "в", "г", "д", "е", "ж"), fc.array(article, { maxLength: 2 }), {
  minKeys: 1,
  maxKeys: 3,
});

function isSame(one: ArticleHit, other: ArticleHit): boolean {
  const [a, b] = [one, other].map(({ article: { text, title, url } }) => ({
    url: canonicalUrl(url),
    signature: Buffer.from(textSignature(text, title ?? ""), "hex"),
  }));
  const different = a?.signature.filter((byte, i) => byte !== b?.signature[i]).length ?? 16;
  return (a?.url !== null && a?.url === b?.url) || different <= MAX_DIFFERENT_BYTES;
}

/** Date as text: the later of two dates, and the more precise of two that begin alike, sorts last. */
const dateOf = ({ article: { publishedAt } }: ArticleHit): string => (publishedAt ?? "").slice(0, 16);

/** The matches among the groups of all articles, in the order of their best, each in the order of the ranking. */
function groupReference(all: readonly ArticleHit[], ranked: readonly ArticleHit[]): ArticleHit[][] {
  let groups = all.map((hit) => [hit]);
  for (const hit of all) {
    const joined = groups.filter((group) => group.some((member) => member === hit || isSame(member, hit)));
    groups = [...groups.filter((group) => !joined.includes(group)), joined.flat()];
  }
  const nameOf = ({ key, id }: ArticleHit): string => `${key} ${id}`;
  const matches = new Map(ranked.map((hit) => [nameOf(hit), hit]));
  groups = groups.map((group) => group.flatMap((hit) => matches.get(nameOf(hit)) ?? [])).filter(({ length }) => length);
  const places = new Map(ranked.map((hit, place) => [hit, place]));
  const placeOf = (hit: ArticleHit | undefined): number => (hit && places.get(hit)) ?? 0;
  for (const group of groups) group.sort((a, b) => placeOf(a) - placeOf(b));
  return groups.sort(([a], [b]) => placeOf(a) - placeOf(b));
}

function shownReference(group: readonly ArticleHit[]): ArticleHit | undefined {
  const url = canonicalUrl(group[0]?.article.url ?? null);
  const versions = url === null ? group.slice(0, 1) : group.filter((hit) => canonicalUrl(hit.article.url) === url);
  const newest = versions.map(dateOf).sort().at(-1);
  return versions.find((hit) => dateOf(hit) === newest);
}

async function expectFoldedRight(context: TestContext, match: MatchMode, offset: number, limit: number): Promise<void> {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const question = { text: "плотина вытегра", match };
  const whole = await search.search({ text: "", match: "all", offset: 0, limit: 1_000 });
  const all = await search.search({ ...question, offset: 0, limit: 1_000 });
  const groups = groupReference(whole.hits, all.hits);
  const collapsed = await search.search({ ...question, offset, limit, collapse: true });
  const page = groups.slice(offset, offset + limit);
  expect(collapsed.hits.map(({ id, duplicates }) => [id, duplicates?.count ?? 0])).toEqual(
    page.map((group) => [shownReference(group)?.id, group.length - 1]),
  );
  const counted = groups.filter(([best]) => best?.isPartial !== true).length;
  expect([collapsed.match, collapsed.total, collapsed.totalRest]).toEqual([
    all.match,
    counted,
    groups.length - counted,
  ]);
}

it("a page of collapsed matches is what comparing all articles gives, after any commits, deletions and a merge", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(commit, { minLength: 1, maxLength: 4 }),
      fc.constantFrom<MatchMode>("auto", "all", "any"),
      fc.nat({ max: 3 }),
      fc.integer({ min: 1, max: 10 }),
      async (commits, match, offset, limit) => {
        const context = makeContext();
        for (const articles of commits) await commitArticles(context, articles);
        await removeArticles(context, ["ж"]);
        await expectFoldedRight(context, match, offset, limit);
        await mergeAll(context);
        await expectFoldedRight(context, match, offset, limit);
      },
    ),
    { numRuns: 60 },
  );
});
