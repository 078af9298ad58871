/**
 * From the sorted occurrences of all fields to a term's lists (layer 4): its documents and frequencies, and where the index
 * keeps occurrences, its positions with the forms that stand there.
 */

import { FieldOccurrences, makeFormNumbers } from "../../segment/postings/occurrences.ts";
import type { FieldPostings } from "../../segment/postings/posting-bits.ts";
import type { TermPostings } from "../../segment/postings/posting-block.ts";
import type { SortedOccurrences } from "./occurrence-collector.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The lists of the terms of one batch. */
export class TermLists {
  readonly #vocabulary: Vocabulary;
  readonly #collected: readonly SortedOccurrences[];
  readonly #hasOccurrences: boolean;
  /** By use: 1 where the batch has it. */
  readonly #isUsed: Uint8Array;
  /** By use: the number of its form among those of its term that the batch has. */
  readonly #formNumbers: Uint32Array;

  constructor(vocabulary: Vocabulary, collected: readonly SortedOccurrences[], hasOccurrences: boolean) {
    this.#vocabulary = vocabulary;
    this.#collected = collected;
    this.#hasOccurrences = hasOccurrences;
    this.#isUsed = new Uint8Array(vocabulary.forms.length);
    this.#formNumbers = new Uint32Array(vocabulary.forms.length);
    for (const { uses } of collected) for (let i = 0; i < uses.length; i += 1) this.#isUsed[(uses[i] ?? 0) >>> 1] = 1;
  }

  /** Every term that occurs, ascending by UTF-16 units, with its lists. */
  *all(): Generator<TermPostings> {
    const numbers = this.#vocabulary.order.numbers();
    // By index: an iterator of a typed array takes longer.
    for (let i = 0; i < numbers.length; i += 1) {
      const number = numbers[i] ?? 0;
      if (this.#occurs(number)) yield this.#postingsOf(number);
    }
  }

  #occurs(number: number): boolean {
    for (const { starts } of this.#collected) if (starts[number] !== starts[number + 1]) return true;
    return false;
  }

  #postingsOf(number: number): TermPostings {
    const term = this.#vocabulary.terms[number] ?? "";
    const forms = this.#hasOccurrences ? this.#numberForms(number) : [];
    const fields: FieldPostings[] = [];
    const occurrences: FieldOccurrences[] = [];
    for (let field = 0; field < this.#collected.length; field += 1) {
      const all = this.#collected[field];
      const start = all?.starts[number] ?? 0;
      const end = all?.starts[number + 1] ?? 0;
      if (all === undefined || start === end) continue;
      const { postings, starts } = byDocument(all, field, start, end);
      fields.push(postings);
      if (!this.#hasOccurrences) continue;
      const formNumbers = makeFormNumbers(end - start, forms.length);
      if (forms.length > 1) {
        for (let i = start; i < end; i += 1) formNumbers[i - start] = this.#formNumbers[(all.uses[i] ?? 0) >>> 1] ?? 0;
      }
      const positions = all.positions.subarray(start, end);
      occurrences.push(new FieldOccurrences(field, postings.ordinals, starts, positions, formNumbers));
    }
    return this.#hasOccurrences ? { term, fields, occurrences: { forms, fields: occurrences } } : { term, fields };
  }

  /** The forms of a term in order, each with its number among them. */
  #numberForms(term: number): string[] {
    const { firstUses, nextUses, forms } = this.#vocabulary;
    const found: string[] = [];
    for (let next = firstUses.get(term); next > 0; next = nextUses.get(next - 1)) {
      if (this.#isUsed[next - 1] === 0) continue;
      this.#formNumbers[next - 1] = found.length;
      found.push(forms[next - 1] ?? "");
    }
    return found;
  }
}

/**
 * The documents of a term's occurrences; `starts` as FieldOccurrences has them. Of a token that has a term in two words one
 * occurrence counts, as in MiniSearch.
 */
function byDocument(
  { ordinals: all, uses }: SortedOccurrences,
  field: number,
  start: number,
  end: number,
): { readonly postings: FieldPostings; readonly starts: Uint32Array } {
  let documents = 1;
  for (let i = start + 1; i < end; i += 1) if (all[i] !== all[i - 1]) documents += 1;
  const ordinals = new Uint32Array(documents);
  const frequencies = new Uint32Array(documents);
  const starts = new Uint32Array(documents + 1);
  let last = -1;
  for (let i = start; i < end; i += 1) {
    const ordinal = all[i] ?? 0;
    if (last < 0 || ordinals[last] !== ordinal) {
      last += 1;
      ordinals[last] = ordinal;
    }
    if (((uses[i] ?? 0) & 1) === 0) frequencies[last] = (frequencies[last] ?? 0) + 1;
    starts[last + 1] = i + 1 - start;
  }
  return { postings: { field, ordinals, frequencies }, starts };
}
