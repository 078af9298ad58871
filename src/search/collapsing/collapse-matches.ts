/**
 * A page of collapsed matches: one of each group of the same articles is shown, the others are counted; and the
 * others of one group, listed.
 */

import {
  compareHits,
  type IndexSnapshot,
  type MatchList,
  orderHits,
  type RankedHit,
  splitRuns,
  TopHits,
} from "../../index/read.ts";
import type { DocumentSection } from "../../index/shared.ts";
import { loadRankKeys } from "../filters/result-order.ts";
import type { DuplicateGroups } from "./duplicates.ts";

/** A hit that ranks as high as any of its group. */
interface BestHit {
  readonly hit: RankedHit;
  readonly place: number;
}

interface CollapseOptions {
  /** Matches were ranked by date: then a group stands and is shown by its first, and not by the newest of its address. */
  readonly isByDate: boolean;
  /** Matches that lack a word are shown, and counted among the members of a group. */
  readonly showsRest: boolean;
  /** What is read of the hits next. */
  readonly shown: DocumentSection | undefined;
}

/**
 * The groups [start, end) by their best: the one that is shown of each, and how many others are collapsed under it. One request for each date column and large segment where one address has several
 * articles, the first time; and what orderHits takes for equal ranks.
 */
export async function collapsePage(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  start: number,
  end: number,
  options: CollapseOptions,
) {
  const last = options.showsRest ? end : Math.min(end, groups.totalAllTerms);
  const bests = await orderBests(snapshot, groups, start, last, options);
  const members = membersOf(
    groups,
    bests.map(({ place }) => place),
    options,
  );
  const membersOfBest = ({ place }: BestHit): number[] => members.get(groups.rootOf(place)) ?? [];
  return {
    hits: await Promise.all(bests.map((best) => chooseShown(snapshot, groups, best, membersOfBest(best), options))),
    duplicates: bests.map((best) => membersOfBest(best).length - 1),
  };
}

/**
 * What is collapsed under the shown ones of the groups of some matches: all other members of these groups, in order. Costs as
 * collapsePage.
 */
export async function listCollapsed(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  places: readonly number[],
  options: CollapseOptions,
): Promise<readonly RankedHit[]> {
  const collapsed = await Promise.all(
    [...membersOf(groups, places, options).values()].map(async (members) => {
      const placeByHit = new Map(members.map((place) => [groups.matches.hitAt(place), place]));
      const [hit] = await orderAll(snapshot, [...placeByHit.keys()], options);
      if (hit === undefined) return [];
      const shown = await chooseShown(snapshot, groups, { hit, place: placeByHit.get(hit) ?? 0 }, members, options);
      return [...placeByHit.keys()].filter((member) => documentNumber(member) !== documentNumber(shown));
    }),
  );
  return orderAll(snapshot, collapsed.flat(), options);
}

/** By root, the members of the groups of some matches. */
function membersOf(
  groups: MatchGroups,
  places: readonly number[],
  { showsRest }: CollapseOptions,
): Map<number, number[]> {
  const members = groups.membersOf(places.map((place) => groups.rootOf(place)));
  if (showsRest) return members;
  return new Map([...members].map(([root, all]) => [root, all.filter((place) => groups.matches.hasAllWordsAt(place))]));
}

/**
 * The best hits of the groups [start, end), each group's that comes first by source key of those that rank alike. Only
 * hits that may be on the page have their keys looked at.
 */
async function orderBests(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  start: number,
  end: number,
  options: CollapseOptions,
): Promise<BestHit[]> {
  const placeByHit = topBests(snapshot, groups, end);
  const rootOf = (hit: RankedHit): number => groups.rootOf(placeByHit.get(hit) ?? 0);
  let passed = 0;
  const bests: BestHit[] = [];
  for (const { hits: run } of splitRuns([...placeByHit.keys()])) {
    if (passed + bests.length >= end) break;
    const roots = new Set(run.map(rootOf));
    if (bests.length === 0 && passed + roots.size <= start) {
      passed += roots.size;
      continue;
    }
    for (const hit of roots.size === 1 && run.length === 1 ? run : await orderAll(snapshot, run, options)) {
      if (roots.delete(rootOf(hit))) bests.push({ hit, place: placeByHit.get(hit) ?? 0 });
    }
  }
  return bests.slice(start - passed, end - passed);
}

