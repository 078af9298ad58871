/**
 * Finds the best documents of one segment without scoring those that cannot be among them: MaxScore (Turtle and Flood
 * 1995) over windows with the bounds of their chunks, as Lucene's MaxScoreBulkScorer has it. What may be among the best
 * is scored by the same operations in the same order as it is without skipping.
 */

import type { MinCompetitiveScore } from "../scoring/min-competitive-score.ts";
import type { TermScorer } from "../scoring/term-scorer.ts";
import type { DocumentSet } from "../snapshot/document-set.ts";
import { CandidateSet, type DocumentWindow, WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import { countMatchedTogether, type ScoreAccumulator } from "../snapshot/score-accumulator.ts";
import type { BooleanMatches, BooleanScorer, Scorer, ScorerContext } from "./scorer.ts";
import { type ClausePlan, wordScorers } from "./skippable-plan.ts";

/** Documents before a minimum competitive score is known; then windows grow. */
export const FIRST_WINDOW_DOCUMENTS = 128;

/** Spans of 1, 8 and 32 windows took two letters 14.2, 13.6 and 12.6 ms in the median, where a tenth is noise. */
const SPAN_DOCUMENTS = 8 * WINDOW_DOCUMENTS;

/** The query of the search. */
export interface MaxScoreQuery extends ClausePlan {
  readonly usesMatchedTermsFactor: boolean;
  /** Query terms of the plan. */
  readonly termCount: number;
  /** Multiplies the score of a document that matches every query term; at least 1. */
  readonly allTermsFactor: number;
  /** Every clause must be matched by its word, and not by what that may become alone. */
  readonly needsWords?: boolean;
}

/** Takes what may be among the best: a document, the sum of its scores, and how many query terms it matches. */
interface Collector {
  collect(ordinal: number, sum: number, matched: number): void;
}

/**
 * Some windows, in which few lists are looked at one window after the other: the others are non-essential in each of
 * them, by bounds of the whole.
 */
interface ListSpan {
  readonly to: number;
  /** The parts with postings there. */
  readonly present: ReadonlySet<ScoredPart>;
  readonly essential: readonly BoundedList[];
  readonly nonEssential: readonly BoundedList[];
}

/** One search of one segment, window by window, ascending. */
export class MaxScoreScorer {
  readonly #query: MaxScoreQuery;
  readonly #context: ScorerContext;
  /** Documents that a match must have, and those that it must not have. They do not score. */
  readonly #filters: readonly { readonly scorer: Scorer; readonly isWanted: boolean }[];
  readonly #minScore: MinCompetitiveScore;
  readonly #collector: Collector;
  /** Upper bound of the matched-terms factor by the bits of the matching clauses; null if it is 1. */
  readonly #factors: Float64Array | null;
  readonly #clauses: readonly ScoredPart[];
  /** Families of terms that only raise scores: a document that only these hold is no match. */
  readonly #roots: readonly ScoredPart[];
  /** The clauses and the roots. */
  readonly #parts: readonly ScoredPart[];
  readonly #rarestRequired: ScoredPart | null;
  readonly #candidates = new CandidateSet();
  readonly #bounds = new CandidateBounds(this.#candidates);
  #span: ListSpan | null = null;

  /**
   * `minScore` is shared by the segments. `ofClauses`: which documents of this one have which clause, as far as that
   * was counted.
   */
  constructor(
    query: MaxScoreQuery,
    root: BooleanScorer,
    minScore: MinCompetitiveScore,
    collector: Collector,
    ofClauses: BooleanMatches["ofClauses"] = [],
  ) {
    this.#query = query;
    this.#context = root.context;
    this.#minScore = minScore;
    this.#collector = collector;
    this.#factors = query.usesMatchedTermsFactor ? matchedTermsFactors(query) : null;
    const { clauses, mode, needsWords = false } = query;
    const wanted = [...root.filter, ...(needsWords ? wordScorers(root, query) : []).filter((word) => word !== null)];
    this.#filters = [
      ...wanted.map((scorer) => ({ scorer, isWanted: true })),
      ...root.mustNot.map((scorer) => ({ scorer, isWanted: false })),
    ];
    this.#clauses = root.clauses.map(
      (scorer, place) =>
        new ScoredPart(scorer, {
          bit: bitOf(place),
          isRequired: clauses[place]?.isRequired === true || mode === "all",
          documents: ofClauses[place] ?? null,
        }),
    );
    this.#roots = root.boosting.map((scorer) => new ScoredPart(scorer));
    this.#parts = [...this.#clauses, ...this.#roots];
    const required = this.#clauses.filter(({ isRequired }) => isRequired);
    this.#rarestRequired = required.sort((a, b) => a.postings - b.postings)[0] ?? null;
  }

  get matchesNothing(): boolean {
    return this.#clauses.every(({ postings }) => postings === 0) || this.#rarestRequired?.postings === 0;
  }

  /**
   * Offers every document that passes and may be among the best to the collector, which offers its score to `minScore`.
   */
  scoreWindow(window: DocumentWindow, allowed: CandidateSet | null): void {
    if (this.#span === null || window.to > this.#span.to) this.#span = this.#enterSpan(window);
    const span = this.#span;
    if (span.essential.length === 0) return;
    const essential = this.#essentialOf(boundInWindow(span.essential, window), span);
    if (essential.length === 0) return;
    this.#candidates.clear();
    for (const part of new Set(essential.map((bounded) => bounded.part))) {
      this.#gather(part, essential, window, allowed);
    }
    this.#candidates.collect();
    this.#scoreCandidates(window, span.present);
    for (const part of this.#parts) part.giveBack(this.#context);
  }

  /** Starts a span at a window. Without a minimum score every list is essential, and a span is a window. */
  #enterSpan(window: DocumentWindow): ListSpan {
    const to = this.#minScore.isFull ? window.from + SPAN_DOCUMENTS : window.to;
    const lists = boundInWindow(
      this.#parts.flatMap((part) => part.lists),
      { from: window.from, to },
    );
    const present = new Set(lists.map(({ part }) => part));
    if (this.#parts.some((part) => part.isRequired && !present.has(part))) {
      return { to, present, essential: [], nonEssential: [] };
    }
    return { to, present, ...this.#split(lists, []) };
  }

  /**
   * The essential lists of a window. Those that are non-essential in the whole span have its bounds. Whatever lacks a
   * required clause does not match: where its lists have fewer postings than the essential ones, they are the essential
   * ones alone.
   */
  #essentialOf(lists: readonly BoundedList[], span: ListSpan): readonly BoundedList[] {
    const { essential } = this.#split(lists, span.nonEssential);
    const rarest = this.#rarestRequired;
    if (essential.length === 0 || rarest === null || rarest.postings > countPostings(essential)) return essential;
    const all = [...span.nonEssential, ...lists];
    this.#setNonEssential(all.filter(({ part }) => part !== rarest));
    return all.filter(({ part }) => part === rarest);
  }

  /**
   * Lists that all together, with `beside`, do not reach the minimum score are non-essential: a document of these alone
   * is not among the best. The others are essential.
   */
  #split(lists: readonly BoundedList[], beside: readonly BoundedList[]): Pick<ListSpan, "essential" | "nonEssential"> {
    let { bound, bits } = this.#setNonEssential(beside);
    const [essential, nonEssential]: [BoundedList[], BoundedList[]] = [[], []];
    for (const bounded of lists) {
      const { part } = bounded;
      const rise = part.riseWith(bounded);
      if (this.#isUncompetitive(bound + rise, bits | part.bit)) {
        part.addNonEssential(bounded);
        bound += rise;
        bits |= part.bit;
        nonEssential.push(bounded);
      } else {
        essential.push(bounded);
      }
    }
    return { essential, nonEssential };
  }

  /**
   * Makes these lists alone non-essential; computes the most that their documents score, and the bits of their clauses.
   */
  #setNonEssential(lists: readonly BoundedList[]): { bound: number; bits: number } {
    for (const part of this.#parts) part.clearNonEssential();
    let bits = 0;
    for (const bounded of lists) {
      bounded.part.addNonEssential(bounded);
      bits |= bounded.part.bit;
    }
    return { bound: this.#parts.reduce((sum, part) => sum + part.rest, 0), bits };
  }

  /**
   * Makes every document of an essential list of a part that is allowed a candidate. Where all of its lists are
   * essential, the part is scored for good.
   */
  #gather(
    part: ScoredPart,
    essential: readonly BoundedList[],
    window: DocumentWindow,
    allowed: CandidateSet | null,
  ): void {
    const isWhole = part.nonEssential.length === 0;
    const table = isWhole
      ? part.scorer.evaluate({ window, candidates: allowed })
      : this.#boundEssential(part, essential, window, allowed);
    if (isWhole) part.scores = table;
    else part.uppers = table;
    for (const slot of table.documents) this.#candidates.add(slot);
  }

  #boundEssential(
    part: ScoredPart,
    essential: readonly BoundedList[],
    window: DocumentWindow,
    allowed: CandidateSet | null,
  ): ScoreAccumulator {
    const uppers = this.#context.takeTable();
    const ofPart = essential.filter((bounded) => bounded.part === part);
    for (const alternative of new Set(ofPart.map((bounded) => bounded.alternative))) {
      const table = this.#context.takeTable();
      for (const bounded of ofPart) {
        if (bounded.alternative !== alternative) continue;
        this.#context.postingsScored += bounded.list.addTo(table, window, allowed, null);
      }
      const nonEssential = part.nonEssentialBound(alternative);
      for (const slot of table.documents) uppers.raise(slot, (table.scores[slot] ?? 0) + nonEssential, null);
      this.#context.giveBack(table);
    }
    return uppers;
  }

  #isUncompetitive(bound: number, bits: number): boolean {
    return bound * (this.#factors?.[bits] ?? 1) * this.#query.allTermsFactor < this.#minScore.lowest;
  }

  /**
   * Evaluates the parts one after the other, as they are without skipping, of the candidates that are left, and adds up
   * in the plan's order.
   */
  #scoreCandidates(window: DocumentWindow, present: ReadonlySet<ScoredPart>): void {
    const parts = this.#parts.filter((part) => present.has(part)).sort(compareParts);
    this.#bounds.begin(parts, window.from);
    for (const part of parts) if (part.scores !== null) this.#keepRequired(part, part.scores);
    const left = parts.filter(({ scores }) => scores === null);
    this.#narrow(left);
    for (let next = left.shift(); next !== undefined && this.#candidates.count > 0; next = left.shift()) {
      next.scores = next.scorer.evaluate({ window, candidates: this.#candidates });
      this.#keepRequired(next, next.scores);
      this.#bounds.take(next, next.scores);
      this.#narrow(left);
    }
    this.#passFilters(window);
    if (this.#candidates.count > 0) this.#offerCandidates(window);
  }

  #keepRequired({ isRequired }: ScoredPart, scores: ScoreAccumulator): void {
    if (isRequired) this.#candidates.keep((slot) => scores.has(slot));
  }

  /** Drops what cannot reach the minimum score any more by the parts that are left. */
  #narrow(left: readonly ScoredPart[]): void {
    if (!this.#minScore.isFull) return;
    this.#bounds.narrow(left, (bound, bits) => this.#isUncompetitive(bound, bits));
  }

  #passFilters(window: DocumentWindow): void {
    for (const { scorer, isWanted } of this.#filters) {
      if (this.#candidates.count === 0) return;
      const table = scorer.evaluate({ window, candidates: this.#candidates });
      this.#candidates.keep((slot) => table.has(slot) === isWanted);
      this.#context.giveBack(table);
    }
  }

  /** A part that no candidate can have has no scores. */
  #offerCandidates(window: DocumentWindow): void {
    const scoresOf = (parts: readonly ScoredPart[]) => parts.flatMap(({ scores }) => scores ?? []);
    const [ofClauses, ofRoots] = [scoresOf(this.#clauses), scoresOf(this.#roots)];
    for (const slot of this.#candidates.slots) {
      const sum = sumInOrder(ofClauses, slot);
      if (sum === null) continue;
      this.#collector.collect(window.from + slot, raised(sum, ofRoots, slot), countMatchedTogether(ofClauses, slot));
    }
  }
}

/** Required ones of few postings first, then those of which least is known: each spares work in the next. */
function compareParts(a: ScoredPart, b: ScoredPart): number {
  if (a.isRequired !== b.isRequired) return a.isRequired ? -1 : 1;
  return a.isRequired ? a.postings - b.postings : b.rest - a.rest;
}

function countPostings(lists: readonly BoundedList[]): number {
  return lists.reduce((sum, { list }) => sum + list.documentFrequency, 0);
}

/** Adds in the order of ScoreAccumulator.unite and intersect: the first score unchanged, then one after the other. */
function sumInOrder(tables: readonly ScoreAccumulator[], slot: number): number | null {
  let sum: number | null = null;
  for (const table of tables) {
    if (!table.has(slot)) continue;
    const score = table.scores[slot] ?? 0;
    sum = sum === null ? score : sum + score;
  }
  return sum;
}

/** Raises a sum in the order of ScoreAccumulator.support. */
function raised(sum: number, raising: readonly ScoreAccumulator[], slot: number): number {
  return raising.reduce((score, table) => (table.has(slot) ? score + (table.scores[slot] ?? 0) : score), sum);
}

/** A list, and its bound in the window. */
interface BoundedList {
  readonly list: TermScorer;
  readonly part: ScoredPart;
  /** The place of its alternative among those of the part. */
  readonly alternative: number;
  bound: number;
}

/**
 * Those of some lists that have postings in a window, with their bounds in it: first what is the lowest bound for its
 * postings, of which most are passed over if it is non-essential.
 */
function boundInWindow(lists: readonly BoundedList[], window: DocumentWindow): BoundedList[] {
  const present: BoundedList[] = [];
  for (const bounded of lists) {
    const bound = bounded.list.boundIn(window);
    if (bound === null) continue;
    bounded.bound = bound;
    present.push(bounded);
  }
  return present.sort((a, b) => a.bound * b.list.documentFrequency - b.bound * a.list.documentFrequency);
}

/** The most that some documents have of a part by its non-essential lists. */
interface NonEssentialShare {
  readonly bound: number;
  /** The part's. */
  readonly bit: number;
  /** No other document has it; null where that is not known. */
  readonly documents: DocumentSet | null;
}

/**
 * A part of a document's score, a clause or a family of terms, by its lists in one segment. In a window each list is
 * either essential, its documents are looked at, or non-essential: its bound is taken for all documents.
 */
class ScoredPart {
  readonly scorer: Scorer;
  /** One bit, none for a root. */
  readonly bit: number;
  readonly isRequired: boolean;
  /**
   * The counted documents of the segment that have the part, or cannot match without it; null if they were not counted.
   */
  readonly documents: DocumentSet | null;
  readonly postings: number;
  readonly lists: readonly BoundedList[];
  nonEssential: BoundedList[] = [];
  /** The most that non-essential lists add to a document that no other list of the part has. */
  rest = 0;
  /**
   * Upper bounds in a window: the most that the part may add to documents of essential lists; null if its scores are
   * known.
   */
  uppers: ScoreAccumulator | null = null;
  /** Scores of all candidates in a window; null until they are known. */
  scores: ScoreAccumulator | null = null;
  /** Bounds of the non-essential lists, by alternative. */
  readonly #nonEssentialBounds: Float64Array;
  /** Worked out where it is asked for. */
  #shares: readonly NonEssentialShare[] | null = null;

  /** A clause tells more of itself than a root. */
  constructor(
    scorer: Scorer,
    {
      bit = 0,
      isRequired = false,
      documents = null,
    }: Partial<Pick<ScoredPart, "bit" | "isRequired" | "documents">> = {},
  ) {
    const { alternatives } = scorer;
    this.scorer = scorer;
    this.bit = bit;
    this.isRequired = isRequired;
    this.documents = documents;
    this.#nonEssentialBounds = new Float64Array(alternatives.length);
    this.lists = alternatives.flatMap((lists, alternative) =>
      lists
        .filter(({ documentFrequency }) => documentFrequency > 0)
        .map((list) => ({ list, part: this, alternative, bound: 0 })),
    );
    this.postings = countPostings(this.lists);
  }

  /** The tables of a window. */
  giveBack(context: ScorerContext): void {
    for (const table of [this.uppers, this.scores]) if (table !== null) context.giveBack(table);
    this.uppers = null;
    this.scores = null;
  }

  /**
   * `rest` by the documents that may have it: together with the essential lists, a document has no more of the part
   * than its shares.
   */
  get shares(): readonly NonEssentialShare[] {
    this.#shares ??= this.#findShares();
    return this.#shares;
  }

  #findShares(): NonEssentialShare[] {
    const { bit, documents } = this;
    if (this.nonEssential.length === 0) return [];
    // Of several alternatives the best counts: what one lacks, another may have.
    if (this.#nonEssentialBounds.length > 1) return [{ bound: this.rest, bit, documents }];
    return this.nonEssential.map(({ list, bound }) => ({ bound, bit, documents: list.documents ?? documents }));
  }

  clearNonEssential(): void {
    this.#nonEssentialBounds.fill(0);
    this.nonEssential = [];
    this.rest = 0;
    this.#shares = null;
  }

  addNonEssential(bounded: BoundedList): void {
    const { alternative, bound } = bounded;
    const sum = this.nonEssentialBound(alternative) + bound;
    this.#nonEssentialBounds[alternative] = sum;
    this.nonEssential.push(bounded);
    this.rest = Math.max(this.rest, sum);
    this.#shares = null;
  }

  /** Computes the rise of `rest` if one more list became non-essential. */
  riseWith({ alternative, bound }: BoundedList): number {
    return Math.max(this.rest, this.nonEssentialBound(alternative) + bound) - this.rest;
  }

  /** The most that the non-essential lists of an alternative add. */
  nonEssentialBound(alternative: number): number {
    return this.#nonEssentialBounds[alternative] ?? 0;
  }
}

/** Error margin of a subtraction: it leaves a rounding error of some 1e-16 of the greatest value. */
const TAKEN_OFF_MARGIN = 1e-9;

/**
 * Upper bounds of the scores of a window's candidates, while its parts are evaluated one after the other. Of a set of
 * candidates, the same object from window to window.
 */
class CandidateBounds {
  readonly #candidates: CandidateSet;
  /**
   * Sums by slot: the known scores, in no order, and the bounds of other parts, without the part that any candidate may
   * have (`narrow` adds it); and the bits of the clauses of both.
   */
  readonly #sums = new Float64Array(WINDOW_DOCUMENTS);
  readonly #bits = new Uint32Array(WINDOW_DOCUMENTS);
  #margin = 0;
  /** The ordinal of slot 0. */
  #from = 0;

  constructor(candidates: CandidateSet) {
    this.#candidates = candidates;
  }

  /**
   * Begins with the candidates of a window from an ordinal on: the known scores of parts, the sums of essential lists
   * beyond the bounds of the others, and these bounds, if the documents of the part are known.
   */
  begin(parts: readonly ScoredPart[], from: number): void {
    this.#from = from;
    const { slots } = this.#candidates;
    const [sums, bits] = [this.#sums, this.#bits];
    for (const slot of slots) {
      sums[slot] = 0;
      bits[slot] = 0;
    }
    for (const { scores, uppers, rest, bit, shares } of parts) {
      if (scores !== null) this.#addTable(scores, 0, bit);
      if (uppers !== null) this.#addTable(uppers, rest, bit);
      for (const share of shares) this.#addShare(share, 1);
    }
    let greatest = 0;
    for (const slot of slots) greatest = Math.max(greatest, sums[slot] ?? 0);
    this.#margin = greatest * TAKEN_OFF_MARGIN;
  }

  /** Adds the scores of a table beyond `rest`. */
  #addTable({ documents, scores }: ScoreAccumulator, rest: number, bit: number): void {
    const [sums, bits] = [this.#sums, this.#bits];
    for (const slot of documents) {
      sums[slot] = (sums[slot] ?? 0) + Math.max(0, (scores[slot] ?? 0) - rest);
      bits[slot] = (bits[slot] ?? 0) | bit;
    }
  }

  /** Adds a share to each candidate that may have it; subtracts it if `times` is -1. */
  #addShare({ bound, bit, documents }: NonEssentialShare, times: 1 | -1): void {
    if (documents === null) return;
    const [sums, bits, from] = [this.#sums, this.#bits, this.#from];
    for (const slot of this.#candidates.slots) {
      if (!documents.has(from + slot)) continue;
      sums[slot] = (sums[slot] ?? 0) + times * bound;
      bits[slot] = (bits[slot] ?? 0) | bit;
    }
  }

  /** Puts what the candidates have of a part in the place of what they might have. */
  take({ bit, rest, shares, uppers }: ScoredPart, table: ScoreAccumulator): void {
    for (const share of shares) this.#addShare(share, -1);
    const [sums, bits] = [this.#sums, this.#bits];
    for (const slot of this.#candidates.slots) {
      const upper = uppers?.has(slot) === true ? Math.max(0, (uppers.scores[slot] ?? 0) - rest) : 0;
      const isThere = table.has(slot);
      sums[slot] = (sums[slot] ?? 0) - upper + (isThere ? (table.scores[slot] ?? 0) : 0);
      if (isThere) bits[slot] = (bits[slot] ?? 0) | bit;
    }
  }

  /**
   * Drops the candidates that are uncompetitive by their bound, and the bits of what it is made of, with the parts that
   * are left.
   */
  narrow(left: readonly ScoredPart[], isUncompetitive: (bound: number, bits: number) => boolean): void {
    let [rest, restBits] = [this.#margin, 0];
    for (const { bound, bit, documents } of left.flatMap(({ shares }) => shares)) {
      if (documents !== null) continue;
      rest += bound;
      restBits |= bit;
    }
    const [sums, bits] = [this.#sums, this.#bits];
    this.#candidates.keep((slot) => !isUncompetitive((sums[slot] ?? 0) + rest, (bits[slot] ?? 0) | restBits));
  }
}

/** Clauses whose matches are told apart; all others count as one. */
const MOST_BITS = 8;

function bitOf(clauseNumber: number): number {
  return 1 << Math.min(clauseNumber, MOST_BITS - 1);
}

/**
 * Computes upper bounds of the matched-terms factor by bits: a query term counts once, however many clauses stand for
 * it.
 */
function matchedTermsFactors({ clauses, termCount }: MaxScoreQuery): Float64Array {
  return Float64Array.from({ length: 2 ** Math.min(MOST_BITS, clauses.length) }, (_, bits) => {
    const matched = clauses.filter((_clause, place) => (bits & bitOf(place)) !== 0);
    return Math.max(
      1,
      Math.min(
        matched.reduce((sum, clause) => sum + clause.termCount, 0),
        termCount,
      ),
    );
  });
}
