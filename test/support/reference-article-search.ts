/**
 * Searches articles in the plain way: every article is examined by itself and compared with every other. Only the order
 * by relevance is taken from the search, unfiltered, since scores have an oracle of their own.
 */
import { canonicalUrl, textSignature } from "../../src/articles/news.ts";
import type { FacetName, FacetValue, MatchMode, SortOrder } from "../../src/search-api.ts";
import { MAX_DIFFERENT_BYTES } from "./inside/schema.ts";

export interface ReferenceArticle {
  readonly key: string;
  readonly id: string;
  readonly text: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly source: string | null;
  readonly agency: string | null;
  readonly place: string | null;
  readonly section: string | null;
  readonly author: string | null;
  readonly publishedAt: string | null;
  readonly dateRange: readonly [string, string] | null;
}

export interface ReferenceQuery {
  readonly words: readonly string[];
  readonly match: MatchMode;
  readonly sort: SortOrder;
  readonly collapse: boolean;
  /** ISO days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly source?: readonly string[] | undefined;
  readonly agency?: readonly string[] | undefined;
  readonly place?: readonly string[] | undefined;
  readonly section?: readonly string[] | undefined;
  readonly author?: readonly string[] | undefined;
}

export interface ReferenceAnswer {
  readonly match: "all" | "any";
  readonly total: number;
  readonly totalRest: number;
  /** All hits, of which a page is a slice; and what is collapsed under each. */
  readonly hits: readonly { readonly id: string; readonly collapsed: readonly string[]; readonly isPartial: boolean }[];
  readonly facets: { readonly [name in FacetName]: readonly FacetValue[] };
  readonly undated: number;
}

/** `relevance` orders ids as the unfiltered search does. */
export function searchPlainly(
  articles: readonly ReferenceArticle[],
  query: ReferenceQuery,
  relevance: readonly string[],
): ReferenceAnswer {
  const { words, match } = query;
  const isListing = words.length === 0;
  const hasAll = ({ text }: ReferenceArticle): boolean => words.every((word) => text.includes(word));
  const hasAny = ({ text }: ReferenceArticle): boolean => isListing || words.some((word) => text.includes(word));
  const matching = articles.filter((article) => (match === "all" ? hasAll(article) : hasAny(article)));
  const passing = matching.filter((article) => passes(article, query));
  const countsAll = match === "all" || (match === "auto" && passing.some(hasAll));
  const isCounted = (article: ReferenceArticle): boolean => !countsAll || hasAll(article);
  const isByDate = query.sort !== "relevance" || isListing;

  const ranked = [...passing].sort(compareBy(query, isListing, hasAll, relevance));
  const groups = query.collapse ? groupPlainly(articles, ranked) : ranked.map((article) => [article]);
  const listed = isByDate && countsAll ? groups.map((group) => group.filter(hasAll)) : groups;
  const hits = listed
    .filter((group) => group.length > 0)
    .map((group) => {
      const shown = isByDate || !query.collapse ? group[0] : newestOfAddress(group);
      return {
        id: shown?.id ?? "",
        collapsed: group.filter((article) => article !== shown).map(({ id }) => id),
        isPartial: countsAll && shown !== undefined && !hasAll(shown),
      };
    });
  const counted = groups.filter((group) => group.some(isCounted));
  return {
    match: countsAll || (isListing && match !== "any") ? "all" : "any",
    total: counted.length,
    totalRest: groups.length - counted.length,
    hits,
    facets: {
      source: countNames(counted, isCounted, "source"),
      place: countNames(counted, isCounted, "place"),
      section: countNames(counted, isCounted, "section"),
      author: countNames(counted, isCounted, "author"),
      year: countPeriods(counted, isCounted, 4),
      month: countPeriods(counted, isCounted, 7),
    },
    undated: counted.filter((group) => group.filter(isCounted).some((article) => spanOf(article) === null)).length,
  };
}

/** First and last minute as text, or null. */
function spanOf({ publishedAt, dateRange }: ReferenceArticle): { first: string; last: string } | null {
  const [first, last] = publishedAt === null ? (dateRange ?? []) : [publishedAt, publishedAt];
  if (first === undefined || last === undefined) return null;
  return { first: firstMinute(first), last: lastMinute(last) };
}

function firstMinute(date: string): string {
  const known = date.slice(0, 16);
  return known + "0000-01-01T00:00".slice(known.length);
}

function lastMinute(date: string): string {
  if (date.length > 10) return date.slice(0, 16);
  if (date.length === 10) return `${date}T23:59`;
  if (date.length === 4) return `${date}-12-31T23:59`;
  const [year = 0, month = 0] = date.split("-").map(Number);
  return `${date}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}T23:59`;
}

function passes(article: ReferenceArticle, { from, to, ...query }: ReferenceQuery): boolean {
  const span = spanOf(article);
  if (from !== undefined && (span === null || span.first < `${from}T00:00`)) return false;
  if (to !== undefined && (span === null || span.last > `${to}T23:59`)) return false;
  return (["source", "agency", "place", "section", "author"] as const).every((field) => {
    const wanted = query[field];
    const value = article[field];
    return wanted === undefined || (value !== null && wanted.some((name) => isSameName(name, value)));
  });
}

