/**
 * What answers say of an article (layer 5): the fields of the wire, and the path under which it is opened.
 */
import { imageAddress, webAddress } from "../../news/web-address.ts";
import type { ArticleHit } from "../../query/article-hit.ts";
import type { FoundArticle } from "../../query/found-article.ts";
import type { ArticleFields, SearchHit } from "../../search-api.ts";
import { duplicatesHref } from "../requests/parameters.ts";

/** An id that poisk made: it holds the key, so that no two uploads share it. */
const OWN_ID = /^[A-Za-z0-9_-]{22}$/;

/** The path that opens an article; with its key where another upload might claim the same id. */
export function articleHref(id: string, key: string): string {
  return OWN_ID.test(id) ? `/a/${id}` : articleHrefWithKey(id, key);
}

/** The path that opens one upload's article, whoever else claims its id. */
export function articleHrefWithKey(id: string, key: string): string {
  return `/a/${encodeURIComponent(id)}?key=${encodeURIComponent(key)}`;
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
    place: article.place,
    image: imageAddress(article.image),
    notice: article.notice,
  };
}

/** A hit as it travels; `query` is what was asked, of which the path to what is collapsed under it is made. */
export function searchHit(hit: ArticleHit, query: URLSearchParams): SearchHit {
  return {
    id: hit.id,
    href: articleHref(hit.id, hit.key),
    key: hit.key,
    title: hit.title,
    snippet: hit.snippet,
    ...articleFields(hit),
    score: hit.score,
    ...(hit.isPartial ? { partialMatch: true } : {}),
    ...(hit.explanation === undefined ? {} : { explanation: hit.explanation }),
    ...(hit.duplicates === undefined ? {} : { duplicates: collapsedUnder(hit, hit.duplicates.count, query) }),
  };
}

function collapsedUnder(
  { id, key }: ArticleHit,
  count: number,
  query: URLSearchParams,
): NonNullable<SearchHit["duplicates"]> {
  return { count, href: duplicatesHref(query, id, OWN_ID.test(id) ? null : key) };
}
