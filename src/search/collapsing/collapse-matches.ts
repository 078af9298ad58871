/**
 * A page of collapsed matches: one of each group of the same articles is shown, the others are counted; and the
 * others of one group, listed.
 */

import {
  DocumentSet,
  type IndexSnapshot,
  orderHits,
  type RankedHit,
  type SegmentDocuments,
  splitRuns,
} from "../../index/read.ts";
import type { DocumentSection } from "../../index/shared.ts";
import { loadRankKeys } from "../filters/result-order.ts";
import type { DuplicateGroups } from "./duplicates.ts";

/** A matching document. */
type Member = Pick<RankedHit, "segmentNumber" | "ordinal">;

/** The matches that are considered: all, or those that have all words. */
export type MatchTier = keyof SegmentDocuments;

export interface CollapseOptions {
  /**
   * Matches were ranked by date: then a group stands and is shown by its first, and not by the newest of its address.
   */
  readonly isByDate: boolean;
  /** The matches that are shown, and counted among the members of a group. */
  readonly tier: MatchTier;
  /** Ranks some documents, by segment, as the candidates were. */
  readonly rank: (some: readonly DocumentSet[]) => Promise<readonly RankedHit[]>;
  /** Section of the hits that is read next. */
  readonly shown: DocumentSection | undefined;
}

/** The best hits of a query, in no order. */
export interface Candidates {
  readonly hits: readonly RankedHit[];
  /** Number of these that are certainly the best of all. */
  readonly sure: number;
}

/**
 * The groups [start, end) by their best: the one that is shown of each, and how many others are collapsed under it.
 * Null where the candidates have fewer groups. One request for each date column and large segment where one address has
 * several articles, the first time; and what orderHits takes for equal ranks.
 */
export async function collapsePage(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  candidates: Candidates,
  start: number,
  end: number,
  options: CollapseOptions,
) {
  const last = Math.min(end, groups.totalOf(options.tier));
  const bests = await orderBests(snapshot, groups, candidates, start, last, options);
  if (bests === null) return null;
  const members = groups.membersOf(bests.map((best) => groups.groupOf(best)).filter(isGroup), options.tier);
  const known = new Map(candidates.hits.map((hit) => [documentNumber(hit), hit]));
  const membersOf = (best: RankedHit): readonly Member[] => members.get(groups.groupOf(best)) ?? [best];
  return {
    hits: await Promise.all(
      bests.map((best) =>
        chooseShown(
          snapshot,
          groups,
          best,
          membersOf(best),
          (some) => rankMembers(snapshot, some, known, options),
          options,
        ),
      ),
    ),
    duplicates: bests.map((best) => membersOf(best).length - 1),
  };
}

/**
 * Lists the articles collapsed under the shown ones of some groups: all other members of these groups that match, in
 * order. Costs as collapsePage.
 */
export async function listCollapsed(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  articles: readonly Member[],
  options: CollapseOptions,
): Promise<readonly RankedHit[]> {
  const named = articles
    .filter((article) => groups.has(article, options.tier))
    .map((article) => groups.groupOf(article));
  const collapsed = await Promise.all(
    [...groups.membersOf(named.filter(isGroup), options.tier).values()].map(async (members) => {
      const ranked = await orderAll(snapshot, await rankMembers(snapshot, members, new Map(), options), options);
      const [best] = ranked;
      if (best === undefined) return [];
      const hits = new Map(ranked.map((hit) => [documentNumber(hit), hit]));
      const shown = await chooseShown(
        snapshot,
        groups,
        best,
        members,
        async (some) => some.flatMap((member) => hits.get(documentNumber(member)) ?? []),
        options,
      );
      return ranked.filter((hit) => documentNumber(hit) !== documentNumber(shown));
    }),
  );
  return orderAll(snapshot, collapsed.flat(), options);
}

/**
 * The best hits of the groups [start, end), each group's that comes first by source key of those that rank alike; null
 * where it takes more candidates to tell. Only hits that may be on the page have their keys looked at.
 */
async function orderBests(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  { hits, sure }: Candidates,
  start: number,
  end: number,
  options: CollapseOptions,
): Promise<RankedHit[] | null> {
  const met = new Set<number>();
  // Of an article that is alone a name of its own.
  const nameOf = (hit: RankedHit): number => groups.groupOf(hit) || -1 - documentNumber(hit);
  let passed = 0;
  const bests: RankedHit[] = [];
  for (const { first, hits: run } of splitRuns(hits)) {
    if (passed + bests.length >= end) break;
    const names = new Set(run.map(nameOf).filter((name) => !met.has(name)));
    for (const name of names) met.add(name);
    const isSure = first + run.length <= sure;
    // Who of a run before the page is the best of its group does not matter.
    if (bests.length === 0 && passed + names.size <= start && isSure) {
      passed += names.size;
      continue;
    }
    const ordered = run.length === 1 ? run : await orderAll(snapshot, run, options);
    for (const hit of isSure ? ordered : ordered.slice(0, sure - first)) {
      if (names.delete(nameOf(hit))) bests.push(hit);
    }
    if (!isSure) break;
  }
  return passed + bests.length < end ? null : bests.slice(Math.max(0, start - passed), Math.max(0, end - passed));
}

function orderAll(
  { segments }: IndexSnapshot,
  hits: readonly RankedHit[],
  { shown }: CollapseOptions,
): Promise<RankedHit[]> {
  return orderHits(
    hits,
    0,
    hits.length,
    segments.map(({ reader }) => reader),
    shown,
  );
}

