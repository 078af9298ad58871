/**
 * Folds the matches of a query (layer 4): one of each group of the same articles is shown, the others are counted. Over
 * all matches, so that there are as many groups as are counted, on whatever page.
 */
import { SIGNATURE_FIELD, URL_FIELD } from "../segment/article-options.ts";
import { ArticleDigests } from "./duplicates.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import { dateSortKey } from "./newest-articles.ts";
import { orderHits } from "./tie-order.ts";
import { compareHits, type RankedHit } from "./top-hits.ts";

/** A page of groups. */
export interface FoldedMatches {
  /** The one that is shown of each group. */
  readonly hits: readonly RankedHit[];
  /** How many others are folded under each hit. */
  readonly duplicates: readonly number[];
  /** Groups of all matches; and of these, the groups that have one of tier 1. */
  readonly total: number;
  readonly totalAllTerms: number;
}

/** A group by the places of its members in the ranking, and its best. */
interface Group {
  readonly best: RankedHit;
  readonly bestPlace: number;
  readonly members: readonly number[];
}

/**
 * The groups [offset, offset + limit), ordered by their best ranked. `matches` are all of a query, in any order. One
 * request a segment for each of the two digest columns, and one for dates where one address has several articles; then
 * none; and what orderHits takes for equal scores.
 */
export async function foldMatches(
  snapshot: IndexSnapshot,
  matches: readonly RankedHit[],
  offset: number,
  limit: number,
): Promise<FoldedMatches> {
  const ranked = [...matches].sort((a, b) => compareHits(a, b) || a.segmentNumber - b.segmentNumber);
  const digests = await loadDigests(snapshot, ranked);
  const roots = digests.group({ text: true, address: true });
  const heads = [...roots.keys()].filter((place) => roots[place] === place);
  const groups = await orderGroups(snapshot, ranked, roots, heads, offset, offset + limit);
  return {
    hits: await Promise.all(groups.map((group) => chooseShown(snapshot, ranked, digests, group))),
    duplicates: groups.map(({ members }) => members.length - 1),
    total: heads.length,
    totalAllTerms: heads.reduce((count, place) => count + (ranked[place]?.tier === 1 ? 1 : 0), 0),
  };
}

async function loadDigests({ segments }: IndexSnapshot, ranked: readonly RankedHit[]): Promise<ArticleDigests> {
  const needed = new Set(ranked.map(({ segmentNumber }) => segmentNumber));
  const columns = await Promise.all(
    segments.map(({ reader }, segmentNumber) =>
      needed.has(segmentNumber) ? Promise.all([reader.digests(SIGNATURE_FIELD), reader.digests(URL_FIELD)]) : null,
    ),
  );
  const digests = new ArticleDigests(ranked.length);
  for (const [place, { segmentNumber, ordinal }] of ranked.entries()) {
    const [signatures = null, addresses = null] = columns[segmentNumber] ?? [];
    digests.set(place, signatures, addresses, ordinal);
  }
  return digests;
}

/**
 * Of groups whose best have equal scores the one with the lowest source key comes first; and the best of a group is its
 * member with the lowest, of those with equal scores. Only groups that may be on the page have their keys looked at.
 */
async function orderGroups(
  { segments }: IndexSnapshot,
  ranked: readonly RankedHit[],
  roots: Uint32Array,
  heads: readonly number[],
  start: number,
  end: number,
): Promise<Group[]> {
  const isSameRank = (one: number | undefined, other: number | undefined): boolean => {
    const [a, b] = [ranked[one ?? -1], ranked[other ?? -1]];
    return a !== undefined && b !== undefined && a.tier === b.tier && a.score === b.score;
  };
  let [from, to] = [Math.min(start, heads.length), Math.min(end, heads.length)];
  if (from >= to) return [];
  while (isSameRank(heads[from - 1], heads[from])) from -= 1;
  while (isSameRank(heads[to - 1], heads[to])) to += 1;
  const members = new Map(heads.slice(from, to).map((root): [number, number[]] => [root, []]));
  const placeOfBest = new Map<RankedHit, number>();
  for (const [place, hit] of ranked.entries()) {
    const root = roots[place] ?? place;
    const group = members.get(root);
    group?.push(place);
    if (group !== undefined && isSameRank(place, root)) placeOfBest.set(hit, place);
  }
  const readers = segments.map(({ reader }) => reader);
  const ordered = new Map<number, Group>();
  for (const best of await orderHits([...placeOfBest.keys()], 0, Number.POSITIVE_INFINITY, readers)) {
    const bestPlace = placeOfBest.get(best) ?? 0;
    const root = roots[bestPlace] ?? bestPlace;
    if (!ordered.has(root)) ordered.set(root, { best, bestPlace, members: members.get(root) ?? [] });
  }
  return [...ordered.values()].slice(start - from, end - from);
}

/** The best, or the newest of those of its address; of equally new ones the best. */
async function chooseShown(
  { segments }: IndexSnapshot,
  ranked: readonly RankedHit[],
  digests: ArticleDigests,
  { best, bestPlace, members }: Group,
): Promise<RankedHit> {
  const others = members.filter((place) => place !== bestPlace && digests.isSameAddress(place, bestPlace));
  if (others.length === 0) return best;
  const versions = [best, ...others.map((place) => ranked[place] ?? best)];
  const dates = await Promise.all(
    versions.map(async ({ segmentNumber, ordinal }) => {
      const column = await segments[segmentNumber]?.reader.values("publishedAt");
      return dateSortKey(column?.values[(column.items[ordinal] ?? 0) - 1]);
    }),
  );
  const newest = dates.reduce((latest, date) => Math.max(latest, date));
  if (dates[0] === newest) return best;
  const readers = segments.map(({ reader }) => reader);
  const candidates = versions.filter((_, i) => dates[i] === newest);
  const [shown = best] = await orderHits(candidates, 0, 1, readers);
  return shown;
}
