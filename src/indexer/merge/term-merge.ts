/**
 * The terms of several segments in one order, each with its lists put together (layer 4); terms of dead documents alone are
 * left out. Terms are taken one by one without a promise for each, of which a merge would make millions: only where a
 * block of some input is used up the next one is waited for.
 */

import type { TermOccurrences } from "../../segment/postings/occurrences.ts";
import type { TermPostings } from "../../segment/postings/posting-block.ts";
import { mergeOccurrences } from "./occurrence-merge.ts";
import { mergePostings, type PostingSource } from "./posting-merge.ts";

/** One input: its blocks of terms, ascending, and the map from its ordinals to the merged ones. */
interface TermInput {
  readonly blocks: AsyncIterator<Iterator<TermPostings, undefined>>;
  readonly ordinalMap: Uint32Array;
}

/** What `next` gives: a merged term, or that a block must be read first, or that there is no term any more. */
type NextTerm = TermPostings | "unread" | "end";

/** Call order: read, then next until it says so, then read, and so on. */
export class TermMerge {
  readonly #cursors: readonly TermCursor[];
  readonly #keepsOccurrences: boolean;

  constructor(inputs: readonly TermInput[], keepsOccurrences: boolean) {
    this.#cursors = inputs.map((input) => new TermCursor(input));
    this.#keepsOccurrences = keepsOccurrences;
  }

  /** Reads what `next` lacks. Rejects as the inputs do. */
  async read(): Promise<void> {
    for (const cursor of this.#cursors) if (cursor.isUnread) await cursor.read();
  }

  next(): NextTerm {
    for (;;) {
      let term: string | null = null;
      for (const { head, isUnread } of this.#cursors) {
        if (isUnread) return "unread";
        if (head !== null && (term === null || head.term < term)) term = head.term;
      }
      if (term === null) return "end";
      const merged = this.#mergeTerm(term);
      if (merged !== null) return merged;
    }
  }

  #mergeTerm(term: string): TermPostings | null {
    const sources: (PostingSource & { readonly occurrences: TermOccurrences })[] = [];
    for (const cursor of this.#cursors) {
      if (cursor.head?.term !== term) continue;
      const { fields, occurrences = NO_OCCURRENCES } = cursor.head;
      sources.push({ fields, occurrences, ordinalMap: cursor.ordinalMap });
      cursor.advance();
    }
    const fields = mergePostings(sources);
    if (fields.length === 0) return null;
    return this.#keepsOccurrences ? { term, fields, occurrences: mergeOccurrences(sources, fields) } : { term, fields };
  }
}

const NO_OCCURRENCES: TermOccurrences = { forms: [], fields: [] };

/** Walks the terms of one input. */
class TermCursor {
  readonly ordinalMap: Uint32Array;
  readonly #blocks: TermInput["blocks"];
  #block: Iterator<TermPostings, undefined> | null = null;
  /** The present term; null where it is unread, and after the last. */
  head: TermPostings | null = null;
  isUnread = true;

  constructor({ blocks, ordinalMap }: TermInput) {
    this.#blocks = blocks;
    this.ordinalMap = ordinalMap;
  }

  advance(): void {
    this.head = this.#block?.next().value ?? null;
    this.isUnread = this.head === null;
  }

  /** Goes on in the next block that has a term. */
  async read(): Promise<void> {
    while (this.isUnread) {
      const { value, done } = await this.#blocks.next();
      if (done) break;
      this.#block = value;
      this.advance();
    }
    this.isUnread = false;
  }
}
