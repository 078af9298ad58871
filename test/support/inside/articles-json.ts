/** What tests pin down inside of articles, json, beside its doors. Moving a file touches this list alone. */
export { findJsonFault } from "../../../src/articles/json/article.ts";
