/**
 * The most that a posting of a list can score in a window (layer 4): by the impacts of its chunks, of a short list by its
 * postings.
 */
import { frequencyOf } from "../../segment/postings/occurrence-count.ts";
import type { PostingList } from "../../segment/postings/posting-list.ts";
import type { DocumentWindow } from "../snapshot/document-window.ts";

/** What a frequency scores in a field of a length; grows with the one and falls with the other. */
type ScoreOf = (frequency: number, fieldLength: number) => number;

/** Cheapest where windows are asked for in ascending order. */
export class ListBounds {
  readonly #list: PostingList;
  readonly #lengths: Uint32Array;
  readonly #scoreOf: ScoreOf;
  /** By chunk; NaN where it is not worked out yet. */
  #bounds: Float64Array | null = null;
  /** The first chunk, or posting, that may lie in the window asked for last. */
  #next = 0;
  #from = 0;

  /** `lengths` are those of the list's field, by ordinal. */
  constructor(list: PostingList, lengths: Uint32Array, scoreOf: ScoreOf) {
    this.#list = list;
    this.#lengths = lengths;
    this.#scoreOf = scoreOf;
  }

  /** No posting in the window scores more, but for rounding. Null where no posting can be. */
  boundIn(window: DocumentWindow): number | null {
    if (window.from < this.#from) this.#next = 0;
    this.#from = window.from;
    return this.#list.chunkCount === 1 ? this.#boundOfPostings(window) : this.#boundOfChunks(window);
  }

  #boundOfChunks({ from, to }: DocumentWindow): number | null {
    const list = this.#list;
    while (this.#next < list.chunkCount && list.lastOrdinalOf(this.#next) < from) this.#next += 1;
    let bound: number | null = null;
    let first = this.#next === 0 ? 0 : list.lastOrdinalOf(this.#next - 1) + 1;
    for (let chunk = this.#next; chunk < list.chunkCount && first < to; chunk += 1) {
      bound = Math.max(bound ?? 0, this.#boundOfChunk(chunk));
      first = list.lastOrdinalOf(chunk) + 1;
    }
    return bound;
  }

  #boundOfChunk(chunk: number): number {
    this.#bounds ??= new Float64Array(this.#list.chunkCount).fill(Number.NaN);
    const known = this.#bounds[chunk] ?? 0;
    if (!Number.isNaN(known)) return known;
    const bound = this.#list.boundOf(chunk, this.#scoreOf);
    this.#bounds[chunk] = bound;
    return bound;
  }

  /** Of a list of one chunk, which is decoded. */
  #boundOfPostings({ from, to }: DocumentWindow): number | null {
    const end = this.#list.decode(0);
    const ordinals = this.#list.ordinalsOf(0);
    const counts = this.#list.countsOf(0);
    while (this.#next < end && (ordinals[this.#next] ?? 0) < from) this.#next += 1;
    let bound: number | null = null;
    for (let i = this.#next; i < end && (ordinals[i] ?? 0) < to; i += 1) {
      bound = Math.max(bound ?? 0, this.#scoreOf(frequencyOf(counts[i] ?? 0), this.#lengths[ordinals[i] ?? 0] ?? 0));
    }
    return bound;
  }
}
