/**
 * Token filter: words with hyphens (layer 1, pure). One token, several units.
 *
 * «нью-йоркский» is two units and, besides, one joined term, since people write many such words together; the ending
 * of an ordinal (5-й) goes to its number, letters and the digits after them (Т-34) are one unit.
 */

import { alternativeWeights } from "../words/alternative-weights.ts";
import { splitScripts } from "../words/mixed-script.ts";
import { stem } from "../words/russian-stem.ts";
import { cutTerm, foldWord } from "../words/word-folding.ts";
import { isOrdinalEnding, lettersAndDigitsAlternatives } from "./letters-digits.ts";
import type { LiteralUnit, Unit, WordUnit } from "./unit.ts";

/** What stands between hyphens, [start, end) in the normalised text. */
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
    if (next !== undefined && isDigits(part.text) && isOrdinalEnding(next.text)) {
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

/** The term of two words written together, or undefined where the units are no two words. */
export function joinedTerm(units: readonly Unit[]): string | undefined {
  const [first, second] = units;
  if (units.length !== 2 || first?.kind !== "word" || second?.kind !== "word") return undefined;
  return stem(cutTerm(first.text + second.text));
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
  return { kind: "literal", start, end, alternatives: lettersAndDigitsAlternatives(text) };
}

/** A unit with one term of its own. */
function literalUnit(start: number, end: number, text: string): LiteralUnit {
  return { kind: "literal", start, end, alternatives: [{ terms: [foldWord(text)], weight: alternativeWeights.exact }] };
}

const isDigits = (text: string): boolean => /^[0-9]+$/.test(text);
const isLetters = (text: string): boolean => !/[0-9]/.test(text);
const startsWithDigit = (text: string): boolean => /^[0-9]/.test(text);
