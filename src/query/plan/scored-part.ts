/**
 * What adds to the score of a document, a clause of a plan or a root, by the posting lists of one segment (layer 4): which of
 * its alternatives may score how much in the window at hand. Of a clause's alternatives the best one counts.
 */

import type { TermScorer } from "../scoring/term-scorer.ts";
import type { DocumentSet } from "../snapshot/document-set.ts";
import type { DocumentWindow } from "../snapshot/document-window.ts";
import type { Scorer } from "./scorer.ts";

/** A list, and its bound in the window. */
export interface BoundedList {
  readonly list: TermScorer;
  readonly part: ScoredPart;
  /** The place of its alternative among those of the part. */
  readonly alternative: number;
  bound: number;
}

/**
 * Those of some lists that have postings in a window, with their bounds in it: first what is the lowest bound for its
 * postings, of which most are passed over if it follows.
 */
export function boundInWindow(lists: readonly BoundedList[], window: DocumentWindow): BoundedList[] {
  const present: BoundedList[] = [];
  for (const bounded of lists) {
    const bound = bounded.list.boundIn(window);
    if (bound === null) continue;
    bounded.bound = bound;
    present.push(bounded);
  }
  return present.sort((a, b) => a.bound * b.list.documentFrequency - b.bound * a.list.documentFrequency);
}

/** The most that some documents have of a part by lists that follow. */
export interface FollowingShare {
  readonly bound: number;
  /** The part's. */
  readonly bit: number;
  /** No other document has it; null where that is not known. */
  readonly documents: DocumentSet | null;
}

/** What a clause tells of itself, and a root does not. */
export interface PartOptions {
  readonly bit?: number;
  readonly isRequired?: boolean;
  readonly documents?: DocumentSet | null;
}

/** Each list of a window either leads, its documents are looked at, or it follows: its bound is taken for all documents. */
export class ScoredPart {
  readonly scorer: Scorer;
  /** In the sum of the plan. */
  readonly place: number;
  /** One bit, none for a root. */
  readonly bit: number;
  readonly isRequired: boolean;
  /** Where they were counted, the documents of the segment that have the part, or match nothing without it. */
  readonly documents: DocumentSet | null;
  readonly postings: number;
  readonly #lists: readonly BoundedList[];
  /** By alternative, the bounds of the lists that follow. */
  readonly #followingBounds: Float64Array;
  #following: BoundedList[] = [];
  #rest = 0;
  /** Worked out where it is asked for. */
  #shares: readonly FollowingShare[] | null = null;

  constructor(scorer: Scorer, place: number, { bit = 0, isRequired = false, documents = null }: PartOptions = {}) {
    const { alternatives } = scorer;
    this.scorer = scorer;
    this.place = place;
    this.bit = bit;
    this.isRequired = isRequired;
    this.documents = documents;
    this.#followingBounds = new Float64Array(alternatives.length);
    this.#lists = alternatives.flatMap((lists, alternative) =>
      lists
        .filter(({ documentFrequency }) => documentFrequency > 0)
        .map((list) => ({ list, part: this, alternative, bound: 0 })),
    );
    this.postings = this.#lists.reduce((sum, { list }) => sum + list.documentFrequency, 0);
  }

  /** The most that lists which follow add to a document that no other list of the part has. */
  get rest(): number {
    return this.#rest;
  }

  get lists(): readonly BoundedList[] {
    return this.#lists;
  }

  /** `rest` by the documents that may have it: together with what leads, a document has no more of the part than its shares. */
  get shares(): readonly FollowingShare[] {
    this.#shares ??= this.#findShares();
    return this.#shares;
  }

  #findShares(): FollowingShare[] {
    const { bit, documents } = this;
    if (this.#following.length === 0) return [];
    // Of several alternatives the best counts: what one lacks, another may have.
    if (this.#followingBounds.length > 1) return [{ bound: this.#rest, bit, documents }];
    return this.#following.map(({ list, bound }) => ({ bound, bit, documents: list.documents ?? documents }));
  }

  letNoneFollow(): void {
    this.#followingBounds.fill(0);
    this.#following = [];
    this.#rest = 0;
    this.#shares = null;
  }

  letFollow(bounded: BoundedList): void {
    const { alternative, bound } = bounded;
    const sum = this.followingBound(alternative) + bound;
    this.#followingBounds[alternative] = sum;
    this.#following.push(bounded);
    this.#rest = Math.max(this.#rest, sum);
    this.#shares = null;
  }

  /** What `rest` would rise by if a list followed too. */
  riseBy({ alternative, bound }: BoundedList): number {
    return Math.max(this.#rest, this.followingBound(alternative) + bound) - this.#rest;
  }

  /** The most that the lists of an alternative which follow add. */
  followingBound(alternative: number): number {
    return this.#followingBounds[alternative] ?? 0;
  }
}
