/**
 * A set of documents of a segment: one bit a document, to be united and cut a word of bits at a time.
 */
import { countBits, type PostingList } from "../../segment/postings/posting-list.ts";

/** Empty at first. Sets that meet must be of the same segment. */
export class DocumentSet {
  /** Bit `ordinal & 31` of word `ordinal >>> 5`; changed by the set alone. */
  readonly words: Uint32Array;

  constructor(documents: number) {
    this.words = new Uint32Array(Math.ceil(documents / 32));
  }

  get sizeBytes(): number {
    return this.words.byteLength;
  }

  add(ordinal: number): void {
    this.words[ordinal >>> 5] = (this.words[ordinal >>> 5] ?? 0) | (1 << (ordinal & 31));
  }

  has(ordinal: number): boolean {
    return ((this.words[ordinal >>> 5] ?? 0) & (1 << (ordinal & 31))) !== 0;
  }

  /** Ascending. */
  *ordinals(): Generator<number> {
    for (let word = 0; word < this.words.length; word += 1) {
      for (let bits = this.words[word] ?? 0; bits !== 0; bits &= bits - 1) {
        yield word * 32 + 31 - Math.clz32(bits & -bits);
      }
    }
  }

  /** Adds all ordinals below `documents`, without those that are 1 in `left`. */
  fill(documents: number, left: Uint8Array | null): void {
    const words = this.words;
    words.fill(-1);
    if ((documents & 31) !== 0) words[documents >>> 5] = (1 << (documents & 31)) - 1;
    if (left === null) return;
    for (let ordinal = left.indexOf(1); ordinal !== -1; ordinal = left.indexOf(1, ordinal + 1)) {
      words[ordinal >>> 5] = (words[ordinal >>> 5] ?? 0) & ~(1 << (ordinal & 31));
    }
  }

  /** Shows each document, ascending; of those alone that are `within`, where that is given. */
  each(visit: (ordinal: number) => void, within: DocumentSet | null = null): void {
    const [words, others] = [this.words, within === null ? this.words : within.words];
    for (let word = 0; word < words.length; word += 1) {
      for (let bits = (words[word] ?? 0) & (others[word] ?? 0); bits !== 0; bits &= bits - 1) {
        visit(word * 32 + 31 - Math.clz32(bits & -bits));
      }
    }
  }

  /** A new set of what is here and not in another. */
  without(other: DocumentSet): DocumentSet {
    const left = new DocumentSet(this.words.length * 32);
    left.unite(this, other);
    return left;
  }

  /** Adds `ordinals[start]` up to, and without, `ordinals[end]`. */
  addAll(ordinals: Uint32Array, start: number, end: number): void {
    const words = this.words;
    for (const ordinal of ordinals.subarray(start, end)) {
      words[ordinal >>> 5] = (words[ordinal >>> 5] ?? 0) | (1 << (ordinal & 31));
    }
  }

  /** Adds every live document of a list; blocks without one that is `within` may be left out, and are not decoded. */
  addList(list: PostingList, within: DocumentSet | null = null): void {
    for (const block of blocksWithin(list, within)) {
      const end = list.decode(block);
      this.addAll(list.ordinalsOf(block), list.startOf(block), end);
    }
  }

  /** Tells whether there is a document in [from, to), or so near that both share a word of bits. */
  mayHaveIn(from: number, to: number): boolean {
    for (let word = from >>> 5; word <= (to - 1) >>> 5; word += 1) if (this.words[word] !== 0) return true;
    return false;
  }

  /** Adds what is in one set and not in another. */
  unite(other: DocumentSet, left: DocumentSet | null = null): void {
    const [words, others, without] = [this.words, other.words, left === null ? null : left.words];
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) | ((others[i] ?? 0) & ~(without?.[i] ?? 0));
  }

  intersect(other: DocumentSet): void {
    const [words, others] = [this.words, other.words];
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) & (others[i] ?? 0);
  }

  subtract(other: DocumentSet): void {
    const [words, others] = [this.words, other.words];
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) & ~(others[i] ?? 0);
  }

  count(): number {
    return this.countWithout(null);
  }

  /** Counts the documents that are not in another set. */
  countWithout(left: DocumentSet | null): number {
    const [words, without] = [this.words, left === null ? null : left.words];
    let count = 0;
    for (let i = 0; i < words.length; i += 1) count += countBits((words[i] ?? 0) & ~(without?.[i] ?? 0));
    return count;
  }

  /** Counts the ordinals [from, to) in the set. */
  countIn(from: number, to: number): number {
    const words = this.words;
    const last = to >>> 5;
    let word = from >>> 5;
    let bits = (words[word] ?? 0) & (-1 << (from & 31));
    let count = 0;
    for (; word < last; bits = words[word] ?? 0) {
      count += countBits(bits);
      word += 1;
    }
    return count + countBits(bits & ~(-1 << (to & 31)));
  }
}

/** The blocks of a list in which one of some documents may be; all where there is no set. */
export function* blocksWithin(list: PostingList, within: DocumentSet | null): Generator<number> {
  let first = 0;
  for (let block = 0; block < list.blockCount; block += 1) {
    const next = list.lastOrdinalOf(block) + 1;
    if (within === null || within.mayHaveIn(first, next)) yield block;
    first = next;
  }
}
