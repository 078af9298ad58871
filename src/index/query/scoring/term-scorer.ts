/**
 * A posting list and what its postings score: walked window by window, forwards, from block to block.
 */
import type { ExplainedTerm } from "../../../search-api.ts";
import { frequencyOf, isOpening, type PostingList } from "../../segment/postings/posting-list.ts";
import type { KeptDocuments, SegmentSets } from "../snapshot/bitset-cache.ts";
import { blocksWithin, type DocumentSet } from "../snapshot/document-set.ts";
import type { CandidateSet, DocumentWindow } from "../snapshot/document-window.ts";
import type { ScoreAccumulator } from "../snapshot/score-accumulator.ts";
import type { Bm25Scorer } from "./bm25-scorer.ts";
import { ListCursor } from "./list-cursor.ts";
import { CountsBySlot, membersOf, type ReadableList, uniteCounts } from "./root-list.ts";
import { ownFrequency } from "./word-score.ts";

interface TermScorerInput {
  readonly list: ReadableList;
  /** Document sets of its segment. */
  readonly sets: SegmentSets;
  /** The lengths of its field by ordinal. */
  readonly lengths: Uint32Array;
  readonly scorer: Bm25Scorer;
  /** Multiplies every score. */
  readonly factor: number;
  /** Added to the frequency where the term stands in the opening of the field; 0 where that does not count. */
  readonly openingWeight: number;
  /**
   * Homographs in the same field. Their occurrences are other words, and are subtracted from the frequency. They only
   * ever lower a score.
   */
  readonly homographs: readonly PostingList[];
  /** True if postings that contain only homographs are skipped. */
  readonly excludeHomographs: boolean;
  /** MiniSearch's boostDocument, null where it is not used; a document of which it is falsy is passed over. */
  readonly boostOf: ((ordinal: number) => number) | null;
}

/**
 * Number of postings that are walked through instead of a search for one. With 2 a headline took 2.4 ms more, with 128
 * .4.
 */
const WALKED_FOR_A_SEARCH = 16;

/** One for all lists: what one of them puts there it takes out again before it waits for anything. */
const united = new CountsBySlot();

/** Windows may be asked for in any order, each as often as one likes; ascending ones are cheapest. */
export class TermScorer {
  readonly #list: ReadableList;
  readonly #sets: SegmentSets;
  readonly #lengths: Uint32Array;
  readonly #scorer: Bm25Scorer;
  readonly #factor: number;
  readonly #openingWeight: number;
  readonly #homographs: readonly ListCursor[];
  readonly #excludeHomographs: boolean;
  readonly #boostOf: ((ordinal: number) => number) | null;
  readonly #cursors: readonly ListCursor[];
  /** Bounds by cursor, computed once a query for all searches of the segment. */
  #bounds: readonly ListBounds[] | null = null;
  /** Cached documents of each cursor's list. */
  #known: readonly (KeptDocuments | null)[] | null = null;

  constructor({
    list,
    sets,
    lengths,
    scorer,
    factor,
    openingWeight,
    homographs,
    excludeHomographs,
    boostOf,
  }: TermScorerInput) {
    this.#list = list;
    this.#sets = sets;
    this.#cursors = membersOf(list).map((member) => new ListCursor(member));
    this.#lengths = lengths;
    this.#scorer = scorer;
    this.#factor = factor;
    this.#openingWeight = openingWeight;
    this.#homographs = homographs.map((homograph) => new ListCursor(homograph));
    this.#excludeHomographs = excludeHomographs;
    this.#boostOf = boostOf;
  }

  /** Live documents of the segment in the list. */
  get documentFrequency(): number {
    return this.#list.documentFrequency;
  }

  /** No other document matches by the list; null where they are not kept. */
  get documents(): DocumentSet | null {
    return "members" in this.#list ? this.#list.documents : (this.#kept()[0]?.documents ?? null);
  }

  /** The lengths of its field, by ordinal. */
  get lengths(): Uint32Array {
    return this.#lengths;
  }

  /**
   * No posting in the window scores more, but for rounding; boosts of documents are left out. Null where there is none.
   */
  boundIn(window: DocumentWindow): number | null {
    this.#bounds ??= this.#cursors.map(({ list }) => new ListBounds(list, this));
    let greatest: number | null = null;
    for (const bounds of this.#bounds) {
      const bound = bounds.boundIn(window);
      if (bound !== null) greatest = Math.max(greatest ?? bound, bound);
    }
    return greatest;
  }

