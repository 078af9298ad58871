/**
 * What `poisk search --json` prints: the answer of GET /search, without what only a server has to tell.
 */
import { articleFields, articleHref } from "../../src/http/article-fields.ts";
import type { ArticleSearchResult } from "../../src/query/article-search.ts";
import type { SearchAnswer } from "../../src/search-api.ts";

/** `text` is the query as it was given. */
export function searchJson(text: string, result: ArticleSearchResult): Omit<SearchAnswer, "tookMs" | "cost"> {
  const { appliedText, match, total, totalRest, sequence } = result;
  return {
    query: { text, applied: appliedText, corrections: [], match },
    total,
    totalRelation: "exact",
    totalAny: totalRest,
    hits: result.hits.map((hit) => ({
      id: hit.id,
      href: articleHref(hit.id, hit.key),
      key: hit.key,
      title: hit.title,
      snippet: hit.snippet,
      ...articleFields(hit),
      score: hit.score,
      ...(hit.isPartial ? { partialMatch: true } : {}),
    })),
    sequence,
  };
}
