/** What tests pin down inside of russian, query, words, beside its doors. Moving a file touches this list alone. */
export { mayBeForm } from "../../../src/russian/query-words/equivalent-line.ts";
export { MAX_SYNONYMS_LENGTH } from "../../../src/russian/query-words/parse-synonyms.ts";
export { nameEvidence, queryAlternatives, withKin } from "../../../src/russian/query-words/query-alternatives.ts";
export type { QueryClause } from "../../../src/russian/query-words/query-syntax.ts";
