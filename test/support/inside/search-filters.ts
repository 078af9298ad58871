/** Names inside search/filters that tests import past its doors. Moving a file changes this list alone. */
export type { ArticleFilter } from "../../../src/search/filters/article-filter.ts";
export { MAX_FACET_VALUES } from "../../../src/search/filters/facets.ts";
export {
  firstMinuteOf,
  MINUTES_PER_DAY,
  spanOfArticle,
  spanOfDate,
} from "../../../src/search/filters/publication-times.ts";
