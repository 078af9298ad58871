/**
 * One page of the matches of a plan: filtered, counted, in the order asked for, collapsed where that is asked for.
 */

import {
  findCandidates,
  type IndexSnapshot,
  type MatchSelection,
  type NearWord,
  type QueryPlan,
  type QueryWeight,
  type RankedHit,
  searchPlan,
} from "../../index/read.ts";
import type { DocumentSection } from "../../index/shared.ts";
import type { MatchMode, SortOrder } from "../../search-api.ts";
import {
  type Candidates,
  type CollapseOptions,
  collapsePage,
  listCollapsed,
  MatchGroups,
  type MatchTier,
} from "../collapsing/collapse-matches.ts";
import { loadDuplicateGroups } from "../collapsing/duplicates.ts";
import { type ArticleFilter, loadMasks } from "../filters/article-filter.ts";
import { type CountedFacets, type FacetQuery, NOTHING_COUNTED } from "../filters/facet-query.ts";
import type { FacetCounter } from "../filters/facets.ts";
import { loadRankKeys } from "../filters/result-order.ts";
import { loadLaterParts } from "../load-later-parts.ts";
import type { DayRange } from "../understanding/dates.ts";
import { BestHits } from "./best-hits.ts";
/** The page of matches to show; its facets are counted among the articles of the total. */
export interface PageQuery extends FacetQuery {
  readonly match: MatchMode;
  readonly offset: number;
  readonly limit: number;
  /**
   * "page" counts no further than one beyond the page, and may skip what is not on it, where nothing else asks to see
   * every match: dates, facets and collapsing do. Default "all".
   */
  readonly counts?: "all" | "page" | undefined;
  /** Default "relevance". By date only the set that is counted is listed. */
  readonly sort?: SortOrder | undefined;
  /** Days whose articles come first, in orders by date. */
  readonly first?: DayRange | undefined;
  /**
   * Half-life of articles in days, in the order of relevance (recency.ts); null for none. Default: the best hits are
   * not reranked (best-hits.ts).
   */
  readonly recencyHalfLifeDays?: number | null | undefined;
  readonly filter?: ArticleFilter | undefined;
  /** Shows one of the articles that are the same, reprints or of one address, and counts groups. Default false. */
  readonly collapse?: boolean | undefined;
  /**
   * Lists what is collapsed under the shown article of a group: all others of the group of this one. `key` tells it
   * from others of the same id. Goes with `collapse` false.
   */
  readonly sameAs?: { readonly id: string; readonly key?: string | undefined } | undefined;
  /** Section of the hits that is read next (searchPlan). Default "stored". */
  readonly shown?: DocumentSection | undefined;
}

/** A page. `hits` have the numbers that they were ranked by as scores. */
export interface RankedPage extends CountedFacets {
  readonly hits: readonly RankedHit[];
  /** Number of articles collapsed under each hit; empty without collapsing. */
  readonly duplicates: readonly number[];
  /** True if the total counts matches with all words; false if none has all, and it counts those with any. */
  readonly countsAllWords: boolean;
  readonly total: number;
  readonly totalRelation: "exact" | "atLeast";
  /** Number of other matches; with "atLeast" counted no further than one beyond the page. */
  readonly totalRest: number;
  /** Factors of the best hits; null in an order other than relevance. */
  readonly bestHits: BestHits | null;
  /** Weights of the plan's terms: their rarity decides the passages of an article. */
  readonly weight: QueryWeight;
}

