/**
 * How many occurrences of a term in a document are of other words (layer 4): read from the posting lists of its homographs in
 * the same field.
 */
import type { PostingList } from "../../segment/postings/posting-list.ts";
import { ListCursor } from "./list-cursor.ts";

export class HomographFrequencies {
  readonly #cursors: readonly ListCursor[];

  /** Of one segment and one field. */
  constructor(lists: readonly PostingList[]) {
    this.#cursors = lists.map((list) => new ListCursor(list));
  }

  /** 0 where no homograph is in the document. Cheapest in ascending order of documents. Decodes at most one chunk a homograph. */
  of(ordinal: number): number {
    let sum = 0;
    for (const cursor of this.#cursors) sum += cursor.frequencyAt(ordinal);
    return sum;
  }
}