/**
 * Hits that may be the best of the groups before `end`. Of each segment so many are enough, each of another
 * group: within a segment a lower ordinal means a lower source key. Where the true best of a group is not among them, as
 * many other groups come before it, and before every other of its hits.
 */
function topBests({ segments }: IndexSnapshot, groups: MatchGroups, end: number): Map<RankedHit, number> {
  const { matches } = groups;
  const tops = segments.map((_, segmentNumber) => new TopHits(segmentNumber, end));
  const places = lowestBests(groups);
  // Backwards: by date the last are mostly the best, and whoever meets these first keeps none of the others.
  for (let i = places.length - 1; i >= 0; i -= 1) {
    const place = places[i] ?? 0;
    const segmentNumber = matches.segmentNumberAt(place);
    tops[segmentNumber]?.offer(
      matches.ordinalAt(place),
      matches.scoreAt(place),
      matches.tierAt(place),
      matches.hasAllWordsAt(place),
    );
  }
  const hits = tops.flatMap((top) => top.sorted()).sort(compareHits);
  const placeByDocument = findPlaces(matches, places, hits);
  return new Map(hits.map((hit) => [hit, placeByDocument.get(documentNumber(hit)) ?? 0]));
}

/** By document the place of each of some hits, best first, that stand at some of the places. Backwards, as above. */
function findPlaces(matches: MatchList, places: Uint32Array, hits: readonly RankedHit[]): Map<number, number> {
  const last = hits.at(-1);
  const wanted = new Set(hits.map(documentNumber));
  const found = new Map<number, number>();
  for (let i = places.length - 1; i >= 0 && last !== undefined && found.size < wanted.size; i -= 1) {
    const place = places[i] ?? 0;
    if (matches.ranksBelow(place, last)) continue;
    const number = documentNumber({ segmentNumber: matches.segmentNumberAt(place), ordinal: matches.ordinalAt(place) });
    if (wanted.has(number)) found.set(number, place);
  }
  return found;
}

/** Of each group and segment the hit of the lowest ordinal among those that rank as high as any of the group. */
function lowestBests(groups: MatchGroups): Uint32Array {
  const { matches } = groups;
  const places = new Uint32Array(matches.count);
  let count = 0;
  const ofSeveral = new Map<number, number>();
  for (let place = 0; place < matches.count; place += 1) {
    const root = groups.rootOf(place);
    if (groups.sizeOf(root) === 1) places[count++] = place;
    else if (groups.isBest(place)) {
      const name = root * MOST_SEGMENTS + matches.segmentNumberAt(place);
      const known = ofSeveral.get(name);
      if (known === undefined || matches.ordinalAt(place) < matches.ordinalAt(known)) ofSeveral.set(name, place);
    }
  }
  for (const place of ofSeveral.values()) places[count++] = place;
  return places.subarray(0, count);
}

/** More than an index has (about twenty), and as many as a MatchList can tell apart. */
const MOST_SEGMENTS = 2 ** 16;

