/**
 * The groups of the same articles among the matches of a query (layer 4): reprints and articles of one address
 * (duplicates.ts). Over all matches, so that there are as many groups as are counted, on whatever page.
 */
import { SIGNATURE_FIELD, URL_FIELD } from "../segment/article-options.ts";
import { ArticleDigests } from "./duplicates.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import type { MatchList } from "./match-list.ts";

/** Groups by their roots: the places of one match of each. */
export class MatchGroups {
  readonly matches: MatchList;
  readonly #digests: ArticleDigests;
  /** By place. */
  readonly #roots: Uint32Array;
  readonly #sizes: Uint32Array;
  /** By root, the place of a member that ranks as high as any. */
  readonly #bests: Uint32Array;
  #total = 0;
  #totalAllTerms = 0;

  private constructor(matches: MatchList, digests: ArticleDigests) {
    this.matches = matches;
    this.#digests = digests;
    this.#roots = digests.group({ text: true, address: true });
    this.#sizes = new Uint32Array(matches.count);
    this.#bests = new Uint32Array(matches.count);
    for (let place = 0; place < matches.count; place += 1) this.#enter(place);
    for (let root = 0; root < matches.count; root += 1) {
      if (this.#sizes[root] === 0) continue;
      this.#total += 1;
      this.#totalAllTerms += matches.tierAt(this.bestOf(root));
    }
  }

  /** Two requests a large segment that has matches, in one round, the first time; then none. */
  static async load({ segments }: IndexSnapshot, matches: MatchList): Promise<MatchGroups> {
    const needed = new Set<number>();
    for (let place = 0; place < matches.count; place += 1) needed.add(matches.segmentNumberAt(place));
    const columns = await Promise.all(
      segments.map(({ reader }, segmentNumber) =>
        needed.has(segmentNumber) ? Promise.all([reader.digests(SIGNATURE_FIELD), reader.digests(URL_FIELD)]) : null,
      ),
    );
    const digests = new ArticleDigests(matches.count);
    for (let place = 0; place < matches.count; place += 1) {
      const [signatures = null, addresses = null] = columns[matches.segmentNumberAt(place)] ?? [];
      digests.set(place, signatures, addresses, matches.ordinalAt(place));
    }
    return new MatchGroups(matches, digests);
  }

  /** How many groups there are. */
  get total(): number {
    return this.#total;
  }

  /** Of these, the groups that have a match of tier 1. */
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
    return this.#digests.isSameAddress(one, other);
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

  #enter(place: number): void {
    const root = this.rootOf(place);
    const size = this.sizeOf(root);
    this.#sizes[root] = size + 1;
    if (size === 0 || this.matches.compareRank(place, this.bestOf(root)) < 0) this.#bests[root] = place;
  }
}
