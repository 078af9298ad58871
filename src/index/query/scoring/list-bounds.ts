/**
 * What the postings of a list may score in a window at the most (layer 4), by what the list keeps of its blocks.
 */
import type { PostingList } from "../../segment/postings/posting-list.ts";
import { frequencyOf } from "../../segment/postings/posting-list.ts";
import type { DocumentWindow } from "../snapshot/document-window.ts";
import type { TermScorer } from "./term-scorer.ts";

/** Worked out once a query, however often a segment is searched for it. */
const known = new WeakMap<TermScorer, TermBounds>();

export function boundsOf(term: TermScorer): TermBounds {
  const bounds = known.get(term) ?? new TermBounds(term);
  known.set(term, bounds);
  return bounds;
}

/** Of all lists of a term. */
class TermBounds {
  readonly #lists: readonly ListBounds[];

  constructor(term: TermScorer) {
    this.#lists = term.lists.map((list) => new ListBounds(list, term));
  }

  /** No posting in the window scores more, but for rounding; boosts of documents are left out. Null where there is none. */
  boundIn(window: DocumentWindow): number | null {
    let greatest: number | null = null;
    for (const bounds of this.#lists) {
      const bound = bounds.boundIn(window);
      if (bound !== null) greatest = greatest === null ? bound : Math.max(greatest, bound);
    }
    return greatest;
  }
}

/** Cheapest where windows are asked for in ascending order. */
class ListBounds {
  readonly #list: PostingList;
  /** Its score of a frequency in a field of a length grows with the one and falls with the other. */
  readonly #term: TermScorer;
  /** By block; NaN where it is not worked out yet. */
  #bounds: Float64Array | null = null;
  /** The first block, or posting, that may lie in the window asked for last. */
  #next = 0;
  #from = 0;

  constructor(list: PostingList, term: TermScorer) {
    this.#list = list;
    this.#term = term;
  }

  /** No posting in the window scores more, but for rounding. Null where no posting can be. */
  boundIn(window: DocumentWindow): number | null {
    if (window.from < this.#from) this.#next = 0;
    this.#from = window.from;
    return this.#list.blockCount === 1 ? this.#boundOfPostings(window) : this.#boundOfBlocks(window);
  }

  #boundOfBlocks({ from, to }: DocumentWindow): number | null {
    const list = this.#list;
    while (this.#next < list.blockCount && list.lastOrdinalOf(this.#next) < from) this.#next += 1;
    let bound: number | null = null;
    let first = this.#next === 0 ? 0 : list.lastOrdinalOf(this.#next - 1) + 1;
    for (let block = this.#next; block < list.blockCount && first < to; block += 1) {
      bound = Math.max(bound ?? 0, this.#boundOfBlock(block));
      first = list.lastOrdinalOf(block) + 1;
    }
    return bound;
  }

  #boundOfBlock(block: number): number {
    this.#bounds ??= new Float64Array(this.#list.blockCount).fill(Number.NaN);
    const known = this.#bounds[block] ?? 0;
    if (!Number.isNaN(known)) return known;
    const bound = this.#list.boundOf(block, (frequency, length) => this.#term.boundOf(frequency, length));
    this.#bounds[block] = bound;
    return bound;
  }

  /** Of a list of one block, which is decoded. */
  #boundOfPostings({ from, to }: DocumentWindow): number | null {
    const end = this.#list.decode(0);
    const ordinals = this.#list.ordinalsOf(0);
    const counts = this.#list.countsOf(0);
    const { lengths } = this.#term;
    while (this.#next < end && (ordinals[this.#next] ?? 0) < from) this.#next += 1;
    let bound: number | null = null;
    for (let i = this.#next; i < end && (ordinals[i] ?? 0) < to; i += 1) {
      const scored = this.#term.boundOf(frequencyOf(counts[i] ?? 0), lengths[ordinals[i] ?? 0] ?? 0);
      bound = Math.max(bound ?? 0, scored);
    }
    return bound;
  }
}
