/**
 * The syntax of a line of equivalents (pure), shared by equivalents.ts and the dictionary with the shipped lines.
 */
import { foldWord } from "../words/word-folding.ts";

/**
 * Sign before a line of places, separated by commas, whose adjectives and people are found by rule
 * (place-relatives.ts): no equivalence.
 */
export const PLACE_SIGN = "@";

/** The names before the arrow, and those behind it where there is one. */
export function sidesOf(line: string): { readonly left: string; readonly right: string | undefined } {
  const [left = "", right] = (line.startsWith("~") ? line.slice(1) : line).split("=>");
  return { left, right };
}

/** The first two letters: no case of a name changes them. */
export function beginningKey(text: string): string {
  return foldWord(text.slice(0, 2));
}

/** The first words of the names that a query may have. */
export function firstWordsOfLine(line: string): string[] {
  const names = sidesOf(line).left.split(",");
  return names.map((written) => firstWordOf(written.trim().replace(/^!/, "")));
}

/** Its letters and digits up to the first other sign, folded. */
export function firstWordOf(text: string): string {
  return foldWord(/^[\p{L}\p{M}\p{N}]+/u.exec(text)?.[0] ?? "");
}

/** Tells whether a folded word may be a form of the first word of a name, judged by its length and first letters. */
export function mayBeForm(word: string, first: string): boolean {
  return (
    Math.abs(first.length - word.length) <= MOST_ADDED && first.startsWith(word.slice(0, lettersAlike(first, word)))
  );
}

/** Finds the beginning of all words that {@link mayBeForm} accepts. */
export function beginningOfForms(first: string): string {
  return first.slice(0, first.length <= 5 ? 2 : lettersAlike(first, first.slice(0, -MOST_ADDED)));
}

/** Largest difference in length between two forms. */
const MOST_ADDED = 3;

/**
 * Computes the least number of letters that two forms share: three if one has five («рынок» and «рынка»), and if one
 * has four unless a vowel falls out («угол» and «угла», «умереть» and «умру») or a verb changes («убить» and «убью»).
 * Over all names of the table in 29 endings, and in all forms that the dictionary has of their first words, no answer
 * changed, but for words that are none (docs/decisions/index.md#the-dictionary-in-blocks).
 */
function lettersAlike(first: string, word: string): number {
  const shorter = Math.min(first.length, word.length);
  if (shorter > 4) return shorter > 5 ? 4 : 3;
  const isShort = first.length <= 5;
  if (isShort && shorter < 4) return 2;
  return CHANGING_FORM.test(first) || (isShort && CHANGING_FORM.test(word)) ? 2 : 3;
}

/** угол, отец, заяц; убить, уйти. */
const CHANGING_FORM = /^..[еоя]|т[иь]$/;