function isSameName(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.trim().replaceAll("ё", "е").replaceAll("Ё", "Е"));
  return a?.localeCompare(b ?? "", "ru", { sensitivity: "accent" }) === 0;
}

function compareBy(
  { match, sort }: ReferenceQuery,
  isListing: boolean,
  hasAll: (article: ReferenceArticle) => boolean,
  relevance: readonly string[],
) {
  const tier = (article: ReferenceArticle): number => (match === "auto" && !hasAll(article) ? 1 : 0);
  const byKey = (a: ReferenceArticle, b: ReferenceArticle): number => compare(a.key, b.key) || compare(a.id, b.id);
  const byDate = sort === "oldest" ? compareOldest : sort === "newest" || isListing ? compareNewest : null;
  return (a: ReferenceArticle, b: ReferenceArticle): number =>
    byDate === null
      ? relevance.indexOf(a.id) - relevance.indexOf(b.id)
      : tier(a) - tier(b) || byDate(a, b) || byKey(a, b);
}

function compareNewest(a: ReferenceArticle, b: ReferenceArticle): number {
  const [one, other] = [spanOf(a), spanOf(b)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return compare(other.first, one.first) || compare(one.last, other.last);
}

function compareOldest(a: ReferenceArticle, b: ReferenceArticle): number {
  const [one, other] = [spanOf(a), spanOf(b)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return compare(one.last, other.last) || compare(other.first, one.first);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The ranked ones among the groups of all articles, in the order of their best, each in the order of the ranking. */
function groupPlainly(
  articles: readonly ReferenceArticle[],
  ranked: readonly ReferenceArticle[],
): ReferenceArticle[][] {
  let groups = articles.map((article) => [article]);
  for (const article of articles) {
    const joined = groups.filter((group) => group.some((member) => member === article || isSame(member, article)));
    groups = [...groups.filter((group) => !joined.includes(group)), joined.flat()];
  }
  groups = groups
    .map((group) => group.filter((article) => ranked.includes(article)))
    .filter(({ length }) => length > 0);
  const placeOf = (article: ReferenceArticle | undefined): number => (article ? ranked.indexOf(article) : 0);
  for (const group of groups) group.sort((a, b) => placeOf(a) - placeOf(b));
  return groups.sort(([a], [b]) => placeOf(a) - placeOf(b));
}

function isSame(one: ReferenceArticle, other: ReferenceArticle): boolean {
  const [a, b] = [one, other].map(({ text, title }) => Buffer.from(textSignature(text, title ?? ""), "hex"));
  const different = a?.filter((byte, i) => byte !== b?.[i]).length ?? 16;
  return isSameAddress(one, other) || different <= MAX_DIFFERENT_BYTES;
}

function isSameAddress(one: ReferenceArticle, other: ReferenceArticle): boolean {
  const address = canonicalUrl(one.url);
  return address !== null && address === canonicalUrl(other.url);
}

function newestOfAddress(group: readonly ReferenceArticle[]): ReferenceArticle | undefined {
  const [best] = group;
  const versions = group.filter((article) => article === best || (best && isSameAddress(article, best)));
  return versions.reduce<ReferenceArticle | undefined>(
    (newest, article) => (newest === undefined || compareNewest(article, newest) < 0 ? article : newest),
    undefined,
  );
}

/** Counts the groups with a counted article of each name, under the most frequent spelling. */
function countNames(
  groups: readonly (readonly ReferenceArticle[])[],
  isCounted: (article: ReferenceArticle) => boolean,
  field: "source" | "place" | "section" | "author",
): FacetValue[] {
  const spellings: { readonly value: string; readonly counts: Map<string, number> }[] = [];
  for (const group of groups) {
    const names = [...new Set(group.filter(isCounted).map((article) => article[field] ?? ""))].filter(
      (name) => name.trim() !== "",
    );
    const firsts = names.filter((name) => !names.some((other) => other < name && isSameName(other, name)));
    for (const name of firsts) {
      let spelling = spellings.find(({ value }) => isSameName(value, name));
      if (spelling === undefined) {
        spelling = { value: name, counts: new Map() };
        spellings.push(spelling);
      }
      spelling.counts.set(name, (spelling.counts.get(name) ?? 0) + 1);
    }
  }
  const byCount = (a: FacetValue, b: FacetValue): number => b.count - a.count || compare(a.value, b.value);
  return spellings
    .map(({ counts }) => ({
      value: [...counts].map(([value, count]) => ({ value, count })).sort(byCount)[0]?.value ?? "",
      count: [...counts.values()].reduce((sum, count) => sum + count, 0),
    }))
    .sort(byCount);
}

/** Counts the periods: a year is the first four characters of a date, a month the first seven. */
function countPeriods(
  groups: readonly (readonly ReferenceArticle[])[],
  isCounted: (article: ReferenceArticle) => boolean,
  length: 4 | 7,
): FacetValue[] {
  const counts = new Map<string, number>();
  for (const group of groups) {
    const periods = group.filter(isCounted).map((article) => {
      const span = spanOf(article);
      return span !== null && span.first.slice(0, length) === span.last.slice(0, length)
        ? span.first.slice(0, length)
        : null;
    });
    for (const period of new Set(periods)) if (period !== null) counts.set(period, (counts.get(period) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => compare(b.value, a.value));
}
