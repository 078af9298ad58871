/**
 * Collects the hits of a page without scoring what cannot be among them, and counts what matches apart from that, where
 * that is wanted.
 */
import { TurnBudget } from "../../../event-loop.ts";
import { MinCompetitiveScore } from "../scoring/min-competitive-score.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import { WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import {
  type Findings,
  HitCollector,
  type MatchSelection,
  type RankOptions,
  type SegmentDocuments,
  type SegmentMasks,
  TURN_POSTINGS,
} from "./hit-collector.ts";
import { FIRST_WINDOW_DOCUMENTS, type MaxScoreQuery, MaxScoreScorer } from "./max-score.ts";
import type { QueryPlan } from "./query-plan.ts";
import type { BooleanMatches, BooleanScorer } from "./scorer.ts";
import { type ClausePlan, splitPlan, wordScorers } from "./skippable-plan.ts";

export interface PageSearchOptions extends RankOptions {
  /** "page" counts only what had to be looked at. Default "all". */
  readonly counts?: "all" | "page";
  /** True to tell which documents match; these are counted then. Default false. */
  readonly tellsDocuments?: boolean;
}

/**
 * Scores what may be on the page, and counts what matches, if that is wanted. Where something else than scores ranks
 * the matches, nothing is scored. Where it matters which documents have all terms, these are looked for first; where
 * they come first, others only for the room that they leave. The best `end` are kept. Null where the plan must be
 * evaluated whole.
 */
export async function collectPage(
  scorers: readonly BooleanScorer[],
  plan: QueryPlan,
  options: PageSearchOptions,
  selection: MatchSelection,
  end: number,
): Promise<Findings | null> {
  const isScored = selection.rankKeys === null;
  const split = splitPlan(plan, tellsAllTerms(options) || !isScored, isScored);
  if (split === null) return null;
  const { usesMatchedTermsFactor, ranksAllTermsFirst, allTermsFactor = 1 } = options;
  // Counting goes first: it decodes the lists, and knows what a search may pass over.
  const counted =
    options.counts === "page" && isScored && options.tellsDocuments !== true
      ? null
      : await countMatches(scorers, split, selection.masks);
  const collector = new HitCollector(scorers, plan, options, selection);
  if (!isScored && counted !== null) {
    await collectByKey(collector, counted, plan, end);
    return findingsOf(collector, counted);
  }
  const { matches, whole, ofClauses } = masksOf(split, selection.masks ?? [], counted);
  const common = { ...split, usesMatchedTermsFactor, allTermsFactor, termCount: plan.queryTerms.length };
  // What must match every clause has all terms, unless a clause matches more than its word.
  const isWhole = split.mode === "all" && split.clauses.every(({ wordPlace }) => wordPlace === null);
  const passes: readonly SearchPass[] =
    !tellsAllTerms(options) || isWhole
      ? [{ query: common, masks: matches }]
      : [
          { query: { ...common, mode: "all", needsWords: true }, masks: whole },
          { query: { ...common, allTermsFactor: 1 }, masks: matches, isOfRest: true },
        ];
  for (const { query, masks, isOfRest = false } of passes) {
    collector.leavesOutAllTerms = isOfRest;
    const capacity = isOfRest && ranksAllTermsFirst ? end - collector.total : end;
    if (capacity <= 0) continue;
    const minScore = new MinCompetitiveScore(capacity);
    collector.minScore = minScore;
    await collector.run(capacity, masks, FIRST_WINDOW_DOCUMENTS, (root, segmentNumber) => {
      const best = new MaxScoreScorer(query, root, minScore, collector, ofClauses[segmentNumber]);
      return best.matchesNothing ? null : best;
    });
  }
  return findingsOf(collector, counted);
}

