/**
 * A place in a posting list (layer 4), for whoever asks for some documents of it, mostly in ascending order: each search
 * goes on from the place of the last one.
 */
import { frequencyOf, type PostingList } from "../../segment/postings/posting-list.ts";
import type { KeptDocuments } from "../snapshot/bitset-cache.ts";

export class ListCursor {
  readonly list: PostingList;
  #chunk = 0;
  /** In the chunk, no posting before this one is of the document asked for last, or of a later one; null for its first. */
  #place: number | null = null;
  #asked = 0;

  constructor(list: PostingList) {
    this.list = list;
  }

  /** The frequency of a live document, 0 where it is not in the list. Decodes at most one chunk. */
  frequencyAt(ordinal: number): number {
    return frequencyOf(this.countAt(ordinal));
  }

  /** The same as an occurrenceCount. */
  countAt(ordinal: number): number {
    const place = this.placeOf(ordinal);
    const isThere = place >= 0 && this.list.ordinalsOf(this.#chunk)[place] === ordinal;
    return isThere ? (this.list.countsOf(this.#chunk)[place] ?? 0) : 0;
  }

  /** The same of a document that is in a list of which all are kept: its place is how many come before it. Nothing is decoded. */
  countOfKept(ordinal: number, { documents, countStarts }: KeptDocuments): number {
    const chunk = this.chunkOf(ordinal);
    const { list } = this;
    const first = chunk === 0 ? 0 : list.lastOrdinalOf(chunk - 1) + 1;
    return list.countAt(chunk, documents.countIn(first, ordinal), countStarts[chunk] ?? 0);
  }

  /** The first chunk with this document or a later one; the number of chunks where there is none. */
  chunkOf(ordinal: number): number {
    const { list } = this;
    const { chunkCount } = list;
    if (ordinal < this.#asked) this.#goTo(0);
    this.#asked = ordinal;
    let low = this.#chunk;
    if (low >= chunkCount || list.lastOrdinalOf(low) >= ordinal) return low;
    let step = 1;
    // Twice as far each time, then by halves: what is asked for next is mostly near.
    while (low + step < chunkCount && list.lastOrdinalOf(low + step) < ordinal) {
      low += step;
      step *= 2;
    }
    let high = Math.min(chunkCount, low + step);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (list.lastOrdinalOf(middle) < ordinal) low = middle + 1;
      else high = middle;
    }
    this.#goTo(low);
    return low;
  }

  /** Of chunkOf, the place of the first posting of this document or a later one, the chunk's end where there is none; -1 without a chunk. */
  placeOf(ordinal: number): number {
    const chunk = this.chunkOf(ordinal);
    const { list } = this;
    if (chunk >= list.chunkCount) return -1;
    const end = list.decode(chunk);
    const ordinals = list.ordinalsOf(chunk);
    let low = this.#place ?? list.startOf(chunk);
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

  #goTo(chunk: number): void {
    this.#chunk = chunk;
    this.#place = null;
  }
}
