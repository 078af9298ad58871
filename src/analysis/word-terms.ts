/**
 * From a unit to its terms (layer 1, pure): the last token filters, once for the index and once for a query.
 *
 * At index time a word gives its stem, a name its case stems too, an abbreviation also itself. A query tries the same
 * terms as alternatives, and more of them, since people type names and abbreviations in lower case.
 */

import { abbreviationTerm, mayBeAbbreviation } from "./abbreviation.ts";
import { alternativeWeights } from "./alternative-weights.ts";
import type { TermAlternative } from "./analyzer.ts";
import { caseStems, nameTerm } from "./case-twin.ts";
import { joinedTerm } from "./hyphen.ts";
import { isRussianWord, stem } from "./russian-stem.ts";
import { isStopWord } from "./stop-words.ts";
import type { DecodedUnit, Unit, WordUnit } from "./token.ts";

/** The distinct index terms of a token's units, in a fixed order: unit by unit, then the joined term. */
export function indexTerms(units: readonly DecodedUnit[]): string[] {
  const terms = new Set(units.flatMap(indexTermsOfUnit));
  const joined = joinedTerm(units);
  if (joined !== undefined) terms.add(joined);
  return [...terms];
}

function indexTermsOfUnit(unit: DecodedUnit): readonly string[] {
  if (unit.kind === "literal") return unit.terms;
  const stemmed = stem(unit.text);
  const twins = unit.isTwinned ? caseStems(unit.text) : [];
  return [
    stemmed,
    ...twins,
    ...(unit.isName && !twins.includes(stemmed) ? [nameTerm(stemmed)] : []),
    ...(unit.isAbbreviation ? [abbreviationTerm(unit.text)] : []),
  ];
}

/** What is known of the place of a word in a query. */
export interface WordContext {
  /**
   * Whether a capital here marks a name: the query has small letters too, and the word is not its first, which
   * telephones capitalise by themselves.
   */
  readonly capitalsTell: boolean;
}

/** The alternatives of the units of one query word: all units together, or the joined term; the surest first. */
export function queryAlternatives(units: readonly Unit[], context: WordContext): TermAlternative[] {
  const [first] = units;
  if (units.length === 1 && first !== undefined) return mergeAlternatives(alternativesOfUnit(first, context));
  const joined = joinedTerm(units);
  return mergeAlternatives([
    ...allTogether(units.map((unit) => alternativesOfPart(unit, context))),
    ...(joined === undefined ? [] : [{ terms: [joined], weight: alternativeWeights.exact }]),
  ]);
}

/** Drops alternatives that repeat the terms of a surer one, and puts the surest first. */
export function mergeAlternatives(alternatives: readonly TermAlternative[]): TermAlternative[] {
  const byTerms = new Map<string, TermAlternative>();
  for (const alternative of alternatives) {
    const key = alternative.terms.join("\u0000");
    const known = byTerms.get(key);
    if (known === undefined || known.weight < alternative.weight) byTerms.set(key, alternative);
  }
  return [...byTerms.values()].sort((left, right) => right.weight - left.weight);
}

/** The case stems for sure, the Snowball stem as a second guess; but for sure where it is the only case stem. */
function alternativesOfPart(unit: Unit, context: WordContext): readonly TermAlternative[] {
  if (unit.kind === "literal") return unit.alternatives;
  const stemmed = stem(unit.text);
  const twins = caseStems(unit.text);
  if (twins.length === 0 || (twins.length === 1 && twins[0] === stemmed)) return [exactStem(stemmed)];
  const isName = unit.isCapitalized && context.capitalsTell;
  const stemWeight = isName ? alternativeWeights.stemOfName : alternativeWeights.stemOfWord;
  return [
    ...twins.filter((twin) => twin !== stemmed).map((twin) => ({ terms: [twin], weight: alternativeWeights.exact })),
    { terms: [stemmed], weight: stemWeight },
  ];
}

/** A stem that is the word's case stem too: what names and abbreviations add to it is of other words. */
function exactStem(stemmed: string): TermAlternative {
  const exact = { terms: [stemmed], weight: alternativeWeights.exact };
  if (!isRussianWord(stemmed)) return exact;
  const asAbbreviation = mayBeAbbreviation(stemmed) ? [abbreviationTerm(stemmed)] : [];
  return { ...exact, rivals: [nameTerm(stemmed), ...asAbbreviation] };
}

function alternativesOfUnit(unit: Unit, context: WordContext): readonly TermAlternative[] {
  const asWord = alternativesOfPart(unit, context);
  if (unit.kind === "literal" || !mayBeAbbreviation(unit.text) || isStopWord(unit.text)) return asWord;
  const isPlainlyName = unit.isCapitalized && !unit.isAbbreviation && context.capitalsTell;
  return isPlainlyName ? asWord : withAbbreviation(unit, asWord);
}

function withAbbreviation(unit: WordUnit, asWord: readonly TermAlternative[]): TermAlternative[] {
  const terms = [abbreviationTerm(unit.text)];
  if (!unit.isAbbreviation) return [...asWord, { terms, weight: alternativeWeights.abbreviationOfWord }];
  const { wordOfAbbreviation } = alternativeWeights;
  return [
    { terms, weight: alternativeWeights.exact },
    ...asWord.map((alternative) => ({ ...alternative, weight: Math.min(alternative.weight, wordOfAbbreviation) })),
  ];
}

/** More ways than this to choose an alternative for every part are left out, the least sure ones. */
const MAX_COMBINATIONS = 8;

/** One alternative of every part at once. */
function allTogether(parts: readonly (readonly TermAlternative[])[]): TermAlternative[] {
  let combinations: TermAlternative[] = [{ terms: [], weight: 1 }];
  for (const alternatives of parts) {
    combinations = combinations
      .flatMap((before) =>
        alternatives.map((next) => ({ terms: [...before.terms, ...next.terms], weight: before.weight * next.weight })),
      )
      .sort((left, right) => right.weight - left.weight)
      .slice(0, MAX_COMBINATIONS);
  }
  return combinations;
}
