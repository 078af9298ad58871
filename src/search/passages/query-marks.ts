/**
 * Finds the marked words of a text: the terms of the query's words and phrases, their worth, and the rules that
 * separate a word that only shares a term from the one that is meant.
 */

import { inverseDocumentFrequency, isSurelyName, nameCertainty, settleGuesses } from "../../index/read.ts";
import type { NameEvidence } from "../../index/shared.ts";
import { groupBy } from "../../keyed.ts";
import type { Certainty, PhraseGraph } from "../../russian/queries.ts";
import {
  beginningsOf,
  foldCaseAndYo,
  isAbbreviationTerm,
  isRussianWord,
  isStopWord,
  type QueryWord,
  readWords,
  type TermAlternative,
  type WordPredicate,
} from "../../russian/words.ts";

/** The parts of a query that marks need; an ArticlePlan is one. */
interface MarkedQuery {
  readonly words: readonly QueryWord[];
  readonly phrases: readonly PhraseGraph[];
  /** Words and phrases of both that are searched for in titles alone, and marked nowhere else. */
  readonly ofTitle?: ReadonlySet<QueryWord | PhraseGraph>;
  /** The one of `words` that may go on, and what it may become. */
  readonly typedWord?: QueryWord | null;
  readonly completions?: readonly TermAlternative[];
}

/** The frequencies of terms in live documents. */
interface TermFrequencies {
  readonly documentCount: number;
  ofAnyField(term: string): number;
}

/** The reason why a term is marked. */
export interface MarkRule {
  /** The place of the query word among all, those of phrases too. */
  readonly item: number;
  /** The inverse document frequency of the word, times the weight of the alternative. */
  readonly weight: number;
  /** Terms that say that the word is another one (TermAlternative). */
  readonly homographs: readonly string[];
  /**
   * Certainty of the term. An uncertain one is worthless beside a surer one in the article: лавровый beside Лавров,
   * китайский while «кит» is typed.
   */
  readonly certainty: Certainty;
  /** The other terms that an article must have: of the parts of a hyphenated word, or of letters with digits. */
  readonly others: readonly string[];
  /** A stop word inside a word («на» of Ростов-на-Дону): marked between its neighbours alone. */
  readonly isMinorPart: boolean;
  /** Marked in the title alone. */
  readonly isOfTitle: boolean;
}

/** Compiled once a query, used for each of its hits. */
export interface QueryMarks {
  readonly rules: ReadonlyMap<string, readonly MarkRule[]>;
  /** Phrases of the title, and of any text. */
  readonly phrases: { readonly title: readonly PhraseGraph[]; readonly text: readonly PhraseGraph[] };
  /** Rules for terms of phrases, which are marked only within the phrase. */
  readonly phraseRules: ReadonlyMap<string, MarkRule>;
  /** The words as they were typed, folded; by item. */
  readonly typed: readonly string[];
  /** The item of the word that may go on; -1 where all are whole. */
  readonly typedItem: number;
  /** Lets through every word that may hold one of the terms: they begin it. */
  readonly mayMatter: WordPredicate;
  /** All distinct terms. */
  readonly terms: readonly string[];
  /** Terms to search for in texts, before any of their words is read. */
  readonly sought: readonly HighlightTerm[];
  /** True if a term has a digit: numbers have so many spellings that any may match. */
  readonly asksForNumbers: boolean;
}

export const NO_MARKS: QueryMarks = compileMarks({ words: [], phrases: [] });

/** Compiles the marks of a query once its terms can be looked up. */
export async function loadMarks(query: MarkedQuery, frequencies: TermFrequencies | null = null): Promise<QueryMarks> {
  await readWords(() => [termsOf(query).map(stemOf).filter(isRussianWord)]);
  return compileMarks(query, frequencies);
}

function termsOf({ words, phrases, completions = [] }: MarkedQuery): string[] {
  const ways = [words.map(({ alternatives }) => alternatives), phrases.map(({ edges }) => edges), completions].flat(2);
  return ways.flatMap(({ terms }) => terms);
}

