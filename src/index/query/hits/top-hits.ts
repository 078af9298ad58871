/**
 * The best hits of one segment (layer 4): a bounded heap over typed arrays where a limit is given, else all of them.
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

/** What is stored of some hits, or their cards: by hit, undefined where its segment lacks it. One request a distinct block. */
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

/** A place in the heap; whatever comes into it, the object stays, since matches in rising order all come into it. */
type KeptHit = { -readonly [name in keyof RankedHit]: RankedHit[name] };

/** Keeps the best `capacity` of the hits that are offered. */
export class TopHits {
  readonly #capacity: number;
  readonly #segmentNumber: number;
  readonly #heap: KeptHit[] = [];

  constructor(segmentNumber: number, capacity: number) {
    this.#segmentNumber = segmentNumber;
    this.#capacity = capacity;
  }

  /** O(log capacity), O(1) for a hit that is not among the best. */
  offer(ordinal: number, score: number, tier: number, hasAllWords = tier === 1): void {
    const heap = this.#heap;
    if (heap.length < this.#capacity) {
      heap.push({ segmentNumber: this.#segmentNumber, ordinal, score, tier, hasAllWords });
      if (this.#capacity !== Number.POSITIVE_INFINITY) this.#siftUp(heap.length - 1);
      return;
    }
    const worst = heap[0];
    if (worst === undefined || !isBetter(tier, score, ordinal, worst)) return;
    worst.ordinal = ordinal;
    worst.score = score;
    worst.tier = tier;
    worst.hasAllWords = hasAllWords;
    this.#siftDown(0);
  }

  /** The hits kept, best first. Offer no more after that. */
  sorted(): RankedHit[] {
    return [...this.#heap].sort(compareHits);
  }

  #siftUp(from: number): void {
    const heap = this.#heap;
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >>> 1;
      if (!isWorse(heap, i, parent)) return;
      swap(heap, i, parent);
      i = parent;
    }
  }

  #siftDown(from: number): void {
    const heap = this.#heap;
    for (let i = from; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let worst = i;
      if (left < heap.length && isWorse(heap, left, worst)) worst = left;
      if (right < heap.length && isWorse(heap, right, worst)) worst = right;
      if (worst === i) return;
      swap(heap, i, worst);
      i = worst;
    }
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

function isWorse(heap: readonly RankedHit[], i: number, j: number): boolean {
  const hit = heap[i];
  const other = heap[j];
  return hit !== undefined && other !== undefined && isBetter(other.tier, other.score, other.ordinal, hit);
}

function swap(heap: KeptHit[], i: number, j: number): void {
  const hit = heap[i];
  const other = heap[j];
  if (hit === undefined || other === undefined) return;
  heap[i] = other;
  heap[j] = hit;
}
