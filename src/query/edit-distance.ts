/**
 * Terms within some edits of a word (layer 4), over a sorted list: neighbours share a prefix, and so the rows of the
 * Levenshtein matrix for it (Wagner and Fischer 1974, over a trie walked in order). UTF-16 units; a swap is two edits,
 * as in MiniSearch.
 */
import type { LexiconTerm } from "../segment/lexicon.ts";
import { sharedPrefixLength } from "../segment/posting-block.ts";

export interface NearTerm {
  readonly term: string;
  readonly distance: number;
}

/** The terms at most `maxDistance` from `word`, in the list's order. The list ascends by UTF-16 units. */
export function findNearTerms(terms: readonly LexiconTerm[], word: string, maxDistance: number): NearTerm[] {
  const found: NearTerm[] = [];
  const matrix = new EditMatrix(word);
  let previous = "";
  /** Length of a prefix that is already too far; terms that share it are passed over. */
  let hopelessLength = Number.POSITIVE_INFINITY;
  for (const { term } of terms) {
    const shared = sharedPrefixLength(previous, term);
    previous = term;
    if (shared >= hopelessLength) continue;
    hopelessLength = matrix.extend(term, shared, maxDistance);
    if (hopelessLength !== Number.POSITIVE_INFINITY) continue;
    const distance = matrix.distance(term.length);
    if (distance <= maxDistance) found.push({ term, distance });
  }
  return found;
}

/** Row i holds the edits between the first i units of a term and each prefix of the word. */
class EditMatrix {
  readonly #word: string;
  readonly #rows: Uint32Array[];

  constructor(word: string) {
    this.#word = word;
    this.#rows = [Uint32Array.from({ length: word.length + 1 }, (_, i) => i)];
  }

  /** Fills the rows after `from`; the length of the first prefix with no way back, or infinity. */
  extend(term: string, from: number, maxDistance: number): number {
    for (let length = from + 1; length <= term.length; length += 1) {
      if (this.#fillRow(term.charCodeAt(length - 1), length) > maxDistance) return length;
    }
    return Number.POSITIVE_INFINITY;
  }

  distance(length: number): number {
    return this.#rows[length]?.[this.#word.length] ?? Number.POSITIVE_INFINITY;
  }

  /** The least of the new row: no longer term with this prefix can be nearer. */
  #fillRow(unit: number, length: number): number {
    const above = this.#rows[length - 1] ?? new Uint32Array();
    const row = this.#rows[length] ?? new Uint32Array(this.#word.length + 1);
    this.#rows[length] = row;
    row[0] = length;
    let least = length;
    for (let i = 1; i < row.length; i += 1) {
      const substituted = (above[i - 1] ?? 0) + (this.#word.charCodeAt(i - 1) === unit ? 0 : 1);
      const edits = Math.min(substituted, (above[i] ?? 0) + 1, (row[i - 1] ?? 0) + 1);
      row[i] = edits;
      least = Math.min(least, edits);
    }
    return least;
  }
}
