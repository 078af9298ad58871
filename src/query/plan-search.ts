/**
 * Runs a compiled query over a snapshot (layer 4): postings in one round, every segment scored, the best hits put in
 * order across segments.
 */
import type { SegmentReader } from "../segment/segment-reader.ts";
import { withBoostFields } from "./boost-fields.ts";
import type { DocumentsByOrdinal } from "./column-documents.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import { SegmentEvaluator } from "./plan-evaluator.ts";
import type { QueryPlan } from "./query-plan.ts";
import { loadPostings, type QueryPostings } from "./query-postings.ts";
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
}

/** A page of ranked hits, and what is needed to say more of them. */
export interface PlanSearchResult {
  readonly hits: readonly RankedHit[];
  /** Matching documents. */
  readonly total: number;
  /** Of these, the documents that match every query term. */
  readonly totalAllTerms: number;
  readonly postings: QueryPostings;
}

interface Findings {
  readonly candidates: readonly RankedHit[];
  readonly total: number;
  readonly totalAllTerms: number;
}

/** Rounds of requests: as loadPostings; one more where equal scores of two segments need their keys compared. */
export async function searchPlan(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  options: PlanSearchOptions,
): Promise<PlanSearchResult> {
  const postings = await loadPostings(snapshot, plan.root);
  const findings = await withBoostFields(postings, plan, (shown) => findAll(postings, plan, options, shown));
  const { candidates, ...totals } = findings;
  const hits = await orderHits(candidates, options.offset, options.offset + options.limit, readersOf(snapshot));
  return { ...totals, hits, postings };
}

/** Scores every posting. */
function findAll(
  postings: QueryPostings,
  plan: QueryPlan,
  options: PlanSearchOptions,
  shown: readonly DocumentsByOrdinal[],
): Findings {
  const { snapshot } = postings;
  const candidates: RankedHit[] = [];
  let total = 0;
  let totalAllTerms = 0;
  for (const [segmentNumber, segment] of postings.segments.entries()) {
    const evaluator = new SegmentEvaluator(
      postings,
      segment,
      plan.queryTerms.length,
      shown[segmentNumber] ?? new Map(),
    );
    const table = evaluator.evaluate(plan.root);
    const top = new TopHits(segmentNumber, options.offset + options.limit);
    for (const document of table.documents) {
      const matched = table.countMatched(document);
      const hasAllTerms = matched === plan.queryTerms.length;
      if (hasAllTerms) totalAllTerms += 1;
      const factor = options.usesMatchedTermsFactor ? matched || 1 : 1;
      const tier = options.ranksAllTermsFirst && !hasAllTerms ? 0 : 1;
      top.offer(document, (table.scores[document] ?? 0) * factor, tier);
    }
    total += table.count;
    // One by one: as arguments of one call, a few hundred thousand hits overflow the stack.
    for (const hit of top.sorted()) candidates.push(hit);
    snapshot.scoreTables.giveBack(table);
  }
  return { candidates, total, totalAllTerms };
}

function readersOf(snapshot: IndexSnapshot): SegmentReader[] {
  return snapshot.segments.map(({ reader }) => reader);
}
