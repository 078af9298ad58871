/**
 * Finds the best documents of one segment without scoring those that cannot be among them (layer 4): MaxScore (Turtle and
 * Flood 1995) over windows with the bounds of their chunks, as Lucene's MaxScoreBulkScorer has it. What may be among the
 * best is scored by the same operations in the same order as it is without skipping.
 */
import { CandidateSet, type DocumentWindow, documentWindows, WINDOW_DOCUMENTS } from "./document-window.ts";
import type { SegmentEvaluator } from "./plan-evaluator.ts";
import type { ScoreFloor } from "./score-floor.ts";
import { countMatchedTogether, type ScoreTable } from "./score-table.ts";
import type { ClausePlan, PlanClause } from "./skippable-plan.ts";
import type { TopHits } from "./top-hits.ts";

/** Documents before the floor is known for the first time; then windows grow. */
const FIRST_WINDOW_DOCUMENTS = 512;

/** What is searched for. */
export interface BestDocumentsQuery extends ClausePlan {
  readonly usesMatchedTermsFactor: boolean;
  /** Query terms of the plan. */
  readonly termCount: number;
  /** Leaves out documents that match every query term. */
  readonly leavesOutAllTerms: boolean;
  /** The tier of what is found. */
  readonly tier: 0 | 1;
}

/** A clause in one segment, and of the window at hand its bound and, once it was evaluated, its scores. */
interface WindowClause extends PlanClause {
  readonly postings: number;
  bound: number;
  table: ScoreTable | null;
}

/** One search of one segment. */
export class BestDocuments {
  readonly #query: BestDocumentsQuery;
  readonly #evaluator: SegmentEvaluator;
  readonly #floor: ScoreFloor;
  readonly #top: TopHits;
  readonly #clauses: readonly WindowClause[];
  readonly #candidates = new CandidateSet();
  /** By slot of a candidate: scores of the clauses that it matches, in no order, and how many terms these count for. */
  readonly #sums = new Float64Array(WINDOW_DOCUMENTS);
  readonly #terms = new Uint32Array(WINDOW_DOCUMENTS);

