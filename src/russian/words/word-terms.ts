/**
 * Token filter: the terms of a Russian word. A word that the dictionary has goes by the dictionary forms of its
 * families, which all their forms share: провести, проведут and проведённый. Any other goes by its Snowball stem, and a
 * name by its case stems besides (russian-stem.ts).
 */

import { remember } from "../../keyed.ts";
import type { WordFamily } from "../dictionary/dictionary.ts";
import { russianDictionary, type WordBook } from "../dictionary/russian-dictionary.ts";
import { caseStems, isRussianWord, mayHaveCaseStems, snowballStem } from "./russian-stem.ts";
import { isStopWord } from "./stop-words.ts";

/** A term of a word, and how likely the word is that one against the likeliest: in (0, 1]. */
export interface WordTerm {
  readonly term: string;
  readonly share: number;
}

/**
 * Names and abbreviations that never change, of which the dictionary or Snowball would make another word: риа ри, баку
 * бак.
 */
const KEPT: ReadonlySet<string> = new Set(
  `риа сми нато игил наса зао нии баку бали бари дели кале киото кито мали осло перу самоа сомали токио гани драги золя капелло
  кличко месси моди морси пеле лего сони коми рено антонио рубио`.split(/\s+/),
);

/** Prefixes of compound words whose rest the dictionary has: автокредит, соцсети. */
const PREFIXES =
  `авиа авто агро аудио аэро био вело видео внутри гео гидро гипер гос до евро зам интернет кибер кино контр косм макро мед меж мета микро
  мини мото мульти нарко нац нефте онлайн полу пост пресс проф радио рос сверх соц спец спорт супер тур теле техно транс фото экс электро эко энерго`.split(
    /\s+/,
  );
/** Shorter words are the ends of others: полу-чай. */
const MIN_PREFIXED_LENGTH = 5;

/**
 * Mark that separates the stem of a short name from a word with the same letters: Надя is над'. No word of a text ends
 * so.
 */
const APART = "'";
/** Longer stems that are words are mostly forms that the dictionary lacks. Untuned. */
const MAX_APART_LENGTH = 4;

/** Shortest stemmed word: of two letters Snowball may leave one. */
const MIN_STEMMED_LENGTH = 3;

const MAX_CACHED_WORDS = 50_000;

/** The facts about a word by itself: its terms, and whether the dictionary has it, and not as a name alone. */
const knownWord = remember(MAX_CACHED_WORDS, (word) => {
  const families = commonFamilies(word);
  return { terms: termsOf(word, families), isCommon: families.length > 0 };
});

/** A word that is one of a term with a smaller share is mostly another word, and says so by a mark (nameTerm). */
export const LESSER_SHARE = 1 / 2;

/**
 * The terms of a word in lower case with ё folded, the likeliest first. What is not Russian, is kept whole, or is
 * unknown and shorter than three letters (ИИ, АО) is its own term.
 */
export function wordTerms(word: string): readonly WordTerm[] {
  return isRussianWord(word) ? knownWord(word).terms : [{ term: word, share: 1 }];
}

function termsOf(word: string, families: readonly WordFamily[]): readonly WordTerm[] {
  const [commonest] = families;
  if (commonest !== undefined) {
    // тем is of темы too, once in a thousand.
    if (isStopWord(word)) return [{ term: commonest.lemma, share: 1 }];
    return families.map(({ lemma, commonness }) => ({ term: lemma, share: 2 ** (commonness - commonest.commonness) }));
  }
  if (word.length < MIN_STEMMED_LENGTH || KEPT.has(word)) return [{ term: word, share: 1 }];
  return [{ term: prefixedTerm(word) ?? toldApart(snowballStem(word)), share: 1 }];
}

/** The prefix and the lemma of what follows it; null where that is no word. */
function prefixedTerm(word: string): string | null {
  const prefix = prefixOf(word);
  const [family] = prefix === undefined ? [] : commonFamilies(word.slice(prefix.length));
  return prefix === undefined || family === undefined ? null : prefix + family.lemma;
}

