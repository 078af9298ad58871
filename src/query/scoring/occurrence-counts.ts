/**
 * What several postings of a document count together (layer 4), as posting-list.ts has it.
 */
import { frequencyOf } from "../../segment/postings/posting-list.ts";
import { WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";

/** Of two terms that are read as one: the greater frequency, in the opening where either is. 0 where there is neither. */
export function uniteCounts(a: number, b: number): number {
  return 2 * frequencyOf(Math.max(a, b)) + ((a | b) & 1);
}

/** Counts of the documents of a window, united by slot, on one table that is used again and again. */
export class CountsBySlot {
  readonly #counts = new Uint32Array(WINDOW_DOCUMENTS);
  readonly #slots = new Uint16Array(WINDOW_DOCUMENTS);
  #size = 0;

  add(slot: number, count: number): void {
    const known = this.#counts[slot] ?? 0;
    this.#counts[slot] = uniteCounts(known, count);
    if (known > 0) return;
    this.#slots[this.#size] = slot;
    this.#size += 1;
  }

  /** Gives every slot once with its count, and forgets it. */
  drain(take: (slot: number, count: number) => void): void {
    for (let i = 0; i < this.#size; i += 1) {
      const slot = this.#slots[i] ?? 0;
      const count = this.#counts[slot] ?? 0;
      this.#counts[slot] = 0;
      take(slot, count);
    }
    this.#size = 0;
  }
}