/** Compiles the marks of a query. Without frequencies every word has the same worth. */
export function compileMarks(query: MarkedQuery, frequencies: TermFrequencies | null = null): QueryMarks {
  const rules = new Map<string, MarkRule[]>();
  for (const [item, word] of query.words.entries()) {
    const worth = worthOfWord(word, frequencies);
    const isOfTitle = query.ofTitle?.has(word) === true;
    for (const alternative of word.alternatives) {
      const certainty = alternative.isGuess === true && !isSurelyWord(word, frequencies) ? "guess" : "sure";
      addRules(rules, { item, isOfTitle, certainty }, alternative, worth);
    }
  }
  const typedItem = query.typedWord ? query.words.indexOf(query.typedWord) : -1;
  for (const term of typedItem < 0 ? [] : (query.completions ?? []).flatMap(({ terms }) => terms)) {
    if (rules.has(term)) continue;
    const completion = { item: typedItem, isOfTitle: false, certainty: "completion" } as const;
    addRules(rules, completion, { terms: [term], weight: COMPLETION_WEIGHT }, 1);
  }
  const settle = (graph: PhraseGraph): PhraseGraph =>
    settleGuesses(graph, (evidence) => isNameIn(frequencies, evidence));
  const phraseRules = compilePhraseRules(query, frequencies);
  const terms = [...new Set([...rules.keys(), ...phraseRules.keys()])];
  const rulesByTerm = terms.map((term) => [term, [rules.get(term) ?? [], phraseRules.get(term) ?? []].flat()] as const);
  return {
    rules,
    phrases: {
      title: query.phrases.map(settle),
      text: query.phrases.filter((graph) => query.ofTitle?.has(graph) !== true).map(settle),
    },
    phraseRules,
    typed: query.words.map(({ text }) => foldCaseAndYo(text)),
    typedItem,
    mayMatter: beginsWithOneOf(terms),
    terms,
    sought: findHighlightTerms(rulesByTerm),
    asksForNumbers: terms.some((term) => /\p{N}/u.test(term)),
  };
}

/**
 * Tells whether a possible abbreviation is certainly a word in this index: one «КИТ» must not unmark the whales beside
 * it.
 */
function isSurelyWord({ nameEvidence }: QueryWord, frequencies: TermFrequencies | null): boolean {
  if (frequencies === null || nameEvidence === undefined || !isAbbreviationTerm(nameEvidence.mark)) return false;
  return !isNameIn(frequencies, nameEvidence);
}

/** Tells whether a word is a name in the index; never without frequencies. */
function isNameIn(frequencies: TermFrequencies | null, { term, mark }: NameEvidence): boolean {
  if (frequencies === null) return false;
  return isSurelyName(nameCertainty(frequencies.ofAnyField(term), frequencies.ofAnyField(mark)));
}

/** A word that only begins as what was typed shows less why an article was found. */
const COMPLETION_WEIGHT = 0.375;

function addRules(
  rules: Map<string, MarkRule[]>,
  why: Pick<MarkRule, "item" | "isOfTitle" | "certainty">,
  { terms, weight, homographs = [] }: TermAlternative,
  worth: number,
): void {
  for (const term of terms) {
    const isMinorPart = terms.length > 1 && isStopWord(term);
    const others = terms.filter((other) => other !== term);
    const rule = { ...why, weight: weight * worth, homographs, others, isMinorPart };
    const known = rules.get(term);
    if (known === undefined) rules.set(term, [rule]);
    else if (!known.some((other) => other.item === why.item)) known.push(rule);
  }
}

function compilePhraseRules({ words, phrases, ofTitle }: MarkedQuery, frequencies: TermFrequencies | null) {
  const rules = new Map<string, MarkRule>();
  const common = { homographs: [], others: [], certainty: "sure", isMinorPart: false } as const;
  let first = words.length;
  for (const graph of phrases) {
    const isOfTitle = ofTitle?.has(graph) === true;
    for (const { terms, from } of graph.edges) {
      for (const term of terms) {
        if (rules.has(term) && (isOfTitle || rules.get(term)?.isOfTitle === false)) continue;
        const weight = rarity(frequencies?.ofAnyField(term) ?? 0, frequencies);
        rules.set(term, { ...common, item: first + from, weight, isOfTitle });
      }
    }
    first += graph.nodes;
  }
  return rules;
}

