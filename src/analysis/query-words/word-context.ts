/**
 * What the rest of a query tells of one of its words (layer 1, pure).
 */

import type { WordUnit } from "../tokenizer/unit.ts";
import { mayBeAbbreviation } from "../words/abbreviation.ts";
import { surnameStem } from "../words/name-mark.ts";
import { stem } from "../words/russian-stem.ts";
import { isStopWord } from "../words/stop-words.ts";

/** What is known of the place of a word in a query. */
export interface WordContext {
  /**
   * Whether a capital here marks a name: the query has small letters too, and the word is not its first, which
   * telephones capitalise by themselves.
   */
  readonly capitalsTell: boolean;
  /** Whether all letters of the query are capitals: ОПЕК alone is an abbreviation, or shouted. */
  readonly isInCapitals?: boolean;
  /** Whether a word in small letters is surely no name, since the query writes its names with capitals. */
  readonly smallAreNoNames?: boolean;
}

/** Whether a word of a query is neither a name nor an abbreviation: its stem is sure. */
export function isPlainWord(unit: WordUnit, { smallAreNoNames = false }: WordContext): boolean {
  return smallAreNoNames && !unit.isCapitalized;
}

/**
 * Whether a word that is no abbreviation by its capitals may be one by what the index has: ОПЕК where all of a query is in
 * capitals, and опек, whose form is that of no case; but no surname. Its stem is a guess then.
 */
export function mayStandForAbbreviation(unit: WordUnit, { capitalsTell, isInCapitals = false }: WordContext): boolean {
  if (unit.isAbbreviation || !mayBeAbbreviation(unit.text) || isStopWord(unit.text)) return false;
  if (surnameStem(unit.text) !== undefined) return false;
  return isInCapitals || (stem(unit.text) === unit.text && !(unit.isCapitalized && capitalsTell));
}
