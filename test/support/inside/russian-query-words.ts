/** Names inside russian/query-words that tests import past its doors. Moving a file changes this list alone. */
export { mayBeForm } from "../../../src/russian/query-words/equivalent-line.ts";
export { MAX_SYNONYMS_LENGTH } from "../../../src/russian/query-words/parse-synonyms.ts";
export { nameEvidence, queryAlternatives, withKin } from "../../../src/russian/query-words/query-alternatives.ts";
export type { QueryClause } from "../../../src/russian/query-words/query-syntax.ts";
