/**
 * MiniSearch's BM25, operation for operation, so that scores are equal to the last bits but those that the
 * running averages of MiniSearch differ in (MiniSearch 7.2, calcBM25Score; Lv and Zhai 2011 for d, "BM25+").
 */
import type { BM25Params } from "minisearch";

/** Longer fields are few, and are worked out each time. */
const TABLED_LENGTHS = 1024;

/** The length part of a score: k * (1 - b + (b * length) / average), by length. */
export class LengthNorms {
  readonly params: BM25Params;
  readonly averageFieldLength: number;
  /**
   * 0 where it was not asked for yet: a query meets some dozens of lengths, and a fresh process works out each slowly.
   */
  readonly #table = new Float64Array(TABLED_LENGTHS);

  constructor(averageFieldLength: number, params: BM25Params) {
    this.averageFieldLength = averageFieldLength;
    this.params = params;
  }

  of(fieldLength: number): number {
    const known = this.#table[fieldLength] ?? 0;
    if (known !== 0) return known;
    const { k, b } = this.params;
    const norm = k * (1 - b + (b * fieldLength) / this.averageFieldLength);
    if (fieldLength < TABLED_LENGTHS) this.#table[fieldLength] = norm;
    return norm;
  }
}

/** Scores one term in one field; what does not depend on the document is computed once (word-score.ts for the idf). */
export class Bm25Scorer {
  readonly #norms: LengthNorms;
  readonly inverseDocumentFrequency: number;
  readonly #k1: number;
  readonly #d: number;

  constructor(inverseDocumentFrequency: number, norms: LengthNorms) {
    this.#norms = norms;
    this.inverseDocumentFrequency = inverseDocumentFrequency;
    this.#k1 = norms.params.k + 1;
    this.#d = norms.params.d;
  }

  get averageFieldLength(): number {
    return this.#norms.averageFieldLength;
  }

  /** `termFrequency`: above 0, and a fraction where some of the occurrences are of other words. */
  score(termFrequency: number, fieldLength: number): number {
    return (
      this.inverseDocumentFrequency *
      (this.#d + (termFrequency * this.#k1) / (termFrequency + this.#norms.of(fieldLength)))
    );
  }
}
