/**
 * Collects the postings of one field, document by document, and sorts them by term at the end (layer 4): flat typed
 * arrays and a counting sort instead of two arrays a term, which the collector of garbage would look at again and again.
 */

/** The documents of a term: ordinals ascend. Views of a larger array. */
interface Postings {
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
}

/** Postings by term number. */
export interface PostingTable {
  documentFrequency(term: number): number;
  postings(term: number): Postings;
}

/** Takes documents in ascending order of their ordinals. */
export class PostingCollector {
  readonly #terms = new GrowingNumbers();
  readonly #ordinals = new GrowingNumbers();
  readonly #frequencies = new GrowingNumbers();
  /** By term number: one more than the place of its last posting. */
  readonly #lastPlaces = new GrowingNumbers();
  /** By token number: one more than the ordinal of the last document that had it. */
  readonly #lastDocuments = new GrowingNumbers();
  #length = 0;

  /** Whether a document's token is the first of its kind there. */
  isFirstOf(token: number, ordinal: number): boolean {
    if (this.#lastDocuments.get(token) === ordinal + 1) return false;
    this.#lastDocuments.set(token, ordinal + 1);
    return true;
  }

  /** A term occurs in a document once more. */
  count(term: number, ordinal: number): void {
    const last = this.#lastPlaces.get(term) - 1;
    if (last >= 0 && this.#ordinals.get(last) === ordinal) {
      this.#frequencies.set(last, this.#frequencies.get(last) + 1);
      return;
    }
    const place = this.#length;
    this.#length += 1;
    this.#terms.set(place, term);
    this.#ordinals.set(place, ordinal);
    this.#frequencies.set(place, 1);
    this.#lastPlaces.set(term, place + 1);
  }

  /** By a counting sort, which keeps the order of a term's documents. Terms have numbers below `termCount`. */
  finish(termCount: number): PostingTable {
    const length = this.#length;
    const [terms, ordinals, frequencies] = [this.#terms, this.#ordinals, this.#frequencies];
    const starts = new Uint32Array(termCount + 1);
    for (let i = 0; i < length; i += 1) {
      const after = terms.get(i) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let term = 0; term < termCount; term += 1) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
    const next = starts.slice();
    const sorted: Postings = { ordinals: new Uint32Array(length), frequencies: new Uint32Array(length) };
    for (let i = 0; i < length; i += 1) {
      const term = terms.get(i);
      const place = next[term] ?? 0;
      next[term] = place + 1;
      sorted.ordinals[place] = ordinals.get(i);
      sorted.frequencies[place] = frequencies.get(i);
    }
    return new SortedPostings(starts, sorted);
  }
}

class SortedPostings implements PostingTable {
  readonly #starts: Uint32Array;
  readonly #all: Postings;

  constructor(starts: Uint32Array, all: Postings) {
    this.#starts = starts;
    this.#all = all;
  }

  documentFrequency(term: number): number {
    return (this.#starts[term + 1] ?? 0) - (this.#starts[term] ?? 0);
  }

  postings(term: number): Postings {
    const [start, end] = [this.#starts[term], this.#starts[term + 1]];
    return {
      ordinals: this.#all.ordinals.subarray(start, end),
      frequencies: this.#all.frequencies.subarray(start, end),
    };
  }
}

/** 32-bit numbers that are 0 where none was set. */
class GrowingNumbers {
  #numbers = new Uint32Array(1_024);

  get(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  set(place: number, value: number): void {
    if (place >= this.#numbers.length) this.#grow(place);
    this.#numbers[place] = value;
  }

  #grow(place: number): void {
    const grown = new Uint32Array(Math.max(place + 1, this.#numbers.length * 2));
    grown.set(this.#numbers);
    this.#numbers = grown;
  }
}
