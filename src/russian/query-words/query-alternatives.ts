/**
 * Converts the units of a query word to its alternatives (pure): the terms of the index (token.ts), and more of them,
 * since people type names and abbreviations in lower case. Whether a word is a name or an abbreviation is told by the
 * rest of the query ({@link WordContext}), or by an index (NameEvidence).
 */

import type { NameEvidence } from "../../index/shared.ts";
import type { QueryWord, TermAlternative } from "../analyzer.ts";
import { joinedTerm } from "../tokenizer/hyphen.ts";
import { isStopToken, onlyWord, type Unit, type WordUnit } from "../tokenizer/unit.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { abbreviationTerm, mayBeAbbreviation, nameTerm, surnameStem } from "../words/marked-terms.ts";
import { otherStems, otherStemsOfPeople } from "../words/other-stems.ts";
import { isRussianWord, snowballStem } from "../words/russian-stem.ts";
import { isStopWord } from "../words/stop-words.ts";
import { foldWord } from "../words/word-folding.ts";
import { caseTerms, isApart, isCommonWord, isLemma, kinTerms, termOfWord, wordTerms } from "../words/word-terms.ts";

/** The context of a word in a query. */
export interface WordContext {
  /**
   * True if a capital here marks a name: the query has small letters too, and the word is not its first, which
   * telephones capitalise by themselves.
   */
  readonly capitalsTell: boolean;
  /** True if all letters of the query are capitals: ОПЕК alone is an abbreviation, or shouted. */
  readonly isInCapitals?: boolean;
  /** True if a word in small letters is certain to be no name, since the query writes its names with capitals. */
  readonly smallAreNoNames?: boolean;
  /** True of the first word of a query, which readers type in its dictionary form more often than texts have it so. */
  readonly isFirst?: boolean;
}

/** Tells whether a word of a query is neither a name nor an abbreviation: its stem is certain. */
function isPlainWord(unit: WordUnit, { smallAreNoNames = false }: WordContext): boolean {
  return smallAreNoNames && !unit.isCapitalized;
}

/**
 * Tells whether a word that is no abbreviation by its capitals may be one by the index: ОПЕК in a query all in
 * capitals, and опек, whose form is that of no case; but no surname. Its stem is a guess then.
 */
function mayStandForAbbreviation(unit: WordUnit, { capitalsTell, isInCapitals = false }: WordContext): boolean {
  if (unit.isAbbreviation || !mayBeAbbreviation(unit.text) || isStopWord(unit.text)) return false;
  if (surnameStem(unit.text) !== undefined) return false;
  const isLikeNoCase = snowballStem(unit.text) === unit.text;
  return isInCapitals || (isLikeNoCase && !(unit.isCapitalized && capitalsTell));
}

/** Endings of adjectives, some of which other words have as well (Китая, Сергей, Максим). */
const ADJECTIVE_FORM = /(?:[оеы]й|[ая]я|[ую]ю|[оеы]е|[ое]го|[ое]му|[иы]м|[иы]х|[иы]ми)$/;

/** Undefined where none of the word's alternatives is a guess, or nothing would tell. */
export function nameEvidence(units: readonly Unit[], context: WordContext): NameEvidence | undefined {
  const unit = onlyWord(units);
  if (unit === undefined || isStopWord(unit.text) || isPlainWord(unit, context)) return undefined;
  const stemmed = termOfWord(unit.text);
  const [cased, ...others] = caseTerms(unit.text);
  const surname = cased === undefined ? undefined : surnameStem(unit.text);
  if (surname !== undefined) return { term: stemmed, mark: nameTerm(surname) };
  if (mayStandForAbbreviation(unit, context)) return { term: stemmed, mark: abbreviationTerm(unit.text) };
  if (isCommonWord(unit.text)) return undefined;
  if (cased === undefined || cased === stemmed || others.includes(stemmed)) return undefined;
  // The forms of an adjective have many case stems (нова, нову, ново) and one mark, which would tell too much of each;
  // but where the case stem stands in most documents of the stem (кита of кит), the word is no adjective.
  if (ADJECTIVE_FORM.test(unit.text)) return { term: stemmed, mark: cased };
  return { term: cased, mark: nameTerm(stemmed) };
}

