/**
 * How many occurrences of a term in a document are of other words (layer 4): read from the posting lists of its rivals in
 * the same field.
 */
import type { PostingList } from "../../segment/posting-list.ts";

export class RivalFrequencies {
  readonly #lists: readonly PostingList[];

  /** Of one segment and one field. */
  constructor(lists: readonly PostingList[]) {
    this.#lists = lists;
  }

  /** 0 where no rival is in the document. Decodes at most one chunk a rival. */
  of(ordinal: number): number {
    let sum = 0;
    for (const list of this.#lists) sum += list.frequencyAt(ordinal);
    return sum;
  }
}
