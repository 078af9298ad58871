/**
 * Token filter: signs that are read as words beside a number (layer 1, pure): «20 %» is found by «20 процентов», and «$100»
 * by «100 долларов». A sign has the place of its number; alone it is nothing.
 *
 * A text that has «20%» has the terms 20, 20% and процент. The second says that these two belong together: it raises what a
 * query finds by 20 anyway, and finds nothing by itself.
 */

import type { TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { stem } from "../words/russian-stem.ts";
import { cutTerm } from "../words/word-folding.ts";
import type { LiteralUnit, ScannedToken } from "./unit.ts";

const SIGNS = [
  ["%", "процент"],
  ["$", "доллар"],
  ["€", "евро"],
  ["₽", "рубль"],
  ["£", "фунт"],
] as const;

const termOfSign: ReadonlyMap<string, string> = new Map(SIGNS.map(([sign, word]) => [sign, stem(word)]));
const signOfTerm: ReadonlyMap<string, string> = new Map(SIGNS.map(([sign, word]) => [stem(word), sign]));

/** The unit of a number of a normalised text, with what the sign beside it says. */
export function withSign(text: string, unit: LiteralUnit): LiteralUnit {
  const behind = signBehind(text, unit.end);
  const sign = termOfSign.has(behind) ? behind : (text[unit.start - 1] ?? "");
  const word = termOfSign.get(sign);
  if (word === undefined) return unit;
  return { ...unit, alternatives: [...unit.alternatives, ...raisedBySign(unit, sign)], alsoIndexed: [word] };
}

/** What «20» is raised by where «процентов» stands behind it. */
export function raisedByWord({ units }: ScannedToken, next: ScannedToken | undefined): readonly TermAlternative[] {
  const [unit, second] = units;
  const [word] = next?.units ?? [];
  if (unit?.kind !== "literal" || second !== undefined || word?.kind !== "word") return [];
  const sign = signOfTerm.get(stem(word.text));
  return sign === undefined ? [] : raisedBySign(unit, sign);
}

function raisedBySign({ alternatives: [number] }: LiteralUnit, sign: string): TermAlternative[] {
  const [term, second] = number?.terms ?? [];
  if (term === undefined || second !== undefined) return [];
  return [{ terms: [term, cutTerm(term + sign)], weight: alternativeWeights.numberWithSign }];
}

/** The character behind a number, or behind one space behind it. */
function signBehind(text: string, end: number): string {
  const next = text[end] ?? "";
  return /[ \u00a0\u2009\u202f]/.test(next) ? (text[end + 1] ?? "") : next;
}
