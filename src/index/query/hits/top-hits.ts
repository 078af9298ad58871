/**
 * The best hits of one segment: a bounded heap over typed arrays where a limit is given, else all of them.
 * Better is: a higher tier, then a higher score, then a lower ordinal.
 */
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { DocumentSection, StoredDocument } from "../../segment/stored/fields.ts";

/**
 * A document of a segment and its rank. `tier` is 1, and 0 for one that lacks a query word where such come last;
 * `hasAllWords` says whether all query words matched, whatever that is worth.
 */
export interface RankedHit {
  readonly segmentNumber: number;
  readonly ordinal: number;
  readonly score: number;
  readonly tier: number;
  readonly hasAllWords: boolean;
}

/**
 * Reads the stored documents, or the cards, of hits; undefined for a hit that its segment lacks. One request for each
 * distinct block.
 */
export async function readHitDocuments(
  hits: readonly RankedHit[],
  readers: readonly SegmentReader[],
  section: DocumentSection,
): Promise<(hit: RankedHit) => StoredDocument | undefined> {
  const bySegment = await Promise.all(
    readers.map((reader, segmentNumber) =>
      reader.documents(
        section,
        hits.filter((hit) => hit.segmentNumber === segmentNumber).map(({ ordinal }) => ordinal),
      ),
    ),
  );
  return ({ segmentNumber, ordinal }) => bySegment[segmentNumber]?.get(ordinal);
}

/** A binary heap, the least of its items first. */
export class Heap<Item> {
  readonly items: Item[] = [];
  readonly #isLess: (a: Item, b: Item) => boolean;

  constructor(isLess: (a: Item, b: Item) => boolean) {
    this.#isLess = isLess;
  }

  push(item: Item): void {
    const { items } = this;
    let at = items.length;
    for (; at > 0; at = (at - 1) >>> 1) {
      const parent = items[(at - 1) >>> 1];
      if (parent === undefined || !this.#isLess(item, parent)) break;
      items[at] = parent;
    }
    items[at] = item;
  }

  /** Puts an item, which may be the least one changed, in the place of the least. */
  replaceLeast(item: Item): void {
    const { items } = this;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      let least = items[child];
      const right = items[child + 1];
      if (least !== undefined && right !== undefined && this.#isLess(right, least)) {
        least = right;
        child += 1;
      }
      if (least === undefined || !this.#isLess(least, item)) break;
      items[at] = least;
      at = child;
    }
    items[at] = item;
  }
}

/** A place in the heap; whatever comes into it, the object stays, since matches in rising order all come into it. */
type KeptHit = { -readonly [name in keyof RankedHit]: RankedHit[name] };

/** Keeps the best `capacity` of the hits that are offered. */
export class TopHits {
  readonly #capacity: number;
  readonly #segmentNumber: number;
  readonly #heap = new Heap<KeptHit>((a, b) => isBetter(b.tier, b.score, b.ordinal, a));

  constructor(segmentNumber: number, capacity: number) {
    this.#segmentNumber = segmentNumber;
    this.#capacity = capacity;
  }

  /** O(log capacity), O(1) for a hit that is not among the best. */
  offer(ordinal: number, score: number, tier: number, hasAllWords = tier === 1): void {
    const { items } = this.#heap;
    if (items.length < this.#capacity) {
      const hit = { segmentNumber: this.#segmentNumber, ordinal, score, tier, hasAllWords };
      if (this.#capacity === Number.POSITIVE_INFINITY) items.push(hit);
      else this.#heap.push(hit);
      return;
    }
    const [worst] = items;
    if (worst === undefined || !isBetter(tier, score, ordinal, worst)) return;
    worst.ordinal = ordinal;
    worst.score = score;
    worst.tier = tier;
    worst.hasAllWords = hasAllWords;
    this.#heap.replaceLeast(worst);
  }

  /** The hits kept, best first. Offer no more after that. */
  sorted(): RankedHit[] {
    return [...this.#heap.items].sort(compareHits);
  }
}

/** Best first; hits of two segments that are equal in tier and score compare as equal (tie-order.ts settles them). */
export function compareHits(a: RankedHit, b: RankedHit): number {
  const rank = b.tier - a.tier || b.score - a.score;
  return rank !== 0 ? rank : a.segmentNumber === b.segmentNumber ? a.ordinal - b.ordinal : 0;
}

function isBetter(tier: number, score: number, ordinal: number, other: RankedHit): boolean {
  if (tier !== other.tier) return tier > other.tier;
  return score !== other.score ? score > other.score : ordinal < other.ordinal;
}
