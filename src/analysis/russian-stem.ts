/**
 * Token filter: the stem of a Russian word (layer 1), Snowball's but for the nouns of noun-stems.ts. The only file that knows
 * snowball-stemmers.
 *
 * A word is stemmed exactly once: 28 % of the stems change when stemmed again (docs/decisions/0003-analysis.md).
 */

import { newStemmer } from "snowball-stemmers";
import { nounStem } from "./noun-stems.ts";

const snowball = newStemmer("russian");

const RUSSIAN_WORD = /^[а-я]+$/;

/**
 * Names that never change, and that Snowball would cut down to another word: риа to ри, сми to см, and the others to the stem of
 * дело, бак, перо, малый, мода, сон. Forms of such words that are written alike (к баку, о кале) are the rarer.
 */
const KEPT: ReadonlySet<string> = new Set([
  ...["риа", "сми", "нато", "игил"],
  ...["баку", "бали", "бари", "дели", "кале", "киото", "кито", "мали", "осло", "перу", "самоа", "сомали", "токио"],
  ...["гани", "драги", "золя", "капелло", "кличко", "месси", "моди", "морси", "пеле"],
  ...["лего", "сони"],
]);

/** Of two letters Snowball may leave one. */
const MIN_STEMMED_LENGTH = 3;

/** Whether a word is one of the names that never change: neither its stem nor its case stems are less than the word. */
export function isKeptWhole(word: string): boolean {
  return KEPT.has(word);
}

/** A cleared Map beats an LRU here: 75 % hits and none of the bookkeeping (docs/decisions/0003-analysis.md). */
const MAX_CACHED_STEMS = 50_000;
const cachedStems = new Map<string, string>();

/** Whether a lower-case word is Russian through and through: the letters а-я alone, no і, ў or Latin among them. */
export function isRussianWord(word: string): boolean {
  return RUSSIAN_WORD.test(word);
}

/**
 * The stem of a word in lower case with ё folded. What is not Russian, is shorter than three letters (ИИ, АО), or is
 * kept by name comes back as it is.
 */
export function stem(word: string): string {
  // First, since it knows most words: what comes back as it is never gets into it.
  const cached = cachedStems.get(word);
  if (cached !== undefined) return cached;
  if (word.length < MIN_STEMMED_LENGTH || KEPT.has(word) || !RUSSIAN_WORD.test(word)) return word;
  const stemmed = nounStem(word) ?? snowball.stem(word);
  if (cachedStems.size >= MAX_CACHED_STEMS) cachedStems.clear();
  cachedStems.set(word, stemmed);
  return stemmed;
}

/** Snowball's own answer for a word in lower case with ё folded; what is not Russian comes back as it is. */
export function snowballStem(word: string): string {
  return RUSSIAN_WORD.test(word) ? snowball.stem(word) : word;
}