/** The alternatives of the units of one query word: all units together, or the joined term; the surest first. */
export function queryAlternatives(units: readonly Unit[], context: WordContext): TermAlternative[] {
  const [first] = units;
  if (units.length === 1 && first !== undefined) return mergeAlternatives(alternativesOfUnit(first, context));
  const joined = joinedTerm(units);
  return mergeAlternatives([
    ...allTogether(units.map((unit) => alternativesOfPart(unit, context))).map((way) => ({
      ...way,
      parts: tellingParts(units),
    })),
    ...(joined === undefined ? [] : [{ terms: [joined], weight: alternativeWeights.exact }]),
  ]);
}

/**
 * Counts the units of a word that count: those that are no stop words, two of «ростов-на-дону»; all if all are, as of
 * «из-за».
 */
export function tellingParts(units: readonly Unit[]): number {
  return units.filter((unit) => !isStopToken([unit])).length || units.length;
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

function alternativesOfUnit(unit: Unit, context: WordContext): readonly TermAlternative[] {
  const asWord = alternativesOfPart(unit, context);
  if (unit.kind === "literal" || isPlainWord(unit, context)) return asWord;
  if (!mayBeAbbreviation(unit.text) || isStopWord(unit.text)) return asWord;
  const isPlainlyName = unit.isCapitalized && !unit.isAbbreviation && context.capitalsTell;
  return isPlainlyName ? asWord : withAbbreviation(unit, asWord, context);
}

function withAbbreviation(
  unit: WordUnit,
  asWord: readonly TermAlternative[],
  context: WordContext,
): readonly TermAlternative[] {
  const { exact, abbreviationOfWord, wordOfAbbreviation } = alternativeWeights;
  const abbreviation = { terms: [abbreviationTerm(unit.text)], weight: exact };
  if (unit.isAbbreviation) {
    return [abbreviation, ...asWord.map((way) => ({ ...way, weight: Math.min(way.weight, wordOfAbbreviation) }))];
  }
  const ways = mayStandForAbbreviation(unit, context) ? asWord.map(asGuess) : asWord;
  return context.isInCapitals === true
    ? [abbreviation, ...ways]
    : [...ways, { ...abbreviation, weight: abbreviationOfWord }];
}

/**
 * Lists the alternatives of a word: its surname, its case stems, its Snowball stem, and its stems with a vowel more or
 * less.
 */
function alternativesOfPart(unit: Unit, context: WordContext): readonly TermAlternative[] {
  if (unit.kind === "literal") return unit.alternatives;
  // Among the words of a sentence homographs change no ranking, and each is a list to read.
  const asWord = isPlainWord(unit, context) ? ownAlternatives(unit.text, context) : alternativesOfWord(unit, context);
  const hasOneForm = unit.isAbbreviation || isStopWord(unit.text);
  return hasOneForm ? asWord : [...asWord, ...otherVowels(unit, asWord, context)];
}

/**
 * The stems with a vowel more or less, and of the people of a place: a guess of what may be a surname, none of what
 * surely is a name.
 */
function otherVowels(unit: WordUnit, asWord: readonly TermAlternative[], context: WordContext): TermAlternative[] {
  const known = new Set(asWord.flatMap(({ terms }) => terms));
  // Among the words of a sentence a commoner stem is of no use: it repeats the form of its text.
  const ofPeople = isPlainWord(unit, context) ? [] : otherStemsOfPeople(unit.text);
  if (ofPeople.length > 0) return ofPeople.map((other) => withHomographs(other, alternativeWeights.otherVowel));
  const others = otherStems(unit.text).filter((other) => !known.has(other));
  const { otherVowel, otherVowelOfSurname } = alternativeWeights;
  const mayBeSurname = !isPlainWord(unit, context) && surnameStem(unit.text) !== undefined;
  if (!mayBeSurname) return others.map((other) => withHomographs(other, otherVowel));
  if (unit.isCapitalized && context.capitalsTell) return [];
  return others.map((other) => asGuess(withHomographs(other, otherVowelOfSurname)));
}

function alternativesOfWord(unit: WordUnit, context: WordContext): readonly TermAlternative[] {
  const isName = unit.isCapitalized && context.capitalsTell;
  const stemmed = termOfWord(unit.text);
  const cased = caseTerms(unit.text);
  if (cased.length === 0) return ownAlternatives(unit.text, context);
  const { exact, nameOfWord, stemOfName, stemOfWord, unmarkedName, unmarkedWord } = alternativeWeights;
  const stemWeight = isName ? stemOfName : stemOfWord;
  const surname = surnameStem(unit.text);
  if (surname === undefined && !isName && isCommonWord(unit.text)) {
    const names = isLemma(unit.text) && !unit.isCapitalized ? [] : cased.filter((term) => term !== stemmed);
    return [...ownAlternatives(unit.text, context), ...names.map((term) => asGuess(withHomographs(term, nameOfWord)))];
  }
  const byCase =
    surname === undefined
      ? cased.map((term) => withHomographs(term, exact))
      : // Of a surname the stem without its mark is a guess: other words have it too.
        [
          { terms: [nameTerm(surname)], weight: exact },
          ...cased.map((term) => guess(term, isName ? unmarkedName : unmarkedWord)),
        ];
  const own = ownAlternatives(unit.text, context).filter(({ terms: [term = ""] }) => !cased.includes(term));
  return [...byCase, ...own.map((way) => asGuess({ ...way, weight: way.weight * stemWeight }))];
}

/** Smallest share of a family in texts that a query searches for. Untuned. */
const MIN_SHARE = 1 / 64;

/**
 * Times that a word's dictionary form is likelier than another of its forms, beside how common its families are: of
 * nouns in readers' queries 76 % of the first words are dictionary forms, 45 % of the others and 40 % of texts'
 * (docs/decisions/russian.md#the-dictionary). The rest is shared by some three forms.
 */
const citedShare = { first: 8, later: 2 };

/** The families of a word, each by its share: all but the likeliest are guesses. */
function ownAlternatives(word: string, { isFirst = false }: WordContext): readonly TermAlternative[] {
  const [cited, commonest] = [isFirst ? citedShare.first : citedShare.later, termOfWord(word)];
  const terms = wordTerms(word)
    .filter(({ share }) => share >= MIN_SHARE)
    .map(({ term, share }) => ({ term, share: term === word ? share * cited : share }));
  const likeliest = Math.max(...terms.map(({ share }) => share));
  return terms
    .map(({ term, share }) => ({ term, share: share / likeliest }))
    .sort((left, right) => right.share - left.share)
    .map(({ term, share }, index) => {
      const weight = alternativeWeights.exact * share;
      if (index > 0) return asGuess(withHomographs(term, weight));
      // What texts have under its mark is this very form.
      return term === commonest ? withHomographs(term, weight) : { terms: [term], weight };
    });
}

/** The word with what word formation joins to it besides. */
export function withKin(word: QueryWord): QueryWord {
  const kin = word.isStopWord ? [] : kinTerms(foldWord(word.text)).map((term) => guess(term, alternativeWeights.kin));
  return kin.length === 0 ? word : { ...word, alternatives: mergeAlternatives([...word.alternatives, ...kin]) };
}

function guess(term: string, weight: number): TermAlternative {
  return asGuess({ terms: [term], weight });
}

function asGuess(way: TermAlternative): TermAlternative {
  return { ...way, isGuess: true };
}

/** A stem of the word itself: what other names and abbreviations add to it is of other words. */
function withHomographs(stemmed: string, weight: number): TermAlternative {
  if (!isRussianWord(stemmed) && !isApart(stemmed)) return { terms: [stemmed], weight };
  const asAbbreviation = mayBeAbbreviation(stemmed) ? [abbreviationTerm(stemmed)] : [];
  return { terms: [stemmed], weight, homographs: [nameTerm(stemmed), ...asAbbreviation] };
}

/** Most combinations of the parts' alternatives; the least certain ones are left out. */
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
