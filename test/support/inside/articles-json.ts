/** Names inside articles/json that tests import past its doors. Moving a file changes this list alone. */
export { findJsonFault } from "../../../src/articles/json/article.ts";
