/**
 * A set of documents of a segment (layer 4): one bit a document, to be united and cut a word of bits at a time.
 */
import type { PostingList } from "../../segment/posting-list.ts";
import { POSTINGS_PER_CHUNK } from "../../segment/segment-format.ts";
import type { DocumentMask } from "./document-mask.ts";

/** Empty at first. Sets that meet must be of the same segment. */
export class DocumentSet {
  readonly #words: Uint32Array;

  constructor(documents: number) {
    this.#words = new Uint32Array(Math.ceil(documents / 32));
  }

  add(ordinal: number): void {
    this.#words[ordinal >>> 5] = (this.#words[ordinal >>> 5] ?? 0) | (1 << (ordinal & 31));
  }

  has(ordinal: number): boolean {
    return ((this.#words[ordinal >>> 5] ?? 0) & (1 << (ordinal & 31))) !== 0;
  }

  /** Adds `ordinals[start]` up to, and without, `ordinals[end]`. */
  addAll(ordinals: Uint32Array, start: number, end: number): void {
    const words = this.#words;
    for (let i = start; i < end; i += 1) {
      const ordinal = ordinals[i] ?? 0;
      words[ordinal >>> 5] = (words[ordinal >>> 5] ?? 0) | (1 << (ordinal & 31));
    }
  }

  /** Adds every live document of a list. */
  addList(list: PostingList): void {
    for (let chunk = 0; chunk < list.chunkCount; chunk += 1) {
      this.addAll(list.ordinals, chunk * POSTINGS_PER_CHUNK, list.decode(chunk));
    }
  }

  unite(other: DocumentSet): void {
    const [words, others] = [this.#words, other.#words];
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) | (others[i] ?? 0);
  }

  intersect(other: DocumentSet): void {
    this.#cut(other.#words);
  }

  intersectMask(mask: DocumentMask): void {
    this.#cut(mask.words);
  }

  subtract(other: DocumentSet): void {
    const [words, others] = [this.#words, other.#words];
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) & ~(others[i] ?? 0);
  }

  count(): number {
    let count = 0;
    for (let i = 0; i < this.#words.length; i += 1) count += countBits(this.#words[i] ?? 0);
    return count;
  }

  #cut(others: Uint32Array): void {
    const words = this.#words;
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) & (others[i] ?? 0);
  }
}

/** Bits of a 32-bit word, added up side by side (Warren, "Hacker's Delight", 2nd edition, section 5-1). */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const quads = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((quads + (quads >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
