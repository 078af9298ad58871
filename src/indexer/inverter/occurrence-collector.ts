/**
 * Collects the occurrences of one field in the order of the text and sorts them by term at the end (layer 4): flat typed
 * arrays and a counting sort, instead of arrays a term, which the collector of garbage would look at again and again.
 */
import { ITEM_NUMBERS, RECORD_NUMBERS, type Vocabulary } from "./vocabulary.ts";

/** Numbers kept of an occurrence: term, position, and twice its use, odd where the token has the term already. */
const STRIDE = 3;

/** The occurrences of all terms, those of term t at [starts[t], starts[t + 1]), in the order of documents and positions. */
export interface SortedOccurrences {
  readonly starts: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly positions: Uint32Array;
  /** As the vocabulary's items have them. */
  readonly uses: Uint32Array;
}

/** Takes documents by ordinal, from 0. */
export class OccurrenceCollector {
  readonly #vocabulary: Vocabulary;
  #items = new Uint32Array(4_096 * STRIDE);
  #end = 0;
  /** By document, where its items end. */
  readonly #ends: number[] = [];
  readonly #sinceDocument: number;
  #newTokens = 0;

  /** `sinceDocument`: of the vocabulary's documents, the first that counts for {@link newTokens}. */
  constructor(vocabulary: Vocabulary, sinceDocument = 0) {
    this.#vocabulary = vocabulary;
    this.#sinceDocument = sinceDocument;
  }

  /** Occurrences so far. */
  get occurrences(): number {
    return this.#end / STRIDE;
  }

  /** Tokens that no document since the first that counts had before, in this or another field. */
  get newTokens(): number {
    return this.#newTokens;
  }

  /** Forgets the documents beyond the first so many. Their tokens are counted no less. */
  truncate(documents: number): void {
    this.#ends.length = documents;
    this.#end = this.#ends.at(-1) ?? 0;
  }

  /** The next document's tokens; the field's length, which is how many of them are distinct. */
  addDocument(tokens: ArrayLike<number>): number {
    const document = this.#vocabulary.nextDocument();
    const records = this.#vocabulary.records.array;
    const recordStarts = this.#vocabulary.recordStarts.array;
    let items = this.#items;
    let end = this.#end;
    let distinct = 0;
    let first = 0;
    for (let i = 0; i < tokens.length; i += 1) {
      const record = recordStarts[tokens[i] ?? 0] ?? 0;
      if (records[record + RECORD_NUMBERS.document] !== document) {
        if ((records[record + RECORD_NUMBERS.document] ?? 0) < this.#sinceDocument) this.#newTokens += 1;
        records[record + RECORD_NUMBERS.document] = document;
        distinct += 1;
      }
      const count = records[record + RECORD_NUMBERS.items] ?? 0;
      if (end + count * STRIDE > items.length) items = this.#grow(end + count * STRIDE);
      let from = record + RECORD_NUMBERS.firstItem;
      for (const to = from + count * ITEM_NUMBERS; from < to; from += ITEM_NUMBERS, end += STRIDE) {
        items[end] = records[from + 1] ?? 0;
        items[end + 1] = first + (records[from] ?? 0);
        items[end + 2] = records[from + 2] ?? 0;
      }
      first += records[record + RECORD_NUMBERS.width] ?? 0;
    }
    this.#end = end;
    this.#ends.push(end);
    return distinct;
  }

  /** By a counting sort, which keeps the order of a term's occurrences. */
  finish(): SortedOccurrences {
    const items = this.#items;
    const length = this.#end / STRIDE;
    const starts = countTerms(items, this.#end, this.#vocabulary.terms.length);
    const next = starts.slice();
    const [ordinals, positions, uses] = [new Uint32Array(length), new Uint32Array(length), new Uint32Array(length)];
    let at = 0;
    for (let ordinal = 0; ordinal < this.#ends.length; ordinal += 1) {
      for (const end = this.#ends[ordinal] ?? 0; at < end; at += STRIDE) {
        const term = items[at] ?? 0;
        const place = next[term] ?? 0;
        next[term] = place + 1;
        ordinals[place] = ordinal;
        positions[place] = items[at + 1] ?? 0;
        uses[place] = items[at + 2] ?? 0;
      }
    }
    this.#items = new Uint32Array();
    return { starts, ordinals, positions, uses };
  }

  #grow(atLeast: number): Uint32Array<ArrayBuffer> {
    const grown = new Uint32Array(Math.max(atLeast, this.#items.length * 2));
    grown.set(this.#items);
    this.#items = grown;
    return grown;
  }
}

/** Where the items of each term begin among all, by term, and where the last ones end. */
function countTerms(items: Uint32Array, end: number, termCount: number): Uint32Array {
  const starts = new Uint32Array(termCount + 1);
  for (let at = 0; at < end; at += STRIDE) {
    const after = (items[at] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let term = 0; term < termCount; term += 1) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
  return starts;
}
