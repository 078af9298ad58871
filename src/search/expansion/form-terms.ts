/**
 * The terms that a surface form of the index stands under (pure). Remembered: the commonest forms come again at
 * every key, and their analysis is most of what completing a word costs.
 */

import { remember } from "../../keyed.ts";
import {
  formOfWord,
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

/**
 * The term that every occurrence of a form stands under: that of a word, or the form itself of a number or an address.
 */
export const termOfForm = remember(MAX_REMEMBERED, (form) => {
  const word = wordOfForm(form);
  if (word !== null) return termOfWord(word);
  const [token, second] = russianAnalyzer.tokenize(form);
  if (token === undefined || second !== undefined) return form;
  const [first] = token.words;
  return first?.form === form ? (first.terms[0] ?? form) : form;
});

/** Two words with a hyphen, which an index has as one. */
const TWO_WORDS = /^[а-я]+-[а-я]+$/;

/**
 * The word whose term a form has, without its hyphen; null of other forms, which the analyzer tells of. Nothing is
 * looked up.
 */
function wordOfForm(form: string): string | null {
  if (form.length > maxTermLength) return null;
  if (isRussianWord(form)) return form;
  return TWO_WORDS.test(form) && formOfWord(form) === form ? form.replace("-", "") : null;
}

/** Lists the lookups of {@link termOfForm}. */
function* termOfFormBook(forms: readonly string[]): WordBook {
  const words = forms.map(wordOfForm);
  yield* termBook(words.filter((word) => word !== null));
  yield* tokenBook(forms.filter((_, i) => words[i] === null));
}

/** Reads what {@link termOfForm} looks up. */
export function readForms(forms: () => readonly string[]): Promise<void> {
  return readWords(() => termOfFormBook(forms()));
}

/** The families of the dictionary that it is a form of, names among them. */
export const familiesOfForm = remember(MAX_REMEMBERED, (form) => russianDictionary.familiesOf(form));
