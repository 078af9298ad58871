/**
 * What the tokenizer finds in a text, and the strings it hands to MiniSearch (layer 1, pure).
 *
 * MiniSearch's processTerm sees a token alone, without its line, so whatever depends on the line is decided by the
 * tokenizer and written into the token. The encoding, where <…> are private-use characters that no word contains:
 *
 *   token = unit (<U+E003> unit)*          the parts of a hyphenated word
 *   unit  = [<U+E000>] [<U+E004>] [<U+E001>] word
 *                                          a folded word; E000: add its case stems; E004: its capital says that it is
 *                                          a name; E001: it is an abbreviation too
 *         | (<U+E002> term)+               terms that are ready: numbers, dates, addresses, т34
 *
 * A plain lower-case word is its own token.
 */

import type { TermAlternative } from "../analyzer.ts";

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
  /** Whether the index gets its case stems. */
  readonly isTwinned: boolean;
  /**
   * Whether it is twinned for a capital of its own in a line where capitals tell, and stands inside a sentence or has the
   * form of a surname.
   */
  readonly isName: boolean;
}

/** What is not stemmed: the ways in which a query may match it, the surest first; the index gets all their terms. */
export interface LiteralUnit {
  readonly kind: "literal";
  readonly start: number;
  readonly end: number;
  readonly alternatives: readonly TermAlternative[];
  /** Terms that the index gets besides, which no query for it asks for: процент of «20%». */
  readonly alsoIndexed?: readonly string[];
}

export type Unit = WordUnit | LiteralUnit;

/** One token: a unit, or the units of a hyphenated word. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly units: readonly Unit[];
}

const TWINNED = "\ue000";
const ABBREVIATION = "\ue001";
const READY = "\ue002";
const UNIT_SEPARATOR = "\ue003";
const NAME = "\ue004";
const FLAGS = /^[\ue000\ue001\ue004]*/;
const ANY_FLAG = /[\ue000-\ue004]/;

/** A unit read back from its encoding. */
export type DecodedUnit =
  | ({ readonly kind: "word" } & Pick<WordUnit, "text" | "isTwinned" | "isName" | "isAbbreviation">)
  | { readonly kind: "literal"; readonly terms: readonly string[] };

export function encodeToken(token: Token): string {
  const [first] = token.units;
  return token.units.length === 1 && first !== undefined
    ? encodeUnit(first)
    : token.units.map(encodeUnit).join(UNIT_SEPARATOR);
}

export function encodeUnit(unit: Unit): string {
  if (unit.kind === "literal")
    return literalTerms(unit)
      .map((term) => READY + term)
      .join("");
  return (
    (unit.isTwinned ? TWINNED : "") + (unit.isName ? NAME : "") + (unit.isAbbreviation ? ABBREVIATION : "") + unit.text
  );
}

export function decodeToken(token: string): DecodedUnit[] {
  return token.split(UNIT_SEPARATOR).map(decodeUnit);
}

/** Whether a string carries marks of this encoding. */
export function isEncodedToken(token: string): boolean {
  return ANY_FLAG.test(token);
}

/** What a token looks like to people: without the marks, the parts joined by hyphens, of ready terms the first. */
export function tokenText(token: string): string {
  if (!isEncodedToken(token)) return token;
  return decodeToken(token)
    .map((unit) => (unit.kind === "word" ? unit.text : (unit.terms[0] ?? "")))
    .join("-");
}

function decodeUnit(unit: string): DecodedUnit {
  if (unit.startsWith(READY)) {
    return { kind: "literal", terms: unit.split(READY).filter((term) => term !== "") };
  }
  return {
    kind: "word",
    text: unit.slice(FLAGS.exec(unit)?.[0].length ?? 0),
    isTwinned: unit.includes(TWINNED),
    isName: unit.includes(NAME),
    isAbbreviation: unit.includes(ABBREVIATION),
  };
}

function literalTerms(unit: LiteralUnit): string[] {
  return [...new Set([...unit.alternatives.flatMap(({ terms }) => terms), ...(unit.alsoIndexed ?? [])])];
}
