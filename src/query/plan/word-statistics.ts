/**
 * The statistics of the alternatives of query words (layer 4): of each term node the idf and the weight that it has beside
 * the others of its word. Terms of no word have their own.
 */

import { guessDiscount } from "../../analysis/analyzer.ts";
import { type IndexCounts, inverseDocumentFrequency, isSurelyName, nameCertaintyIn } from "../scoring/word-score.ts";
import type { DisjunctionMaxNode, TermNode } from "./query-plan.ts";

/** Of one word of the query. */
export class WordStatistics {
  readonly #counts: IndexCounts;
  /** The terms that are alternatives for themselves, as they stand in the index; of no word none. */
  readonly #terms: readonly string[];
  readonly #certainty: number;
  /** By field, the least idf of the terms there. */
  readonly #idfs = new Map<number, number>();

  /** Null for terms of no word. */
  constructor(counts: IndexCounts, word: DisjunctionMaxNode | null) {
    this.#counts = counts;
    const nodes = word?.children.filter((child) => child.kind === "term") ?? [];
    const evidence = word?.evidence;
    const fields = new Set(nodes.flatMap((node) => node.fields.map(({ field }) => field)));
    this.#certainty = evidence === undefined ? 0 : nameCertaintyIn(counts, evidence, [...fields]);
    this.#terms = nodes.filter(isExact).map(({ term }) => term);
  }

  /**
   * Of a term that `node` stands for in a field: a mean of its own and the least of the word's alternatives. A word is as rare as its most
   * frequent spelling, or the capital at the start of a sentence would win by its rarity; but a name is no spelling of the words that share
   * its stem (Дания, данные).
   */
  inverseDocumentFrequency(node: TermNode, term: string, field: number): number {
    const own = this.#idf(term, field);
    const leastOfTerms = this.#idfs.get(field) ?? Math.min(...this.#terms.map((one) => this.#idf(one, field)));
    this.#idfs.set(field, leastOfTerms);
    const ofWord = Math.min(own, leastOfTerms);
    return node.isGuess === true ? ofWord : this.#certainty * own + (1 - this.#certainty) * ofWord;
  }

  /** A factor of the node's scores, in (0, 1]. */
  weightFactor(node: TermNode): number {
    return node.isGuess === true ? 1 - guessDiscount * this.#certainty : 1;
  }

  /** Whether what the node finds is another word than the one that is meant. */
  isOfOtherWord(node: TermNode): boolean {
    return node.isGuess === true && isSurelyName(this.#certainty);
  }

  #idf(term: string, field: number): number {
    return inverseDocumentFrequency(this.#counts.documentFrequency(term, field), this.#counts.documentCount);
  }
}

/** What a term expands to is no spelling of the word, or there would be no telling how common the word is. */
export function isExact({ prefix, maxDistance }: TermNode): boolean {
  return !prefix && maxDistance === 0;
}
