/**
 * A posting list and what its postings score (layer 4): walked window by window, forwards, from chunk to chunk.
 */
import { POSTINGS_PER_CHUNK } from "../../segment/segment-format.ts";
import type { DocumentSet } from "../documents/document-set.ts";
import type { CandidateSet, DocumentWindow } from "../documents/document-window.ts";
import type { Bm25Scorer } from "./bm25-scorer.ts";
import type { RivalFrequencies } from "./rival-frequencies.ts";
import type { ReadableList } from "./root-list.ts";
import type { ScoreTable } from "./score-table.ts";
import { ownFrequency } from "./word-score.ts";

export interface ScoredListInput {
  readonly list: ReadableList;
  /** The lengths of its field by ordinal. */
  readonly lengths: Uint32Array;
  readonly scorer: Bm25Scorer;
  /** Multiplies every score. */
  readonly factor: number;
  /** Occurrences that are taken off the frequency; null where there are none. Only ever lowers a score. */
  readonly rivals: RivalFrequencies | null;
  /** Whether a posting of nothing but rivals is passed over. */
  readonly needsOwn: boolean;
  /** MiniSearch's boostDocument, null where it is not used; a document of which it is falsy is passed over. */
  readonly boostOf: ((ordinal: number) => number) | null;
}

/** `score` = weight * BM25 of frequency, length, averageLength and idf; boosts of documents left out. */
export interface ListExplanation {
  readonly field: number;
  /** Without the occurrences of rivals. */
  readonly frequency: number;
  readonly length: number;
  readonly averageLength: number;
  readonly idf: number;
  readonly weight: number;
  readonly score: number;
}

/** Windows must be asked for in ascending order, each as often as one likes. */
export class ScoredList {
  readonly #list: ReadableList;
  readonly #lengths: Uint32Array;
  readonly #scorer: Bm25Scorer;
  readonly #factor: number;
  readonly #rivals: RivalFrequencies | null;
  readonly #needsOwn: boolean;
  readonly #boostOf: ((ordinal: number) => number) | null;
  /** By chunk; NaN where it is not worked out yet. */
  readonly #bounds: Float64Array;
  /** The first chunk that may reach into the window asked for last. */
  #chunk = 0;
  /** The window asked for last; none of its postings lies before `start`, none of a later one before `end`. */
  #from = 0;
  #start = 0;
  #end = 0;

  constructor({ list, lengths, scorer, factor, rivals, needsOwn, boostOf }: ScoredListInput) {
    this.#list = list;
    this.#lengths = lengths;
    this.#scorer = scorer;
    this.#factor = factor;
    this.#rivals = rivals;
    this.#needsOwn = needsOwn;
    this.#boostOf = boostOf;
    this.#bounds = new Float64Array(list.chunkCount).fill(Number.NaN);
  }

  /** Live documents of the segment in the list. */
  get documentFrequency(): number {
    return this.#list.documentFrequency;
  }

  /** No posting in the window scores more, but for rounding; boosts of documents are left out. 0 where there is none. */
  boundIn(window: DocumentWindow): number {
    this.#advanceTo(window.from);
    let bound = 0;
    for (let chunk = this.#chunk; this.#reaches(chunk, window); chunk += 1) {
      const chunkBound = this.#boundOf(chunk);
      // So that a bound which is no number stays one, and nothing is passed over for it.
      if (!(chunkBound <= bound)) bound = chunkBound;
    }
    return bound;
  }

