/** Names inside search/ranking that tests import past its doors. Moving a file changes this list alone. */
export { compileArticleQuery } from "../../../src/search/ranking/article-query.ts";
export { type PageQuery, type RankedPage, rankPage } from "../../../src/search/ranking/ranked-page.ts";
export { recencyFactor } from "../../../src/search/ranking/recency.ts";
