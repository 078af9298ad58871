/**
 * Runs a compiled query over a snapshot (layer 4): postings in one round, every segment searched, the best hits put in
 * order across segments.
 */
import type { SegmentReader } from "../segment/segment-reader.ts";
import { BestDocuments, type BestDocumentsQuery } from "./best-documents.ts";
import { withBoostFields } from "./boost-fields.ts";
import type { DocumentsByOrdinal } from "./column-documents.ts";
import { maskedWindows, type SegmentMasks } from "./document-mask.ts";
import { WINDOW_DOCUMENTS } from "./document-window.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import { SegmentEvaluator } from "./plan-evaluator.ts";
import type { QueryPlan } from "./query-plan.ts";
import { loadPostings, type QueryPostings } from "./query-postings.ts";
import type { RankKey } from "./result-order.ts";
import { ScoreFloor } from "./score-floor.ts";
import { type ClausePlan, splitPlan } from "./skippable-plan.ts";
import { orderHits } from "./tie-order.ts";
import { type RankedHit, TopHits } from "./top-hits.ts";

export interface PlanSearchOptions {
  /** The hits wanted are [offset, offset + limit) of the ranking. */
  readonly offset: number;
  /** Number.POSITIVE_INFINITY for all. */
  readonly limit: number;
  /** Multiplies each score by the number of matched query terms, as MiniSearch does. */
  readonly usesMatchedTermsFactor: boolean;
  /** Puts documents that match every query term before all others. */
  readonly ranksAllTermsFirst: boolean;
  /**
   * "all" counts every match; "page" no further than offset + limit, so that what cannot be on the page may be skipped.
   * The hits are the same. Default "all".
   */
  readonly counts?: "all" | "page";
  /** Only documents that pass are matches; by segment. Statistics stay those of the whole index, as with MiniSearch's filter. */
  readonly masks?: SegmentMasks | null;
  /** Ranks by other numbers than scores; by segment. Takes the score of a hit away. */
  readonly rankKeys?: readonly RankKey[] | null;
  /** Is shown every match, once, in no order. */
  readonly visit?: ((segmentNumber: number, ordinal: number, tier: number) => void) | null;
}

/** What of these decides which documents match, and how they are ranked. */
export type MatchOptions = Pick<
  PlanSearchOptions,
  "usesMatchedTermsFactor" | "ranksAllTermsFirst" | "masks" | "rankKeys"
>;

/** A page of ranked hits, and what is needed to say more of them. */
export interface PlanSearchResult {
  readonly hits: readonly RankedHit[];
  /** Matching documents. */
  readonly total: number;
  /** Of these, the documents that match every query term; 0 where neither the ranking nor the plan asks for these. */
  readonly totalAllTerms: number;
  readonly postings: QueryPostings;
  /** How many postings were scored to find these. */
  readonly postingsScored: number;
}

/** What was found in all segments, in no order. */
interface Findings {
  readonly candidates: readonly RankedHit[];
  readonly total: number;
  readonly totalAllTerms: number;
  readonly postingsScored: number;
}

/** Rounds of requests: as loadPostings; one more where equal scores of two segments need their keys compared. */
export async function searchPlan(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  options: PlanSearchOptions,
): Promise<PlanSearchResult> {
  const postings = await loadPostings(snapshot, plan.root);
  const end = options.offset + options.limit;
  const isPage = options.counts === "page" && end !== Number.POSITIVE_INFINITY;
  const seesAll = options.rankKeys != null || options.visit != null;
  const split = isPage && !seesAll ? splitPlan(plan, options.ranksAllTermsFirst) : null;
  const { candidates, ...counted } =
    split === null
      ? await withBoostFields(postings, plan, (shown) => findAll(postings, plan, options, shown))
      : findPage(postings, plan, options, split);
  const hits = await orderHits(candidates, options.offset, end, readersOf(snapshot));
  const most = isPage ? end : Number.POSITIVE_INFINITY;
  return {
    ...counted,
    hits,
    total: Math.min(counted.total, most),
    totalAllTerms: Math.min(counted.totalAllTerms, most),
    postings,
  };
}

/** Every match of a query, in no order. Rounds of requests: as loadPostings. */
export async function findMatches(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  options: MatchOptions,
): Promise<readonly RankedHit[]> {
  const postings = await loadPostings(snapshot, plan.root);
  const all = { ...options, offset: 0, limit: Number.POSITIVE_INFINITY };
  return (await withBoostFields(postings, plan, (shown) => findAll(postings, plan, all, shown))).candidates;
}

