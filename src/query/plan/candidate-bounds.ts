/**
 * What each candidate of a window may score at the most, as its parts are evaluated one after the other (layer 4).
 */
import { type CandidateSet, WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import type { ScoreAccumulator } from "../snapshot/score-accumulator.ts";
import type { FollowingShare, ScoredPart } from "./scored-part.ts";

/** Of a part with leading lists, the most that it may add to a document of these. */
export type EssentialClauses = ReadonlyMap<ScoredPart, ScoreAccumulator>;

/** What is taken off again leaves a rounding error of some 1e-16 of the greatest. */
const OPEN_MARGIN = 1e-9;

/** Of a set of candidates, the same object from window to window. */
export class CandidateBounds {
  readonly #candidates: CandidateSet;
  /**
   * By slot: the scores known of it, in no order; what parts that are not evaluated may add, of those whose documents are not
   * known beyond their `rest`; and the bits of the clauses of both.
   */
  readonly #sums = new Float64Array(WINDOW_DOCUMENTS);
  readonly #open = new Float64Array(WINDOW_DOCUMENTS);
  readonly #bits = new Uint32Array(WINDOW_DOCUMENTS);
  #openMargin = 0;
  /** The ordinal of slot 0. */
  #from = 0;

  constructor(candidates: CandidateSet) {
    this.#candidates = candidates;
  }

  /**
   * Of every candidate of a window from an ordinal on, what parts may add: all that leading lists add beyond the bounds of those
   * that follow; and these bounds, where it is known which documents have the part.
   */
  begin(parts: readonly ScoredPart[], led: EssentialClauses, from: number): void {
    this.#from = from;
    const { slots, count } = this.#candidates;
    const [sums, open, bits] = [this.#sums, this.#open, this.#bits];
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] ?? 0;
      sums[slot] = 0;
      open[slot] = 0;
      bits[slot] = 0;
    }
    for (const [part, uppers] of led) this.#addLed(part, uppers);
    for (const part of parts) for (const share of part.shares) this.#addShare(share, 1);
    let greatest = 0;
    for (let i = 0; i < count; i += 1) greatest = Math.max(greatest, open[slots[i] ?? 0] ?? 0);
    this.#openMargin = greatest * OPEN_MARGIN;
  }

  #addLed({ rest, bit }: ScoredPart, { documents, scores }: ScoreAccumulator): void {
    const [open, bits] = [this.#open, this.#bits];
    for (let i = 0; i < documents.length; i += 1) {
      const slot = documents[i] ?? 0;
      open[slot] = (open[slot] ?? 0) + Math.max(0, (scores[slot] ?? 0) - rest);
      bits[slot] = (bits[slot] ?? 0) | bit;
    }
  }

  /** To each candidate that may have it, or `times` -1 off again; of a share that any may have nothing: `narrow` adds these. */
  #addShare({ bound, bit, documents }: FollowingShare, times: 1 | -1): void {
    if (documents === null) return;
    const { slots, count } = this.#candidates;
    const [open, bits, from] = [this.#open, this.#bits, this.#from];
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] ?? 0;
      if (!documents.has(from + slot)) continue;
      open[slot] = (open[slot] ?? 0) + times * bound;
      bits[slot] = (bits[slot] ?? 0) | bit;
    }
  }

  /** Puts what is known of the candidates by a part in the place of what it might have been. */
  take(table: ScoreAccumulator, { bit, rest, shares }: ScoredPart, uppers: ScoreAccumulator | undefined): void {
    for (const share of shares) this.#addShare(share, -1);
    const { slots, count } = this.#candidates;
    const [sums, open, bits] = [this.#sums, this.#open, this.#bits];
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] ?? 0;
      if (uppers?.has(slot) === true) open[slot] = (open[slot] ?? 0) - Math.max(0, (uppers.scores[slot] ?? 0) - rest);
      if (!table.has(slot)) continue;
      sums[slot] = (sums[slot] ?? 0) + (table.scores[slot] ?? 0);
      bits[slot] = (bits[slot] ?? 0) | bit;
    }
  }

  /** Drops the candidates that are hopeless by their bound, and the bits of what it is made of, with the parts that are left. */
  narrow(left: readonly ScoredPart[], isHopeless: (bound: number, bits: number) => boolean): void {
    let [rest, restBits] = [this.#openMargin, 0];
    for (const { bound, bit, documents } of left.flatMap(({ shares }) => shares)) {
      if (documents !== null) continue;
      rest += bound;
      restBits |= bit;
    }
    const [sums, open, bits] = [this.#sums, this.#open, this.#bits];
    this.#candidates.keep(
      (slot) => !isHopeless((sums[slot] ?? 0) + (open[slot] ?? 0) + rest, (bits[slot] ?? 0) | restBits),
    );
  }
}