/** The terms of the surest alternatives are spellings of one word, which is as rare as the most frequent of them. */
function worthOfWord({ alternatives }: QueryWord, frequencies: TermFrequencies | null): number {
  if (frequencies === null) return 1;
  const most = Math.max(...alternatives.map(({ weight }) => weight));
  const surest = alternatives.filter(({ weight }) => weight === most);
  const found = surest.map(({ terms }) => Math.min(...terms.map((term) => frequencies.ofAnyField(term))));
  return rarity(Math.max(0, ...found), frequencies);
}

function rarity(documentFrequency: number, frequencies: TermFrequencies | null): number {
  return frequencies === null ? 1 : inverseDocumentFrequency(documentFrequency, frequencies.documentCount);
}

/**
 * Stems and case stems are what their word begins with, but for a few nouns: most words of a text begin otherwise, and
 * need no stemming.
 */
function beginsWithOneOf(terms: readonly string[]): QueryMarks["mayMatter"] {
  const words = terms.flatMap(beginningsOfTerm);
  const short = words.filter((word) => word.length < 2);
  const byLetters = groupBy(
    words.filter((word) => word.length >= 2),
    (word) => [firstLetters(word.charCodeAt(0), word.charCodeAt(1))],
  );
  const begin = (text: string, some: readonly string[]): boolean => some.some((word) => text.startsWith(word));
  const mayMatter = (text: string): boolean =>
    begin(text, byLetters.get(firstLetters(text.charCodeAt(0), text.charCodeAt(1))) ?? []) ||
    (short.length > 0 && begin(text, short));
  const mayBegin = (first: number, second: number): boolean =>
    // A number of the letters х is folded to Latin ones.
    first === HA || short.length > 0 || byLetters.has(firstLetters(first, second));
  return Object.assign(mayMatter, { mayBegin });
}

/** Two letters tell most words apart; as a number, since this is asked of every word of a text. */
function firstLetters(first: number, second: number): number {
  return first * 2 ** 16 + second;
}

/** х */
const HA = 0x445;

/** A query word in the form of a plain text search: the beginnings of words that stand for it. */
interface HighlightTerm {
  readonly keys: readonly string[];
  readonly weight: number;
}

/**
 * Signs around the word of a term: of an abbreviation, a name, a stem that is no word (marked-terms.ts, word-terms.ts).
 */
const SIGNS = /^[^\p{L}\p{N}]+|['^=]{1,2}$/gu;

/** Lists the beginnings of words that hold the term: each has one of these. */
function beginningsOfTerm(term: string): readonly string[] {
  return beginningsOf(stemOf(term));
}

function stemOf(term: string): string {
  return term.replace(SIGNS, "");
}

/**
 * The words of a query that are marked in texts, each with the beginnings of all of its terms and the highest weight.
 */
function findHighlightTerms(rulesByTerm: Iterable<readonly [string, readonly MarkRule[]]>): HighlightTerm[] {
  const words = new Map<number, { readonly keys: Set<string>; weight: number }>();
  for (const [term, rules] of rulesByTerm) {
    for (const { item, weight, isOfTitle } of rules) {
      if (isOfTitle) continue;
      const known = words.get(item) ?? { keys: new Set<string>(), weight: 0 };
      for (const beginning of beginningsOfTerm(term)) known.keys.add(keyOf(beginning));
      known.weight = Math.max(known.weight, weight);
      words.set(item, known);
    }
  }
  return [...words.values()].map(({ keys, weight }) => ({ keys: [...keys], weight }));
}

/** The letters or digits that come first: numbers and addresses are written in several ways. */
function keyOf(beginning: string): string {
  return /^[\p{L}\p{M}]+|^\p{N}+/u.exec(beginning)?.[0] ?? "";
}
