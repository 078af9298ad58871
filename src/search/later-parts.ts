/**
 * Parts that the first answer to an ordinary query does not need, loaded together when a query first needs one
 * (load-later-parts.ts).
 */
export { titleOf } from "../articles/news.ts";
export { lookUpId, lookUpUrl, ordinalsOfId } from "./article-lookup.ts";
export { countDeadWithForms, countDeadWithTerms } from "./expansion/dead-counts.ts";
export { explainHit } from "./explain-hit.ts";
export { FacetCounter } from "./filters/facets.ts";
export { findSimilar } from "./similar-articles.ts";
export { equivalentsByEar } from "./spelling/heard-names.ts";
export { findRepair } from "./spelling/spelling.ts";
export { suggest } from "./suggestions/suggester.ts";
export { isFillerText, readDates } from "./understanding/dates.ts";
