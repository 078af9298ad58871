/**
 * The statistics of the alternatives of query words (layer 4): of each term node the idf and the weight that it has beside
 * the others of its word. Terms of no word have their own.
 */

import {
  alternativeIdf,
  guessFactor,
  type IndexCounts,
  inverseDocumentFrequency,
  isSurelyName,
  nameCertaintyIn,
} from "../scoring/word-score.ts";
import type { DisjunctionMaxNode, QueryNode, TermNode } from "./query-plan.ts";
import { nodesOf } from "./query-plan.ts";

/** A word of the query: the terms that are alternatives for themselves, as they stand in the index. */
interface Word {
  readonly terms: readonly string[];
  readonly certainty: number;
  /** By field, the least idf of the terms there. */
  readonly idfs: Map<number, number>;
}

export class WordStatistics {
  readonly #counts: IndexCounts;
  readonly #words = new Map<TermNode, Word>();

  constructor(counts: IndexCounts, root: QueryNode) {
    this.#counts = counts;
    for (const node of nodesOf(root)) if (node.kind === "best") this.#add(node);
  }

  /** Of a term that `node` stands for in a field. */
  inverseDocumentFrequency(node: TermNode, term: string, field: number): number {
    const own = this.#idf(term, field);
    const word = this.#words.get(node);
    if (word === undefined) return own;
    const leastOfTerms = word.idfs.get(field) ?? Math.min(...word.terms.map((one) => this.#idf(one, field)));
    word.idfs.set(field, leastOfTerms);
    const ofWord = Math.min(own, leastOfTerms);
    return alternativeIdf({ own, ofWord }, node.isGuess === true, word.certainty);
  }

  /** A factor of the node's scores, in (0, 1]. */
  weightFactor(node: TermNode): number {
    return guessFactor(node.isGuess === true, this.#words.get(node)?.certainty ?? 0);
  }

  /** Whether what the node finds is another word than the one that is meant. */
  isOfOtherWord(node: TermNode): boolean {
    return node.isGuess === true && isSurelyName(this.#words.get(node)?.certainty ?? 0);
  }

  #add({ children, evidence }: DisjunctionMaxNode): void {
    const nodes = children.filter((child): child is TermNode => child.kind === "term");
    const fields = [...new Set(nodes.flatMap((node) => node.fields.map(({ field }) => field)))];
    const certainty = evidence === undefined ? 0 : nameCertaintyIn(this.#counts, evidence, fields);
    const terms = nodes.filter(isExact).map(({ term }) => term);
    const word = { terms, certainty, idfs: new Map<number, number>() };
    for (const node of nodes) this.#words.set(node, word);
  }

  #idf(term: string, field: number): number {
    return inverseDocumentFrequency(this.#counts.documentFrequency(term, field), this.#counts.documentCount);
  }
}

/** What a term expands to is no spelling of the word, or there would be no telling how common the word is. */
function isExact({ prefix, maxDistance }: TermNode): boolean {
  return !prefix && maxDistance === 0;
}
