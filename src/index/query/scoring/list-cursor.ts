/**
 * A place in a posting list, for whoever asks for some documents of it, mostly in ascending order: each search
 * goes on from the place of the last one.
 */
import { frequencyOf, type PostingList } from "../../segment/postings/posting-list.ts";
import type { KeptDocuments } from "../snapshot/bitset-cache.ts";

export class ListCursor {
  readonly list: PostingList;
  #block = 0;
  /** Place in the block before which no posting has the last requested document or a later one; null for its first. */
  #place: number | null = null;
  #asked = 0;

  constructor(list: PostingList) {
    this.list = list;
  }

  /** The frequency of a live document, 0 where it is not in the list. Decodes at most one block. */
  frequencyAt(ordinal: number): number {
    return frequencyOf(this.countAt(ordinal));
  }

  /** The same as an occurrenceCount. */
  countAt(ordinal: number): number {
    const place = this.placeOf(ordinal);
    const isThere = place >= 0 && this.list.ordinalsOf(this.#block)[place] === ordinal;
    return isThere ? (this.list.countsOf(this.#block)[place] ?? 0) : 0;
  }

  /**
   * The same of a document that is in a list of which all are kept: its place is how many come before it. Nothing is
   * decoded.
   */
  countOfKept(ordinal: number, { documents, countStarts }: KeptDocuments): number {
    const block = this.blockOf(ordinal);
    const { list } = this;
    const first = block === 0 ? 0 : list.lastOrdinalOf(block - 1) + 1;
    return list.countAt(block, documents.countIn(first, ordinal), countStarts[block] ?? 0);
  }

  /** The first block with this document or a later one; the number of blocks where there is none. */
  blockOf(ordinal: number): number {
    const { list } = this;
    const { blockCount } = list;
    if (ordinal < this.#asked) this.#goTo(0);
    this.#asked = ordinal;
    let low = this.#block;
    if (low >= blockCount || list.lastOrdinalOf(low) >= ordinal) return low;
    let step = 1;
    // Twice as far each time, then by halves: what is asked for next is mostly near.
    while (low + step < blockCount && list.lastOrdinalOf(low + step) < ordinal) {
      low += step;
      step *= 2;
    }
    let high = Math.min(blockCount, low + step);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list.lastOrdinalOf(middle) < ordinal) low = middle + 1;
      else high = middle;
    }
    this.#goTo(low);
    return low;
  }

  /**
   * Finds the first posting in blockOf of this document or a later one: the block's end if there is none, -1 without a
   * block.
   */
  placeOf(ordinal: number): number {
    const block = this.blockOf(ordinal);
    const { list } = this;
    if (block >= list.blockCount) return -1;
    const end = list.decode(block);
    const ordinals = list.ordinalsOf(block);
    let low = this.#place ?? list.startOf(block);
    let step = 1;
    while (low + step < end && (ordinals[low + step] ?? 0) < ordinal) {
      low += step;
      step *= 2;
    }
    let high = Math.min(end, low + step);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ordinals[middle] ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    this.#place = low;
    return low;
  }

  #goTo(block: number): void {
    this.#block = block;
    this.#place = null;
  }
}
