/**
 * The door to Russian words: their terms, forms, kinds and spellings, and the dictionary that has them.
 */
export type { Analyzer, QueryWord, TermAlternative, Token, WordPredicate, WordSpan } from "./analyzer.ts";
export {
  openRussianDictionary,
  publishedDictionary,
  readWords,
  russianDictionary,
  type WordBook,
} from "./dictionary/russian-dictionary.ts";
export { formBook, formOfWord, russianAnalyzer, scanBook, tokenBook, wordsOfToken } from "./russian-analyzer.ts";
export {
  anyYearDateTerm,
  dateTerm,
  dayInWords,
  monthsBeginning,
  monthTerm,
  yearlessDateTerm,
} from "./tokenizer/literals.ts";
export { TokenNumbers } from "./tokenizer/token-numbers.ts";
export { isInsideSentence } from "./words/capitals.ts";
export { inOtherLayout, otherLayouts } from "./words/keyboard-layout.ts";
export {
  isAbbreviationTerm,
  surnameStem,
  termAsAbbreviation,
} from "./words/marked-terms.ts";
export { keysOfForm, soundCost, soundKeys } from "./words/name-sounds.ts";
export { isOffered } from "./words/offered-words.ts";
export { isRussianWord } from "./words/russian-stem.ts";
export { mayShareTerm } from "./words/shared-terms.ts";
export { isStopWord } from "./words/stop-words.ts";
export { russianSpellings } from "./words/transliteration.ts";
export { normalizeUnicode } from "./words/unicode-normalization.ts";
export { foldCaseAndYo, foldWord, maxTermLength } from "./words/word-folding.ts";
export { readFirstNames, readKinds, type WordKind } from "./words/word-kind.ts";
export {
  beginningsOf,
  caseTerms,
  isCommonWord,
  isDictionaryWord,
  isLemma,
  kinTerms,
  nameBook,
  termBook,
  termOfWord,
  wordsOfCases,
} from "./words/word-terms.ts";
