/** Names inside russian/words that tests import past its doors. Moving a file changes this list alone. */
export {
  CYRILLIC,
  characterClassAt,
  DIGIT,
  LATIN,
  LETTER,
  MARK,
  OTHER,
} from "../../../src/russian/words/character-class.ts";
export { otherStems, otherStemsOfPeople } from "../../../src/russian/words/other-stems.ts";
export { caseStems, snowballStem } from "../../../src/russian/words/russian-stem.ts";
export { MAX_SPELLINGS } from "../../../src/russian/words/transliteration.ts";
export { foldYo } from "../../../src/russian/words/word-folding.ts";
export { isCommonWord, wordTerms } from "../../../src/russian/words/word-terms.ts";
