/**
 * The tokenizer (pure): a normalised text to tokens, from left to right, in linear time.
 *
 * An explicit scanner, not one great regular expression: each place is tried as an address, a date, a number, a word,
 * in this order, by matchers that look ahead a bounded way or remember what they have ruled out. Everything that
 * depends on what stands around a word (its line, a full stop) is decided here; terms are made by token.ts.
 */

import { alternativeWeights } from "../words/alternative-weights.ts";
import { isInsideSentence, type LineCase, LineCases } from "../words/capitals.ts";
import {
  CYRILLIC,
  characterClassAt,
  codePointLength,
  DIGIT,
  isWordCharacter,
  MARK,
  OTHER,
} from "../words/character-class.ts";
import { isInCapitals, surnameStem } from "../words/marked-terms.ts";
import { cutTerm, foldWord, foldYo, maxTermLength } from "../words/word-folding.ts";
import { caseTerms, isCommonWord, mayHaveCaseTerms } from "../words/word-terms.ts";
import { lookedUp, unitsOfParts, type WordPart } from "./hyphen.ts";
import { datesOfWord, LiteralMatcher, withDate, withSign } from "./literals.ts";
import { type LiteralUnit, onlyWord, type ScannedToken, type Unit, type WordUnit } from "./unit.ts";

interface ScanOptions {
  /** Stop after so many tokens. */
  readonly maxTokens?: number;
  /** Keep what is not indexed: initials and the one-letter words of {@link isDropped}. */
  readonly keepsSingleLetters?: boolean;
}

/** A word of more parts goes on as another word, which bounds what one token can hold. */
const MAX_WORD_PARTS = 8;

/** Conjunctions and prepositions of one letter, never indexed; «группа А» and «витамин С» lose their letter by it. */
const DROPPED_LETTERS = "вкосуиая";

/** Takes what a scan finds, in the order of the text. */
export interface TokenSink {
  /** True if it wants no more. */
  readonly isFull: boolean;
  takeToken(token: ScannedToken): void;
  /** A word of Russian letters that no other rule can touch; {@link plainToken} makes its token. */
  takePlainWord(start: number, end: number, lines: LineCases): void;
}

/** The tokens of a normalised text (unicode-normalization.ts). Never throws. */
export function scanTokens(text: string, options: ScanOptions = {}): ScannedToken[] {
  const list = new TokenList(text, options);
  scanInto(text, list);
  return list.tokens;
}

/** The same for a sink, which gets also what is not indexed ({@link isDropped}). */
export function scanInto(text: string, sink: TokenSink): void {
  const literals = new LiteralMatcher(text);
  const lines = new LineCases(text);
  let position = 0;
  while (position < text.length && !sink.isFull) {
    const characterClass = characterClassAt(text, position);
    if (!isWordCharacter(characterClass)) {
      position += characterClass === OTHER ? 1 : codePointLength(text, position);
      continue;
    }
    const plainEnd = characterClass === CYRILLIC ? endOfPlainWord(text, position) : undefined;
    if (plainEnd !== undefined) {
      const dates = datesOfWord(text, position, plainEnd);
      if (dates.length > 0) sink.takeToken(plainToken(text, position, plainEnd, lines, dates));
      else sink.takePlainWord(position, plainEnd, lines);
      position = plainEnd;
      continue;
    }
    const found = readLiteral(text, position, literals) ?? readWord(text, position, lines);
    for (const token of found.tokens) sink.takeToken(token);
    position = found.end;
  }
}

/** The short way for words of Russian letters that no other rule can touch; the long way would find the same. */
export function plainToken(
  text: string,
  start: number,
  end: number,
  lines: LineCases,
  alsoIndexed?: readonly string[],
): ScannedToken {
  const place = { text, start, lineCase: lines.at(start) };
  return { start, end, units: [wordUnit(start, end, foldYo(text.slice(start, end)), place, alsoIndexed)] };
}

class TokenList implements TokenSink {
  readonly tokens: ScannedToken[] = [];
  readonly #text: string;
  readonly #maxTokens: number;
  readonly #keepsSingleLetters: boolean;

  constructor(text: string, { maxTokens = Number.POSITIVE_INFINITY, keepsSingleLetters = false }: ScanOptions) {
    this.#text = text;
    this.#maxTokens = maxTokens;
    this.#keepsSingleLetters = keepsSingleLetters;
  }

  get isFull(): boolean {
    return this.tokens.length >= this.#maxTokens;
  }

