/**
 * One page of the matches of a plan: filtered, counted, in the order asked for, collapsed where that is asked for.
 */

import {
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
import { collapsePage, listCollapsed, MatchGroups } from "../collapsing/collapse-matches.ts";
import { loadDuplicateGroups } from "../collapsing/duplicates.ts";
import { type ArticleFilter, loadMasks } from "../filters/article-filter.ts";
import { type CountedFacets, type FacetQuery, NOTHING_COUNTED } from "../filters/facet-query.ts";
import type { FacetCounter } from "../filters/facets.ts";
import { loadRankKeys } from "../filters/result-order.ts";
import { loadLaterParts } from "../load-later-parts.ts";
import type { DayRange } from "../understanding/dates.ts";
import { BestHits } from "./best-hits.ts";
/** Which page of which matches; its facets are counted among those that the total counts. */
export interface PageQuery extends FacetQuery {
  readonly match: MatchMode;
  readonly offset: number;
  readonly limit: number;
  /**
   * "page" counts no further than one beyond the page, and may skip what is not on it, where nothing else asks to see every
   * match: dates, facets and collapsing do. Default "all".
   */
  readonly counts?: "all" | "page" | undefined;
  /** Default "relevance". By date only the set that is counted is listed. */
  readonly sort?: SortOrder | undefined;
  /** By date, what is of these days comes before all else. */
  readonly first?: DayRange | undefined;
  /** How fast articles age in the order of relevance, in days (recency.ts); null where they do not. Default: the best hits are left as they are (best-hits.ts). */
  readonly recencyHalfLifeDays?: number | null | undefined;
  readonly filter?: ArticleFilter | undefined;
  /** Shows one of the articles that are the same, reprints or of one address, and counts groups. Default false. */
  readonly collapse?: boolean | undefined;
  /**
   * Lists what is collapsed under the shown article of a group: all others of the group of this one. `key` tells it from others of the same
   * id. Goes with `collapse` false.
   */
  readonly sameAs?: { readonly id: string; readonly key?: string | undefined } | undefined;
  /** What is read of the hits next (searchPlan). Default "stored". */
  readonly shown?: DocumentSection | undefined;
}

/** A page. `hits` have the numbers that they were ranked by as scores. */
export interface RankedPage extends CountedFacets {
  readonly hits: readonly RankedHit[];
  /** How many others are collapsed under each hit; empty where nothing is collapsed. */
  readonly duplicates: readonly number[];
  /** Whether the total counts the matches that have all words; it counts those with any where none has all. */
  readonly countsAllWords: boolean;
  readonly total: number;
  readonly totalRelation: "exact" | "atLeast";
  /** What matches besides; with "atLeast" no further than one beyond the page. */
  readonly totalRest: number;
  /** What the best of the hits were multiplied by; null where they come in another order than that of relevance. */
  readonly bestHits: BestHits | null;
  /** Of the plan's terms: how rare they are tells what to show of an article. */
  readonly weight: QueryWeight;
}

/** Requests: as searchPlan, with the columns of the filter, the order and the facets in its round. */
export async function rankPage(snapshot: IndexSnapshot, plan: QueryPlan, query: PageQuery): Promise<RankedPage> {
  if (query.sameAs !== undefined) return rankCollapsed(snapshot, plan, query, query.sameAs);
  if (query.collapse === true) return rankGroups(snapshot, plan, query);
  const { match, offset, limit, sort = "relevance", facets = [], counts = "all" } = query;
  const isPage = counts === "page" && sort === "relevance" && facets.length === 0;
  const counter = facets.length === 0 ? null : loadCounter(snapshot, query);
  const rerank = loadBestHits(snapshot, query);
  const found = await searchPlan(snapshot, plan, {
    offset,
    // One beyond the page tells whether there is a next one.
    limit: limit + (isPage ? 1 : 0),
    ...wordsCounted(plan, query),
    counts: isPage ? "page" : "all",
    rerank,
    shown: query.shown,
    near: nearOf(plan, query),
    selection: loadSelection(snapshot, query, async () => {
      const loaded = await counter;
      return loaded && ((segment, ordinal, _score, _tier, hasAllWords) => loaded.add(segment, ordinal, hasAllWords));
    }),
  });
  // A plan of all words matches nothing else; it may be searched without counting what it has anyway.
  const totalAllWords = match === "all" ? found.total : found.totalAllTerms;
  const countsAllWords = countsAll(query, totalAllWords);
  const total = countsAllWords ? totalAllWords : found.total;
  const listed = found.hits.slice(0, limit);
  return {
    hits: sort !== "relevance" && countsAllWords ? listed.filter(({ hasAllWords }) => hasAllWords) : listed,
    duplicates: [],
    countsAllWords,
    total,
    totalRelation: isPage && total > offset + limit ? "atLeast" : "exact",
    totalRest: found.total - total,
    ...((await counter)?.result(countsAllWords ? "whole" : "all") ?? NOTHING_COUNTED),
    bestHits: await rerank,
    weight: found.weight,
  };
}

async function rankGroups(snapshot: IndexSnapshot, plan: QueryPlan, query: PageQuery): Promise<RankedPage> {
  const { offset, limit, facets = [] } = query;
  const [{ groups, weight, bestHits }, counter] = await Promise.all([
    loadGroups(snapshot, plan, query),
    facets.length === 0 ? null : loadCounter(snapshot, query),
  ]);
  const countsAllWords = countsAll(query, groups.totalAllTerms);
  const options = collapseOptions(query, groups);
  const total = countsAllWords ? groups.totalAllTerms : groups.total;
  const page = await collapsePage(snapshot, groups, offset, offset + limit, options);
  const counted = counter === null ? NOTHING_COUNTED : countGroups(counter, groups, countsAllWords);
  snapshot.matchLists.giveBack(groups.matches);
  return {
    ...page,
    countsAllWords,
    total,
    totalRelation: "exact",
    totalRest: groups.total - total,
    ...counted,
    bestHits,
    weight,
  };
}

/** What is collapsed under the shown one of a group, as a page of its own. Requests: as lookUpId besides. */
async function rankCollapsed(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  query: PageQuery,
  { id, key }: NonNullable<PageQuery["sameAs"]>,
): Promise<RankedPage> {
  const { ordinalsOfId } = await loadLaterParts();
  const ordinals = await ordinalsOfId(snapshot, id, key);
  const { groups, weight, bestHits } = await loadGroups(snapshot, plan, query);
  const places: number[] = [];
  for (let place = 0; place < groups.matches.count; place += 1) {
    const inSegment = ordinals[groups.matches.segmentNumberAt(place)];
    if (inSegment?.has(groups.matches.ordinalAt(place)) === true) places.push(place);
  }
  const collapsed = await listCollapsed(snapshot, groups, places, collapseOptions(query, groups));
  snapshot.matchLists.giveBack(groups.matches);
  return {
    hits: collapsed.slice(query.offset, query.offset + query.limit),
    duplicates: [],
    countsAllWords: countsAll(query, groups.totalAllTerms),
    total: collapsed.length,
    totalRelation: "exact",
    totalRest: 0,
    ...NOTHING_COUNTED,
    bestHits,
    weight,
  };
}

/** Which articles are the same is read in the round of the postings. The groups' matches are a list of the snapshot's, to be given back. */
async function loadGroups(snapshot: IndexSnapshot, plan: QueryPlan, query: PageQuery) {
  const matches = snapshot.matchLists.take();
  const [duplicates, bestHits, { weight }] = await Promise.all([
    loadDuplicateGroups(snapshot),
    loadBestHits(snapshot, query),
    searchPlan(snapshot, plan, {
      offset: 0,
      limit: 0,
      ...wordsCounted(plan, query),
      near: nearOf(plan, query),
      selection: loadSelection(snapshot, query, async () => (segmentNumber, ordinal, score, tier, hasAllWords) => {
        matches.add(segmentNumber, ordinal, score, tier, hasAllWords);
      }),
    }),
  ]);
  bestHits?.applyToAll(matches, weight);
  return { groups: new MatchGroups(matches, duplicates), weight, bestHits };
}

/**
 * Asks for what ranking reads besides postings, so that it comes with what is read before anything is ranked. Whoever ranks hears of a
 * failure.
 */
export function readAhead(snapshot: IndexSnapshot, query: PageQuery): void {
  loadBestHits(snapshot, query).catch(() => undefined);
  if (query.collapse === true) loadDuplicateGroups(snapshot).catch(() => undefined);
}

async function loadBestHits(snapshot: IndexSnapshot, query: PageQuery): Promise<BestHits | null> {
  return isReranked(query) ? BestHits.load(snapshot, query.recencyHalfLifeDays ?? null) : null;
}

/** Whether the best hits are put in order anew. */
function isReranked({ sort = "relevance", recencyHalfLifeDays, limit }: PageQuery): boolean {
  return sort === "relevance" && recencyHalfLifeDays !== undefined && limit > 0;
}

/** The words of a plan whose nearness counts in a page. */
export function nearOf({ near = [] }: QueryPlan, query: PageQuery): readonly NearWord[] {
  return isReranked(query) ? near : [];
}

/**
 * The count of words in the ranking: what has all of them comes first, or, in the order of relevance where the plan says
 * so, only scores more.
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

async function loadCounter(snapshot: IndexSnapshot, query: PageQuery): Promise<FacetCounter> {
  const { FacetCounter } = await loadLaterParts();
  return FacetCounter.load(snapshot, query);
}

async function loadSelection(
  snapshot: IndexSnapshot,
  { filter = {}, sort = "relevance", first }: PageQuery,
  loadVisitor: () => Promise<MatchSelection["visit"]>,
): Promise<MatchSelection> {
  const [masks, rankKeys, visit] = await Promise.all([
    loadMasks(snapshot, filter),
    loadRankKeys(snapshot, sort, first),
    loadVisitor(),
  ]);
  return { masks, rankKeys, visit };
}

function collapseOptions(query: PageQuery, groups: MatchGroups) {
  const isByDate = (query.sort ?? "relevance") !== "relevance";
  return { isByDate, showsRest: !(isByDate && countsAll(query, groups.totalAllTerms)), shown: query.shown };
}

/** Each group once for each value that one of its articles has, of those that the total counts. */
function countGroups(counter: FacetCounter, groups: MatchGroups, countsAllWords: boolean): CountedFacets {
  const { matches } = groups;
  const several: number[] = [];
  for (let place = 0; place < matches.count; place += 1) {
    const root = groups.rootOf(place);
    if (groups.sizeOf(root) > 1) {
      if (root === place) several.push(root);
    } else if (!countsAllWords || matches.hasAllWordsAt(place)) {
      counter.add(matches.segmentNumberAt(place), matches.ordinalAt(place), matches.hasAllWordsAt(place));
    }
  }
  for (const members of groups.membersOf(several).values()) {
    const hits = members.map((place) => matches.hitAt(place));
    counter.addGroup(countsAllWords ? hits.filter(({ hasAllWords }) => hasAllWords) : hits);
  }
  return counter.result(countsAllWords ? "whole" : "all");
}

function countsAll({ match }: PageQuery, totalAllTerms: number): boolean {
  return match === "all" || (match === "auto" && totalAllTerms > 0);
}