/** Requests: as searchPlan, with the columns of the filter, the order and the facets in its round. */
export async function rankPage(snapshot: IndexSnapshot, plan: QueryPlan, query: PageQuery): Promise<RankedPage> {
  if (query.sameAs !== undefined) return rankCollapsed(snapshot, plan, query, query.sameAs);
  if (query.collapse === true) return rankGroups(snapshot, plan, query);
  const { match, offset, limit, sort = "relevance", facets = [], counts = "all" } = query;
  const isPage = counts === "page" && sort === "relevance" && facets.length === 0;
  const counting = loadCounter(snapshot, query);
  const rerank = loadBestHits(snapshot, query);
  const [found, counter] = await Promise.all([
    searchPlan(snapshot, plan, {
      offset,
      // One beyond the page tells whether there is a next one.
      limit: limit + (isPage ? 1 : 0),
      ...rankedBy(snapshot, plan, query, rerank),
      counts: isPage ? "page" : "all",
      tellsDocuments: facets.length > 0,
      shown: query.shown,
    }),
    counting,
  ]);
  // A plan of all words matches nothing else; it may be searched without counting what it has anyway.
  const totalAllWords = match === "all" ? found.total : found.totalAllTerms;
  const countsAllWords = countsAll(query, totalAllWords);
  const total = countsAllWords ? totalAllWords : found.total;
  const listed = found.hits.slice(0, limit);
  counter?.addAll(found.documents?.map((documents) => documents[countedTier(query, totalAllWords)]) ?? []);
  return {
    hits: sort !== "relevance" && countsAllWords ? listed.filter(({ hasAllWords }) => hasAllWords) : listed,
    duplicates: [],
    countsAllWords,
    total,
    totalRelation: isPage && total > offset + limit ? "atLeast" : "exact",
    totalRest: found.total - total,
    ...(counter?.result() ?? NOTHING_COUNTED),
    bestHits: await rerank,
    weight: found.weight,
  };
}

async function rankGroups(snapshot: IndexSnapshot, plan: QueryPlan, query: PageQuery): Promise<RankedPage> {
  const { offset, limit } = query;
  const counter = loadCounter(snapshot, query);
  // Of two candidates mostly at least one is the first of its group.
  for (let wanted = 2 * (offset + limit); ; wanted *= 4) {
    const found = await findGroups(snapshot, plan, query, wanted);
    const page = await collapsePage(snapshot, found.groups, found.candidates, offset, offset + limit, found.options);
    if (page !== null) return { ...page, ...pageOf(found, query), ...countGroups(await counter, found, query) };
  }
}

/**
 * Ranks the articles collapsed under a group's shown one, as a page of its own. Requests: those of lookUpId in
 * addition.
 */
async function rankCollapsed(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  query: PageQuery,
  { id, key }: NonNullable<PageQuery["sameAs"]>,
): Promise<RankedPage> {
  const { ordinalsOfId } = await loadLaterParts();
  const ordinals = await ordinalsOfId(snapshot, id, key);
  const found = await findGroups(snapshot, plan, query, query.limit);
  const named = ordinals.flatMap((ofSegment, segmentNumber) =>
    [...ofSegment].map((ordinal) => ({ segmentNumber, ordinal })),
  );
  const collapsed = await listCollapsed(snapshot, found.groups, named, found.options);
  return {
    ...pageOf(found, query),
    hits: collapsed.slice(query.offset, query.offset + query.limit),
    duplicates: [],
    total: collapsed.length,
    totalRest: 0,
    ...NOTHING_COUNTED,
  };
}

/** Groups of the matches, and how they are collapsed. */
interface FoundGroups extends Pick<RankedPage, "weight" | "bestHits"> {
  readonly groups: MatchGroups;
  readonly candidates: Candidates;
  readonly options: CollapseOptions;
}

/** Finds at least the best `wanted` matches. The duplicates are read in the round of the postings. */
async function findGroups(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  query: PageQuery,
  wanted: number,
): Promise<FoundGroups> {
  const rerank = loadBestHits(snapshot, query);
  const [duplicates, bestHits, { candidates, documents, total, weight, rank }] = await Promise.all([
    loadDuplicateGroups(snapshot),
    rerank,
    findCandidates(snapshot, plan, wanted, { ...rankedBy(snapshot, plan, query, rerank), tellsDocuments: true }),
  ]);
  const groups = new MatchGroups(documents ?? [], duplicates);
  const isByDate = (query.sort ?? "relevance") !== "relevance";
  return {
    groups,
    candidates: { hits: candidates, sure: wanted < total ? wanted : Number.POSITIVE_INFINITY },
    options: {
      isByDate,
      tier: isByDate ? countedTier(query, groups.totalOf("whole")) : "matches",
      rank: async (some) => (await rank(some)).map((hit) => bestHits?.weighed(hit) ?? hit),
      shown: query.shown,
    },
    bestHits,
    weight,
  };
}

