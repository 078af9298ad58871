/**
 * The units of a text, the words and literals that a token is made of (pure).
 */

import type { TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { isStopWord } from "../words/stop-words.ts";
import { cutTerm } from "../words/word-folding.ts";

/** A word, or a part of a hyphenated word, to be stemmed. Offsets [start, end) are into the normalised text. */
export interface WordUnit {
  readonly kind: "word";
  readonly start: number;
  readonly end: number;
  /** Folded: lower case, no ё, at most maxTermLength units. */
  readonly text: string;
  readonly isCapitalized: boolean;
  /** Two to six capitals in a line that is not all capitals. */
  readonly isAbbreviation: boolean;
  /** True if the index gets its case stems. */
  readonly hasCaseStems: boolean;
  /**
   * True if it has case stems for a capital of its own in a line where capitals tell, and stands inside a sentence or
   * has the form of a surname.
   */
  readonly isName: boolean;
  /** Terms indexed as well, as for a literal: the date of «девятое» in «девятое мая». */
  readonly alsoIndexed: readonly string[];
}

/**
 * A unit that is not stemmed: the ways in which a query may match it, the surest first; the index gets all their terms,
 * or those of `indexed`.
 */
export interface LiteralUnit {
  readonly kind: "literal";
  readonly start: number;
  readonly end: number;
  readonly alternatives: readonly TermAlternative[];
  readonly indexed?: readonly string[] | undefined;
  /**
   * Texts to look up when its alternatives are first needed: a word of each of their terms begins with one of these.
   */
  readonly beginnings?: readonly string[];
  /**
   * Terms that the index gets besides, which no query for it asks for: процент of «20%», the date of the 9 of «9 мая».
   */
  readonly alsoIndexed?: readonly string[];
}

/** The one way to match what has one term. */
export function exactly(term: string): TermAlternative[] {
  return [{ terms: [cutTerm(term)], weight: alternativeWeights.exact }];
}

export type Unit = WordUnit | LiteralUnit;

/** The word of a token that is one word; undefined of one of several parts, and of a literal. */
export function onlyWord(units: readonly Unit[]): WordUnit | undefined {
  const [unit] = units;
  return units.length === 1 && unit?.kind === "word" ? unit : undefined;
}

/** Tells whether a token says next to nothing in a query: a stop word, or several with hyphens («из-за», «кто-то»). */
export function isStopToken(units: readonly Unit[]): boolean {
  return units.every((unit) => unit.kind === "word" && isStopWord(unit.text));
}

/** One token: a unit, or the units of a hyphenated word. */
export interface ScannedToken {
  readonly start: number;
  readonly end: number;
  readonly units: readonly Unit[];
}
