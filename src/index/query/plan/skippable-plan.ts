/**
 * Which plans may be searched with skipping (pure): those whose scores are bounded by what posting lists keep.
 * All others are evaluated whole, which gives the same hits.
 */
import type { BM25Params } from "minisearch";
import {
  childrenOf,
  type DisjunctionMaxNode,
  isBoosted,
  nodesOf,
  type QueryNode,
  type QueryPlan,
} from "./query-plan.ts";
import { type BooleanScorer, DisjunctionMaxScorer, type Scorer } from "./scorer.ts";

/** A clause of a plan, whose bounds are looked at. A document's score is the sum of the clauses that it matches. */
interface PlanClause {
  /** Query terms that a document can match by it, at least 1. */
  readonly termCount: number;
  /** True if a document without it is no match. */
  readonly isRequired: boolean;
  /** Place of the word among the children, if the node matches more than its word (completedNode); else null. */
  readonly wordPlace: number | null;
}

/**
 * The clauses of a plan that must or should match, in the order of their sum, and whether a document must match all of
 * them.
 */
export interface ClausePlan {
  readonly mode: "any" | "all";
  readonly clauses: readonly PlanClause[];
}

/**
 * Null where the plan must be evaluated whole: it has a wildcard or a boostDocument; a boost, weight or parameter with
 * which a score could be negative, no number, or fall with the frequency or grow with the length; or, where
 * `ranksAllTermsFirst`, clauses that are not one for each query term, or match more than that. Bounds do not matter to
 * what is not scored.
 */
export function splitPlan(
  { root, queryTerms }: QueryPlan,
  ranksAllTermsFirst: boolean,
  isScored = true,
): ClausePlan | null {
  const { must, should, filter, mustNot } = root;
  const nodes = [...must, ...should];
  if (nodes.length === 0 || [...nodes, ...filter, ...mustNot].some(isBoosted)) return null;
  if (isScored && !nodes.every(isBounded)) return null;
  const split = {
    mode: should.length === 0 ? ("all" as const) : ("any" as const),
    clauses: nodes.map((node, place) => ({
      termCount: Math.max(1, termNumbersOf(node).size),
      isRequired: place < must.length,
      wordPlace: wordWithin(node),
    })),
  };
  if (!ranksAllTermsFirst) return split;
  const numbers = nodes.map(termNumbersOf);
  // A wildcard alone has all of no terms.
  if (queryTerms.length === 0 && numbers.length === 1 && numbers[0]?.size === 0) return split;
  const isOneEach =
    numbers.every(({ size }) => size === 1) &&
    numbers.length === queryTerms.length &&
    // All that matches a node has its word: not where a word is beside what it may become (completedNode).
    nodes.every((node, place) => !isUnnumberedMax(node) || split.clauses[place]?.wordPlace !== null);
  const distinct = new Set(numbers.flatMap((set) => [...set]));
  return isOneEach && distinct.size === queryTerms.length ? split : null;
}

/** The scorer of the word of each clause that matches more than its word; else null. */
export function wordScorers({ clauses }: BooleanScorer, plan: ClausePlan): (Scorer | null)[] {
  return clauses.map((clause, place) => {
    const wordPlace = plan.clauses[place]?.wordPlace ?? null;
    return wordPlace !== null && clause instanceof DisjunctionMaxScorer ? (clause.children[wordPlace] ?? null) : null;
  });
}

function isUnnumberedMax(node: QueryNode): node is DisjunctionMaxNode {
  return node.kind === "disjunction-max" && node.termNumber === null;
}

/** The place of the one child that has the number of the word, where the others are not the word. */
function wordWithin(node: QueryNode): number | null {
  if (!isUnnumberedMax(node)) return null;
  const numbered = node.children.filter((child) => termNumbersOf(child).size > 0);
  const [word] = numbered;
  return word !== undefined && numbered.length === 1 && numberOf(word) !== null ? node.children.indexOf(word) : null;
}

/** Number of the word that all matches of the node count as; null if there is none. */
function numberOf(node: QueryNode): number | null {
  return "termNumber" in node ? node.termNumber : null;
}

function isBounded(node: QueryNode): boolean {
  if (node.kind === "wildcard" || node.kind === "documents") return false;
  // Roots are looked at where they raise the whole sum alone.
  if (node.kind === "boolean" && node.boosting.length > 0) return false;
  if (node.kind !== "term") return childrenOf(node).every(isBounded);
  const { boostDocument, bm25, termBoost, fields, weights, prefix, maxDistance } = node;
  const usedWeights = [...(prefix ? [weights.prefix] : []), ...(maxDistance ? [weights.fuzzy] : [])];
  const factors = [termBoost, ...fields.map(({ boost }) => boost), ...usedWeights];
  return boostDocument === null && isMonotone(bm25) && factors.every(isNotNegative);
}

/** Tells whether a score is at least 0, grows with the frequency and falls with the length. */
function isMonotone({ k, b, d }: BM25Params): boolean {
  return isNotNegative(k) && isNotNegative(b) && b <= 1 && isNotNegative(d);
}

function isNotNegative(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function termNumbersOf(root: QueryNode): Set<number> {
  return new Set([...nodesOf(root)].map(numberOf).filter((number) => number !== null));
}
