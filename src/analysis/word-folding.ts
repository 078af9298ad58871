/**
 * The filters that make one spelling of a word of one script (layer 1, pure): lower case, ё to е, no apostrophes, no
 * Latin diacritics; and the bound on the length of every term.
 */

import { foldLatinDiacritics } from "./latin-diacritics.ts";
import { foldYo } from "./yo.ts";

/** UTF-16 units of the longest term. Longer "words" are noise, and the stemmer's time grows with them. */
export const maxTermLength = 64;

/** Most words are folded as they stand. */
const SMALL_RUSSIAN = /^[а-я]+$/;

/** Folds a word of one script as it stands in a normalised text. */
export function foldWord(word: string): string {
  if (word.length <= maxTermLength && SMALL_RUSSIAN.test(word)) return word;
  const lower = foldYo(word.toLowerCase());
  return cutTerm(foldLatinDiacritics(lower.includes("'") ? lower.replaceAll("'", "") : lower));
}

/** The first {@link maxTermLength} units of a term, never half of a surrogate pair. */
export function cutTerm(term: string): string {
  if (term.length <= maxTermLength) return term;
  const last = term.charCodeAt(maxTermLength - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return term.slice(0, isHighSurrogate ? maxTermLength - 1 : maxTermLength);
}