  takeToken(token: ScannedToken): void {
    if (this.#keepsSingleLetters || !isDropped(this.#text, token)) this.tokens.push(token);
  }

  takePlainWord(start: number, end: number, lines: LineCases): void {
    this.takeToken(plainToken(this.#text, start, end, lines));
  }
}

/** The reading at a place: its tokens, and the place after them. */
interface Reading {
  readonly tokens: readonly ScannedToken[];
  readonly end: number;
}

/** An address, a date or a number. */
function readLiteral(text: string, start: number, literals: LiteralMatcher): Reading | undefined {
  const isDigit = characterClassAt(text, start) === DIGIT;
  const match = literals.match(start, isDigit);
  if (match === undefined) return undefined;
  const end = endOfMarks(text, match.end);
  const { alternatives, indexed } = match;
  const unit = { kind: "literal" as const, start, end, alternatives, ...(indexed && { indexed }) };
  return { tokens: [{ start, end, units: [isDigit ? withDate(text, withSign(text, unit)) : unit] }], end };
}

function readWord(text: string, start: number, lines: LineCases): Reading {
  const parts = scanParts(text, start);
  const end = parts.at(-1)?.end ?? start + 1;
  const tokens = signedRange(text, tokensOfParts(parts, { text, start, lineCase: lines.at(start) }));
  return {
    tokens: characterClassAt(text, start) === DIGIT ? tokens.map((token) => datedToken(text, token)) : tokens,
    end,
  };
}

/** «5-7%»: the sign is of the last number, and no sign stands behind anything else. */
function signedRange(text: string, tokens: readonly ScannedToken[]): readonly ScannedToken[] {
  const token = tokens.at(-1);
  const last = token?.units.at(-1);
  if (token === undefined || last?.kind !== "literal" || characterClassAt(text, last.end - 1) !== DIGIT) return tokens;
  const signed = withSign(text, last);
  return signed === last
    ? tokens
    : [...tokens.slice(0, -1), { ...token, units: [...token.units.slice(0, -1), signed] }];
}

/** «8-9 мая», «9-го мая»: each number is a day. */
function datedToken(text: string, { start, end, units }: ScannedToken): ScannedToken {
  return { start, end, units: units.map((unit) => (unit.kind === "literal" ? withDate(text, unit) : unit)) };
}

/** Tells whether the index leaves out a token: one Cyrillic letter before a full stop, or a preposition. */
export function isDropped(text: string, token: ScannedToken): boolean {
  const unit = onlyWord(token.units);
  if (unit?.text.length !== 1) return false;
  if (characterClassAt(unit.text, 0) !== CYRILLIC) return false;
  return isDroppedLetter(text, token.end, unit.text);
}

/** The same of a Cyrillic letter in lower case that is a word of a text up to `end`. */
export function isDroppedLetter(text: string, end: number, letter: string): boolean {
  return text[end] === "." || DROPPED_LETTERS.includes(letter);
}

/** Marks on the last digit or letter are part of its place, not of the term. */
function endOfMarks(text: string, start: number): number {
  let end = start;
  while (characterClassAt(text, end) === MARK) end += codePointLength(text, end);
  return end;
}

/** The end of a run of Russian letters that ends where a word must end, or undefined. */
function endOfPlainWord(text: string, start: number): number | undefined {
  let end = start;
  while (isRussianLetter(text.charCodeAt(end))) end++;
  if (end - start > maxTermLength || end === start) return undefined;
  const next = text[end];
  if (next === undefined || next === " " || next === "," || next === "\n") return end;
  // Behind the full stop of a sentence: no address goes on there.
  if (next === "." && (text[end + 1] === " " || text[end + 1] === "\n")) return end;
  return next !== "-" && next !== "." && next !== "'" && characterClassAt(text, end) === OTHER ? end : undefined;
}

/** А-Я, а-я, Ё, ё */
function isRussianLetter(unit: number): boolean {
  return (unit >= 0x410 && unit <= 0x44f) || unit === 0x401 || unit === 0x451;
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
function tokensOfParts(parts: readonly WordPart[], place: WordPlace): ScannedToken[] {
  const units = unitsOfParts(parts, (start, end, word) => wordUnit(start, end, word, place));
  const visible = units.filter(hasText);
  const [first, last] = [visible[0], visible.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (parts.length > 1) return [{ start: first.start, end: last.end, units: visible }];
  return visible.map((unit) => ({ start: unit.start, end: unit.end, units: [unit] }));
}

/** The place of a word, which decides the meaning of its capitals: its start, its other parts, and its line. */
interface WordPlace {
  readonly text: string;
  readonly start: number;
  readonly lineCase: LineCase;
}

function wordUnit(
  start: number,
  end: number,
  word: string,
  place: WordPlace,
  alsoIndexed: readonly string[] = NO_TERMS,
): WordUnit | LiteralUnit {
  if (word.includes("'")) return apostropheUnit(start, end, word);
  const text = foldWord(word);
  const isCapitalized = startsWithCapital(word);
  const { lineCase } = place;
  const isSurname = surnameStem(text) !== undefined;
  const isNamed = isCapitalized && lineCase === "mixed" && (isSurname || isInsideSentence(place.text, place.start));
  const mayHaveCases = mayHaveCaseTerms(text);
  return {
    kind: "word",
    start,
    end,
    text,
    isCapitalized,
    isAbbreviation: isCapitalized && lineCase === "mixed" && isInCapitals(word),
    // Looked up when it is asked for: of a text that is marked few words are.
    get hasCaseStems() {
      return mayHaveCases && (lineCase !== "mixed" || isNamed || (isCapitalized && !isCommonWord(text)));
    },
    isName: mayHaveCases && isNamed,
    alsoIndexed,
  };
}

const NO_TERMS: readonly string[] = [];

const MIN_WITHOUT_APOSTROPHE = 3;

/**
 * A word with an apostrophe is never stemmed: О'Нил is not он. It is found as it is written, in its cases (О'Нила), and
 * without the apostrophe.
 */
function apostropheUnit(start: number, end: number, word: string): LiteralUnit {
  const folded = foldWord(word);
  const own = cutTerm(foldYo(word.toLowerCase()));
  return lookedUp({ kind: "literal", start, end, beginnings: [own, folded] }, () => {
    const stems = caseTerms(folded);
    // Of о'н, which somebody is typing, он would be left.
    const without = folded.length < MIN_WITHOUT_APOSTROPHE ? [] : [folded];
    const terms = new Set([own, ...(stems.length > 0 ? stems : without)]);
    return [...terms].map((term) => ({ terms: [term], weight: alternativeWeights.exact }));
  });
}

function startsWithCapital(word: string): boolean {
  const unit = word.charCodeAt(0);
  if (isRussianLetter(unit)) return unit < 0x430;
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first !== first.toLowerCase();
}

/** Folding can leave nothing, of a word that is marks alone. */
function hasText(unit: Unit): boolean {
  return unit.kind === "literal" || unit.text !== "";
}
