/**
 * From a unit to its terms (layer 1, pure): the last token filters, once for the index and once for a query.
 *
 * At index time a word gives its stem, a name its case stems too, an abbreviation also itself. A query tries the same
 * terms as alternatives, and more of them, since people type names and abbreviations in lower case.
 */

import { abbreviationTerm, mayBeAbbreviation } from "./abbreviation.ts";
import { alternativeWeights } from "./alternative-weights.ts";
import type { NameEvidence, TermAlternative } from "./analyzer.ts";
import { caseStems } from "./case-twin.ts";
import { otherStems } from "./fleeting-vowel.ts";
import { joinedTerm } from "./hyphen.ts";
import { nameTerm, surnameStem } from "./name-mark.ts";
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
  const surname = unit.isTwinned ? surnameStem(unit.text) : undefined;
  return [
    stemmed,
    ...twins,
    ...(surname === undefined ? [] : [nameTerm(surname)]),
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

/** Of a word: its surname, its case stems, its Snowball stem, and its stems with a vowel more or less. */
function alternativesOfPart(unit: Unit, context: WordContext): readonly TermAlternative[] {
  if (unit.kind === "literal") return unit.alternatives;
  const asWord = alternativesOfWord(unit, unit.isCapitalized && context.capitalsTell);
  if (unit.isAbbreviation || isStopWord(unit.text)) return asWord;
  const known = new Set(asWord.flatMap(({ terms }) => terms));
  const others = otherStems(unit.text).filter((other) => !known.has(other));
  return [...asWord, ...others.map((other) => ({ ...exactStem(other), weight: alternativeWeights.otherVowel }))];
}

function alternativesOfWord(unit: WordUnit, isName: boolean): readonly TermAlternative[] {
  const stemmed = stem(unit.text);
  const twins = caseStems(unit.text);
  const surname = twins.length === 0 ? undefined : surnameStem(unit.text);
  const { stemOfName, stemOfWord, unmarkedName, unmarkedWord } = alternativeWeights;
  const byStem = guess(stemmed, isName ? stemOfName : stemOfWord);
  if (surname === undefined) {
    const byCase = twins.filter((twin) => twin !== stemmed).map(sure);
    return [...byCase, twins.length === 0 || twins.includes(stemmed) ? exactStem(stemmed) : byStem];
  }
  // Of a surname the stem without its mark is a guess as well: other words have it too.
  const unmarked = twins.map((twin) => guess(twin, isName ? unmarkedName : unmarkedWord));
  return [sure(nameTerm(surname)), ...unmarked, ...(twins.includes(stemmed) ? [] : [byStem])];
}

const sure = (term: string): TermAlternative => ({ terms: [term], weight: alternativeWeights.exact });

const guess = (term: string, weight: number): TermAlternative => ({ terms: [term], weight, isGuess: true });

/** What tells whether a query word is a name; undefined where nothing of it is a guess, or nothing would tell. */
export function nameEvidence(units: readonly Unit[]): NameEvidence | undefined {
  const [unit] = units;
  if (units.length !== 1 || unit?.kind !== "word") return undefined;
  const twins = caseStems(unit.text);
  const [twin] = twins;
  if (twin === undefined) return undefined;
  const stemmed = stem(unit.text);
  const surname = surnameStem(unit.text);
  if (surname !== undefined) return { term: stemmed, mark: nameTerm(surname) };
  // The forms of an adjective have many case stems, and one mark: of these the mark would tell too much.
  if (twins.includes(stemmed) || ADJECTIVE_FORM.test(unit.text)) return undefined;
  return { term: twin, mark: nameTerm(stemmed) };
}

const ADJECTIVE_FORM = /(?:[оеы]й|[ая]я|[ую]ю|[оеы]е|[ое]го|[ое]му|[иы]м|[иы]х|[иы]ми)$/;

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
