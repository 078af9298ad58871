/**
 * What `poisk search --json` prints: the answer of GET /search, without what only a server has to tell.
 */
import { searchHit } from "../../src/http/article-fields.ts";
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
    hits: result.hits.map(searchHit),
    sequence,
  };
}
