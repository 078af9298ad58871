/**
 * Terms within some edits of a word (layer 4), over sorted lists: neighbours share a prefix, and so the rows of the
 * Levenshtein matrix for it (Wagner and Fischer 1974, over a trie walked in order). UTF-16 units; a swap is two edits,
 * as in MiniSearch.
 */
import { LexiconWalker } from "../segment/lexicon.ts";

/**
 * The terms of some lexicon blocks at most `maxDistance` from `word`, with their distances. Time: a step a term, and a
 * row of the matrix for each prefix that is not yet too far.
 */
export function findNearTerms(blocks: Iterable<Uint8Array>, word: string, maxDistance: number): Map<string, number> {
  const found = new Map<string, number>();
  const matrix = new EditMatrix(word);
  for (const block of blocks) {
    const terms = new LexiconWalker(block);
    /** Length of a prefix that is already too far; terms that share it are passed over. */
    let hopelessLength = Number.POSITIVE_INFINITY;
    while (terms.advance()) {
      if (terms.sharedLength >= hopelessLength) continue;
      hopelessLength = matrix.extend(terms.units, terms.sharedLength, terms.length, maxDistance);
      if (hopelessLength !== Number.POSITIVE_INFINITY) continue;
      const distance = matrix.distance(terms.length);
      if (distance <= maxDistance) found.set(terms.term, distance);
    }
  }
  return found;
}

/** Row i holds the edits between the first i units of a term and each prefix of the word. */
class EditMatrix {
  readonly #word: Uint16Array;
  readonly #rows: Uint32Array[];

  constructor(word: string) {
    this.#word = Uint16Array.from({ length: word.length }, (_, i) => word.charCodeAt(i));
    this.#rows = [Uint32Array.from({ length: word.length + 1 }, (_, i) => i)];
  }

  /** Fills the rows after `from`; the length of the first prefix with no way back, or infinity. */
  extend(units: Uint16Array, from: number, to: number, maxDistance: number): number {
    for (let length = from + 1; length <= to; length += 1) {
      if (this.#fillRow(units[length - 1] ?? 0, length) > maxDistance) return length;
    }
    return Number.POSITIVE_INFINITY;
  }

  distance(length: number): number {
    return this.#rows[length]?.[this.#word.length] ?? Number.POSITIVE_INFINITY;
  }

  /** The least of the new row: no longer term with this prefix can be nearer. */
  #fillRow(unit: number, length: number): number {
    const word = this.#word;
    const above = this.#rows[length - 1] ?? new Uint32Array();
    const row = this.#rows[length] ?? new Uint32Array(word.length + 1);
    this.#rows[length] = row;
    row[0] = length;
    let least = length;
    let left = length;
    let diagonal = above[0] ?? 0;
    for (let i = 1; i <= word.length; i += 1) {
      const up = above[i] ?? 0;
      let edits = diagonal + (word[i - 1] === unit ? 0 : 1);
      if (up + 1 < edits) edits = up + 1;
      if (left + 1 < edits) edits = left + 1;
      row[i] = edits;
      if (edits < least) least = edits;
      left = edits;
      diagonal = up;
    }
    return least;
  }
}
