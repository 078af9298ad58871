/**
 * Token filter: words with hyphens, and words of letters and digits (pure). One token, one or more units.
 *
 * «нью-йоркский» is two units and, besides, one joined term, since people write many such words together; the ending of
 * an ordinal (5-й) goes to its number, letters and the digits after them (Т-34, т34, COVID-19, 5G, 100км) are one unit.
 *
 * Letters before digits are typed in either alphabet (Т-34, С-400, А320, МС-21), so where each of them has a Cyrillic
 * look-alike they are read as Cyrillic. Letters and digits are one term; the letters alone are a term too where they
 * are a word, and so are digits that are a year.
 */

import type { TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { readAsCyrillic, splitScripts } from "../words/mixed-script.ts";
import { cutTerm, foldWord } from "../words/word-folding.ts";
import { isCommonWord, isLemma, termOfWord } from "../words/word-terms.ts";
import { exactly, type LiteralUnit, type Unit, type WordUnit } from "./unit.ts";

/** The text between two hyphens, [start, end) in the normalised text. */
export interface WordPart {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes the unit of a piece that is all letters; the tokenizer knows the line. */
type MakeWordUnit = (start: number, end: number, text: string) => WordUnit | LiteralUnit;

/** The units of the parts of one word, in order; a word without hyphens is one part. */
export function unitsOfParts(parts: readonly WordPart[], makeWordUnit: MakeWordUnit): Unit[] {
  const units: Unit[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    const next = parts[index + 1];
    if (part === undefined) continue;
    if (next !== undefined && isDigits(part.text) && ORDINAL_ENDING.test(foldWord(next.text))) {
      units.push(literalUnit(part.start, next.end, part.text));
      index++;
    } else if (next !== undefined && isLetters(part.text) && startsWithDigit(next.text)) {
      units.push(lettersAndDigitsUnit(part.start, next.end, part.text + next.text));
      index++;
    } else {
      units.push(...unitsOfPart(part, makeWordUnit));
    }
  }
  return units;
}

/** Two words written together; null where the units are no two words. */
export function joinedText(units: readonly Unit[]): string | null {
  const [first, second] = units;
  if (units.length !== 2 || first?.kind !== "word" || second?.kind !== "word") return null;
  return first.text + second.text;
}

/** The words that are looked up for units of one word: their own, and both of two together. */
export function wordsOfUnits(units: readonly Unit[]): string[] {
  const joined = joinedText(units);
  const own = units.flatMap((unit) => (unit.kind === "word" ? unit.text : (unit.beginnings ?? [])));
  return joined === null ? own : [...own, cutTerm(joined)];
}

/** The term of two words written together, or undefined where the units are no two words. */
export function joinedTerm(units: readonly Unit[]): string | undefined {
  const text = joinedText(units);
  return text === null ? undefined : termOfWord(cutTerm(text));
}

function unitsOfPart(part: WordPart, makeWordUnit: MakeWordUnit): Unit[] {
  if (isDigits(part.text)) return [literalUnit(part.start, part.end, part.text)];
  if (!isLetters(part.text)) return [lettersAndDigitsUnit(part.start, part.end, part.text)];
  const pieces = splitScripts(part.text);
  return pieces.map((piece, index) => {
    // The text of a very long part is cut, its place is not.
    const end = index === pieces.length - 1 ? part.end : part.start + piece.end;
    return makeWordUnit(part.start + piece.start, end, piece.text);
  });
}

function lettersAndDigitsUnit(start: number, end: number, text: string): LiteralUnit {
  const runs = text.match(/[0-9]+|[^0-9]+/g) ?? [];
  const wordsAndNumbers = runs.map((run) => (startsWithDigit(run) ? run : foldWord(splitScripts(run)[0]?.text ?? run)));
  const beginnings = [joinRuns(runs), ...wordsAndNumbers];
  return lookedUp({ kind: "literal", start, end, beginnings }, () => lettersAndDigitsAlternatives(runs));
}

/** A literal whose alternatives are made when they are first asked for. */
export function lookedUp(
  unit: Omit<LiteralUnit, "alternatives">,
  makeAlternatives: () => readonly TermAlternative[],
): LiteralUnit {
  let made: readonly TermAlternative[] | null = null;
  return {
    ...unit,
    get alternatives() {
      made ??= makeAlternatives();
      return made;
    },
  };
}

/** A unit with one term of its own. */
function literalUnit(start: number, end: number, text: string): LiteralUnit {
  return { kind: "literal", start, end, alternatives: exactly(foldWord(text)) };
}

const isDigits = (text: string): boolean => /^[0-9]+$/.test(text);
const isLetters = (text: string): boolean => !/[0-9]/.test(text);
const startsWithDigit = (text: string): boolean => /^[0-9]/.test(text);

/** Endings of ordinals: 5-й, 2020-х, 1-го, 90-е, 5-ти. */
const ORDINAL_ENDING =
  /^(?:й|я|е|х|м|ю|го|му|ый|ий|ой|ая|ое|ее|ые|ие|ых|их|ым|им|ую|ью|ти|ми|ого|его|ому|ему|ыми|ими)$/;
/** Glued to the digits, «5м» is metres. */
const GLUED_ORDINAL_ENDING = /^(?:й|я|е|х|го|му|ый|ий|ой|ая|ое|ее|ые|ие|ых|их|ым|им|ую|ти|ми|ого|его|ому|ему)$/;

/** The length from which letters are worth a term of their own. */
const MIN_WORD_LENGTH = 3;
/** Most letters before and behind the digits of a designation: БТР-82А, Ми-8АМТШ. */
const MAX_DESIGNATION_LETTERS = 4;
/** The length from which digits are worth a term of their own: years. */
const MIN_NUMBER_LENGTH = 4;

/** The one term of letters and the digits after them, also where a query has a space between. */
export function joinLettersAndDigits(letters: string, digits: string): string {
  return cutTerm(foldLetters(letters) + digits.toLowerCase());
}

/**
 * The ways to match a word of letters and digits as it stands in the text, its hyphens dropped, the surest first.
 * Runs of letters and runs of digits take turns; there is one of each at least.
 */
function lettersAndDigitsAlternatives(runs: readonly string[]): TermAlternative[] {
  const [first = "", second = ""] = runs;
  const isDigitsFirst = startsWithDigit(first);
  if (isDigitsFirst && runs.length === 2 && GLUED_ORDINAL_ENDING.test(foldWord(second))) return exactly(first);
  const joined = exactly(joinRuns(runs));
  if (runs.length !== 2) {
    return isDigitsFirst ? joined : [...joined, ...withoutVariant(runs), ...lettersAlone(first)];
  }
  return [
    ...joined,
    ...(isDigitsFirst ? digitsAndUnit(first, second) : [...lettersAndNumber(first, second), ...lettersAlone(first)]),
  ];
}

function joinRuns(runs: readonly string[]): string {
  return runs.map((run) => (startsWithDigit(run) ? run : foldLetters(run))).join("");
}

/** COVID-19 may be written as covid; a word that is common without a number is none of it: Теле2 is no теле. */
function lettersAlone(letters: string): TermAlternative[] {
  if (letters.length < MIN_WORD_LENGTH || isCommonWord(foldWord(letters))) return [];
  return [{ terms: [wordTerm(letters)], weight: alternativeWeights.lettersAlone }];
}

/** Ту-154М is a Ту-154, and Т-72Б3 a Т-72; H1N1 is no H1. */
function withoutVariant([letters = "", digits = "", variant = "", ...rest]: readonly string[]): TermAlternative[] {
  const isDesignation = letters.length <= MAX_DESIGNATION_LETTERS && variant.length <= MAX_DESIGNATION_LETTERS;
  if (!isDesignation || rest.length > 1 || (rest.length === 1 && digits.length < 2)) return [];
  return [{ terms: [joinLettersAndDigits(letters, digits)], weight: alternativeWeights.parts }];
}

/** A word and its year, or a word as the dictionary has it and its number: «выборы2018», «дом2». */
function lettersAndNumber(letters: string, digits: string): TermAlternative[] {
  const isWord = letters.length >= MIN_WORD_LENGTH && isLemma(foldWord(letters));
  if (digits.length < MIN_NUMBER_LENGTH && !isWord) return [];
  return [{ terms: [wordTerm(letters), cutTerm(digits)], weight: alternativeWeights.parts }];
}

function digitsAndUnit(digits: string, letters: string): TermAlternative[] {
  const word = wordTerm(letters);
  const isWord = /[а-я]/.test(word) || word.length >= MIN_WORD_LENGTH;
  return isWord ? [{ terms: [cutTerm(digits), word], weight: alternativeWeights.parts }] : [];
}

/** The letters as a word of their own, in the script that they are mostly written in. */
function wordTerm(letters: string): string {
  const [piece] = splitScripts(letters);
  return termOfWord(foldWord(piece === undefined ? letters : piece.text));
}

/** Folds look-alike letters: all become Cyrillic if the whole run can; otherwise the script of the most. */
function foldLetters(letters: string): string {
  const lower = letters.toLowerCase();
  return foldWord(
    readAsCyrillic(lower) ??
      splitScripts(lower)
        .map((piece) => piece.text)
        .join(""),
  );
}
