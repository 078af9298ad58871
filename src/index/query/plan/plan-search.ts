/**
 * Runs a compiled query over a snapshot: the weight of the plan in one round, what may be on the page collected from
 * the scorers of every segment, with skipping where that is possible, and the best hits put in order across segments.
 */

import type { DocumentSection } from "../../segment/stored/fields.ts";
import { orderHits } from "../documents/tie-order.ts";
import type { RankedHit } from "../hits/top-hits.ts";
import type { DocumentSet } from "../snapshot/document-set.ts";
import { type CandidateSet, type DocumentWindow, WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import {
  type Findings,
  HitCollector,
  type MatchSelection,
  type RankOptions,
  type SegmentDocuments,
} from "./hit-collector.ts";
import { loadPlanParts } from "./load-plan-parts.ts";
import { collectPage } from "./page-search.ts";
import { isBoosted, type NearWord, type QueryPlan } from "./query-plan.ts";
import type { BooleanScorer } from "./scorer.ts";
import { loadWeight, type QueryWeight } from "./weight.ts";
export interface CandidateOptions extends RankOptions {
  /**
   * "all" counts every match; "page" no further than the hits that are wanted, which saves counting. The hits are the
   * same. Default "all".
   */
  readonly counts?: "all" | "page";
  /** True tells which documents match; they are counted for it. Default false. */
  readonly tellsDocuments?: boolean;
  /** Selection beside the terms. It is awaited together with the postings, so that both share a round of requests. */
  readonly selection?: Promise<MatchSelection>;
  /** Puts the best hits in order anew; awaited as `selection` is. Default null: nothing does. */
  readonly rerank?: Promise<Rerank | null>;
  /** The words whose nearness it looks at. Default none. */
  readonly near?: readonly NearWord[] | undefined;
}

export interface PlanSearchOptions extends CandidateOptions {
  /** The hits wanted are [offset, offset + limit) of the ranking. */
  readonly offset: number;
  /** Number.POSITIVE_INFINITY for all. */
  readonly limit: number;
  /** Section of the hits that is read next; the order of equal scores depends on it. Default "stored". */
  readonly shown?: DocumentSection | undefined;
}

/** The second ranking of the best hits. */
interface Rerank {
  /** Number of best hits that it needs. */
  readonly hitCount: number;
  /**
   * The same hits with other scores; `hits` are in no order. What is not among the best must stay behind these, in the
   * order that it had.
   */
  apply(hits: readonly RankedHit[], weight: QueryWeight): readonly RankedHit[];
}

/** Findings of a plan, and what is needed to say more of them. */
interface PlanFindings {
  /** Matching documents. */
  readonly total: number;
  /**
   * Number of matches with every query term. It is lower if matches outside of the page were neither scored nor
   * counted.
   */
  readonly totalAllTerms: number;
  readonly weight: QueryWeight;
  /** Number of postings that were scored. */
  readonly postingsScored: number;
  /** The matching documents by segment; null where nobody asked. */
  readonly documents: readonly SegmentDocuments[] | null;
}

/** A page of ranked hits. */
export interface PlanSearchResult extends PlanFindings {
  readonly hits: readonly RankedHit[];
}

/** The best hits of each segment. */
export interface PlanCandidates extends PlanFindings {
  /** Candidates in no order. They include the best `wanted`; of equal scores, the first by source key. */
  readonly candidates: readonly RankedHit[];
  /**
   * Ranks some documents, by segment, as far as they match. No request. Time: their postings. What reranked the
   * candidates is not asked.
   */
  readonly rank: (some: readonly DocumentSet[]) => Promise<readonly RankedHit[]>;
}

const SELECTS_ALL: MatchSelection = { masks: null, rankKeys: null };

/** Rounds of requests: as loadWeight; one more where equal scores of two segments need their keys compared. */
export async function searchPlan(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  options: PlanSearchOptions,
): Promise<PlanSearchResult> {
  const end = options.offset + options.limit;
  const { candidates, ...found } = await findCandidates(snapshot, plan, end, options);
  const most = options.counts === "page" && end !== Number.POSITIVE_INFINITY ? end : Number.POSITIVE_INFINITY;
  const readers = snapshot.segments.map(({ reader }) => reader);
  return {
    hits: await orderHits(candidates, options.offset, end, readers, options.shown),
    total: Math.min(found.total, most),
    totalAllTerms: Math.min(found.totalAllTerms, most),
    weight: found.weight,
    postingsScored: found.postingsScored,
    documents: found.documents,
  };
}

/** The best `wanted` hits, unordered where they rank alike. One round of requests: as loadWeight. */
export async function findCandidates(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  wanted: number,
  options: CandidateOptions,
): Promise<PlanCandidates> {
  const [weight, selection, rerank] = await Promise.all([
    loadWeight(snapshot, plan, options.near),
    options.selection ?? Promise.resolve(SELECTS_ALL),
    options.rerank ?? null,
  ]);
  const { scorers } = weight;
  const kept = Math.max(wanted, rerank?.hitCount ?? 0);
  const scoreAll = async (within: MatchSelection, most: number, tellsDocuments?: boolean): Promise<Findings> => {
    const score = (opened: readonly BooleanScorer[]) => collectAll(opened, plan, options, within, most, tellsDocuments);
    return isBoosted(plan.root) ? (await loadPlanParts()).withBoostFields(weight, score) : score(scorers);
  };
  const ofPage = kept !== Number.POSITIVE_INFINITY ? await collectPage(scorers, plan, options, selection, kept) : null;
  const { candidates, total, totalAllTerms, postingsScored, documents } =
    ofPage ?? (await scoreAll(selection, kept, options.tellsDocuments));
  return {
    candidates: rerank?.apply(candidates, weight) ?? candidates,
    total,
    totalAllTerms,
    postingsScored,
    documents,
    weight,
    rank: async (some) => (await scoreAll({ ...selection, masks: some }, Number.POSITIVE_INFINITY)).candidates,
  };
}

/** Scores every posting of what may match. */
async function collectAll(
  scorers: readonly BooleanScorer[],
  plan: QueryPlan,
  options: CandidateOptions,
  selection: MatchSelection,
  capacity: number,
  tellsDocuments = false,
): Promise<Findings> {
  const collector = new HitCollector(scorers, plan, options, selection, tellsDocuments);
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