function documentNumber({ segmentNumber, ordinal }: Pick<RankedHit, "segmentNumber" | "ordinal">): number {
  return ordinal * MOST_SEGMENTS + segmentNumber;
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

/** The best, or the newest of those of its address; of equally new ones the best. */
async function chooseShown(
  snapshot: IndexSnapshot,
  groups: MatchGroups,
  best: BestHit,
  members: readonly number[],
  options: CollapseOptions,
): Promise<RankedHit> {
  const others = members.filter((place) => place !== best.place && groups.isSameAddress(place, best.place));
  if (options.isByDate || others.length === 0) return best.hit;
  const versions = [best.hit, ...others.map((place) => groups.matches.hitAt(place))];
  const newestKeys = await loadRankKeys(snapshot, "newest");
  const dates = versions.map(({ segmentNumber, ordinal }) => newestKeys?.[segmentNumber]?.(ordinal, 0) ?? 0);
  const newest = dates.reduce((latest, date) => Math.max(latest, date));
  if (dates[0] === newest) return best.hit;
  const [shown = best.hit] = await orderAll(
    snapshot,
    versions.filter((_, i) => dates[i] === newest),
    options,
  );
  return shown;
}

/**
 * The groups of the same articles (duplicates.ts) among the matches of a query. Over all matches, so that there are as many groups as are
 * counted, on whatever page. Named by their roots: the place of one match of each.
 */
export class MatchGroups {
  readonly matches: MatchList;
  readonly #duplicates: DuplicateGroups;
  /** By place. */
  readonly #roots: Uint32Array;
  readonly #sizes: Uint32Array;
  /** By root, the place of a member that ranks as high as any. */
  readonly #bests: Uint32Array;
  /** By root, 1 where a member has all words. */
  readonly #whole: Uint8Array;
  #total: number;
  #totalAllTerms = 0;

  constructor(matches: MatchList, duplicates: DuplicateGroups) {
    this.matches = matches;
    this.#duplicates = duplicates;
    // Nearly every match is a group of its own.
    this.#roots = new Uint32Array(matches.count);
    this.#sizes = new Uint32Array(matches.count).fill(1);
    this.#whole = new Uint8Array(matches.count);
    this.#total = matches.count;
    for (let place = 0; place < matches.count; place += 1) {
      this.#roots[place] = place;
      if (!matches.hasAllWordsAt(place)) continue;
      this.#whole[place] = 1;
      this.#totalAllTerms += 1;
    }
    this.#bests = this.#roots.slice();
    this.#join();
  }

  /** How many groups there are. */
  get total(): number {
    return this.#total;
  }

  /** Of these, the groups that have a match with all words. */
  get totalAllTerms(): number {
    return this.#totalAllTerms;
  }

  rootOf(place: number): number {
    return this.#roots[place] ?? place;
  }

  /** How many matches a group has. */
  sizeOf(root: number): number {
    return this.#sizes[root] ?? 0;
  }

  /** Whether a match ranks as high as any of its group. */
  isBest(place: number): boolean {
    return this.matches.compareRank(place, this.bestOf(this.rootOf(place))) === 0;
  }

  bestOf(root: number): number {
    return this.#bests[root] ?? root;
  }

  isSameAddress(one: number, other: number): boolean {
    const address = this.#addressOf(one);
    return address !== 0 && address === this.#addressOf(other);
  }

  /** The places of the members of some groups, each ascending. Looks at every match. */
  membersOf(roots: Iterable<number>): Map<number, number[]> {
    const members = new Map([...roots].map((root): [number, number[]] => [root, []]));
    const isWanted = new Uint8Array(this.matches.count);
    for (const root of members.keys()) isWanted[root] = 1;
    for (let place = 0; place < this.matches.count; place += 1) {
      const root = this.rootOf(place);
      if (isWanted[root] === 1) members.get(root)?.push(place);
    }
    return members;
  }

  #addressOf(place: number): number {
    return this.#duplicates.addressOf(this.matches.segmentNumberAt(place), this.matches.ordinalAt(place));
  }

  /** Puts what is the same as another into its group, whose root is the first of its matches. */
  #join(): void {
    const rootByGroup = new Map<number, number>();
    for (let place = 0; place < this.matches.count; place += 1) {
      const group = this.#duplicates.groupOf(this.matches.segmentNumberAt(place), this.matches.ordinalAt(place));
      if (group === 0) continue;
      const root = rootByGroup.get(group);
      if (root === undefined) rootByGroup.set(group, place);
      else this.#add(place, root);
    }
  }

  #add(place: number, root: number): void {
    this.#roots[place] = root;
    this.#sizes[place] = 0;
    this.#sizes[root] = this.sizeOf(root) + 1;
    this.#total -= 1;
    if (this.matches.hasAllWordsAt(place)) {
      // The group counts once, by its root.
      if (this.#whole[root] === 1) this.#totalAllTerms -= 1;
      this.#whole[root] = 1;
    }
    if (this.matches.compareRank(place, this.bestOf(root)) < 0) this.#bests[root] = place;
  }
}
