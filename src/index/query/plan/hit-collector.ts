/**
 * Takes what scorers find of a query, segment by segment and window by window: ranks it, counts it, and keeps the best.
 */
import { TurnBudget } from "../../../event-loop.ts";
import { type RankedHit, TopHits } from "../hits/top-hits.ts";
import type { MinCompetitiveScore } from "../scoring/min-competitive-score.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import { type CandidateSet, type DocumentWindow, maskedWindows } from "../snapshot/document-window.ts";
import type { QueryPlan } from "./query-plan.ts";
import type { BooleanScorer } from "./scorer.ts";

/** The number that a document of one segment is ranked by, higher for what comes first. */
export type RankKey = (ordinal: number) => number;

/** The factors of a score for the number of query terms that match. */
interface MatchFactors {
  /** Multiplies each score by the number of matched query terms, as MiniSearch does. */
  readonly usesMatchedTermsFactor: boolean;
  /** Multiplies the score of what matches every query term, which does not come first then; at least 1. Default 1. */
  readonly allTermsFactor?: number | undefined;
  /** Multiplies each score by the share of the query terms that match, to this power; at least 0. Default 0. */
  readonly coordination?: number | undefined;
}

/** Options of the ranking of matches. */
export interface RankOptions extends MatchFactors {
  /** Puts documents that match every query term before all others. */
  readonly ranksAllTermsFirst: boolean;
}

/**
 * The documents that pass, by segment; null where all of one do. Dead ones too: those who look at documents drop them.
 */
export type SegmentMasks = readonly (DocumentSet | null)[];

/** The matches that count, and their order. */
export interface MatchSelection {
  /**
   * Only documents that pass are matches; by segment. Statistics stay those of the whole index, as MiniSearch's filter
   * has it.
   */
  readonly masks: SegmentMasks | null;
  /** Stand in for scores, by segment: a hit then has such a number as its score. */
  readonly rankKeys: readonly RankKey[] | null;
}

/** Documents of a segment that match, and of these what matches every query term. */
export interface SegmentDocuments {
  readonly matches: DocumentSet;
  readonly whole: DocumentSet;
}

/** Postings read and matches looked at in one turn of the event loop: some milliseconds. Untuned. */
export const TURN_POSTINGS = 20_000;

/** The matches of all segments; candidates are in no order. */
export interface Findings {
  readonly candidates: readonly RankedHit[];
  /** Matching documents. */
  readonly total: number;
  /**
   * Number of matches with every query term. It is lower if matches outside of the page were neither scored nor
   * counted.
   */
  readonly totalAllTerms: number;
  /** Number of postings that were scored. */
  readonly postingsScored: number;
  /** The matching documents by segment; null where nobody asked. */
  readonly documents: readonly SegmentDocuments[] | null;
}

interface WindowScorer {
  /** Scores the documents of a window, of the candidates alone where some are given, and collects them. */
  scoreWindow(window: DocumentWindow, allowed: CandidateSet | null): void;
}

/** Takes what is scored: ranks it, counts it, and keeps the best. */
export class HitCollector implements Findings {
  readonly candidates: RankedHit[] = [];
  total = 0;
  totalAllTerms = 0;
  /** Passes over documents that match every query term. */
  leavesOutAllTerms = false;
  /** Is offered the scores; null where none is passed over. */
  minScore: MinCompetitiveScore | null = null;
  readonly documents: readonly SegmentDocuments[] | null;
  readonly #scorers: readonly BooleanScorer[];
  readonly #termCount: number;
  /** The factor of a score at the number of query terms that match. */
  readonly #factors: readonly number[];
  readonly #options: RankOptions;
  readonly #selection: MatchSelection;
  readonly #turns = new TurnBudget(TURN_POSTINGS);
  #segmentNumber = 0;
  #rankKey: RankKey | undefined;
  #top = new TopHits(0, 0);

  constructor(
    scorers: readonly BooleanScorer[],
    { queryTerms }: QueryPlan,
    options: RankOptions,
    selection: MatchSelection,
    tellsDocuments = false,
  ) {
    this.#scorers = scorers;
    this.#termCount = queryTerms.length;
    this.#factors = Array.from({ length: queryTerms.length + 1 }, (_, matched) =>
      matchFactor(matched, queryTerms.length, options),
    );
    this.#options = options;
    this.#selection = selection;
    this.documents = tellsDocuments ? scorers.map(({ context }) => noDocuments(context.documents)) : null;
  }

  /** Number of postings scored by all scorers of the plan, earlier ones included. */
  get postingsScored(): number {
    return this.#scorers.reduce((sum, { context }) => sum + context.postingsScored, 0);
  }

  /**
   * Collects the best `capacity` of all segments, and each segment's own that are as good; between windows others have
   * a turn. `open` gives what scores a segment, null where nothing matches.
   */
  async run(
    capacity: number,
    masks: SegmentMasks | null,
    firstWindow: number,
    open: (root: BooleanScorer, segmentNumber: number) => WindowScorer | null,
  ): Promise<void> {
    for (const [segmentNumber, root] of this.#scorers.entries()) {
      const scorer = open(root, segmentNumber);
      if (scorer === null) continue;
      const { context } = root;
      this.#segmentNumber = segmentNumber;
      this.#rankKey = this.#selection.rankKeys?.[segmentNumber];
      this.#top = new TopHits(segmentNumber, capacity);
      for (const { window, allowed } of maskedWindows(context.documents, firstWindow, masks?.[segmentNumber])) {
        const before = context.postingsScored + this.total;
        scorer.scoreWindow(window, allowed);
        if (this.#turns.spend(context.postingsScored + this.total - before)) await this.#turns.takeTurn();
      }
      // One by one: as arguments of one call, a few hundred thousand hits overflow the stack.
      for (const hit of this.#top.sorted()) this.candidates.push(hit);
    }
  }

  /** Takes a document of the segment that is run, with the sum of its scores and how many query terms it matches. */
  collect(ordinal: number, sum: number, matched: number): void {
    const hasAllTerms = matched === this.#termCount;
    if (hasAllTerms && this.leavesOutAllTerms) return;
    this.total += 1;
    if (hasAllTerms) this.totalAllTerms += 1;
    const factor = this.#factors[matched] ?? 1;
    const score = this.#rankKey === undefined ? sum * factor : this.#rankKey(ordinal);
    const tier = this.#options.ranksAllTermsFirst && !hasAllTerms ? 0 : 1;
    this.minScore?.offer(score);
    this.#top.offer(ordinal, score, tier, hasAllTerms);
    const documents = this.documents?.[this.#segmentNumber];
    documents?.matches.add(ordinal);
    if (hasAllTerms) documents?.whole.add(ordinal);
  }
}

function noDocuments(documents: number): SegmentDocuments {
  return { matches: new DocumentSet(documents), whole: new DocumentSet(documents) };
}

/** The factor of the score of a document that matches so many of the query terms. */
export function matchFactor(
  matched: number,
  termCount: number,
  { usesMatchedTermsFactor, allTermsFactor = 1, coordination = 0 }: MatchFactors,
): number {
  const ofShare = matched === termCount ? allTermsFactor : (Math.max(1, matched) / termCount) ** coordination;
  return ofShare * (usesMatchedTermsFactor ? Math.max(1, matched) : 1);
}
