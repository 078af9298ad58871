/**
 * The order of terms that keep coming (layer 4): new ones are sorted among themselves and united with the old, which a
 * corpus repeats from batch to batch.
 */
import { compareText } from "../../segment/stored/document-order.ts";

/** Numbers of terms, ascending by the terms' UTF-16 units. */
export class TermOrder {
  readonly #terms: readonly string[];
  #sorted = new Uint32Array();

  /** `terms` by number; more of them may be put behind. */
  constructor(terms: readonly string[]) {
    this.#terms = terms;
  }

  /** The numbers of all that there are by now. Time: that of sorting what is new, and a step for each of the others. */
  numbers(): Uint32Array {
    const terms = this.#terms;
    const old = this.#sorted;
    if (old.length === terms.length) return old;
    const fresh = Array.from({ length: terms.length - old.length }, (_, i) => old.length + i);
    fresh.sort((a, b) => compareText(terms[a] ?? "", terms[b] ?? ""));
    const sorted = new Uint32Array(terms.length);
    let place = 0;
    let next = 0;
    for (const number of fresh) {
      const term = terms[number] ?? "";
      for (; next < old.length && (terms[old[next] ?? 0] ?? "") < term; next += 1, place += 1)
        sorted[place] = old[next] ?? 0;
      sorted[place] = number;
      place += 1;
    }
    sorted.set(old.subarray(next), place);
    this.#sorted = sorted;
    return sorted;
  }
}
