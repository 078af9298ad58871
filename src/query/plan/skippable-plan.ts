/**
 * Which plans may be searched with skipping (layer 4, pure): those whose scores are bounded by what posting lists keep.
 * All others are evaluated whole, which gives the same hits.
 */
import type { BM25Params } from "minisearch";
import { childrenOf, nodesOf, type QueryNode, type QueryPlan, type ShouldNode } from "./query-plan.ts";
import { leafNodes } from "./query-postings.ts";

/** A part of a plan whose bounds are looked at. A document's score is the sum of the clauses that it matches. */
export interface PlanClause {
  readonly node: QueryNode;
  /** Query terms that a document can match by it, at least 1. */
  readonly termCount: number;
  /** Without it a document is no match, whatever else it has. */
  readonly isRequired: boolean;
  /** Where the node matches more than its word, what it may become (completedNode): that of the word; else null. */
  readonly word: QueryNode | null;
}

/** The clauses of a plan, in the order of their sum, and whether a document must match all of them. */
export interface ClausePlan {
  readonly mode: "any" | "all";
  readonly clauses: readonly PlanClause[];
  /** What else decides about a document, without a score. */
  readonly gates: readonly PlanGate[];
  /** What adds to the score of a match, after the clauses and in this order, and makes nothing one. */
  readonly raising: readonly ShouldNode[];
}

/** Lets through only documents that match a node, or only those that do not. */
export interface PlanGate {
  readonly node: QueryNode;
  readonly isExclusion: boolean;
}

/**
 * Null where the plan must be evaluated whole: it has a wildcard, an AND_NOT of MiniSearch's or a boostDocument; a boost,
 * weight or parameter with which a score could be negative, no number, or fall with the frequency or grow with the length;
 * or, where `ranksAllTermsFirst`, clauses that are not one for each query term, or match more than that.
 */
export function splitPlan({ root, queryTerms }: QueryPlan, ranksAllTermsFirst: boolean): ClausePlan | null {
  const split = splitRoot(unwrap(root));
  if (!split.clauses.every(({ node }) => isBounded(node)) || split.gates.some(({ node }) => isBoosted(node)))
    return null;
  if (split.clauses.length === 0) return null;
  if (!ranksAllTermsFirst) return split;
  const numbers = split.clauses.map(({ node }) => termNumbersOf(node));
  const isOneEach =
    numbers.every(({ size }) => size === 1) &&
    numbers.length === queryTerms.length &&
    split.clauses.every(({ node, word }) => isMatchOfWord(node) || word !== null);
  const distinct = new Set(numbers.flatMap((set) => [...set]));
  return isOneEach && distinct.size === queryTerms.length ? split : null;
}

/** Whether all that matches the node has its word: not where a word is beside what it may become (completedNode). */
function isMatchOfWord(node: QueryNode): boolean {
  return node.kind !== "best" || node.termNumber !== null;
}

function splitRoot(root: QueryNode): ClausePlan {
  if (root.kind === "boolean") {
    const { must, should, filter, mustNot, raising } = root;
    return {
      raising,
      mode: should.length === 0 ? "all" : "any",
      clauses: [...must.map((node) => toClause(node, true)), ...should.map((node) => toClause(node, false))],
      gates: [
        ...filter.map((node) => ({ node, isExclusion: false })),
        ...mustNot.map((node) => ({ node, isExclusion: true })),
      ],
    };
  }
  const isSum = root.kind === "combination" && root.operator !== "and_not";
  const mode = root.kind === "combination" && root.operator === "and" ? "all" : "any";
  const nodes = isSum ? root.children : [root];
  return { mode, clauses: nodes.map((node) => toClause(node, mode === "all")), gates: [], raising: [] };
}

function toClause(node: QueryNode, isRequired: boolean): PlanClause {
  return { node, termCount: Math.max(1, termNumbersOf(node).size), isRequired, word: wordWithin(node) };
}

/** The one child that has the number of the word, where the others are not the word. */
function wordWithin(node: QueryNode): QueryNode | null {
  if (node.kind !== "best" || node.termNumber !== null) return null;
  const numbered = node.children.filter((child) => termNumbersOf(child).size > 0);
  const [word] = numbered;
  return word !== undefined && numbered.length === 1 && isNumbered(word) ? word : null;
}

/** Whether all that matches the node counts as its word. */
function isNumbered(node: QueryNode): boolean {
  return (node.kind === "term" || node.kind === "best" || node.kind === "phrase") && node.termNumber !== null;
}

function isBoosted(node: QueryNode): boolean {
  return [...leafNodes(node)].some((leaf) => leaf.kind !== "source" && leaf.boostDocument !== null);
}

/** A combination of one is that one. */
function unwrap(node: QueryNode): QueryNode {
  const only = node.kind === "combination" && node.children.length === 1 ? node.children[0] : undefined;
  return only === undefined ? node : unwrap(only);
}

function isBounded(node: QueryNode): boolean {
  // A source has no list that leads to its documents.
  if (node.kind === "wildcard" || node.kind === "source") return false;
  // Roots are looked at where they raise the whole sum alone.
  if (node.kind === "boolean" && node.raising.length > 0) return false;
  if (node.kind !== "term") {
    return !(node.kind === "combination" && node.operator === "and_not") && childrenOf(node).every(isBounded);
  }
  const { boostDocument, bm25, termBoost, fields, weights, prefix, maxDistance } = node;
  const usedWeights = [...(prefix ? [weights.prefix] : []), ...(maxDistance ? [weights.fuzzy] : [])];
  const factors = [termBoost, ...fields.map(({ boost }) => boost), ...usedWeights];
  return boostDocument === null && isMonotone(bm25) && factors.every(isNotNegative);
}

/** Whether a score is at least 0, grows with the frequency and falls with the length. */
function isMonotone({ k, b, d }: BM25Params): boolean {
  return isNotNegative(k) && isNotNegative(b) && b <= 1 && isNotNegative(d);
}

function isNotNegative(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function termNumbersOf(root: QueryNode): Set<number> {
  const numbers = new Set<number>();
  for (const node of nodesOf(root)) {
    const mayBeNumbered = node.kind === "term" || node.kind === "best" || node.kind === "phrase";
    if (mayBeNumbered && node.termNumber !== null) numbers.add(node.termNumber);
  }
  return numbers;
}
