/**
 * The score below which nothing more can be among the best k: the k-th best of the scores offered so far, in
 * all segments together.
 */

import { Heap } from "../hits/top-hits.ts";

/**
 * A bound and a score that are added up in different orders differ by some 1e-16 of them an addition; a thousand
 * million additions are allowed for. What is lower by less is looked at.
 */
const RELATIVE_MARGIN = 1e-7;

export class MinCompetitiveScore {
  readonly #capacity: number;
  readonly #heap = new Heap<number>((a, b) => a < b);

  /** `capacity`: k. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Scores kept; k where as many or more were offered. */
  get count(): number {
    return this.#heap.items.length;
  }

  get isFull(): boolean {
    return this.count >= this.#capacity;
  }

  /** The score below which documents need not be examined. Equal scores are never below. */
  get lowest(): number {
    if (!this.isFull) return Number.NEGATIVE_INFINITY;
    return (this.#heap.items[0] ?? Number.POSITIVE_INFINITY) * (1 - RELATIVE_MARGIN);
  }

  offer(score: number): void {
    if (!this.isFull) this.#heap.push(score);
    else if (score > (this.#heap.items[0] ?? Number.POSITIVE_INFINITY)) this.#heap.replaceLeast(score);
  }
}
