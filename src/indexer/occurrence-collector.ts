/**
 * Collects the occurrences of one field in the order of the text and sorts them by term at the end (layer 4): flat typed
 * arrays and a counting sort, as for postings.
 */
import type { FieldPostings } from "../segment/posting-list.ts";
import { FieldOccurrences, type FormNumbers } from "../segment/term-occurrences.ts";
import { GrowingNumbers } from "./posting-collector.ts";

/** The occurrences of a term, views of larger arrays: all of them in the order of documents and positions. */
export interface CollectedOccurrences {
  readonly ordinals: Uint32Array;
  readonly positions: Uint32Array;
  /** Numbers of forms, the same for all terms. */
  readonly forms: Uint32Array;
}

/** Takes documents in ascending order of their ordinals, and positions in ascending order. */
export class OccurrenceCollector {
  readonly #terms = new GrowingNumbers();
  readonly #ordinals = new GrowingNumbers();
  readonly #positions = new GrowingNumbers();
  readonly #forms = new GrowingNumbers();
  #length = 0;

  add(term: number, ordinal: number, position: number, form: number): void {
    const place = this.#length;
    this.#length += 1;
    this.#terms.set(place, term);
    this.#ordinals.set(place, ordinal);
    this.#positions.set(place, position);
    this.#forms.set(place, form);
  }

  /** By a counting sort, which keeps the order of a term's occurrences. Terms have numbers below `termCount`. */
  finish(termCount: number): (term: number) => CollectedOccurrences {
    const length = this.#length;
    const starts = new Uint32Array(termCount + 1);
    for (let i = 0; i < length; i += 1) {
      const after = this.#terms.get(i) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let term = 0; term < termCount; term += 1) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
    const next = starts.slice();
    const ordinals = new Uint32Array(length);
    const positions = new Uint32Array(length);
    const forms = new Uint32Array(length);
    for (let i = 0; i < length; i += 1) {
      const term = this.#terms.get(i);
      const place = next[term] ?? 0;
      next[term] = place + 1;
      ordinals[place] = this.#ordinals.get(i);
      positions[place] = this.#positions.get(i);
      forms[place] = this.#forms.get(i);
    }
    return (term) => {
      const [start, end] = [starts[term], starts[term + 1]];
      return {
        ordinals: ordinals.subarray(start, end),
        positions: positions.subarray(start, end),
        forms: forms.subarray(start, end),
      };
    };
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
