/**
 * What a snapshot knows of a plan (layer 4): its postings and statistics, and the scorers of each segment, made once for all that is
 * collected from them.
 */
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { findPhrases } from "./phrase-documents.ts";
import type { QueryPlan } from "./query-plan.ts";
import { loadPostings, type QueryPostings } from "./query-postings.ts";
import { createSegmentScorer, type SegmentScorer } from "./segment-scorer.ts";

export interface QueryWeight {
  readonly plan: QueryPlan;
  readonly postings: QueryPostings;
  /** By segment. A boostDocument sees no fields of a document by these. */
  readonly scorers: readonly SegmentScorer[];
}

/** Rounds of requests: as loadPostings, then as findPhrases. */
export async function loadWeight(snapshot: IndexSnapshot, plan: QueryPlan): Promise<QueryWeight> {
  const postings = await loadPostings(snapshot, plan.root);
  const scorers = postings.segments.map((segment) => createSegmentScorer(postings, segment, plan));
  await findPhrases(postings, scorers);
  return { plan, postings, scorers };
}
