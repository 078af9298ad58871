/**
 * Finds the best documents of one segment without scoring those that cannot be among them (layer 4): MaxScore (Turtle and
 * Flood 1995) over windows with the bounds of their chunks, as Lucene's MaxScoreBulkScorer has it. What may be among the
 * best is scored by the same operations in the same order as it is without skipping.
 */
import { type DocumentMask, maskedWindows } from "../documents/document-mask.ts";
import { CandidateSet, type DocumentWindow, WINDOW_DOCUMENTS } from "../documents/document-window.ts";
import type { TopHits } from "../documents/top-hits.ts";
import type { ScoreFloor } from "../scoring/score-floor.ts";
import { countMatchedTogether, type ScoreTable } from "../scoring/score-table.ts";
import type { ScoredList } from "../scoring/scored-list.ts";
import type { SegmentEvaluator } from "./plan-evaluator.ts";
import type { ClausePlan } from "./skippable-plan.ts";

/** Documents before the floor is known for the first time; then windows grow. */
const FIRST_WINDOW_DOCUMENTS = 512;

/** What is searched for. */
export interface BestDocumentsQuery extends ClausePlan {
  readonly usesMatchedTermsFactor: boolean;
  /** Query terms of the plan. */
  readonly termCount: number;
  /** Multiplies the score of a document that matches every query term; at least 1. */
  readonly allTermsFactor: number;
  /** Leaves out documents that match every query term. */
  readonly leavesOutAllTerms: boolean;
  /** The tier of what is found. */
  readonly tier: 0 | 1;
}

/** A list of one segment, which clause it is of, and its bound in the window at hand. */
interface BoundedList {
  readonly list: ScoredList;
  /** One bit a clause. */
  readonly clauseBit: number;
  bound: number;
}

/** One search of one segment. */
export class BestDocuments {
  readonly #query: BestDocumentsQuery;
  readonly #evaluator: SegmentEvaluator;
  readonly #floor: ScoreFloor;
  readonly #top: TopHits;
  readonly #factors: MatchedTermsFactors;
  readonly #lists: readonly BoundedList[];
  /** Those of the roots: what only these hold is no match. */
  readonly #raising: readonly BoundedList[];
  /** The clauses, that of the fewest postings first. */
  readonly #clauses: readonly { readonly number: number; readonly postings: number; readonly bit: number }[];
  readonly #candidates = new CandidateSet();
  /** By slot of a candidate: the scores known of it, in no order, and the bits of the clauses that these are of. */
  readonly #sums = new Float64Array(WINDOW_DOCUMENTS);
  readonly #bits = new Uint32Array(WINDOW_DOCUMENTS);
  #postingsScored = 0;