  /** The floor is shared by the segments; `top` takes what is found in this one. */
  constructor(query: BestDocumentsQuery, evaluator: SegmentEvaluator, floor: ScoreFloor, top: TopHits) {
    this.#query = query;
    this.#evaluator = evaluator;
    this.#floor = floor;
    this.#top = top;
    this.#clauses = query.clauses.map((clause) => ({
      ...clause,
      postings: evaluator.countPostings(clause.node),
      bound: 0,
      table: null,
    }));
  }

  /** Offers every document that may be among the best to the floor and to `top`. */
  search(): void {
    const isMissing = ({ postings }: WindowClause): boolean => postings === 0;
    if (this.#query.mode === "all" ? this.#clauses.some(isMissing) : this.#clauses.every(isMissing)) return;
    for (const window of documentWindows(this.#evaluator.documents, FIRST_WINDOW_DOCUMENTS)) this.#searchWindow(window);
  }

  #searchWindow(window: DocumentWindow): void {
    for (const clause of this.#clauses) clause.bound = this.#evaluator.boundIn(clause.node, window);
    const { leading, following } = this.#query.mode === "all" ? this.#splitForAll() : this.#splitForAny();
    if (leading.length === 0) return;
    this.#candidates.clear();
    for (const clause of leading) this.#gather(clause, window);
    this.#candidates.collect();
    if (following.length > 0) this.#dropHopeless(following);
    for (const [i, clause] of following.entries()) {
      if (this.#candidates.count === 0) break;
      const table = this.#evaluator.evaluate(clause.node, { window, candidates: this.#candidates });
      clause.table = table;
      this.#addUp(table, clause.termCount);
      if (i + 1 < following.length) this.#dropHopeless(following.slice(i + 1));
    }
    this.#offerCandidates(window);
    for (const clause of this.#clauses) {
      if (clause.table !== null) this.#evaluator.giveBack(clause.table);
      clause.table = null;
    }
  }

  /** The clause of the fewest documents leads: whatever it lacks does not match. */
  #splitForAll(): { leading: WindowClause[]; following: WindowClause[] } {
    if (this.#isHopeless(sumOf(this.#clauses), termsOf(this.#clauses))) return { leading: [], following: [] };
    const [rarest, ...following] = [...this.#clauses].sort((a, b) => a.postings - b.postings);
    return { leading: rarest === undefined ? [] : [rarest], following };
  }

  /**
   * The lowest clauses that all together do not reach the floor follow: a document of these alone is not among the best.
   * Of what follows the highest comes first.
   */
  #splitForAny(): { leading: WindowClause[]; following: WindowClause[] } {
    const ascending = this.#clauses.filter(({ postings }) => postings > 0).sort((a, b) => a.bound - b.bound);
    let count = 0;
    while (count < ascending.length) {
      const lowest = ascending.slice(0, count + 1);
      if (!this.#isHopeless(sumOf(lowest), termsOf(lowest))) break;
      count += 1;
    }
    return { leading: ascending.slice(count), following: ascending.slice(0, count).reverse() };
  }

  /** Makes every document that a clause matches a candidate. */
  #gather(clause: WindowClause, window: DocumentWindow): void {
    const table = this.#evaluator.evaluate(clause.node, { window, candidates: null });
    clause.table = table;
    const { documents, scores } = table;
    for (let i = 0; i < documents.length; i += 1) {
      const slot = documents[i] ?? 0;
      const isKnown = this.#candidates.has(slot);
      this.#candidates.add(slot);
      this.#sums[slot] = (isKnown ? (this.#sums[slot] ?? 0) : 0) + (scores[slot] ?? 0);
      this.#terms[slot] = (isKnown ? (this.#terms[slot] ?? 0) : 0) + clause.termCount;
    }
  }

  /** Adds a clause to the candidates that match it; drops the others where all clauses must match. */
  #addUp(table: ScoreTable, termCount: number): void {
    const { documents, scores } = table;
    for (let i = 0; i < documents.length; i += 1) {
      const slot = documents[i] ?? 0;
      this.#sums[slot] = (this.#sums[slot] ?? 0) + (scores[slot] ?? 0);
      this.#terms[slot] = (this.#terms[slot] ?? 0) + termCount;
    }
    if (this.#query.mode === "all") this.#candidates.keep((slot) => table.has(slot));
  }

  /** Keeps the candidates that may still reach the floor, given what was added up and the bounds of the rest. */
  #dropHopeless(rest: readonly WindowClause[]): void {
    if (!this.#floor.isFull) return;
    const restBound = sumOf(rest);
    const restTerms = termsOf(rest);
    this.#candidates.keep(
      (slot) => !this.#isHopeless((this.#sums[slot] ?? 0) + restBound, (this.#terms[slot] ?? 0) + restTerms),
    );
  }

  /** The factor counts each query term once, however many clauses stand for it. */
  #isHopeless(bound: number, terms: number): boolean {
    const { usesMatchedTermsFactor, termCount } = this.#query;
    const factor = usesMatchedTermsFactor ? Math.max(1, Math.min(terms, termCount)) : 1;
    return bound * factor < this.#floor.lowest;
  }

  /** Adds the clauses up in the plan's order. Every clause that a candidate matches was evaluated. */
  #offerCandidates({ from }: DocumentWindow): void {
    const { usesMatchedTermsFactor, leavesOutAllTerms, termCount, tier } = this.#query;
    const tables = this.#clauses.flatMap(({ table }) => (table === null ? [] : [table]));
    const { slots, count } = this.#candidates;
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] ?? 0;
      if (this.#isHopeless(this.#sums[slot] ?? 0, this.#terms[slot] ?? 0)) continue;
      const matched = countMatchedTogether(tables, slot);
      if (leavesOutAllTerms && matched === termCount) continue;
      const score = sumInOrder(tables, slot) * (usesMatchedTermsFactor ? matched || 1 : 1);
      this.#floor.offer(score);
      this.#top.offer(from + slot, score, tier);
    }
  }
}

/** As ScoreTable.unite and intersect add: the first score as it is, then one after the other. */
function sumInOrder(tables: readonly ScoreTable[], slot: number): number {
  let sum: number | null = null;
  for (const table of tables) {
    if (!table.has(slot)) continue;
    const score = table.scores[slot] ?? 0;
    sum = sum === null ? score : sum + score;
  }
  return sum ?? 0;
}

function sumOf(clauses: readonly WindowClause[]): number {
  return clauses.reduce((sum, { bound }) => sum + bound, 0);
}

function termsOf(clauses: readonly WindowClause[]): number {
  return clauses.reduce((sum, { termCount }) => sum + termCount, 0);
}
