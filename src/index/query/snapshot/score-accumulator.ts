/**
 * Scores of the documents of one window, on typed arrays: no object per posting. One table is what MiniSearch
 * calls a raw result: a score and the set of matched query terms per document.
 */
import { countBits } from "../../segment/postings/posting-list.ts";

const BITS_PER_WORD = 32;

/** One accumulator; reused from window to window through a ScoreAccumulatorPool. A document is known by its slot. */
export class ScoreAccumulator {
  readonly scores: Float64Array;
  readonly termCount: number;
  readonly #stamps: Uint32Array;
  readonly #documents: Uint32Array;
  readonly #matched: Uint32Array;
  readonly #matchedWords: number;
  #generation = 0;
  #count = 0;

  constructor(capacity: number, termCount: number) {
    this.termCount = termCount;
    this.#matchedWords = matchedWords(termCount);
    this.scores = new Float64Array(capacity);
    this.#stamps = new Uint32Array(capacity);
    this.#documents = new Uint32Array(capacity);
    this.#matched = new Uint32Array(capacity * this.#matchedWords);
  }

  get count(): number {
    return this.#count;
  }

  /** The documents held, in the order in which they came. */
  get documents(): Uint32Array {
    return this.#documents.subarray(0, this.#count);
  }

  clear(): void {
    this.#generation += 1;
    this.#count = 0;
  }

  has(document: number): boolean {
    return this.#stamps[document] === this.#generation;
  }

  /** Adds to a document's score, and a matched term where it counts. */
  add(document: number, score: number, termNumber: number | null): void {
    if (this.has(document)) {
      this.scores[document] = (this.scores[document] ?? 0) + score;
    } else {
      this.#enter(document, score);
    }
    if (termNumber !== null) this.#mark(document, termNumber);
  }

  /** Makes an empty table hold all documents below `count`, with one score and no matched term. */
  fill(count: number, score: number): void {
    for (let document = 0; document < count; document += 1) this.#documents[document] = document;
    this.#stamps.fill(this.#generation, 0, count);
    this.scores.fill(score, 0, count);
    this.#matched.fill(0, 0, count * this.#matchedWords);
    this.#count = count;
  }

  /** Says of every document held that it matched a term. */
  markAll(termNumber: number | null): void {
    if (termNumber === null) return;
    for (const document of this.documents) this.#mark(document, termNumber);
  }

  /** Keeps the higher of two scores. */
  raise(document: number, score: number, termNumber: number | null): void {
    if (!this.has(document)) this.#enter(document, score);
    else if (score > (this.scores[document] ?? 0)) this.scores[document] = score;
    if (termNumber !== null) this.#mark(document, termNumber);
  }

  /**
   * Raises every score to that of another table where that is higher, and says of its documents that a term matched.
   */
  raiseTo(other: ScoreAccumulator, termNumber: number | null): void {
    for (const document of other.documents) this.raise(document, other.scores[document] ?? 0, termNumber);
  }

  /** MiniSearch's OR: scores add up, matched terms unite. */
  unite(other: ScoreAccumulator): void {
    for (const document of other.documents) {
      this.add(document, other.scores[document] ?? 0, null);
      this.#uniteMatched(document, other);
    }
  }

  /** MiniSearch's AND: only documents of both stay. */
  intersect(other: ScoreAccumulator): void {
    this.support(other);
    this.keep((document) => other.has(document));
  }

  /** Adds the scores and matched terms of another table to the documents of this one; none comes in or goes. */
  support(other: ScoreAccumulator): void {
    for (const document of this.documents) {
      if (!other.has(document)) continue;
      this.scores[document] = (this.scores[document] ?? 0) + (other.scores[document] ?? 0);
      this.#uniteMatched(document, other);
    }
  }

  /** Removes all documents but some; the rest stay unchanged. */
  keep(isKept: (document: number) => boolean): void {
    let count = 0;
    for (const document of this.documents) {
      if (isKept(document)) {
        this.#documents[count] = document;
        count += 1;
      } else {
        this.#stamps[document] = 0;
      }
    }
    this.#count = count;
  }

  /** Counts the query terms that a document matched. */
  countMatched(document: number): number {
    let count = 0;
    for (let word = 0; word < this.#matchedWords; word += 1) {
      count += countBits(this.#matched[document * this.#matchedWords + word] ?? 0);
    }
    return count;
  }

  /** One word of the document's set of query terms. */
  matchedWord(document: number, word: number): number {
    return this.has(document) ? (this.#matched[document * this.#matchedWords + word] ?? 0) : 0;
  }

  #enter(document: number, score: number): void {
    this.#stamps[document] = this.#generation;
    this.#documents[this.#count] = document;
    this.#count += 1;
    this.scores[document] = score;
    for (let word = 0; word < this.#matchedWords; word += 1) this.#matched[document * this.#matchedWords + word] = 0;
  }

  #mark(document: number, termNumber: number): void {
    // 2 ** 5 bits a word.
    const word = document * this.#matchedWords + (termNumber >>> 5);
    this.#matched[word] = (this.#matched[word] ?? 0) | (1 << (termNumber & 31));
  }

  #uniteMatched(document: number, other: ScoreAccumulator): void {
    for (let i = document * this.#matchedWords; i < (document + 1) * this.#matchedWords; i += 1) {
      this.#matched[i] = (this.#matched[i] ?? 0) | (other.#matched[i] ?? 0);
    }
  }
}

/**
 * Tables of one size, handed out clean and taken back. Whoever takes some gives them back before it waits for anything,
 * so that searches at once may share a pool.
 */
export class ScoreAccumulatorPool {
  readonly #capacity: number;
  readonly #freeByTermCount = new Map<number, ScoreAccumulator[]>();

  /** `capacity`: the most documents of a table. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  take(termCount: number): ScoreAccumulator {
    const table = this.#freeOf(termCount).pop() ?? new ScoreAccumulator(this.#capacity, termCount);
    table.clear();
    return table;
  }

  giveBack(table: ScoreAccumulator): void {
    this.#freeOf(table.termCount).push(table);
  }

  /** Queries of up to 32 terms, nearly all, share their tables. */
  #freeOf(termCount: number): ScoreAccumulator[] {
    const words = matchedWords(termCount);
    const free = this.#freeByTermCount.get(words) ?? [];
    this.#freeByTermCount.set(words, free);
    return free;
  }
}

/** Counts the query terms that a document matched in several tables of one query together. */
export function countMatchedTogether(tables: readonly ScoreAccumulator[], document: number): number {
  let count = 0;
  for (let word = 0; word < matchedWords(tables[0]?.termCount ?? 0); word += 1) {
    let bits = 0;
    for (const table of tables) bits |= table.matchedWord(document, word);
    count += countBits(bits);
  }
  return count;
}

function matchedWords(termCount: number): number {
  return Math.max(1, Math.ceil(termCount / BITS_PER_WORD));
}
