/**
 * The groups of the same articles among the matches of a query (layer 4): reprints and articles of one address
 * (duplicates.ts). Over all matches, so that there are as many groups as are counted, on whatever page.
 */

import type { MatchList } from "../hits/match-list.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { ArticleDigests } from "./duplicates.ts";
import type { DigestColumns } from "./live-digests.ts";
import { findLoneArticles, type LoneArticles } from "./lone-articles.ts";

/** Groups by their roots: the places of one match of each. */
export class MatchGroups {
  readonly matches: MatchList;
  readonly #digests: PlacedDigests;
  /** By place. */
  readonly #roots: Uint32Array;
  readonly #sizes: Uint32Array;
  /** By root, the place of a member that ranks as high as any. */
  readonly #bests: Uint32Array;
  /** By root, 1 where a member has all words. */
  readonly #whole: Uint8Array;
  #total: number;
  #totalAllTerms = 0;

  private constructor(matches: MatchList, digests: PlacedDigests) {
    this.matches = matches;
    this.#digests = digests;
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

  /** As findLoneArticles; `columns` are those of the snapshot (loadDigestColumns). */
  static async group(
    snapshot: IndexSnapshot,
    matches: MatchList,
    columns: readonly DigestColumns[],
  ): Promise<MatchGroups> {
    const lone = await findLoneArticles(snapshot, matches.count);
    return new MatchGroups(matches, placeDigests(matches, columns, lone));
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
    const { places, digests } = this.#digests;
    const [a, b] = [places.indexOf(one), places.indexOf(other)];
    return a >= 0 && b >= 0 && digests.isSameAddress(a, b);
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

  /** Puts what is the same as another into its group. */
  #join(): void {
    const { places, digests } = this.#digests;
    const rootByDigest = digests.group({ text: true, address: true });
    for (let i = 0; i < places.length; i += 1) {
      const [place, root] = [places[i] ?? 0, places[rootByDigest[i] ?? i] ?? 0];
      if (place === root) continue;
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
}

/** The digests of the matches that may be the same as others: of the i-th of them at `places[i]`, ascending. */
interface PlacedDigests {
  readonly places: Uint32Array;
  readonly digests: ArticleDigests;
}

function placeDigests(matches: MatchList, columns: readonly DigestColumns[], lone: LoneArticles | null): PlacedDigests {
  const all = new Uint32Array(matches.count);
  let count = 0;
  for (let place = 0; place < matches.count; place += 1) {
    if (lone?.[matches.segmentNumberAt(place)]?.[matches.ordinalAt(place)] !== 1) all[count++] = place;
  }
  const places = all.subarray(0, count);
  const digests = new ArticleDigests(places.length);
  for (const [i, place] of places.entries()) {
    const [signatures = null, addresses = null] = columns[matches.segmentNumberAt(place)] ?? [];
    digests.set(i, signatures, addresses, matches.ordinalAt(place));
  }
  return { places, digests };
}