  /**
   * Adds the scores of the window's postings to a table by slot, of the candidates alone where some are given; chunks
   * without a candidate are not unpacked. Gives the number of postings scored.
   */
  addTo(table: ScoreTable, window: DocumentWindow, candidates: CandidateSet | null, termNumber: number | null): number {
    this.#advanceTo(window.from);
    const list = this.#list;
    const { ordinals, frequencies } = list;
    const boostOf = this.#boostOf;
    const rivals = this.#rivals;
    let scored = 0;
    for (let chunk = this.#chunk; this.#reaches(chunk, window); chunk += 1) {
      if (candidates !== null && !this.#holdsOne(candidates, chunk, window)) continue;
      const end = list.decode(chunk);
      let i = Math.max(this.#start, chunk * POSTINGS_PER_CHUNK);
      for (; i < end; i += 1) {
        const ordinal = ordinals[i] ?? 0;
        if (ordinal < window.from) continue;
        if (ordinal >= window.to) break;
        const slot = ordinal - window.from;
        if (candidates !== null && !candidates.has(slot)) continue;
        const documentBoost = boostOf === null ? 1 : boostOf(ordinal);
        if (!documentBoost) continue;
        const found = frequencies[i] ?? 1;
        const others = rivals === null ? 0 : rivals.of(ordinal);
        if (this.#needsOwn && others >= found) continue;
        const frequency = rivals === null ? found : ownFrequency(found, others);
        const rawScore = this.#scorer.score(frequency, this.#lengths[ordinal] ?? 0);
        table.add(slot, this.#factor * documentBoost * rawScore, termNumber);
        scored += 1;
      }
      this.#end = Math.max(this.#end, i);
    }
    return scored;
  }

  /** Adds every document of the list, whatever window is at hand; only of a list without `needsOwn` and `boostOf` these match. */
  addDocumentsTo(set: DocumentSet): void {
    for (let chunk = 0; chunk < this.#list.chunkCount; chunk += 1) {
      set.addAll(this.#list.ordinals, chunk * POSTINGS_PER_CHUNK, this.#list.decode(chunk));
    }
  }

  /** What the score of one document is made of, whatever window is at hand; null where the list lacks it. */
  explain(ordinal: number): ListExplanation | null {
    const list = this.#list;
    let chunk = 0;
    while (chunk < list.chunkCount && list.lastOrdinalOf(chunk) < ordinal) chunk += 1;
    const end = chunk < list.chunkCount ? list.decode(chunk) : 0;
    for (let i = chunk * POSTINGS_PER_CHUNK; i < end; i += 1) {
      if (list.ordinals[i] !== ordinal) continue;
      const found = list.frequencies[i] ?? 1;
      const frequency = this.#rivals === null ? found : ownFrequency(found, this.#rivals.of(ordinal));
      const length = this.#lengths[ordinal] ?? 0;
      const { inverseDocumentFrequency: idf, averageFieldLength: averageLength } = this.#scorer;
      const score = this.#factor * this.#scorer.score(frequency, length);
      return { field: list.field, frequency, length, averageLength, idf, weight: this.#factor, score };
    }
    return null;
  }

  #advanceTo(from: number): void {
    if (from === this.#from) return;
    this.#from = from;
    this.#start = this.#end;
    while (this.#chunk < this.#list.chunkCount && this.#list.lastOrdinalOf(this.#chunk) < from) this.#chunk += 1;
  }

  #firstOrdinalOf(chunk: number): number {
    return chunk === 0 ? 0 : this.#list.lastOrdinalOf(chunk - 1) + 1;
  }

  #reaches(chunk: number, { to }: DocumentWindow): boolean {
    return chunk < this.#list.chunkCount && this.#firstOrdinalOf(chunk) < to;
  }

  #holdsOne(candidates: CandidateSet, chunk: number, { from }: DocumentWindow): boolean {
    return candidates.hasAnyIn(this.#firstOrdinalOf(chunk) - from, this.#list.lastOrdinalOf(chunk) + 1 - from);
  }

  #boundOf(chunk: number): number {
    const known = this.#bounds[chunk] ?? 0;
    if (!Number.isNaN(known)) return known;
    const impacts = this.#list.impactsOf(chunk) ?? this.#postingsOf(chunk);
    let bound = 0;
    for (const { frequency, fieldLength } of impacts) {
      const score = this.#factor * this.#scorer.score(frequency, fieldLength);
      if (!(score <= bound)) bound = score;
    }
    this.#bounds[chunk] = bound;
    return bound;
  }

  /** Of a list too short to have impacts. */
  *#postingsOf(chunk: number): Generator<{ frequency: number; fieldLength: number }> {
    const end = this.#list.decode(chunk);
    for (let i = chunk * POSTINGS_PER_CHUNK; i < end; i += 1) {
      const fieldLength = this.#lengths[this.#list.ordinals[i] ?? 0] ?? 0;
      yield { frequency: this.#list.frequencies[i] ?? 1, fieldLength };
    }
  }
}
