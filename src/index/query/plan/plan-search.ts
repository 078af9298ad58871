/**
 * Runs a compiled query over a snapshot: the weight of the plan in one round, what may be on the page collected from the scorers of
 * every segment, with skipping where that is possible, and the best hits put in order across segments.
 */

import type { DocumentSection } from "../../segment/stored/fields.ts";
import { orderHits } from "../documents/tie-order.ts";
import type { RankedHit } from "../hits/top-hits.ts";
import { type CandidateSet, type DocumentWindow, WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { type Findings, HitCollector, type MatchSelection, type RankOptions } from "./hit-collector.ts";
import { loadPlanParts } from "./load-plan-parts.ts";
import { isBoosted, type NearWord, type QueryPlan } from "./query-plan.ts";
import type { BooleanScorer } from "./scorer.ts";
import { loadWeight, type QueryWeight } from "./weight.ts";
export interface PlanSearchOptions extends RankOptions {
  /** The hits wanted are [offset, offset + limit) of the ranking. */
  readonly offset: number;
  /** Number.POSITIVE_INFINITY for all. */
  readonly limit: number;
  /**
   * "all" counts every match; "page" no further than offset + limit, which saves counting. The hits are the same: where
   * nobody looks on, what cannot be on the page is not scored. Default "all".
   */
  readonly counts?: "all" | "page";
  /** What else decides; awaited together with the postings, so that its requests are in their round. */
  readonly selection?: Promise<MatchSelection>;
  /** Puts the best hits in order anew; awaited as `selection` is. Default null: nothing does. */
  readonly rerank?: Promise<Rerank | null>;
  /** The words whose nearness it looks at. Default none. */
  readonly near?: readonly NearWord[] | undefined;
  /** What is read of the hits next: it tells the order of equal scores too. Default "stored". */
  readonly shown?: DocumentSection | undefined;
}

/** How the best hits are put in order anew. */
interface Rerank {
  /** How many of the best it must be given. */
  readonly hitCount: number;
  /** The same hits with other scores; `hits` are in no order. What is not among the best must stay behind these, in the order that it had. */
  apply(hits: readonly RankedHit[], weight: QueryWeight): readonly RankedHit[];
}

/** A page of ranked hits, and what is needed to say more of them. */
export interface PlanSearchResult {
  readonly hits: readonly RankedHit[];
  /** Matching documents. */
  readonly total: number;
  /** Of these, the documents that match every query term; fewer where matches that are not on the page were neither scored nor counted. */
  readonly totalAllTerms: number;
  readonly weight: QueryWeight;
  /** How many postings were scored to find these. */
  readonly postingsScored: number;
}

const SELECTS_ALL: MatchSelection = { masks: null, rankKeys: null, visit: null };

/** Rounds of requests: as loadWeight; one more where equal scores of two segments need their keys compared. */
export async function searchPlan(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  options: PlanSearchOptions,
): Promise<PlanSearchResult> {
  const [weight, selection, rerank] = await Promise.all([
    loadWeight(snapshot, plan, options.near),
    options.selection ?? Promise.resolve(SELECTS_ALL),
    options.rerank ?? null,
  ]);
  const end = options.offset + options.limit;
  const kept = Math.max(end, rerank?.hitCount ?? 0);
  const isBounded = end !== Number.POSITIVE_INFINITY;
  const seesAll = selection.rankKeys !== null || selection.visit !== null;
  const score = (scorers: readonly BooleanScorer[]) => collectAll(scorers, plan, options, selection, kept);
  const ofPage =
    isBounded && !seesAll
      ? await (await loadPlanParts()).collectPage(weight.scorers, plan, options, selection, kept)
      : null;
  const { candidates, total, totalAllTerms, postingsScored } =
    ofPage ??
    (await (isBoosted(plan.root) ? (await loadPlanParts()).withBoostFields(weight, score) : score(weight.scorers)));
  const most = options.counts === "page" && isBounded ? end : Number.POSITIVE_INFINITY;
  const readers = snapshot.segments.map(({ reader }) => reader);
  return {
    hits: await orderHits(rerank?.apply(candidates, weight) ?? candidates, options.offset, end, readers, options.shown),
    total: Math.min(total, most),
    totalAllTerms: Math.min(totalAllTerms, most),
    weight,
    postingsScored,
  };
}

/** Scores every posting of what may match. */
async function collectAll(
  scorers: readonly BooleanScorer[],
  plan: QueryPlan,
  options: PlanSearchOptions,
  selection: MatchSelection,
  capacity: number,
): Promise<Findings> {
  const collector = new HitCollector(scorers, plan, options, selection);
  await collector.run(capacity, selection.masks, WINDOW_DOCUMENTS, (root) => ({
    scoreWindow: (window, allowed) => scoreWindow(root, plan, window, allowed, collector),
  }));
  return collector;
}

function scoreWindow(
  root: BooleanScorer,
  { queryTerms }: QueryPlan,
  window: DocumentWindow,
  allowed: CandidateSet | null,
  collector: HitCollector,
): void {
  const table = root.evaluate({ window, candidates: allowed });
  for (const slot of table.documents) {
    const matched = queryTerms.length === 0 ? 0 : table.countMatched(slot);
    collector.collect(window.from + slot, table.scores[slot] ?? 0, matched);
  }
  root.context.giveBack(table);
}
