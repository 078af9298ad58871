/**
 * Which plans may be searched with skipping (layer 4, pure): those whose scores are bounded by what posting lists keep.
 * All others are evaluated whole, which gives the same hits.
 */
import type { BM25Params } from "minisearch";
import type { QueryNode, QueryPlan } from "./query-plan.ts";
import { leafNodes } from "./query-postings.ts";

/** A part of a plan whose bounds are looked at. A document's score is the sum of the clauses that it matches. */
export interface PlanClause {
  readonly node: QueryNode;
  /** Query terms that a document can match by it, at least 1. */
  readonly termCount: number;
}

/** The clauses of a plan, in the order of their sum, and whether a document must match all of them. */
export interface ClausePlan {
  readonly mode: "any" | "all";
  readonly clauses: readonly PlanClause[];
}

/**
 * Null where the plan must be evaluated whole: it has a wildcard, an AND_NOT or a boostDocument; a boost, weight or
 * parameter with which a score could be negative, no number, or fall with the frequency or grow with the length; or, where
 * `ranksAllTermsFirst`, clauses that are not one for each query term.
 */
export function splitPlan({ root, queryTerms }: QueryPlan, ranksAllTermsFirst: boolean): ClausePlan | null {
  const top = unwrap(root);
  if (!isBounded(top)) return null;
  const isCombination = top.kind === "combination";
  const nodes = isCombination ? top.children : [top];
  if (nodes.length === 0) return null;
  const numbers = nodes.map(termNumbersOf);
  const clauses = nodes.map((node, i) => ({ node, termCount: Math.max(1, numbers[i]?.size ?? 0) }));
  const mode = isCombination && top.operator === "and" ? "all" : "any";
  if (!ranksAllTermsFirst) return { mode, clauses };
  const isOneEach = numbers.every(({ size }) => size === 1) && clauses.length === queryTerms.length;
  const distinct = new Set(numbers.flatMap((set) => [...set]));
  return mode === "any" && isOneEach && distinct.size === queryTerms.length ? { mode, clauses } : null;
}

/** A combination of one is that one. */
function unwrap(node: QueryNode): QueryNode {
  const only = node.kind === "combination" && node.children.length === 1 ? node.children[0] : undefined;
  return only === undefined ? node : unwrap(only);
}

function isBounded(node: QueryNode): boolean {
  if (node.kind === "wildcard") return false;
  if (node.kind !== "term") {
    return !(node.kind === "combination" && node.operator === "and_not") && node.children.every(isBounded);
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

function termNumbersOf(node: QueryNode): Set<number> {
  const numbers = new Set<number>();
  if (node.kind === "best") numbers.add(node.termNumber);
  for (const leaf of leafNodes(node)) {
    if (leaf.kind === "term" && leaf.termNumber !== null) numbers.add(leaf.termNumber);
  }
  if (node.kind === "combination") {
    for (const child of node.children) for (const number of termNumbersOf(child)) numbers.add(number);
  }
  return numbers;
}
