/**
 * Prefix and fuzzy terms of a query term (layer 4), by MiniSearch's rules and weights, from the lexicons of all
 * segments. Postings are not read here.
 */
import type { LexiconTerm } from "../segment/lexicon.ts";
import { findNearTerms } from "./edit-distance.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import type { TermNode } from "./query-plan.ts";

/** A term of the index that a query term stands for, and the weight of the match. */
export interface DerivedTerm {
  readonly term: string;
  readonly weight: number;
}

/** MiniSearch 7.2 executeQuerySpec: how slowly the weight of a prefix match falls with what is missing of the word. */
const PREFIX_FALL = 0.3;

/**
 * The terms that a node matches, the exact one first. Requests: none without prefix and fuzzy; else the blocks of the
 * lexicons that can hold a match, all of them for fuzzy.
 */
export async function expandTerm(snapshot: IndexSnapshot, node: TermNode): Promise<DerivedTerm[]> {
  const derived: DerivedTerm[] = [{ term: node.term, weight: 1 }];
  if (!node.prefix && !node.maxDistance) return derived;
  const prefixWeights = new Map<string, number>();
  if (node.prefix) {
    for (const { term } of await termsWithPrefix(snapshot, node.term)) {
      const distance = term.length - node.term.length;
      if (distance > 0) {
        prefixWeights.set(term, (node.weights.prefix * term.length) / (term.length + PREFIX_FALL * distance));
      }
    }
  }
  const fuzzyWeights = new Map<string, number>();
  if (node.maxDistance) {
    for (const { term, distance } of findNearTerms(await termsWithPrefix(snapshot, ""), node.term, node.maxDistance)) {
      if (distance === 0 || prefixWeights.has(term)) continue;
      fuzzyWeights.set(term, (node.weights.fuzzy * term.length) / (term.length + distance));
    }
  }
  for (const [term, weight] of [...prefixWeights, ...fuzzyWeights]) derived.push({ term, weight });
  return derived;
}

/** Terms of all segments, ascending, each once. */
async function termsWithPrefix(snapshot: IndexSnapshot, prefix: string): Promise<LexiconTerm[]> {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.termsWithPrefix(prefix)));
  const frequencies = new Map<string, number>();
  for (const { term, documentFrequency } of lists.flat()) {
    frequencies.set(term, (frequencies.get(term) ?? 0) + documentFrequency);
  }
  return [...frequencies]
    .map(([term, documentFrequency]) => ({ term, documentFrequency }))
    .sort((a, b) => (a.term < b.term ? -1 : 1));
}
