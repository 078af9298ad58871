/**
 * The root of a query word (pure): the letters that its relatives begin with too, by which киберпреступность and
 * киберпреступление meet, which Snowball leaves apart, and Сергей and Сергеевич.
 */

import { isMark } from "../../index/shared.ts";
import type { QueryWord } from "../analyzer.ts";
import { isAbbreviationTerm } from "../words/marked-terms.ts";

/** Length of a root: of 4 to 6 letters five ranked best (docs/decisions/search.md#words-groups-and-roots). */
const ROOT_LETTERS = 5;

const RUSSIAN_TERM = /^[а-я]{5,}$/;

/**
 * The root: the common beginning of a word's terms, and the homographs of its surest term (TermAlternative.homographs).
 */
export interface WordRoot {
  readonly prefix: string;
  readonly homographs: readonly string[];
}

/**
 * Finds the root of a word all of whose spellings begin with the same five letters; guesses do not count. Null of a
 * shorter one, which has no relatives but itself, and of a surname, whose relatives are other words (Кузнецов, кузнец).
 */
export function rootOfWord({ alternatives }: Pick<QueryWord, "alternatives">): WordRoot | null {
  const spellings = alternatives.filter(
    ({ terms, isGuess }) => isGuess !== true && !isAbbreviationTerm(terms[0] ?? ""),
  );
  const [surest] = spellings;
  const prefix = surest?.terms[0]?.slice(0, ROOT_LETTERS);
  if (prefix === undefined) return null;
  const isShared = spellings.every(
    ({ terms: [term = "", second] }) => second === undefined && RUSSIAN_TERM.test(term) && term.startsWith(prefix),
  );
  return isShared ? { prefix, homographs: surest?.homographs ?? [] } : null;
}

/**
 * Finds the root of a word in a pasted sentence: its surest term with five letters, of a surname too, even a guess. The
 * other words see to it that its relatives are those of the same event (Путин, путинский).
 */
export function rootOfSentenceWord({ alternatives }: Pick<QueryWord, "alternatives">): WordRoot | null {
  for (const { terms } of alternatives) {
    const [term = "", second] = terms;
    if (isAbbreviationTerm(term)) continue;
    const letters = isMark(term) ? term.slice(0, -1) : term;
    if (second === undefined && RUSSIAN_TERM.test(letters))
      return { prefix: letters.slice(0, ROOT_LETTERS), homographs: [] };
  }
  return null;
}
