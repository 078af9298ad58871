/**
 * Prefix and fuzzy terms of a query term (layer 4), by MiniSearch's rules and weights, from the lexicons of all
 * segments. Postings are not read here.
 */

import { createEditAutomaton, findNearTerms, nearRanges } from "../expansion/edit-automaton.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import type { TermNode } from "./query-plan.ts";

/** A term of the index that a query term stands for, and the weight of the match. */
export interface DerivedTerm {
  readonly term: string;
  readonly weight: number;
}

/** MiniSearch 7.2 executeQuerySpec: how slowly the weight of a prefix match falls with what is missing of the word. */
const PREFIX_FALL = 0.3;

/**
 * The terms that a node matches, the exact one first. A term of which all documents died is among them until its segment is
 * rewritten; it matches nothing. Requests: none without prefix and fuzzy; else the blocks of the lexicons that can hold a match.
 */
export async function expandTerm(snapshot: IndexSnapshot, node: TermNode): Promise<readonly DerivedTerm[]> {
  const [prefixTerms, nearTerms] = await Promise.all([
    node.prefix ? termsWithPrefix(snapshot, node) : new Map<string, number>(),
    node.maxDistance > 0 ? termsNear(snapshot, node) : new Map<string, number>(),
  ]);
  const derived = [{ term: node.term, weight: 1 }];
  for (const [term, weight] of prefixTerms) if (term !== node.term) derived.push({ term, weight });
  for (const [term, weight] of nearTerms) {
    if (term !== node.term && !prefixTerms.has(term)) derived.push({ term, weight });
  }
  return derived;
}

/** The weights of the terms of all segments that begin with the node's. */
async function termsWithPrefix(snapshot: IndexSnapshot, { term: prefix, weights }: TermNode) {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.termsWithPrefix(prefix)));
  const found = new Map<string, number>();
  for (const { term } of lists.flat()) {
    const missing = term.length - prefix.length;
    found.set(term, (weights.prefix * term.length) / (term.length + PREFIX_FALL * missing));
  }
  return found;
}

/** The weights of the terms of all segments within the node's distance of its term. */
async function termsNear(snapshot: IndexSnapshot, { term: word, maxDistance, weights }: TermNode) {
  const automaton = createEditAutomaton(word, maxDistance);
  const mayHold = nearRanges(word, automaton);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) => {
      const blocks = await reader.lexiconBlocks(mayHold);
      return findNearTerms(blocks, word, maxDistance, automaton);
    }),
  );
  const found = new Map<string, number>();
  for (const { term, distance } of lists.flat()) {
    found.set(term, (weights.fuzzy * term.length) / (term.length + distance));
  }
  return found;
}