  /** The floor is shared by the segments; `top` takes what is found in this one. */
  constructor(query: BestDocumentsQuery, evaluator: SegmentEvaluator, floor: ScoreFloor, top: TopHits) {
    this.#query = query;
    this.#evaluator = evaluator;
    this.#floor = floor;
    this.#top = top;
    this.#factors = new MatchedTermsFactors(query);
    const lists: BoundedList[] = [];
    this.#clauses = query.clauses
      .map(({ node }, number) => {
        const bit = this.#factors.bitOf(number);
        const under = evaluator.listsUnder(node);
        for (const list of under) lists.push({ list, clauseBit: bit, bound: 0 });
        return { number, bit, postings: under.reduce((sum, list) => sum + list.documentFrequency, 0) };
      })
      .sort((a, b) => a.postings - b.postings);
    this.#lists = lists.filter(({ list }) => list.documentFrequency > 0);
    this.#raising = query.raising.flatMap((node) =>
      evaluator.listsOfRoot(node).map((list) => ({ list, clauseBit: 0, bound: 0 })),
    );
  }

  get postingsScored(): number {
    return this.#postingsScored + this.#evaluator.postingsScored;
  }

  /** Offers every document that passes and may be among the best to the floor and to `top`. */
  search(mask: DocumentMask | null = null): void {
    if (this.#lists.length === 0 || (this.#query.mode === "all" && this.#clauses[0]?.postings === 0)) return;
    for (const { window, allowed } of maskedWindows(this.#evaluator.documents, FIRST_WINDOW_DOCUMENTS, mask)) {
      this.#searchWindow(window, allowed);
    }
  }

  #searchWindow(window: DocumentWindow, allowed: CandidateSet | null): void {
    for (const bounded of [...this.#lists, ...this.#raising]) bounded.bound = bounded.list.boundIn(window);
    const { leading, following } = this.#query.mode === "all" ? this.#splitForAll() : this.#splitForAny();
    if (leading.length === 0) return;
    this.#candidates.clear();
    for (const bounded of leading) this.#gather(bounded, window, allowed);
    this.#candidates.collect();
    if (this.#floor.isFull) this.#narrow(following, window);
    if (this.#candidates.count > 0) this.#scoreCandidates(window);
  }

  /** Whatever the clause of the fewest postings lacks does not match. */
  #splitForAll(): { leading: BoundedList[]; following: BoundedList[] } {
    if (this.#isHopeless(sumOf(this.#lists) + sumOf(this.#raising), bitsOf(this.#lists)))
      return { leading: [], following: [] };
    const rarest = this.#clauses[0]?.number ?? 0;
    const isLeading = ({ clauseBit }: BoundedList): boolean => clauseBit === this.#factors.bitOf(rarest);
    return {
      leading: this.#lists.filter(isLeading),
      following: [...this.#lists.filter((bounded) => !isLeading(bounded)), ...this.#raising].sort(
        (a, b) => b.bound - a.bound,
      ),
    };
  }

  /**
   * The lowest lists that all together do not reach the floor follow: a document of these alone is not among the best. Of
   * what follows the highest comes first.
   */
  #splitForAny(): { leading: BoundedList[]; following: BoundedList[] } {
    const ascending = [...this.#lists].sort((a, b) => a.bound - b.bound);
    let [count, sum, bits] = [0, sumOf(this.#raising), 0];
    for (const { bound, clauseBit } of ascending) {
      sum += bound;
      bits |= clauseBit;
      if (!this.#isHopeless(sum, bits)) break;
      count += 1;
    }
    const following = [...ascending.slice(0, count), ...this.#raising].sort((a, b) => b.bound - a.bound);
    return { leading: ascending.slice(count), following };
  }

  /** Makes every document of a list that is allowed a candidate. */
  #gather({ list, clauseBit }: BoundedList, window: DocumentWindow, allowed: CandidateSet | null): void {
    const table = this.#evaluator.takeTable();
    this.#postingsScored += list.addTo(table, window, allowed, null);
    const { documents, scores } = table;
    for (let i = 0; i < documents.length; i += 1) {
      const slot = documents[i] ?? 0;
      const isKnown = this.#candidates.has(slot);
      this.#candidates.add(slot);
      this.#sums[slot] = (isKnown ? (this.#sums[slot] ?? 0) : 0) + (scores[slot] ?? 0);
      this.#bits[slot] = (isKnown ? (this.#bits[slot] ?? 0) : 0) | clauseBit;
    }
    this.#evaluator.giveBack(table);
  }

  /** Looks for the candidates in one list after the other, and drops what cannot reach the floor any more. */
  #narrow(following: readonly BoundedList[], window: DocumentWindow): void {
    for (let next = 0; ; next += 1) {
      const rest = following.slice(next);
      const [restSum, restBits] = [sumOf(rest), bitsOf(rest)];
      this.#candidates.keep(
        (slot) => !this.#isHopeless((this.#sums[slot] ?? 0) + restSum, (this.#bits[slot] ?? 0) | restBits),
      );
      const bounded = following[next];
      if (bounded === undefined || this.#candidates.count === 0) return;
      this.#addUp(bounded, window);
    }
  }

  #addUp({ list, clauseBit }: BoundedList, window: DocumentWindow): void {
    const table = this.#evaluator.takeTable();
    this.#postingsScored += list.addTo(table, window, this.#candidates, null);
    const { documents, scores } = table;
    for (let i = 0; i < documents.length; i += 1) {
      const slot = documents[i] ?? 0;
      this.#sums[slot] = (this.#sums[slot] ?? 0) + (scores[slot] ?? 0);
      this.#bits[slot] = (this.#bits[slot] ?? 0) | clauseBit;
    }
    this.#evaluator.giveBack(table);
  }

  #isHopeless(bound: number, bits: number): boolean {
    return bound * this.#factors.of(bits) * this.#query.allTermsFactor < this.#floor.lowest;
  }

  /** Evaluates the candidates as they are without skipping, and adds the clauses up in the plan's order. */
  #scoreCandidates(window: DocumentWindow): void {
    const { clauses, mode, usesMatchedTermsFactor, allTermsFactor, leavesOutAllTerms, termCount, tier } = this.#query;
    this.#passGates(window);
    const tables: ScoreTable[] = [];
    for (const { number } of this.#clauses) {
      const { node, isRequired } = clauses[number] ?? {};
      if (node === undefined || this.#candidates.count === 0) continue;
      const table = this.#evaluator.evaluate(node, { window, candidates: this.#candidates });
      tables[number] = table;
      if (mode === "all" || isRequired === true) this.#candidates.keep((slot) => table.has(slot));
    }
    const { slots, count } = this.#candidates;
    const evaluated = tables.filter((table) => table !== undefined);
    const scope = { window, candidates: this.#candidates };
    const raising = count === 0 ? [] : this.#query.raising.map((node) => this.#evaluator.evaluateRoot(node, scope));
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] ?? 0;
      const matched = countMatchedTogether(evaluated, slot);
      const sum = sumInOrder(evaluated, slot);
      const hasAllTerms = matched === termCount;
      if (sum === null || (leavesOutAllTerms && hasAllTerms)) continue;
      const factor = (usesMatchedTermsFactor ? matched || 1 : 1) * (hasAllTerms ? allTermsFactor : 1);
      const score = raised(sum, raising, slot) * factor;
      this.#floor.offer(score);
      this.#top.offer(window.from + slot, score, tier, hasAllTerms);
    }
    for (const table of [...evaluated, ...raising]) this.#evaluator.giveBack(table);
  }

  #passGates(window: DocumentWindow): void {
    for (const { node, isExclusion } of this.#query.gates) {
      if (this.#candidates.count === 0) return;
      const table = this.#evaluator.evaluate(node, { window, candidates: this.#candidates });
      this.#candidates.keep((slot) => table.has(slot) !== isExclusion);
      this.#evaluator.giveBack(table);
    }
  }
}

/** Clauses whose matches are told apart; all others count as one. */
const MOST_BITS = 8;

/** The most that the matched-terms factor can be for a document that matches some clauses, given as bits. */
class MatchedTermsFactors {
  readonly #factors: Float64Array;
  readonly #bitCount: number;

  constructor({ clauses, usesMatchedTermsFactor, termCount }: BestDocumentsQuery) {
    this.#bitCount = Math.min(MOST_BITS, clauses.length);
    const termsOfBit = new Float64Array(this.#bitCount);
    for (const [i, clause] of clauses.entries()) {
      const place = Math.min(i, this.#bitCount - 1);
      termsOfBit[place] = (termsOfBit[place] ?? 0) + clause.termCount;
    }
    this.#factors = Float64Array.from({ length: 2 ** this.#bitCount }, (_, bits) => {
      const terms = termsOfBit.reduce((sum, count, place) => sum + ((bits >>> place) & 1) * count, 0);
      // Each query term counts once, however many clauses stand for it.
      return usesMatchedTermsFactor ? Math.max(1, Math.min(terms, termCount)) : 1;
    });
  }

  bitOf(clauseNumber: number): number {
    return 1 << Math.min(clauseNumber, this.#bitCount - 1);
  }

  of(bits: number): number {
    return this.#factors[bits] ?? Number.POSITIVE_INFINITY;
  }
}

/** As ScoreTable.unite and intersect add: the first score as it is, then one after the other. */
function sumInOrder(tables: readonly ScoreTable[], slot: number): number | null {
  let sum: number | null = null;
  for (const table of tables) {
    if (!table.has(slot)) continue;
    const score = table.scores[slot] ?? 0;
    sum = sum === null ? score : sum + score;
  }
  return sum;
}

/** As ScoreTable.support adds. */
function raised(sum: number, raising: readonly ScoreTable[], slot: number): number {
  return raising.reduce((score, table) => (table.has(slot) ? score + (table.scores[slot] ?? 0) : score), sum);
}

function sumOf(lists: readonly BoundedList[]): number {
  return lists.reduce((sum, { bound }) => sum + bound, 0);
}

function bitsOf(lists: readonly BoundedList[]): number {
  return lists.reduce((bits, { clauseBit }) => bits | clauseBit, 0);
}
