/**
 * The door of the search for articles. What happens to a query is in understand.ts, ask.ts and show.ts, in this order;
 * article-search.ts puts them together.
 */
export {
  type ArticleQuery,
  ArticleSearch,
  type ArticleSearchOptions,
  type ArticleSearchResult,
} from "./article-search.ts";
export { type CreateSearchInput, createSearch, type MeteredSearch } from "./create-search.ts";
export { RECENT_DAYS } from "./filters/article-filter.ts";
export { FACET_NAMES } from "./filters/facet-query.ts";
export type { FoundArticle } from "./found-article.ts";
export { loadLaterParts } from "./load-later-parts.ts";
export {
  calendarDay,
  DEFAULT_LIMIT,
  findConflicts,
  firstDay,
  MAX_SUGGESTIONS,
  oneOf,
  questionParts,
  wholeNumberMessage,
  wholeNumberValue,
} from "./question.ts";
export { DEFAULT_HALF_LIFE_DAYS } from "./ranking/recency.ts";
export type { ArticleHit } from "./show.ts";
