/**
 * The door to the words of a query: its syntax, clauses, phrases and equivalents, and the synonyms of an owner.
 */
export type { Equivalent } from "./query-words/equivalents.ts";
export { parseSynonyms, type SynonymsReading } from "./query-words/parse-synonyms.ts";
export { analysisBook, analyzeQuery } from "./query-words/query-analysis.ts";
export {
  type AnalyzedClause,
  type AnalyzedQuery,
  analyzeClauses,
  type ClauseGroup,
  queryBook,
  type WordClause,
} from "./query-words/query-clauses.ts";
export {
  type PhraseGraph,
  type PhraseWord,
  type QueryPhrase,
  russianPhraseForms,
} from "./query-words/query-phrase.ts";
export { blankOut, parseQuerySyntax } from "./query-words/query-syntax.ts";
export { Synonyms } from "./query-words/synonyms.ts";
export { rootOfSentenceWord, rootOfWord, type WordRoot } from "./query-words/word-root.ts";
export { type Certainty, findPhraseWords, judgeWord, textBook } from "./text-words.ts";