/** Finds the prefix of a word; none begins as another one does. */
function prefixOf(word: string): string | undefined {
  return PREFIXES.find((prefix) => word.startsWith(prefix) && word.length - prefix.length >= MIN_PREFIXED_LENGTH);
}

function toldApart(stem: string): string {
  return mayBeApart(stem) && isLemma(stem) ? stem + APART : stem;
}

function mayBeApart(stem: string): boolean {
  return stem.length <= MAX_APART_LENGTH;
}

/**
 * Lists the lookups for the terms of lower-case words, and for whether the dictionary has them; `others` are read
 * along.
 */
export function* termBook(words: readonly string[], others: readonly string[] = []): WordBook {
  const lookedUp = words.filter((word) => isRussianWord(word) && !KEPT.has(word));
  yield [...lookedUp, ...others];
  yield lookedUp.flatMap((word) => {
    if (word.length < MIN_STEMMED_LENGTH || commonFamilies(word).length > 0) return [];
    const prefix = prefixOf(word);
    return [...(prefix === undefined ? [] : [word.slice(prefix.length)]), ...[snowballStem(word)].filter(mayBeApart)];
  });
}

/** The words that the case terms of others are looked up by. */
export function wordsOfCases(words: readonly string[]): string[] {
  return words.flatMap((word) => (KEPT.has(word) ? [] : caseStems(word).filter(mayBeApart)));
}

/** Lists the lookups of {@link termBook}, and those of the words' case terms. */
export function nameBook(words: readonly string[]): WordBook {
  return termBook(words, wordsOfCases(words));
}

/** Tells whether a term is a stem that is marked as apart from a word. */
export function isApart(term: string): boolean {
  return term.endsWith(APART);
}

/**
 * Tells whether a term begins with one of its word's case terms, apart from the mark: then it belongs to no other word.
 */
export function beginsWithCaseTerm(term: string, cased: readonly string[]): boolean {
  return cased.some((one) => term.startsWith(isApart(one) ? one.slice(0, -1) : one));
}

/**
 * The case stems of a word that may be a name (russian-stem.ts), told apart from the words that they are letter by
 * letter.
 */
export function caseTerms(word: string): readonly string[] {
  return KEPT.has(word) ? [] : caseStems(word).map(toldApart);
}

/** Tells whether a lower-case word is of a kind that has case terms. */
export function mayHaveCaseTerms(word: string): boolean {
  return mayHaveCaseStems(word) && !KEPT.has(word);
}

/** The likeliest of {@link wordTerms}. */
export function termOfWord(word: string): string {
  return wordTerms(word)[0]?.term ?? word;
}

/**
 * The terms of what word formation makes of the likeliest family of a word, or it of them: решение of решить, взяточник
 * of взятка.
 */
export function kinTerms(word: string): readonly string[] {
  return commonFamilies(word)[0]?.kin ?? [];
}

/** Lists the beginnings of words that have a term: each has one of these. */
export function beginningsOf(term: string): readonly string[] {
  return commonFamilies(term).find(({ lemma }) => lemma === term)?.beginnings ?? [term];
}

/** Tells whether the dictionary has the word, and not as a name alone. */
export function isCommonWord(word: string): boolean {
  return isRussianWord(word) && knownWord(word).isCommon;
}

/**
 * Tells whether a lower-case word with ё folded is in the dictionary, names included, is kept whole, or is one of these
 * behind a prefix.
 */
export function isDictionaryWord(word: string): boolean {
  return KEPT.has(word) || russianDictionary.familiesOf(word).length > 0 || prefixedTerm(word) !== null;
}

/** Tells whether the word is the dictionary form of a family. */
export function isLemma(word: string): boolean {
  return commonFamilies(word).some(({ lemma }) => lemma === word);
}

/**
 * Lists the families of a word without those of names, of which the dictionary lacks many a case: their case stems
 * match all.
 */
function commonFamilies(word: string): readonly WordFamily[] {
  return KEPT.has(word) ? [] : russianDictionary.familiesOf(word).filter(({ isProper }) => !isProper);
}
