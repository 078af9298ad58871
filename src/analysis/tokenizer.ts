/**
 * The tokenizer (layer 1, pure): a normalised text to tokens, from left to right, in linear time.
 *
 * An explicit scanner, not one great regular expression: each place is tried as an address, a date, a number, a word,
 * in this order, by matchers that look ahead a bounded way or remember what they have ruled out. Everything that
 * depends on what stands around a word (its line, a full stop) is decided here; terms are made by word-terms.ts.
 */

import { isInCapitals } from "./abbreviation.ts";
import { AddressMatcher } from "./address.ts";
import { type LiteralMatch, matchDate } from "./calendar-date.ts";
import { mayBeTwin } from "./case-twin.ts";
import { CYRILLIC, characterClassAt, codePointLength, DIGIT, isWordCharacter, MARK, OTHER } from "./character-class.ts";
import { literalUnit, unitsOfParts, type WordPart } from "./hyphen.ts";
import { type LineCase, LineCases } from "./line-case.ts";
import { matchNumber } from "./number.ts";
import type { LiteralUnit, Token, Unit, WordUnit } from "./token.ts";
import { cutTerm, foldWord, maxTermLength } from "./word-folding.ts";
import { foldYo } from "./yo.ts";

export interface ScanOptions {
  /** Stop after so many tokens. */
  readonly maxTokens?: number;
  /** Keep what is not indexed: initials and the one-letter words of {@link isDroppedLetter}. */
  readonly keepsSingleLetters?: boolean;
}

/** A word of more parts goes on as another word, which bounds what one token can hold. */
const MAX_WORD_PARTS = 8;

/** Conjunctions and prepositions of one letter, never indexed; «группа А» and «витамин С» lose their letter by it. */
const DROPPED_LETTERS = "вкосуиая";

/** The tokens of a normalised text (unicode-normalization.ts). Never throws. */
export function scanTokens(text: string, options: ScanOptions = {}): Token[] {
  const tokens: Token[] = [];
  const maxTokens = options.maxTokens ?? Number.POSITIVE_INFINITY;
  const addresses = new AddressMatcher(text);
  const lines = new LineCases(text);
  let position = 0;
  while (position < text.length && tokens.length < maxTokens) {
    const characterClass = characterClassAt(text, position);
    if (!isWordCharacter(characterClass)) {
      position += characterClass === OTHER ? 1 : codePointLength(text, position);
      continue;
    }
    const literal = addresses.match(position) ?? (characterClass === DIGIT ? matchNumeric(text, position) : undefined);
    if (literal !== undefined) {
      const end = endOfMarks(text, literal.end);
      tokens.push(literalToken(position, end, literal));
      position = end;
      continue;
    }
    const parts = scanParts(text, position);
    const end = parts.at(-1)?.end ?? position + 1;
    for (const token of tokensOfParts(parts, lines.at(position))) {
      if (options.keepsSingleLetters || !isDropped(text, token)) tokens.push(token);
    }
    position = end;
  }
  return tokens;
}

/** Whether a token is one Cyrillic letter that the index leaves out: before a full stop, or a preposition. */
export function isDropped(text: string, token: Token): boolean {
  const [unit] = token.units;
  if (token.units.length !== 1 || unit?.kind !== "word" || unit.text.length !== 1) return false;
  if (characterClassAt(unit.text, 0) !== CYRILLIC) return false;
  return text[token.end] === "." || DROPPED_LETTERS.includes(unit.text);
}

function matchNumeric(text: string, position: number): LiteralMatch | undefined {
  return matchDate(text, position) ?? matchNumber(text, position);
}

function literalToken(start: number, end: number, match: LiteralMatch): Token {
  return { start, end, units: [{ kind: "literal", start, end, alternatives: match.alternatives }] };
}

/** Marks on the last digit or letter are part of its place, not of the term. */
function endOfMarks(text: string, start: number): number {
  let end = start;
  while (characterClassAt(text, end) === MARK) end += codePointLength(text, end);
  return end;
}

/** The word at a letter or digit, by its hyphens; each part is cut to the length of a term, its place is not. */
function scanParts(text: string, position: number): WordPart[] {
  const parts: WordPart[] = [];
  let start = position;
  for (;;) {
    const end = endOfRun(text, start);
    parts.push({ start, end, text: foldYo(cutTerm(text.slice(start, Math.min(end, start + 2 * maxTermLength)))) });
    const isContinued = text[end] === "-" && isWordCharacter(characterClassAt(text, end + 1));
    if (!isContinued || parts.length === MAX_WORD_PARTS) return parts;
    start = end + 1;
  }
}

/** Letters, digits, their marks, and apostrophes between letters. */
function endOfRun(text: string, start: number): number {
  let end = start;
  for (;;) {
    const characterClass = characterClassAt(text, end);
    if (characterClass !== OTHER) end += codePointLength(text, end);
    else if (text[end] === "'" && isLetterAt(text, end - 1) && isLetterAt(text, end + 1)) end++;
    else return end;
  }
}

function isLetterAt(text: string, position: number): boolean {
  const characterClass = characterClassAt(text, position);
  return characterClass !== OTHER && characterClass !== DIGIT;
}

/** A word with hyphens is one token; a word without may fall into several where it mixes scripts. */
function tokensOfParts(parts: readonly WordPart[], lineCase: LineCase): Token[] {
  const units = unitsOfParts(parts, (start, end, word) => wordUnit(start, end, word, lineCase));
  const visible = units.filter(hasText);
  const [first, last] = [visible[0], visible.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (parts.length > 1) return [{ start: first.start, end: last.end, units: visible }];
  return visible.map((unit) => ({ start: unit.start, end: unit.end, units: [unit] }));
}

function wordUnit(start: number, end: number, word: string, lineCase: LineCase): WordUnit | LiteralUnit {
  // A word with an apostrophe is never stemmed: О'Нил is not он.
  if (word.includes("'")) return literalUnit(start, end, word);
  const text = foldWord(word);
  const isCapitalized = startsWithCapital(word);
  return {
    kind: "word",
    start,
    end,
    text,
    isCapitalized,
    isAbbreviation: lineCase === "mixed" && isInCapitals(word),
    isTwinned: (isCapitalized || lineCase !== "mixed") && mayBeTwin(text),
  };
}

function startsWithCapital(word: string): boolean {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first !== first.toLowerCase();
}

/** Folding can leave nothing, of a word that is marks alone. */
function hasText(unit: Unit): boolean {
  return unit.kind === "literal" || unit.text !== "";
}
