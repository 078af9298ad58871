/**
 * Makes answers, independently of their transport: a search with its suggestions, the fields of an article on the wire,
 * and the path under which it is opened.
 */
import { imageAddress, webAddress } from "../articles/news.ts";
import type { ArticleHit, ArticleSearch, ArticleSearchResult, FoundArticle } from "../search/search.ts";
import type {
  ArticleFields,
  OpenSearchSuggestions,
  SearchAnswer,
  SearchHit,
  SuggestAnswer,
  Suggestion,
} from "../search-api.ts";
import { duplicatesHref, type SearchParameters, type SuggestParameters, toArticleQuery } from "./parameters.ts";

/** The path that opens an article, and is shared. Where several uploads have the id, it leads to a choice of them. */
export function articleHref(id: string): string {
  return `/a/${encodeURIComponent(id)}`;
}

/** The path that opens one upload's article, whoever else claims its id. */
export function articleHrefWithKey(id: string, key: string): string {
  return `${articleHref(id)}?key=${encodeURIComponent(key)}`;
}

/** The fields that hits and articles share. Addresses are checked again: what cannot be opened is null. */
export function articleFields({ article }: FoundArticle): ArticleFields {
  return {
    url: webAddress(article.url),
    publishedAt: article.publishedAt,
    datePrecision: article.datePrecision,
    ...(article.dateRange ? { dateRange: article.dateRange } : {}),
    source: article.source,
    agency: article.agency,
    author: article.author,
    section: article.section,
    ...(article.tags.length === 0 ? {} : { tags: article.tags }),
    place: article.place,
    image: imageAddress(article.image),
    notice: article.notice,
  };
}

/** A hit as it travels; `query` is what was asked, of which the path to what is collapsed under it is made. */
export function searchHit(hit: ArticleHit, query: URLSearchParams): SearchHit {
  return {
    id: hit.id,
    href: articleHref(hit.id),
    key: hit.key,
    title: hit.title,
    snippet: hit.snippet,
    ...articleFields(hit),
    score: hit.score,
    ...(hit.isPartial ? { partialMatch: true } : {}),
    ...(hit.explanation === undefined ? {} : { explanation: hit.explanation }),
    ...(hit.duplicates && {
      duplicates: { count: hit.duplicates.count, href: duplicatesHref(query, hit.id, hit.key) },
    }),
  };
}

/**
 * The answer of a search without its cost. It also says why suggestions are missing: null if they are there or none
 * were asked for.
 */
interface FoundAnswer {
  readonly answer: Omit<SearchAnswer, "tookMs" | "cost">;
  readonly suggestionsFailure: unknown;
}

/**
 * Answers a search with parameters that were read of `query`. Where the suggestions fail, the hits are answered without
 * them.
 */
export async function findAnswer(
  search: Pick<ArticleSearch, "search" | "suggest">,
  query: URLSearchParams,
  values: SearchParameters,
): Promise<FoundAnswer> {
  let suggestionsFailure: unknown = null;
  let onHitsRead = (): void => {};
  const hitsRead = new Promise<void>((resolve) => {
    onHitsRead = resolve;
  });
  const suggest = async (): Promise<{ suggestions?: readonly Suggestion[] }> => {
    if (values.suggest === 0) return {};
    try {
      const { q: text, suggest: limit, passages } = values;
      const { suggestions } = await search.suggest({ text, limit, passages }, hitsRead);
      return { suggestions };
    } catch (error) {
      suggestionsFailure = error;
      return {};
    }
  };
  const searching = search.search(toArticleQuery(values), onHitsRead).finally(onHitsRead);
  const [result, suggested] = await Promise.all([searching, suggest()]);
  return { answer: { ...describeResult(values.q, query, result), ...suggested }, suggestionsFailure };
}

/** The answer, without what only a server has to tell. `text` and `query` are what was asked. */
export function describeResult(
  text: string,
  query: URLSearchParams,
  result: ArticleSearchResult,
): Omit<SearchAnswer, "tookMs" | "cost"> {
  const { appliedText, leftOut, corrections, offer, missing, understood, match } = result;
  const { total, totalRelation, totalRest, bounded, hits, facets, undated, sequence } = result;
  return {
    query: {
      text,
      applied: appliedText,
      ...(leftOut.length === 0 ? {} : { leftOut }),
      corrections,
      offer,
      ...(missing.length === 0 ? {} : { missing }),
      understood,
      match,
    },
    total,
    totalRelation,
    totalAny: totalRest,
    ...(bounded.length === 0 ? {} : { bounded }),
    hits: hits.map((hit) => searchHit(hit, query)),
    ...(facets === null ? {} : { facets }),
    ...(undated === null ? {} : { undated }),
    sequence,
  };
}

/** Finds the answer of GET /suggest, without its cost. */
export async function findSuggestions(
  search: Pick<ArticleSearch, "suggest">,
  { q, limit, format }: SuggestParameters,
): Promise<Omit<SuggestAnswer, "tookMs" | "cost"> | OpenSearchSuggestions> {
  const { suggestions, sequence } = await search.suggest({ text: q, limit });
  return format === "json" ? { suggestions, sequence } : [q, suggestions.map(({ text }) => text)];
}
