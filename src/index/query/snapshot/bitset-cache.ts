/**
 * Which documents have common words, kept between queries. A set takes a bit a document, in the place of four bytes a
 * posting and of unpacking them anew; it is kept where that is less.
 */

import type { SegmentId } from "../../keys.ts";
import type { PostingList } from "../../segment/postings/posting-list.ts";
import { ByteBoundedCache } from "../../segment/reader/block-cache.ts";
import { DocumentSet } from "./document-set.ts";

/** Bits of an ordinal: so many documents to a posting, and a set is smaller than the list. */
const BITS_OF_ORDINAL = 32;

/**
 * The documents of a list, or of several that are read as one; dead ones too, since what is kept outlives a snapshot.
 */
export interface KeptDocuments {
  readonly documents: DocumentSet;
  /**
   * Bit at which the counts of each block begin, if there is one list (PostingList.countAt); of several lists it is
   * empty.
   */
  readonly countStarts: Uint32Array;
}

/** The terms of a field that begin with the same letters. */
export interface TermFamily {
  /** Live documents with any of the terms. */
  readonly documentFrequency: number;
  /** Live and dead documents of the list, if they are cached. */
  readonly documents: DocumentSet | null;
}

/**
 * Caches sets of documents of all segments, and drops the least recently used first. Sets hold no text, so those of
 * removed segments may stay.
 */
export class BitsetCache {
  readonly #sets: ByteBoundedCache<KeptDocuments>;

  /** `maxBytes` of sets at the most; 0 keeps none. */
  constructor(maxBytes: number) {
    this.#sets = new ByteBoundedCache(maxBytes);
  }

  /** `dead[ordinal]` is 1 for a dead document; null where none is. */
  ofSegment(id: SegmentId, documents: number, dead: Uint8Array | null): SegmentSets {
    return new SegmentSets(this.#sets, id, documents, dead);
  }
}

/** The sets of one segment, as it is in one snapshot. */
export class SegmentSets {
  readonly #sets: ByteBoundedCache<KeptDocuments>;
  readonly #id: SegmentId;
  readonly #documents: number;
  readonly #dead: Uint8Array | null;
  /** Made where they are first asked for. */
  #deadOrdinals: Uint32Array | null = null;
  #deadSet: DocumentSet | null = null;

  constructor(sets: ByteBoundedCache<KeptDocuments>, id: SegmentId, documents: number, dead: Uint8Array | null) {
    this.#sets = sets;
    this.#id = id;
    this.#documents = documents;
    this.#dead = dead;
  }

  isDead(ordinal: number): boolean {
    return this.#dead !== null && this.#dead[ordinal] === 1;
  }

  /** Ascending. */
  get deadOrdinals(): Uint32Array {
    if (this.#deadOrdinals === null) {
      const ordinals: number[] = [];
      for (const [ordinal, isDead] of (this.#dead ?? []).entries()) if (isDead === 1) ordinals.push(ordinal);
      this.#deadOrdinals = Uint32Array.from(ordinals);
    }
    return this.#deadOrdinals;
  }

  emptySet(): DocumentSet {
    return new DocumentSet(this.#documents);
  }

  /** The live documents of which something holds, by a look at each. */
  liveWhere(holds: (ordinal: number) => boolean): DocumentSet {
    const found = this.emptySet();
    for (let ordinal = 0; ordinal < this.#documents; ordinal += 1) {
      if (!this.isDead(ordinal) && holds(ordinal)) found.add(ordinal);
    }
    return found;
  }

  /** The cached documents of a list; null if there are none. */
  known(list: PostingList): KeptDocuments | null {
    return this.#isCommon(list.size) ? (this.#sets.get(this.#nameOf(list)) ?? null) : null;
  }

  /** Adds every live document of a list; of a list that is not kept, what is not `within` may be left out. */
  addList(set: DocumentSet, list: PostingList, within: DocumentSet | null): void {
    // To unpack all of a list for the sake of a few documents is no gain.
    const isWhole = within === null && this.#isCommon(list.size);
    const kept = isWhole ? this.#keep(this.#nameOf(list), () => this.#readList(list)) : this.known(list);
    if (kept === null) set.addList(list, within);
    else set.unite(kept.documents, this.deadDocuments);
  }

  /** The terms of a field that begin with a prefix, with all their lists. */
  family(prefix: string, field: number, lists: readonly PostingList[]): TermFamily {
    if (this.#isCommon(lists.reduce((sum, { size }) => sum + size, 0))) {
      const { documents } = this.#keep(`${this.#id}/root/${field}/${prefix}`, () => this.#readLists(lists));
      return { documentFrequency: documents.countWithout(this.deadDocuments), documents };
    }
    const found = this.emptySet();
    for (const list of lists) found.addList(list);
    return { documentFrequency: found.count(), documents: null };
  }

  /**
   * The cached matches of a phrase, or of another named node, in this segment with its dead documents; null if there
   * are none.
   */
  found(name: string): DocumentSet | null {
    return this.#sets.get(this.#nameOfFound(name))?.documents ?? null;
  }

  /** The set is not changed any more. */
  keepFound(name: string, documents: DocumentSet): void {
    const kept = { documents, countStarts: new Uint32Array() };
    this.#sets.set(this.#nameOfFound(name), kept, documents.sizeBytes);
  }

  #keep(name: string, read: () => KeptDocuments): KeptDocuments {
    const known = this.#sets.get(name);
    if (known !== undefined) return known;
    const kept = read();
    this.#sets.set(name, kept, kept.documents.sizeBytes + kept.countStarts.byteLength);
    return kept;
  }

  #readList(list: PostingList): KeptDocuments {
    const documents = this.emptySet();
    const whole = list.withDead();
    documents.addList(whole);
    // A copy, or the list would be kept with it.
    return { documents, countStarts: whole.countStarts.slice() };
  }

  #readLists(lists: readonly PostingList[]): KeptDocuments {
    const documents = this.emptySet();
    for (const list of lists) {
      const known = this.known(list);
      if (known === null) documents.addList(list.withDead());
      else documents.unite(known.documents);
    }
    return { documents, countStarts: new Uint32Array() };
  }

  /** Null where none is. */
  get deadDocuments(): DocumentSet | null {
    if (this.#dead === null) return null;
    if (this.#deadSet === null) {
      this.#deadSet = this.emptySet();
      this.#deadSet.addAll(this.deadOrdinals, 0, this.deadOrdinals.length);
    }
    return this.#deadSet;
  }

  /** Adds the number of dead documents to the name. Dead documents stay dead, so the number identifies their set. */
  #nameOfFound(name: string): string {
    return `${this.#id}/found/${this.deadOrdinals.length}/${name}`;
  }

  #nameOf({ term, field }: PostingList): string {
    return `${this.#id}/term/${field}/${term}`;
  }

  #isCommon(postings: number): boolean {
    return postings * BITS_OF_ORDINAL >= this.#documents;
  }
}
