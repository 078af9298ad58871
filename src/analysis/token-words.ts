/**
 * The words of a token (layer 1, pure): what an index of occurrences counts as positions, and the form that each was
 * written in, folded (lower case, ё as е).
 */

import { russianAnalyzer } from "./russian-analyzer.ts";
import { joinedTerm } from "./tokenizer/hyphen.ts";
import { type DecodedUnit, decodeToken, isEncodedToken } from "./tokenizer/token.ts";
import { indexTerms } from "./tokenizer/word-terms.ts";

/** A word of a token: at `offset` positions from the token's first. */
export interface TokenWord {
  /** As written, folded; of a number, a date or an address its first term. */
  readonly form: string;
  /** Distinct; the first is decided by the form alone. */
  readonly terms: readonly string[];
  readonly offset: number;
  /** True for two words with a hyphen as a whole; its parts follow, the first at the same offset. */
  readonly isWhole?: true;
}

/**
 * The words of a token that the Russian analyzer's `tokenize` gave: together exactly the terms that its `processTerm`
 * gives. The parts of a hyphenated word have consecutive offsets.
 */
export function wordsOfToken(token: string): TokenWord[] {
  if (!isEncodedToken(token)) return [{ form: token, terms: russianAnalyzer.processTerm(token), offset: 0 }];
  const units = decodeToken(token);
  const [only] = units;
  // The analyzer remembers the terms of whole tokens.
  if (units.length === 1 && only !== undefined) return [wordOfUnit(only, russianAnalyzer.processTerm(token), 0)];
  const parts = units.map((unit, offset): TokenWord => wordOfUnit(unit, indexTerms([unit]), offset));
  const joined = joinedTerm(units);
  if (joined === undefined) return parts;
  const form = parts.map((part) => part.form).join("-");
  return [{ form, terms: [joined], offset: 0, isWhole: true }, ...parts];
}

function wordOfUnit(unit: DecodedUnit, terms: readonly string[], offset: number): TokenWord {
  return { form: unit.kind === "word" ? unit.text : (terms[0] ?? ""), terms, offset };
}
