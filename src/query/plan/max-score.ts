/**
 * Finds the best documents of one segment without scoring those that cannot be among them (layer 4): MaxScore (Turtle and
 * Flood 1995) over windows with the bounds of their chunks, as Lucene's MaxScoreBulkScorer has it. What may be among the
 * best is scored by the same operations in the same order as it is without skipping.
 */
import type { TurnBudget } from "../../event-loop.ts";
import type { TopHits } from "../hits/top-hits.ts";
import type { MinCompetitiveScore } from "../scoring/min-competitive-score.ts";
import { maskedWindows, type WindowMask } from "../snapshot/document-mask.ts";
import { CandidateSet, type DocumentWindow, WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import { countMatchedTogether, type ScoreAccumulator } from "../snapshot/score-accumulator.ts";
import { CandidateBounds, type EssentialClauses } from "./candidate-bounds.ts";
import { MatchedTermsFactors } from "./matched-terms-factors.ts";
import { type BoundedList, boundInWindow, ScoredPart } from "./scored-part.ts";
import type { BooleanMatches, Scorer, ScorerContext } from "./scorer.ts";
import type { SegmentScorer } from "./segment-scorer.ts";
import { type ClausePlan, wordScorers } from "./skippable-plan.ts";

/** Documents before the floor is known for the first time; then windows grow. */
const FIRST_WINDOW_DOCUMENTS = 128;

/** Trial: docs/decisions/0029-processor-time.md. */
const SPAN_DOCUMENTS = 8 * WINDOW_DOCUMENTS;

/** What is searched for. */
export interface MaxScoreQuery extends ClausePlan {
  readonly usesMatchedTermsFactor: boolean;
  /** Query terms of the plan. */
  readonly termCount: number;
  /** Multiplies the score of a document that matches every query term; at least 1. */
  readonly allTermsFactor: number;
  /** Every clause must be matched by its word, and not by what that may become alone. */
  readonly needsWords?: boolean;
  /** Leaves out documents that match every query term. */
  readonly leavesOutAllTerms: boolean;
  /** The tier of what is found. */
  readonly tier: 0 | 1;
}

/**
 * Some windows, in which few lists must be looked at one window after the other: the others follow in each of them, by bounds
 * of the whole.
 */
interface ListSpan {
  readonly to: number;
  /** The parts with postings there. */
  readonly present: ReadonlySet<ScoredPart>;
  readonly leading: readonly BoundedList[];
  readonly following: readonly BoundedList[];
}

/** One search of one segment. */
export class MaxScoreScorer {
  readonly #query: MaxScoreQuery;
  readonly #context: ScorerContext;
  /** What else decides about a document, without a score. */
  readonly #required: readonly Scorer[];
  readonly #excluded: readonly Scorer[];
  readonly #floor: MinCompetitiveScore;
  readonly #top: TopHits;
  readonly #factors: MatchedTermsFactors;
  /** The clauses and then the roots: what only the latter hold is no match. */
  readonly #parts: readonly ScoredPart[];
  readonly #clauseCount: number;
  readonly #rarestRequired: ScoredPart | null;
  readonly #candidates = new CandidateSet();
  readonly #bounds = new CandidateBounds(this.#candidates);
  #postingsScored = 0;

  /**
   * The floor is shared by the segments; `top` takes what is found in this one. `ofClauses`: which of its documents have which
   * clause, as far as that was counted.
   */
  constructor(
    query: MaxScoreQuery,
    { context, root }: SegmentScorer,
    floor: MinCompetitiveScore,
    top: TopHits,
    ofClauses: BooleanMatches["ofClauses"] = [],
  ) {
    this.#query = query;
    this.#context = context;
    this.#floor = floor;
    this.#top = top;
    this.#factors = new MatchedTermsFactors(query);
    const { clauses, mode, needsWords = false } = query;
    this.#required = [...root.filter, ...(needsWords ? wordScorers(root, query) : []).filter((word) => word !== null)];
    this.#excluded = root.mustNot;
    this.#clauseCount = clauses.length;
    const clauseParts = root.clauses.map(
      (scorer, place) =>
        new ScoredPart(scorer, place, {
          bit: this.#factors.bitOf(place),
          isRequired: clauses[place]?.isRequired === true || mode === "all",
          documents: ofClauses[place] ?? null,
        }),
    );
    const boosting = root.boosting.map((scorer, i) => new ScoredPart(scorer, clauses.length + i));
    this.#parts = [...clauseParts, ...boosting];
    this.#rarestRequired = clauseParts.reduce<ScoredPart | null>(
      (least, part) => (part.isRequired && (least === null || part.postings < least.postings) ? part : least),
      null,
    );
  }

  /** To find candidates; what the scorers scored of these is counted by their context. */
  get postingsScored(): number {
    return this.#postingsScored;
  }

  /** Offers every document that passes and may be among the best to the floor and to `top`; between windows others have a turn. */
  async search(mask: WindowMask | null, turns: TurnBudget): Promise<void> {
    const clauses = this.#parts.slice(0, this.#clauseCount);
    if (clauses.every(({ postings }) => postings === 0)) return;
    if (clauses.some(({ isRequired, postings }) => isRequired && postings === 0)) return;
    let span: ListSpan | null = null;
    for (const { window, allowed } of maskedWindows(this.#context.documents, FIRST_WINDOW_DOCUMENTS, mask)) {
      if (span === null || window.to > span.to) span = this.#enterSpan(window);
      if (span.leading.length === 0) continue;
      const before = this.#postingsScored + this.#context.postingsScored;
      this.#searchWindow(window, allowed, span);
      if (turns.spend(this.#postingsScored + this.#context.postingsScored - before)) await turns.takeTurn();
    }
  }

  /** From a window on. As long as the floor is unknown nothing can follow, and a span is a window. */
  #enterSpan(window: DocumentWindow): ListSpan {
    const to = this.#floor.isFull ? window.from + SPAN_DOCUMENTS : window.to;
    const lists = boundInWindow(
      this.#parts.flatMap((part) => part.lists),
      { from: window.from, to },
    );
    const present = new Set(lists.map(({ part }) => part));
    if (this.#parts.some((part) => part.isRequired && !present.has(part))) {
      return { to, present, leading: [], following: [] };
    }
    return { to, present, ...this.#split(lists, []) };
  }

  #searchWindow(window: DocumentWindow, allowed: CandidateSet | null, span: ListSpan): void {
    const leading = this.#leadingOf(boundInWindow(span.leading, window), span);
    if (leading.length === 0) return;
    this.#candidates.clear();
    const led = this.#gather(leading, window, allowed);
    this.#candidates.collect();
    this.#scoreCandidates(window, span.present, led);
    for (const table of led.values()) this.#context.giveBack(table);
  }

  /**
   * What leads of the lists of a window. Those that follow in the whole span have its bounds. Whatever lacks a required clause
   * does not match: where its lists have fewer postings than those that would lead, these lead alone.
   */
  #leadingOf(lists: readonly BoundedList[], span: ListSpan): readonly BoundedList[] {
    const { leading } = this.#split(lists, span.following);
    const rarest = this.#rarestRequired;
    if (leading.length === 0 || rarest === null || rarest.postings > countPostings(leading)) return leading;
    const all = [...span.following, ...lists];
    this.#letFollow(all.filter(({ part }) => part !== rarest));
    return all.filter(({ part }) => part === rarest);
  }

  /**
   * Lists that all together do not reach the floor follow, beside some that do: a document of these alone is not among the
   * best. The others lead.
   */
  #split(lists: readonly BoundedList[], beside: readonly BoundedList[]): Pick<ListSpan, "leading" | "following"> {
    let { bound, bits } = this.#letFollow(beside);
    const [leading, following]: [BoundedList[], BoundedList[]] = [[], []];
    for (const bounded of lists) {
      const { part } = bounded;
      const rise = part.riseBy(bounded);
      if (this.#isHopeless(bound + rise, bits | part.bit)) {
        part.letFollow(bounded);
        bound += rise;
        bits |= part.bit;
        following.push(bounded);
      } else {
        leading.push(bounded);
      }
    }
    return { leading, following };
  }

  /** These lists alone; the most that their documents score, and the bits of their clauses. */
  #letFollow(lists: readonly BoundedList[]): { bound: number; bits: number } {
    for (const part of this.#parts) part.letNoneFollow();
    let bits = 0;
    for (const bounded of lists) {
      bounded.part.letFollow(bounded);
      bits |= bounded.part.bit;
    }
    return { bound: this.#parts.reduce((sum, part) => sum + part.rest, 0), bits };
  }

  /** Makes every document of a leading list that is allowed a candidate. The tables are the caller's. */
  #gather(leading: readonly BoundedList[], window: DocumentWindow, allowed: CandidateSet | null): EssentialClauses {
    const led = new Map<ScoredPart, ScoreAccumulator>();
    const alternatives = new Map<ScoredPart, Map<number, BoundedList[]>>();
    for (const bounded of leading) {
      const ofPart = alternatives.get(bounded.part) ?? new Map<number, BoundedList[]>();
      alternatives.set(
        bounded.part,
        ofPart.set(bounded.alternative, [...(ofPart.get(bounded.alternative) ?? []), bounded]),
      );
    }
    for (const [part, ofPart] of alternatives) {
      const uppers = this.#context.takeTable();
      led.set(part, uppers);
      for (const [alternative, lists] of ofPart) {
        const table = this.#context.takeTable();
        for (const { list } of lists) this.#postingsScored += list.addTo(table, window, allowed, null);
        const following = part.followingBound(alternative);
        const { documents, scores } = table;
        for (let i = 0; i < documents.length; i += 1) {
          const slot = documents[i] ?? 0;
          this.#candidates.add(slot);
          uppers.raise(slot, (scores[slot] ?? 0) + following, null);
        }
        this.#context.giveBack(table);
      }
    }
    return led;
  }

  #isHopeless(bound: number, bits: number): boolean {
    return bound * this.#factors.of(bits) * this.#query.allTermsFactor < this.#floor.lowest;
  }

  /**
   * Evaluates the parts one after the other, as they are without skipping, of the candidates that are left, and adds up in the
   * plan's order.
   */
  #scoreCandidates(window: DocumentWindow, present: ReadonlySet<ScoredPart>, led: EssentialClauses): void {
    const left = this.#parts.filter((part) => present.has(part)).sort(compareParts);
    this.#bounds.begin(left, led, window.from);
    const tables: ScoreAccumulator[] = [];
    this.#narrow(left);
    for (let next = left.shift(); next !== undefined && this.#candidates.count > 0; next = left.shift()) {
      const table = next.scorer.evaluate({ window, candidates: this.#candidates });
      tables[next.place] = table;
      if (next.isRequired) this.#candidates.keep((slot) => table.has(slot));
      this.#bounds.take(table, next, led.get(next));
      this.#narrow(left);
    }
    this.#passFilters(window);
    if (this.#candidates.count > 0) this.#offerCandidates(window, tables);
    for (const table of tables) if (table !== undefined) this.#context.giveBack(table);
  }

  /** Drops what cannot reach the floor any more by the parts that are left. */
  #narrow(left: readonly ScoredPart[]): void {
    if (!this.#floor.isFull) return;
    this.#bounds.narrow(left, (bound, bits) => this.#isHopeless(bound, bits));
  }

  #passFilters(window: DocumentWindow): void {
    const keep = (scorer: Scorer, isKept: (has: boolean) => boolean): void => {
      if (this.#candidates.count === 0) return;
      const table = scorer.evaluate({ window, candidates: this.#candidates });
      this.#candidates.keep((slot) => isKept(table.has(slot)));
      this.#context.giveBack(table);
    };
    for (const scorer of this.#required) keep(scorer, (has) => has);
    for (const scorer of this.#excluded) keep(scorer, (has) => !has);
  }

  /** `tables`: by place; none of a part that no candidate can have. */
  #offerCandidates(window: DocumentWindow, tables: readonly ScoreAccumulator[]): void {
    const { usesMatchedTermsFactor, allTermsFactor, leavesOutAllTerms, termCount, tier } = this.#query;
    const ofClauses = tables.slice(0, this.#clauseCount).filter((table) => table !== undefined);
    const ofRoots = tables.slice(this.#clauseCount).filter((table) => table !== undefined);
    const { slots, count } = this.#candidates;
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] ?? 0;
      const matched = countMatchedTogether(ofClauses, slot);
      const sum = sumInOrder(ofClauses, slot);
      const hasAllTerms = matched === termCount;
      if (sum === null || (leavesOutAllTerms && hasAllTerms)) continue;
      const factor = (usesMatchedTermsFactor ? matched || 1 : 1) * (hasAllTerms ? allTermsFactor : 1);
      const score = raised(sum, ofRoots, slot) * factor;
      this.#floor.offer(score);
      this.#top.offer(window.from + slot, score, tier, hasAllTerms);
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

/** As ScoreTable.unite and intersect add: the first score as it is, then one after the other. */
function sumInOrder(tables: readonly ScoreAccumulator[], slot: number): number | null {
  let sum: number | null = null;
  for (const table of tables) {
    if (!table.has(slot)) continue;
    const score = table.scores[slot] ?? 0;
    sum = sum === null ? score : sum + score;
  }
  return sum;
}

/** As ScoreTable.support adds. */
function raised(sum: number, raising: readonly ScoreAccumulator[], slot: number): number {
  return raising.reduce((score, table) => (table.has(slot) ? score + (table.scores[slot] ?? 0) : score), sum);
}
