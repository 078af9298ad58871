/**
 * The greatest of some whole numbers for each document of a window (layer 4), on one table that is used again and again.
 */
import { WINDOW_DOCUMENTS } from "./document-window.ts";

export class GreatestBySlot {
  readonly #greatest = new Uint32Array(WINDOW_DOCUMENTS);
  readonly #slots = new Uint16Array(WINDOW_DOCUMENTS);
  #count = 0;

  /** `value`: above 0. */
  add(slot: number, value: number): void {
    const known = this.#greatest[slot] ?? 0;
    if (value <= known) return;
    this.#greatest[slot] = value;
    if (known > 0) return;
    this.#slots[this.#count] = slot;
    this.#count += 1;
  }

  /** Gives every slot once with its greatest number, and forgets it. */
  drain(take: (slot: number, greatest: number) => void): void {
    for (let i = 0; i < this.#count; i += 1) {
      const slot = this.#slots[i] ?? 0;
      const greatest = this.#greatest[slot] ?? 0;
      this.#greatest[slot] = 0;
      take(slot, greatest);
    }
    this.#count = 0;
  }
}