  /**
   * Upper bound of the score of a posting with this frequency and field length, as if it were in the opening, without
   * boosts of documents.
   */
  boundOf(frequency: number, fieldLength: number): number {
    return this.#factor * this.#scorer.score(frequency + this.#openingWeight, fieldLength);
  }

  /**
   * Adds the scores of the window's postings to a table by slot, of the candidates alone where some are given; blocks
   * without a candidate are not unpacked. Gives the number of postings scored.
   */
  addTo(
    table: ScoreAccumulator,
    window: DocumentWindow,
    candidates: CandidateSet | null,
    termNumber: number | null,
  ): number {
    // About how many postings there are, as if they lay evenly.
    const share = (window.to - window.from) / this.#lengths.length;
    if (candidates !== null && candidates.count * WALKED_FOR_A_SEARCH < this.documentFrequency * share) {
      return this.#addSome(table, window, candidates, termNumber);
    }
    const [only, second] = this.#cursors;
    if (only !== undefined && second === undefined) return this.#addWindow(only, table, window, candidates, termNumber);
    // Of several lists read as one the counts of a document are united.
    for (const cursor of this.#cursors) this.#addWindow(cursor, null, window, candidates, termNumber);
    let scored = 0;
    united.drain((slot, count) => {
      if (this.#addOne(table, slot, window.from + slot, count, termNumber)) scored += 1;
    });
    return scored;
  }

  /** Adds a window's scores to the table, or to `united` if none is given. */
  #addWindow(
    cursor: ListCursor,
    table: ScoreAccumulator | null,
    window: DocumentWindow,
    candidates: CandidateSet | null,
    termNumber: number | null,
  ): number {
    const { list } = cursor;
    const [lengths, scorer, factor, { from, to }] = [this.#lengths, this.#scorer, this.#factor, window];
    const openingWeight = this.#openingWeight;
    const isPlain = this.#homographs.length === 0 && this.#boostOf === null;
    let scored = 0;
    const firstBlock = cursor.blockOf(from);
    let block = nextBlock(list, firstBlock, window, candidates);
    for (; block >= 0; block = nextBlock(list, block + 1, window, candidates)) {
      const end = list.decode(block);
      const ordinals = list.ordinalsOf(block);
      let counts: Uint32Array | null = null;
      for (let i = block === firstBlock ? cursor.placeOf(from) : list.startOf(block); i < end; i += 1) {
        const ordinal = ordinals[i] ?? 0;
        if (ordinal >= to) break;
        const slot = ordinal - from;
        if (candidates !== null && !candidates.has(slot)) continue;
        counts ??= list.countsOf(block);
        const count = counts[i] ?? 0;
        if (table === null) {
          united.add(slot, count);
        } else if (isPlain) {
          const frequency = isOpening(count) ? frequencyOf(count) + openingWeight : frequencyOf(count);
          table.add(slot, factor * scorer.score(frequency, lengths[ordinal] ?? 0), termNumber);
          scored += 1;
        } else if (this.#addOne(table, slot, ordinal, count, termNumber)) {
          scored += 1;
        }
      }
    }
    return scored;
  }

  /** Searches for each candidate. */
  #addSome(
    table: ScoreAccumulator,
    { from }: DocumentWindow,
    candidates: CandidateSet,
    termNumber: number | null,
  ): number {
    let scored = 0;
    for (const slot of candidates.slots) {
      const count = this.#countAt(from + slot);
      if (count > 0 && this.#addOne(table, slot, from + slot, count, termNumber)) scored += 1;
    }
    return scored;
  }

  /** False where the posting is passed over. */
  #addOne(table: ScoreAccumulator, slot: number, ordinal: number, count: number, termNumber: number | null): boolean {
    const documentBoost = this.#boostOf === null ? 1 : this.#boostOf(ordinal);
    if (!documentBoost) return false;
    const others = this.#othersIn(ordinal);
    if (this.#excludeHomographs && others >= frequencyOf(count)) return false;
    const rawScore = this.#scorer.score(this.#weigh(count, others), this.#lengths[ordinal] ?? 0);
    table.add(slot, this.#factor * documentBoost * rawScore, termNumber);
    return true;
  }

  /** Adds every document that matches by the list, of one without `boostOf`; what is not `within` may be left out. */
  addDocumentsTo(set: DocumentSet, within: DocumentSet | null): void {
    for (const { list } of this.#cursors) {
      if (this.#excludeHomographs && this.#homographs.length > 0) this.#addOwnDocuments(set, list, within);
      else this.#sets.addList(set, list, within);
    }
  }

  /** Adds the documents in which an occurrence is of no homograph; of blocks as DocumentSet.addList. */
  #addOwnDocuments(set: DocumentSet, list: PostingList, within: DocumentSet | null): void {
    for (const block of blocksWithin(list, within)) {
      const end = list.decode(block);
      const ordinals = list.ordinalsOf(block);
      for (let i = list.startOf(block); i < end; i += 1) {
        const ordinal = ordinals[i] ?? 0;
        const others = this.#othersIn(ordinal);
        if (others === 0 || others < frequencyOf(list.countsOf(block)[i] ?? 0)) set.add(ordinal);
      }
    }
  }

  /** Occurrences of homographs in a document. Cheapest in ascending order. Decodes at most one block a homograph. */
  #othersIn(ordinal: number): number {
    let sum = 0;
    for (const homograph of this.#homographs) sum += homograph.frequencyAt(ordinal);
    return sum;
  }

  /** Tells whether a live document is in the list. */
  has(ordinal: number): boolean {
    return this.#countAt(ordinal) > 0;
  }

  /** Explains the score of one document; null if the list lacks it, or its posting is skipped. */
  explain(ordinal: number): Omit<ExplainedTerm["fields"][number], "field"> | null {
    const count = this.#countAt(ordinal);
    if (count === 0) return null;
    const others = this.#othersIn(ordinal);
    if (this.#excludeHomographs && others >= frequencyOf(count)) return null;
    const frequency = this.#weigh(count, others);
    const opening = this.#countsOpening(count, others);
    const length = this.#lengths[ordinal] ?? 0;
    const { inverseDocumentFrequency: idf, averageFieldLength: averageLength } = this.#scorer;
    const score = this.#factor * this.#scorer.score(frequency, length);
    return { frequency, opening, length, averageLength, idf, weight: this.#factor, score };
  }

  #countAt(ordinal: number): number {
    // What is kept has dead documents too.
    if (this.#sets.isDead(ordinal)) return 0;
    const [cursors, kept] = [this.#cursors, this.#kept()];
    let count = 0;
    for (let i = 0; i < cursors.length; i += 1) {
      const ofList = kept[i] ?? null;
      if (ofList === null) count = uniteCounts(count, cursors[i]?.countAt(ordinal) ?? 0);
      else if (ofList.documents.has(ordinal)) count = uniteCounts(count, cursors[i]?.countOfKept(ordinal, ofList) ?? 0);
    }
    return count;
  }

  /** Looked up once a query. */
  #kept(): readonly (KeptDocuments | null)[] {
    this.#known ??= this.#cursors.map(({ list }) => this.#sets.known(list));
    return this.#known;
  }

  /** Computes the weight of a posting from its own occurrences and its place in the field. */
  #weigh(count: number, others: number): number {
    const own = ownFrequency(frequencyOf(count), others);
    return this.#countsOpening(count, others) ? own + this.#openingWeight : own;
  }

  /** An opening that may be that of homographs alone is none. */
  #countsOpening(count: number, others: number): boolean {
    return this.#openingWeight !== 0 && isOpening(count) && others < frequencyOf(count);
  }
}

/**
 * The first block from one on that has postings in a window, and where some candidates are given, may have one of
 * these; -1 where there is none.
 */
function nextBlock(
  list: PostingList,
  block: number,
  { from, to }: DocumentWindow,
  candidates: CandidateSet | null,
): number {
  for (let next = block; next < list.blockCount; next += 1) {
    const first = next === 0 ? 0 : list.lastOrdinalOf(next - 1) + 1;
    if (first >= to) return -1;
    if (candidates === null || candidates.hasAnyIn(first - from, list.lastOrdinalOf(next) + 1 - from)) return next;
  }
  return -1;
}

/**
 * Upper bounds of scores in a window, from the bounds that the list stores for its blocks. Cheapest if windows are
 * requested in ascending order.
 */
class ListBounds {
  readonly #list: PostingList;
  /** Its score of a frequency in a field of a length grows with the one and falls with the other. */
  readonly #term: TermScorer;
  /** Bounds by block; NaN if not computed yet. */
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

  /** The bound of a list of one block, whose postings are decoded. */
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