/** Scores every posting of what may match. */
function findAll(
  postings: QueryPostings,
  plan: QueryPlan,
  options: PlanSearchOptions,
  shown: readonly DocumentsByOrdinal[],
): Findings {
  const { offset, limit, usesMatchedTermsFactor, ranksAllTermsFirst, masks, rankKeys, visit = null } = options;
  const candidates: RankedHit[] = [];
  let [total, totalAllTerms, postingsScored] = [0, 0, 0];
  for (const [segmentNumber, segment] of postings.segments.entries()) {
    const evaluator = new SegmentEvaluator(postings, segment, plan, shown[segmentNumber]);
    const rankKey = rankKeys?.[segmentNumber];
    const top = new TopHits(segmentNumber, offset + limit);
    for (const { window, allowed } of maskedWindows(evaluator.documents, WINDOW_DOCUMENTS, masks?.[segmentNumber])) {
      const table = evaluator.evaluate(plan.root, { window, candidates: allowed });
      const { documents } = table;
      for (let i = 0; i < documents.length; i += 1) {
        const slot = documents[i] ?? 0;
        const ordinal = window.from + slot;
        const matched = table.countMatched(slot);
        const hasAllTerms = matched === plan.queryTerms.length;
        if (hasAllTerms) totalAllTerms += 1;
        const score = (table.scores[slot] ?? 0) * (usesMatchedTermsFactor ? matched || 1 : 1);
        const tier = ranksAllTermsFirst && !hasAllTerms ? 0 : 1;
        top.offer(ordinal, rankKey === undefined ? score : rankKey(ordinal, score), tier);
        if (visit !== null) visit(segmentNumber, ordinal, tier);
      }
      total += table.count;
      evaluator.giveBack(table);
    }
    postingsScored += evaluator.postingsScored;
    // One by one: as arguments of one call, a few hundred thousand hits overflow the stack.
    for (const hit of top.sorted()) candidates.push(hit);
  }
  return { candidates, total, totalAllTerms, postingsScored };
}

/**
 * Scores what may be on the page. Where documents with all terms come first, these are looked for first, and others only
 * for the room that they leave.
 */
function findPage(
  postings: QueryPostings,
  plan: QueryPlan,
  { offset, limit, usesMatchedTermsFactor, ranksAllTermsFirst, masks }: PlanSearchOptions,
  split: ClausePlan,
): Findings {
  const common = { clauses: split.clauses, usesMatchedTermsFactor, termCount: plan.queryTerms.length };
  const masked = masks ?? [];
  if (!ranksAllTermsFirst) {
    const found = findBest(
      postings,
      plan,
      { ...common, mode: split.mode, leavesOutAllTerms: false, tier: 1 },
      offset + limit,
      masked,
    );
    return { ...found, totalAllTerms: split.mode === "all" ? found.total : 0 };
  }
  const whole = findBest(
    postings,
    plan,
    { ...common, mode: "all", leavesOutAllTerms: false, tier: 1 },
    offset + limit,
    masked,
  );
  const room = offset + limit - whole.total;
  if (room <= 0) return { ...whole, totalAllTerms: whole.total };
  const partial = findBest(postings, plan, { ...common, mode: "any", leavesOutAllTerms: true, tier: 0 }, room, masked);
  return {
    candidates: [...whole.candidates, ...partial.candidates],
    total: whole.total + partial.total,
    totalAllTerms: whole.total,
    postingsScored: whole.postingsScored + partial.postingsScored,
  };
}

/** The best `capacity` of all segments, and each segment's own that are as good; counted up to `capacity`. */
function findBest(
  postings: QueryPostings,
  plan: QueryPlan,
  query: BestDocumentsQuery,
  capacity: number,
  masks: SegmentMasks,
): Omit<Findings, "totalAllTerms"> {
  const floor = new ScoreFloor(capacity);
  const candidates: RankedHit[] = [];
  let postingsScored = 0;
  if (capacity === 0) return { candidates, total: 0, postingsScored };
  for (const [segmentNumber, segment] of postings.segments.entries()) {
    const evaluator = new SegmentEvaluator(postings, segment, plan);
    const top = new TopHits(segmentNumber, capacity);
    const best = new BestDocuments(query, evaluator, floor, top);
    best.search(masks[segmentNumber]);
    postingsScored += best.postingsScored;
    for (const hit of top.sorted()) candidates.push(hit);
  }
  return { candidates, total: floor.count, postingsScored };
}

function readersOf(snapshot: IndexSnapshot): SegmentReader[] {
  return snapshot.segments.map(({ reader }) => reader);
}
