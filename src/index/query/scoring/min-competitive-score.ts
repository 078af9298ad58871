/**
 * The score below which nothing more can be among the best k (layer 4): the k-th best of the scores offered so far, in
 * all segments together.
 */

/**
 * A bound and a score that are added up in different orders differ by some 1e-16 of them an addition; a thousand million
 * additions are allowed for. What is lower by less is looked at.
 */
const RELATIVE_MARGIN = 1e-7;

export class MinCompetitiveScore {
  readonly #capacity: number;
  /** A binary heap, the lowest score first. */
  readonly #heap: number[] = [];

  /** `capacity`: k. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Scores kept; k where as many or more were offered. */
  get count(): number {
    return this.#heap.length;
  }

  get isFull(): boolean {
    return this.#heap.length >= this.#capacity;
  }

  /** What is bounded below this need not be looked at. Equal scores are never below. */
  get lowest(): number {
    if (!this.isFull) return Number.NEGATIVE_INFINITY;
    return (this.#heap[0] ?? Number.POSITIVE_INFINITY) * (1 - RELATIVE_MARGIN);
  }

  offer(score: number): void {
    const heap = this.#heap;
    if (!this.isFull) {
      heap.push(score);
      this.#siftUp(heap.length - 1);
    } else if (score > (heap[0] ?? Number.POSITIVE_INFINITY)) {
      heap[0] = score;
      this.#siftDown();
    }
  }

  #siftUp(from: number): void {
    const heap = this.#heap;
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >>> 1;
      if ((heap[parent] ?? 0) <= (heap[i] ?? 0)) return;
      swap(heap, i, parent);
      i = parent;
    }
  }

  #siftDown(): void {
    const heap = this.#heap;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      const least = right < heap.length && (heap[right] ?? 0) < (heap[left] ?? 0) ? right : left;
      if (least >= heap.length || (heap[i] ?? 0) <= (heap[least] ?? 0)) return;
      swap(heap, i, least);
      i = least;
    }
  }
}

function swap(heap: number[], i: number, j: number): void {
  const score = heap[i] ?? 0;
  heap[i] = heap[j] ?? 0;
  heap[j] = score;
}
