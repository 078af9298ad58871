/**
 * Which documents have common words, kept between queries (layer 4). A set takes a bit a document, in the place of four bytes a
 * posting and of unpacking them anew; it is kept where that is less.
 */
import { ByteBoundedCache } from "../../segment/byte-bounded-cache.ts";
import type { PostingList } from "../../segment/posting-list.ts";
import type { SegmentId } from "../../storage/object-keys.ts";
import { DocumentSet } from "./document-set.ts";

/** Bits of an ordinal: so many documents to a posting, and a set is smaller than the list. */
const BITS_OF_ORDINAL = 32;

/** Of all segments, the least recently used forgotten first. Sets hold no text; those of segments that are gone grow old. */
export class KeptSets {
  readonly #sets: ByteBoundedCache<DocumentSet>;

  /** `maxBytes` of sets at the most; 0 keeps none. */
  constructor(maxBytes: number) {
    this.#sets = new ByteBoundedCache(maxBytes);
  }

  /** `dead[ordinal]` is 1 for a dead document; null where none is. */
  ofSegment(id: SegmentId, documents: number, dead: Uint8Array | null): SegmentSets {
    return new SegmentSets(this.#sets, id, documents, dead);
  }
}

/** The sets of one segment, as it is in one snapshot. What is kept has dead documents too, since it outlives the snapshot. */
export class SegmentSets {
  readonly #sets: ByteBoundedCache<DocumentSet>;
  readonly #id: SegmentId;
  readonly #documents: number;
  readonly #dead: DocumentSet | null;

  constructor(sets: ByteBoundedCache<DocumentSet>, id: SegmentId, documents: number, dead: Uint8Array | null) {
    this.#sets = sets;
    this.#id = id;
    this.#documents = documents;
    this.#dead = dead === null ? null : setOfDead(dead);
  }

  emptySet(): DocumentSet {
    return new DocumentSet(this.#documents);
  }

  /** The documents of a list, dead ones too, where they are kept. */
  known(list: PostingList): DocumentSet | null {
    return this.#isCommon(list.size) ? (this.#sets.get(this.#nameOf(list)) ?? null) : null;
  }

  /** Adds every live document of a list; of a list that is not kept, what is not `within` may be left out. */
  addList(set: DocumentSet, list: PostingList, within: DocumentSet | null): void {
    // To unpack all of a list for the sake of a few documents is no gain.
    const isWhole = within === null && this.#isCommon(list.size);
    const kept = isWhole ? this.#keep(this.#nameOf(list), [list]) : this.known(list);
    if (kept === null) set.addList(list, within);
    else set.uniteWithout(kept, this.#dead);
  }

  /** Live documents in any of the lists of a field whose terms begin with a prefix, all of which are given. */
  countFamily(prefix: string, field: number, lists: readonly PostingList[]): number {
    if (this.#isCommon(lists.reduce((sum, { size }) => sum + size, 0))) {
      return this.#keep(`${this.#id}/root/${field}/${prefix}`, lists).countWithout(this.#dead);
    }
    const found = this.emptySet();
    for (const list of lists) found.addList(list);
    return found.count();
  }

  /** The documents of some lists, dead ones too: a list has the same ones for ever. */
  #keep(name: string, lists: readonly PostingList[]): DocumentSet {
    const kept = this.#sets.get(name);
    if (kept !== undefined) return kept;
    const set = this.emptySet();
    for (const list of lists) {
      const known = this.known(list);
      if (known === null) set.addList(list.withDead());
      else set.unite(known);
    }
    this.#sets.set(name, set, set.sizeBytes);
    return set;
  }

  #nameOf({ term, field }: PostingList): string {
    return `${this.#id}/term/${field}/${term}`;
  }

  #isCommon(postings: number): boolean {
    return postings * BITS_OF_ORDINAL >= this.#documents;
  }
}

function setOfDead(dead: Uint8Array): DocumentSet {
  const set = new DocumentSet(dead.length);
  for (const [ordinal, isDead] of dead.entries()) if (isDead === 1) set.add(ordinal);
  return set;
}
