/** What tests pin down inside of search, filters, beside its doors. Moving a file touches this list alone. */
export type { ArticleFilter } from "../../../src/search/filters/article-filter.ts";
export { MAX_FACET_VALUES } from "../../../src/search/filters/facets.ts";
export {
  firstMinuteOf,
  MINUTES_PER_DAY,
  spanOfArticle,
  spanOfDate,
} from "../../../src/search/filters/publication-times.ts";