/** Members as hits, in no order; those that are known already are not ranked again. */
async function rankMembers(
  { segments }: IndexSnapshot,
  members: readonly Member[],
  known: ReadonlyMap<number, RankedHit>,
  { rank }: CollapseOptions,
): Promise<RankedHit[]> {
  const hits = members.flatMap((member) => known.get(documentNumber(member)) ?? []);
  if (hits.length === members.length) return hits;
  const unknown = segments.map(({ segment }) => new DocumentSet(segment.documents));
  for (const member of members) {
    if (!known.has(documentNumber(member))) unknown[member.segmentNumber]?.add(member.ordinal);
  }
  return [...hits, ...(await rank(unknown))];
}

/** The best, or the newest of those of its address; of equally new ones the best. */
async function chooseShown(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  best: RankedHit,
  members: readonly Member[],
  rankSome: (members: readonly Member[]) => Promise<readonly RankedHit[]>,
  options: CollapseOptions,
): Promise<RankedHit> {
  const versions = members.filter((member) => isSame(member, best) || groups.isSameAddress(member, best));
  if (options.isByDate || versions.length <= 1) return best;
  const newestKeys = await loadRankKeys(snapshot, "newest");
  const dateOf = ({ segmentNumber, ordinal }: Member): number => newestKeys?.[segmentNumber]?.(ordinal) ?? 0;
  const newest = versions.reduce((latest, version) => Math.max(latest, dateOf(version)), dateOf(best));
  if (dateOf(best) === newest) return best;
  const ranked = await rankSome(versions.filter((version) => dateOf(version) === newest));
  const [shown = best] = await orderAll(snapshot, ranked, options);
  return shown;
}

/** Bound above the number of segments of any index (about twenty). */
const MOST_SEGMENTS = 2 ** 16;

function documentNumber({ segmentNumber, ordinal }: Member): number {
  return ordinal * MOST_SEGMENTS + segmentNumber;
}

function isSame(one: Member, other: Member): boolean {
  return one.segmentNumber === other.segmentNumber && one.ordinal === other.ordinal;
}

function isGroup(group: number): boolean {
  return group !== 0;
}

/**
 * The groups of the same articles (duplicates.ts) among the matches of a query. Over all matches, so that there are as
 * many groups as are counted, on whatever page. Time: a bit a document, and a look at each match that may be the same
 * as another.
 */
export class MatchGroups {
  readonly #documents: readonly SegmentDocuments[];
  readonly #duplicates: DuplicateGroups;
  readonly #totals: Readonly<Record<MatchTier, number>>;

  constructor(documents: readonly SegmentDocuments[], duplicates: DuplicateGroups) {
    this.#documents = documents;
    this.#duplicates = duplicates;
    this.#totals = { matches: this.#count("matches"), whole: this.#count("whole") };
  }

  /** Counts the groups, where an article alone is one. */
  totalOf(tier: MatchTier): number {
    return this.#totals[tier];
  }

  has({ segmentNumber, ordinal }: Member, tier: MatchTier): boolean {
    return this.#documents[segmentNumber]?.[tier].has(ordinal) === true;
  }

  /** 0 of an article that is alone. */
  groupOf({ segmentNumber, ordinal }: Member): number {
    return this.#duplicates.groupOf(segmentNumber, ordinal);
  }

  isSameAddress(one: Member, other: Member): boolean {
    const address = this.#addressOf(one);
    return address !== 0 && address === this.#addressOf(other);
  }

  /** The matches that are the same as no other article, whatever matches; by segment. */
  alone(tier: MatchTier): readonly DocumentSet[] {
    return this.#documents.map(({ [tier]: documents }, segmentNumber) => {
      const repeated = this.#duplicates.repeated(segmentNumber);
      return repeated === null ? documents : documents.without(repeated);
    });
  }

  /** The members of some groups, or of all, each by segment and ordinal. */
  membersOf(groups: readonly number[] | "all", tier: MatchTier): Map<number, Member[]> {
    const wanted = groups === "all" ? null : new Set(groups);
    const members = new Map<number, Member[]>();
    if (wanted?.size === 0) return members;
    this.#visit(tier, (group, segmentNumber, ordinal) => {
      if (wanted?.has(group) === false) return;
      const known = members.get(group);
      if (known === undefined) members.set(group, [{ segmentNumber, ordinal }]);
      else known.push({ segmentNumber, ordinal });
    });
    return members;
  }

  #count(tier: MatchTier): number {
    let total = this.#documents.reduce((sum, { [tier]: documents }) => sum + documents.count(), 0);
    const isMet = new Uint8Array(this.#duplicates.count + 1);
    this.#visit(tier, (group) => {
      total -= isMet[group] ?? 0;
      isMet[group] = 1;
    });
    return total;
  }

  #visit(tier: MatchTier, visit: (group: number, segmentNumber: number, ordinal: number) => void): void {
    for (const [segmentNumber, { [tier]: documents }] of this.#documents.entries()) {
      const repeated = this.#duplicates.repeated(segmentNumber);
      if (repeated === null) continue;
      documents.each(
        (ordinal) => visit(this.#duplicates.groupOf(segmentNumber, ordinal), segmentNumber, ordinal),
        repeated,
      );
    }
  }

  #addressOf({ segmentNumber, ordinal }: Member): number {
    return this.#duplicates.addressOf(segmentNumber, ordinal);
  }
}
