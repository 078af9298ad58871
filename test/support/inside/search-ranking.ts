/** What tests pin down inside of search, ranking, beside its doors. Moving a file touches this list alone. */
export { compileArticleQuery } from "../../../src/search/ranking/article-query.ts";
export { type PageQuery, type RankedPage, rankPage } from "../../../src/search/ranking/ranked-page.ts";
export { recencyFactor } from "../../../src/search/ranking/recency.ts";
