/**
 * The part of a segment that is scored at a time. Small enough that its scores stay in the processor's cache,
 * and that what was found in one window spares work in the next.
 */
import type { DocumentSet } from "./document-set.ts";

/** The most documents of a window; 20 bytes each a score table. Scoring took 9 and 18 % longer with 2,048 and 1,024. */
export const WINDOW_DOCUMENTS = 4096;

/** Ordinals [from, to). A document's slot is its ordinal less `from`. */
export interface DocumentWindow {
  readonly from: number;
  readonly to: number;
}

/** A window and what may match in it: null for all of it. The set is the same object from window to window. */
interface MaskedWindow {
  readonly window: DocumentWindow;
  readonly allowed: CandidateSet | null;
}

/**
 * The windows of a segment in which a document may pass the mask, ascending, each up to twice as large as the one
 * before.
 */
export function* maskedWindows(
  documents: number,
  firstSize: number,
  mask: DocumentSet | null = null,
): Generator<MaskedWindow> {
  const allowed = mask === null ? null : new CandidateSet();
  let size = firstSize;
  for (let from = 0; from < documents; ) {
    const window = { from, to: Math.min(documents, from + size) };
    if (mask !== null) allowed?.takeWords(mask.words, window);
    if (allowed?.count !== 0) yield { window, allowed };
    from = window.to;
    size = Math.min(WINDOW_DOCUMENTS, size * 2);
  }
}

/** Documents of a window that may still be among the best, ascending by slot. */
export class CandidateSet {
  readonly #slots = new Uint16Array(WINDOW_DOCUMENTS);
  readonly #bits = new Uint32Array(WINDOW_DOCUMENTS / 32);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get slots(): Uint16Array {
    return this.#slots.subarray(0, this.#count);
  }

  clear(): void {
    this.#bits.fill(0);
    this.#count = 0;
  }

  /** Adds a slot; `collect` must follow. */
  add(slot: number): void {
    this.#bits[slot >>> 5] = (this.#bits[slot >>> 5] ?? 0) | (1 << (slot & 31));
  }

  /**
   * Holds the documents of a window whose bits are set in `words`, a bit an ordinal, and no others. Windows begin at
   * multiples of 32, so that words are copied whole.
   */
  takeWords(words: Uint32Array, { from, to }: DocumentWindow): void {
    this.#bits.fill(0);
    this.#bits.set(words.subarray(from >>> 5, (to + 31) >>> 5));
    this.collect();
  }

  /** Puts what was added in order. */
  collect(): void {
    this.#count = 0;
    for (let word = 0; word < this.#bits.length; word += 1) {
      for (let bits = this.#bits[word] ?? 0; bits !== 0; bits &= bits - 1) {
        this.#slots[this.#count] = word * 32 + 31 - Math.clz32(bits & -bits);
        this.#count += 1;
      }
    }
  }

  has(slot: number): boolean {
    return ((this.#bits[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
  }

  /** Tells whether a slot of [from, to) is set. */
  hasAnyIn(from: number, to: number): boolean {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#slots[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return low < this.#count && (this.#slots[low] ?? 0) < to;
  }

  keep(isKept: (slot: number) => boolean): void {
    let count = 0;
    for (const slot of this.slots) {
      if (isKept(slot)) {
        this.#slots[count] = slot;
        count += 1;
      } else {
        this.#bits[slot >>> 5] = (this.#bits[slot >>> 5] ?? 0) & ~(1 << (slot & 31));
      }
    }
    this.#count = count;
  }
}
