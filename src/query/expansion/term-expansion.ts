/**
 * Prefix and fuzzy terms of a query term (layer 4), by MiniSearch's rules and weights, from the lexicons of all
 * segments. Postings are not read here.
 */
import { compareText } from "../../segment/document-order.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";
import type { TermNode } from "../plan/query-plan.ts";
import { createEditAutomaton } from "./edit-automaton.ts";
import { findNearTerms } from "./edit-distance.ts";
import { NearRangeFilter } from "./near-range.ts";

/** A term of the index that a query term stands for, and the weight of the match. */
export interface DerivedTerm {
  readonly term: string;
  readonly weight: number;
}

/** The terms that a query term stands for, the exact one first. */
export interface TermExpansion {
  readonly terms: readonly DerivedTerm[];
  /** How many other terms than the exact one are among them. */
  readonly used: number;
  /** How many there would be without a bound. */
  readonly of: number;
}

/** A candidate, and how many documents of all segments hold it, dead ones included. */
interface Candidate extends DerivedTerm {
  readonly documentFrequency: number;
}

/** MiniSearch 7.2 executeQuerySpec: how slowly the weight of a prefix match falls with what is missing of the word. */
const PREFIX_FALL = 0.3;

/**
 * The terms that a node matches. Requests: none without prefix and fuzzy; else the blocks of the lexicons that can hold
 * a match. `maxTerms` bounds how many are kept besides the exact one, by weight, then document frequency, then order of
 * terms; unbounded by default, as in MiniSearch. The frequencies, and `of`, are the lexicons': a term of which all
 * documents died counts until its segment is rewritten.
 */
export async function expandTerm(
  snapshot: IndexSnapshot,
  node: TermNode,
  maxTerms = Number.POSITIVE_INFINITY,
): Promise<TermExpansion> {
  const [prefixTerms, nearTerms] = await Promise.all([
    node.prefix ? termsWithPrefix(snapshot, node) : new Map<string, Candidate>(),
    node.maxDistance > 0 ? termsNear(snapshot, node) : new Map<string, Candidate>(),
  ]);
  for (const term of prefixTerms.keys()) nearTerms.delete(term);
  const candidates = [...prefixTerms.values(), ...nearTerms.values()].filter(({ term }) => term !== node.term);
  const kept = keepBest(candidates, maxTerms);
  const terms = [{ term: node.term, weight: 1 }, ...kept.map(({ term, weight }) => ({ term, weight }))];
  return { terms, used: kept.length, of: candidates.length };
}

/** Terms of all segments that begin with the node's, each once. */
async function termsWithPrefix(snapshot: IndexSnapshot, { term: prefix, weights }: TermNode) {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.termsWithPrefix(prefix)));
  const found = new Map<string, Candidate>();
  for (const { term, documentFrequency } of lists.flat()) {
    const missing = term.length - prefix.length;
    const weight = (weights.prefix * term.length) / (term.length + PREFIX_FALL * missing);
    addCandidate(found, { term, weight, documentFrequency });
  }
  return found;
}

/** Terms of all segments within the node's distance of its term, each once. */
async function termsNear(snapshot: IndexSnapshot, { term: word, maxDistance, weights }: TermNode) {
  const automaton = createEditAutomaton(word, maxDistance);
  const filter = new NearRangeFilter(word, automaton);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) => {
      const blocks = await reader.lexiconBlocks((first, end) => filter.mayHold(first, end));
      return findNearTerms(blocks, word, maxDistance, automaton);
    }),
  );
  const found = new Map<string, Candidate>();
  for (const { term, distance, documentFrequency } of lists.flat()) {
    const weight = (weights.fuzzy * term.length) / (term.length + distance);
    addCandidate(found, { term, weight, documentFrequency });
  }
  return found;
}

/** Segments agree on a term's weight; their frequencies add up. */
function addCandidate(found: Map<string, Candidate>, candidate: Candidate): void {
  const documentFrequency = (found.get(candidate.term)?.documentFrequency ?? 0) + candidate.documentFrequency;
  found.set(candidate.term, { ...candidate, documentFrequency });
}

/** The best of some candidates, in the order in which they came, which is that of MiniSearch's sums. */
function keepBest(candidates: readonly Candidate[], maxTerms: number): readonly Candidate[] {
  if (candidates.length <= maxTerms) return candidates;
  const ranked = [...candidates].sort(
    (a, b) => b.weight - a.weight || b.documentFrequency - a.documentFrequency || compareText(a.term, b.term),
  );
  const best = new Set(ranked.slice(0, maxTerms));
  return candidates.filter((candidate) => best.has(candidate));
}