/** Takes everything that was counted. */
function collectByKey(
  collector: HitCollector,
  { segments }: CountedMatches,
  { queryTerms }: QueryPlan,
  end: number,
): Promise<void> {
  const matches = segments.map((ofSegment) => ofSegment.matches);
  return collector.run(end, matches, WINDOW_DOCUMENTS, (_, segmentNumber) => ({
    scoreWindow: ({ from }, allowed) => {
      const whole = segments[segmentNumber]?.whole;
      for (const slot of allowed?.slots ?? []) {
        collector.collect(from + slot, 0, whole?.has(from + slot) === true ? queryTerms.length : -1);
      }
    },
  }));
}

function findingsOf(collector: HitCollector, counted: CountedMatches | null): Findings {
  const { candidates, postingsScored } = collector;
  const { total, totalAllTerms } = counted ?? collector;
  return { candidates, postingsScored, total, totalAllTerms, documents: counted?.segments ?? null };
}

/** One way through the segments. */
interface SearchPass {
  readonly query: MaxScoreQuery;
  readonly masks: SegmentMasks | null;
  /** Passes over what has all terms, which the pass before has collected. */
  readonly isOfRest?: boolean;
}

/** Tells whether the query needs to know which documents have every query term. */
function tellsAllTerms({ ranksAllTermsFirst, allTermsFactor = 1 }: RankOptions): boolean {
  return ranksAllTermsFirst || allTermsFactor !== 1;
}

/**
 * Makes the masks of each segment: the possible matches, those of every clause's word, and those counted of clauses.
 * Counted matches are a mask where they are fewer than those of a clause.
 */
function masksOf({ clauses }: ClausePlan, masks: SegmentMasks, counted: CountedMatches | null) {
  if (counted === null || clauses.length < 2) return { matches: masks, whole: masks, ofClauses: [] };
  const isCut = clauses.filter(({ isRequired }) => isRequired).length > 1;
  return {
    matches: isCut ? counted.segments.map(({ matches }) => matches) : masks,
    whole: counted.segments.map(({ whole }) => whole),
    ofClauses: counted.segments.map(({ ofClauses }) => ofClauses),
  };
}

/** Documents of the index, and which they are, by segment. */
interface CountedMatches {
  readonly total: number;
  /** The matches of each segment. The sets of clauses may contain other documents that do not match. */
  readonly segments: readonly SegmentMatches[];
  /** Number of matches with every clause's word. */
  readonly totalAllTerms: number;
}

/** `whole` has every clause's word. */
type SegmentMatches = BooleanMatches & SegmentDocuments;

/**
 * Time: the postings of the clauses, each read once, and a bit a document of the index a list; between segments others
 * have a turn.
 */
async function countMatches(
  scorers: readonly BooleanScorer[],
  plan: ClausePlan,
  masks: SegmentMasks | null,
): Promise<CountedMatches> {
  const turns = new TurnBudget(TURN_POSTINGS);
  const segments: SegmentMatches[] = [];
  for (const [segmentNumber, scorer] of scorers.entries()) {
    const found = findMatches(scorer, plan);
    const mask = masks?.[segmentNumber] ?? null;
    if (mask !== null) for (const set of [found.matches, found.whole]) set.intersect(mask);
    segments.push(found);
    if (turns.spend(scorer.postings)) await turns.takeTurn();
  }
  const countAll = (sets: readonly DocumentSet[]): number => sets.reduce((sum, set) => sum + set.count(), 0);
  return {
    segments,
    total: countAll(segments.map(({ matches }) => matches)),
    totalAllTerms: countAll(segments.map(({ whole }) => whole)),
  };
}

function findMatches(root: BooleanScorer, plan: ClausePlan): SegmentMatches {
  const { matches, ofClauses } = root.findMatches(null);
  const whole = new DocumentSet(root.context.documents);
  whole.unite(matches);
  const words = wordScorers(root, plan);
  for (const [place, clause] of root.clauses.entries()) {
    const ofClause = words[place] === null ? ofClauses[place] : null;
    whole.intersect(ofClause ?? (words[place] ?? clause).matches(whole));
  }
  return { matches, whole, ofClauses };
}
