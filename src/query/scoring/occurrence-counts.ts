/**
 * What a posting says of a document in one number (layer 4): its frequency, and whether the term is in the opening of the
 * field. The frequency doubled, and one more for the opening; far below 2^31, since no text is so long.
 */
import type { PostingList } from "../../segment/posting-list.ts";
import { WINDOW_DOCUMENTS } from "../documents/document-window.ts";

/** Of the posting at a place, which is decoded. */
export function occurrenceCount({ frequencies, openings }: PostingList, place: number): number {
  return 2 * (frequencies[place] ?? 1) + (openings[place] ?? 0);
}

export function frequencyOf(count: number): number {
  return count >>> 1;
}

export function isOpening(count: number): boolean {
  return (count & 1) === 1;
}

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
