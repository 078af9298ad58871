/**
 * Prefix and fuzzy terms of a query term (layer 4), by MiniSearch's rules and weights, from the lexicons of all
 * segments. Postings are not read here.
 */
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
  const [prefixTerms, nearTerms] = await Promise.all([
    node.prefix ? termsWithPrefix(snapshot, node.term) : new Set<string>(),
    node.maxDistance ? termsNear(snapshot, node.term, node.maxDistance) : new Map<string, number>(),
  ]);
  for (const term of prefixTerms) {
    const distance = term.length - node.term.length;
    if (distance === 0) continue;
    derived.push({ term, weight: (node.weights.prefix * term.length) / (term.length + PREFIX_FALL * distance) });
  }
  for (const [term, distance] of nearTerms) {
    if (distance === 0 || prefixTerms.has(term)) continue;
    derived.push({ term, weight: (node.weights.fuzzy * term.length) / (term.length + distance) });
  }
  return derived;
}

/** Terms of all segments that begin with a prefix, each once. */
async function termsWithPrefix(snapshot: IndexSnapshot, prefix: string): Promise<Set<string>> {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.termsWithPrefix(prefix)));
  return new Set(lists.flatMap((list) => list.map(({ term }) => term)));
}

/** Terms of all segments within some edits of a word, each with its distance. */
async function termsNear(snapshot: IndexSnapshot, word: string, maxDistance: number): Promise<Map<string, number>> {
  const found = await Promise.all(
    snapshot.segments.map(async ({ reader }) => findNearTerms(await reader.lexiconBlocks(), word, maxDistance)),
  );
  return new Map(found.flatMap((near) => [...near]));
}
