/**
 * Collects the occurrences of one field in the order of the text and sorts them by term at the end (layer 4): flat typed
 * arrays and a counting sort, as for postings.
 */
import type { FieldPostings } from "../segment/posting-list.ts";
import { FieldOccurrences, type FormNumbers } from "../segment/term-occurrences.ts";

/** The occurrences of a term, views of larger arrays: all of them in the order of documents and positions. */
export interface CollectedOccurrences {
  readonly ordinals: Uint32Array;
  readonly positions: Uint32Array;
  /** Numbers of forms, the same for all terms. */
  readonly forms: Uint32Array;
}

/** Numbers kept of an occurrence: term, ordinal, position, form. */
const STRIDE = 4;

/** Takes documents in ascending order of their ordinals, and positions in ascending order. */
export class OccurrenceCollector {
  #items = new Uint32Array(1_024 * STRIDE);
  #end = 0;

  add(term: number, ordinal: number, position: number, form: number): void {
    if (this.#end === this.#items.length) this.#grow();
    const items = this.#items;
    let at = this.#end;
    items[at++] = term;
    items[at++] = ordinal;
    items[at++] = position;
    items[at++] = form;
    this.#end = at;
  }

  /** By a counting sort, which keeps the order of a term's occurrences. Terms have numbers below `termCount`. */
  finish(termCount: number): (term: number) => CollectedOccurrences {
    const [items, end] = [this.#items, this.#end];
    const starts = new Uint32Array(termCount + 1);
    for (let at = 0; at < end; at += STRIDE) {
      const after = (items[at] ?? 0) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let term = 0; term < termCount; term += 1) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
    const next = starts.slice();
    const length = end / STRIDE;
    const [ordinals, positions, forms] = [new Uint32Array(length), new Uint32Array(length), new Uint32Array(length)];
    for (let at = 0; at < end; at += STRIDE) {
      const term = items[at] ?? 0;
      const place = next[term] ?? 0;
      next[term] = place + 1;
      ordinals[place] = items[at + 1] ?? 0;
      positions[place] = items[at + 2] ?? 0;
      forms[place] = items[at + 3] ?? 0;
    }
    return (term) => {
      const [start, stop] = [starts[term], starts[term + 1]];
      return {
        ordinals: ordinals.subarray(start, stop),
        positions: positions.subarray(start, stop),
        forms: forms.subarray(start, stop),
      };
    };
  }

  #grow(): void {
    const grown = new Uint32Array(this.#items.length * 2);
    grown.set(this.#items);
    this.#items = grown;
  }
}

/** The same by the documents of a posting list; null where these are not the documents that it has. */
export function byDocument(
  { field, ordinals, frequencies }: FieldPostings,
  collected: CollectedOccurrences,
  formNumbers: FormNumbers,
): FieldOccurrences | null {
  const starts = new Uint32Array(ordinals.length + 1);
  let next = 0;
  for (let i = 0; i < ordinals.length; i += 1) {
    const ordinal = ordinals[i];
    const start = next;
    while (next < collected.ordinals.length && collected.ordinals[next] === ordinal) next += 1;
    starts[i + 1] = next;
    if (next - start < (frequencies[i] ?? 0)) return null;
  }
  if (next !== collected.ordinals.length) return null;
  return new FieldOccurrences(field, ordinals, starts, collected.positions, formNumbers);
}
