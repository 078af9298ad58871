/**
 * The terms that a surface form of the index stands under (pure). Remembered: the commonest forms come again at
 * every key, and their analysis is most of what completing a word costs.
 */

import { remember } from "../../keyed.ts";
import {
  isRussianWord,
  maxTermLength,
  readWords,
  russianAnalyzer,
  russianDictionary,
  termBook,
  termOfWord,
  tokenBook,
  type WordBook,
} from "../../russian/words.ts";

/** Forms, about four megabytes: thirty words of three letters come to 5,000. */
const MAX_REMEMBERED = 40_000;

/** The term that every occurrence of a form stands under: that of a word, or the form itself of a number or an address. */
export const termOfForm = remember(MAX_REMEMBERED, (form) => {
  if (isOneWord(form)) return termOfWord(form);
  const [token, second] = russianAnalyzer.tokenize(form);
  if (token === undefined || second !== undefined) return form;
  const [first] = token.words;
  return first?.form === form ? (first.terms[0] ?? form) : form;
});

/** Most forms: a token of one such word has its term. */
function isOneWord(form: string): boolean {
  return isRussianWord(form) && form.length <= maxTermLength;
}

/** What {@link termOfForm} looks up. */
function* termOfFormBook(forms: readonly string[]): WordBook {
  yield* termBook(forms.filter(isOneWord));
  yield* tokenBook(forms.filter((form) => !isOneWord(form)));
}

/** Reads what {@link termOfForm} looks up. */
export function readForms(forms: () => readonly string[]): Promise<void> {
  return readWords(() => termOfFormBook(forms()));
}

/** The families of the dictionary that it is a form of, names among them. */
export const familiesOfForm = remember(MAX_REMEMBERED, (form) => russianDictionary.familiesOf(form));
