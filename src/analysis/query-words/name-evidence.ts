/**
 * Whether a query word is a name or an abbreviation (layer 1, pure): what the rest of the query tells, and by what an index does
 * (NameEvidence).
 */

import type { NameEvidence } from "../analyzer.ts";
import { onlyWord, type Unit, type WordUnit } from "../tokenizer/unit.ts";
import { abbreviationTerm, mayBeAbbreviation } from "../words/abbreviation.ts";
import { caseStems } from "../words/cased-stem-variant.ts";
import { nameTerm, surnameStem } from "../words/name-mark.ts";
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

/** Endings of adjectives, some of which other words have as well (Китая, Сергей, Максим). */
const ADJECTIVE_FORM = /(?:[оеы]й|[ая]я|[ую]ю|[оеы]е|[ое]го|[ое]му|[иы]м|[иы]х|[иы]ми)$/;

/** Undefined where none of the word's alternatives is a guess, or nothing would tell. */
export function nameEvidence(units: readonly Unit[], context: WordContext): NameEvidence | undefined {
  const unit = onlyWord(units);
  if (unit === undefined || isStopWord(unit.text) || isPlainWord(unit, context)) return undefined;
  const stemmed = stem(unit.text);
  const [cased, ...others] = caseStems(unit.text);
  const surname = cased === undefined ? undefined : surnameStem(unit.text);
  if (surname !== undefined) return { term: stemmed, mark: nameTerm(surname) };
  if (mayStandForAbbreviation(unit, context)) return { term: stemmed, mark: abbreviationTerm(unit.text) };
  if (cased === undefined || cased === stemmed || others.includes(stemmed)) return undefined;
  // The forms of an adjective have many case stems (нова, нову, ново) and one mark, which would tell too much of each; but
  // where the case stem stands in most documents of the stem (кита of кит), the word is no adjective.
  if (ADJECTIVE_FORM.test(unit.text)) return { term: stemmed, mark: cased };
  return { term: cased, mark: nameTerm(stemmed) };
}
