/**
 * Runs a compiled query over a snapshot (layer 4): postings in one round, every segment searched, the best hits put in
 * order across segments.
 */
import type { SegmentReader } from "../segment/segment-reader.ts";
import { BestDocuments, type BestDocumentsQuery } from "./best-documents.ts";
import { withBoostFields } from "./boost-fields.ts";
import type { DocumentsByOrdinal } from "./column-documents.ts";
import { documentWindows, WINDOW_DOCUMENTS } from "./document-window.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import { SegmentEvaluator } from "./plan-evaluator.ts";
import type { QueryPlan } from "./query-plan.ts";
import { loadPostings, type QueryPostings } from "./query-postings.ts";
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
}

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
  const split = isPage ? splitPlan(plan, options.ranksAllTermsFirst) : null;
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
  options: Pick<PlanSearchOptions, "usesMatchedTermsFactor" | "ranksAllTermsFirst">,
): Promise<readonly RankedHit[]> {
  const postings = await loadPostings(snapshot, plan.root);
  const all = { ...options, offset: 0, limit: Number.POSITIVE_INFINITY };
  return (await withBoostFields(postings, plan, (shown) => findAll(postings, plan, all, shown))).candidates;
}

/** Scores every posting. */
function findAll(
  postings: QueryPostings,
  plan: QueryPlan,
  { offset, limit, usesMatchedTermsFactor, ranksAllTermsFirst }: PlanSearchOptions,
  shown: readonly DocumentsByOrdinal[],
): Findings {
  const candidates: RankedHit[] = [];
  let [total, totalAllTerms, postingsScored] = [0, 0, 0];
  for (const [segmentNumber, segment] of postings.segments.entries()) {
    const evaluator = new SegmentEvaluator(postings, segment, plan, shown[segmentNumber]);
    const top = new TopHits(segmentNumber, offset + limit);
    for (const window of documentWindows(evaluator.documents, WINDOW_DOCUMENTS)) {
      const table = evaluator.evaluate(plan.root, { window, candidates: null });
      const { documents } = table;
      for (let i = 0; i < documents.length; i += 1) {
        const slot = documents[i] ?? 0;
        const matched = table.countMatched(slot);
        const hasAllTerms = matched === plan.queryTerms.length;
        if (hasAllTerms) totalAllTerms += 1;
        const factor = usesMatchedTermsFactor ? matched || 1 : 1;
        const tier = ranksAllTermsFirst && !hasAllTerms ? 0 : 1;
        top.offer(window.from + slot, (table.scores[slot] ?? 0) * factor, tier);
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
  { offset, limit, usesMatchedTermsFactor, ranksAllTermsFirst }: PlanSearchOptions,
  split: ClausePlan,
): Findings {
  const common = { clauses: split.clauses, usesMatchedTermsFactor, termCount: plan.queryTerms.length };
  if (!ranksAllTermsFirst) {
    const found = findBest(
      postings,
      plan,
      { ...common, mode: split.mode, leavesOutAllTerms: false, tier: 1 },
      offset + limit,
    );
    return { ...found, totalAllTerms: split.mode === "all" ? found.total : 0 };
  }
  const whole = findBest(postings, plan, { ...common, mode: "all", leavesOutAllTerms: false, tier: 1 }, offset + limit);
  const room = offset + limit - whole.total;
  if (room <= 0) return { ...whole, totalAllTerms: whole.total };
  const partial = findBest(postings, plan, { ...common, mode: "any", leavesOutAllTerms: true, tier: 0 }, room);
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
): Omit<Findings, "totalAllTerms"> {
  const floor = new ScoreFloor(capacity);
  const candidates: RankedHit[] = [];
  let postingsScored = 0;
  if (capacity === 0) return { candidates, total: 0, postingsScored };
  for (const [segmentNumber, segment] of postings.segments.entries()) {
    const evaluator = new SegmentEvaluator(postings, segment, plan);
    const top = new TopHits(segmentNumber, capacity);
    const best = new BestDocuments(query, evaluator, floor, top);
    best.search();
    postingsScored += best.postingsScored;
    for (const hit of top.sorted()) candidates.push(hit);
  }
  return { candidates, total: floor.count, postingsScored };
}

function readersOf(snapshot: IndexSnapshot): SegmentReader[] {
  return snapshot.segments.map(({ reader }) => reader);
}
