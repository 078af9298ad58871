/**
 * The posting lists of a root: of all terms that begin with the same letters, as those of one term, whose
 * frequency in a document is the greatest of theirs: a name stands there by several terms at once. It is in the opening
 * where one of them is.
 */

import { groupBy } from "../../../keyed.ts";
import { isMark } from "../../language.ts";
import type { TermLists } from "../../segment/postings/posting-block.ts";
import { frequencyOf, type PostingList } from "../../segment/postings/posting-list.ts";
import type { SegmentSets, TermFamily } from "../snapshot/bitset-cache.ts";
import { WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
/** A scored list, stored in the segment or computed. */
export type ReadableList = PostingList | RootList;

/** The lists of the segment that a list is made of; a posting has the greatest of their frequencies. */
export function membersOf(list: ReadableList): readonly PostingList[] {
  return "members" in list ? list.members : [list];
}

/** Several lists of one field, read as one; `documentFrequency` is of any of them. */
export interface RootList extends TermFamily {
  readonly field: number;
  readonly members: readonly PostingList[];
}

/**
 * One list a field of the terms that begin with a prefix, ascending by field. Marks (isMark) do not count, unless the
 * prefix is the mark itself. Time: the postings of all lists, unless `sets` keeps their documents.
 */
export function uniteRoot(prefix: string, terms: readonly TermLists[], sets: SegmentSets): ReadableList[] {
  const own = terms.flatMap(({ term, lists }) => (isMark(term) && term !== prefix ? [] : lists));
  const byField = groupBy(own, ({ field }) => [field]);
  const fields = [...byField].sort(([a], [b]) => a - b);
  return fields.map(([field, lists]) => {
    const [only] = lists;
    return only !== undefined && lists.length === 1
      ? only
      : { field, members: lists, ...sets.family(prefix, field, lists) };
  });
}

/**
 * Unites the counts of two terms that are read as one: the greater frequency, in the opening if either is. 0 if both
 * are 0.
 */
export function uniteCounts(a: number, b: number): number {
  return 2 * frequencyOf(Math.max(a, b)) + ((a | b) & 1);
}

/** Counts of the documents of a window, united by slot, on one table that is used again and again. */
export class CountsBySlot {
  readonly #counts = new Uint32Array(WINDOW_DOCUMENTS);
  readonly #slots = new Uint16Array(WINDOW_DOCUMENTS);
  #size = 0;

  add(slot: number, count: number): void {
    const known = this.#counts[slot] ?? 0;
    this.#counts[slot] = uniteCounts(known, count);
    if (known > 0) return;
    this.#slots[this.#size] = slot;
    this.#size += 1;
  }

  /** Gives every slot once with its count, and forgets it. */
  drain(take: (slot: number, count: number) => void): void {
    for (let i = 0; i < this.#size; i += 1) {
      const slot = this.#slots[i] ?? 0;
      const count = this.#counts[slot] ?? 0;
      this.#counts[slot] = 0;
      take(slot, count);
    }
    this.#size = 0;
  }
}
