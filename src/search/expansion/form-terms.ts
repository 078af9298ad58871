/**
 * The terms that a surface form of the index stands under (layer 4, pure). Remembered: the commonest forms come again at
 * every key, and their analysis is most of what completing a word costs.
 */
import type { WordFamily } from "../../russian/dictionary/dictionary.ts";
import { readWords, russianDictionary, type WordBook } from "../../russian/dictionary/russian-dictionary.ts";
import { russianAnalyzer, tokenBook } from "../../russian/russian-analyzer.ts";
import { isRussianWord } from "../../russian/words/russian-stem.ts";
import { maxTermLength } from "../../russian/words/word-folding.ts";
import { termBook, termOfWord } from "../../russian/words/word-terms.ts";

/** Forms of the two generations each, about four megabytes together: thirty words of three letters come to 5,000. */
const MAX_REMEMBERED = 20_000;

/** The term that every occurrence of a form stands under: that of a word, or the form itself of a number or an address. */
export const termOfForm = remember((form: string): string => {
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
export const familiesOfForm = remember((form: string): readonly WordFamily[] => russianDictionary.familiesOf(form));

/** What was not asked for since the last time that there were too many is forgotten. */
function remember<Value>(ofForm: (form: string) => Value): (form: string) => Value {
  let known = new Map<string, Value>();
  let before = known;
  return (form) => {
    const remembered = known.get(form);
    if (remembered !== undefined) return remembered;
    if (known.size >= MAX_REMEMBERED) {
      before = known;
      known = new Map();
    }
    const value = before.get(form) ?? ofForm(form);
    known.set(form, value);
    return value;
  };
}