/** Makes the facts about groups that every page tells. */
function pageOf({ groups, weight, bestHits }: FoundGroups, query: PageQuery) {
  const totalAllWords = groups.totalOf("whole");
  const countsAllWords = countsAll(query, totalAllWords);
  const total = groups.totalOf(countedTier(query, totalAllWords));
  const totalRest = groups.totalOf("matches") - total;
  return { countsAllWords, total, totalRelation: "exact" as const, totalRest, bestHits, weight };
}

/** Ranks the matches of a plan. */
function rankedBy(snapshot: IndexSnapshot, plan: QueryPlan, query: PageQuery, rerank: Promise<BestHits | null>) {
  return {
    ...wordsCounted(plan, query),
    near: nearOf(plan, query),
    rerank,
    selection: loadSelection(snapshot, query),
  };
}

/**
 * Asks for what ranking reads besides postings, so that it comes with what is read before anything is ranked. Whoever
 * ranks hears of a failure.
 */
export function readAhead(snapshot: IndexSnapshot, query: PageQuery): void {
  loadBestHits(snapshot, query).catch(() => undefined);
  if (query.collapse === true) loadDuplicateGroups(snapshot).catch(() => undefined);
  for (const { reader } of snapshot.segments) {
    for (const name of query.facets ?? []) reader.values(name).catch(() => undefined);
  }
}

async function loadBestHits(snapshot: IndexSnapshot, query: PageQuery): Promise<BestHits | null> {
  return isReranked(query) ? BestHits.load(snapshot, query.recencyHalfLifeDays ?? null) : null;
}

/** Tells whether the best hits are reranked. */
function isReranked({ sort = "relevance", recencyHalfLifeDays, limit }: PageQuery): boolean {
  return sort === "relevance" && recencyHalfLifeDays !== undefined && limit > 0;
}

/** The words of a plan whose nearness counts in a page. */
export function nearOf({ near = [] }: QueryPlan, query: PageQuery): readonly NearWord[] {
  return isReranked(query) ? near : [];
}

/**
 * The count of words in the ranking: what has all of them comes first, or, in the order of relevance where the plan
 * says so, only scores more.
 */
function wordsCounted({ allTermsFactor, coordination }: QueryPlan, { match, sort = "relevance" }: PageQuery) {
  const isWeighed = allTermsFactor !== undefined && sort === "relevance";
  return {
    usesMatchedTermsFactor: false,
    ranksAllTermsFirst: match === "auto" && !isWeighed,
    allTermsFactor: isWeighed ? allTermsFactor : 1,
    coordination,
  };
}

/** Null where nothing is counted. */
async function loadCounter(snapshot: IndexSnapshot, query: PageQuery): Promise<FacetCounter | null> {
  if (query.facets === undefined || query.facets.length === 0) return null;
  const { FacetCounter } = await loadLaterParts();
  return FacetCounter.load(snapshot, query);
}

async function loadSelection(
  snapshot: IndexSnapshot,
  { filter = {}, sort = "relevance", first }: PageQuery,
): Promise<MatchSelection> {
  const [masks, rankKeys] = await Promise.all([loadMasks(snapshot, filter), loadRankKeys(snapshot, sort, first)]);
  return { masks, rankKeys };
}

/** Counts each group once for each value that one of its articles has, of those that the total counts. */
function countGroups(counter: FacetCounter | null, { groups }: FoundGroups, query: PageQuery): CountedFacets {
  if (counter === null) return NOTHING_COUNTED;
  const tier = countedTier(query, groups.totalOf("whole"));
  counter.addAll(groups.alone(tier));
  for (const members of groups.membersOf("all", tier).values()) counter.addGroup(members);
  return counter.result();
}

/** Chooses the counted matches. A plan of all words matches nothing else. */
function countedTier({ match }: PageQuery, totalAllTerms: number): MatchTier {
  return match === "auto" && totalAllTerms > 0 ? "whole" : "matches";
}

function countsAll({ match }: PageQuery, totalAllTerms: number): boolean {
  return match === "all" || (match === "auto" && totalAllTerms > 0);
}
