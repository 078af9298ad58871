/**
 * The term dictionary's list of all terms (layer 2): each term with its document frequency, without postings, for
 * prefix and fuzzy search. Blocks of consecutive terms; both directions are here.
 *
 * Block: varint number of terms, then per term: varint units shared with the term before, the other units, varint
 * document frequency (documents that hold the term in any field, dead ones included).
 */
import { ByteReader, corruptBytes } from "./byte-buffer.ts";
import { TermBlockWriter } from "./term-block.ts";

/** A term of a segment and in how many of its documents it stands. */
export interface LexiconTerm {
  readonly term: string;
  readonly documentFrequency: number;
}

/** Collects terms with their document frequencies; terms come in ascending order. */
export class LexiconBlockWriter extends TermBlockWriter {
  add({ term, documentFrequency }: LexiconTerm): void {
    this.startTerm(term).writeVarint(documentFrequency);
  }
}

/** Every term of a block, ascending. */
export function decodeLexiconBlock(content: Uint8Array): LexiconTerm[] {
  const walker = new LexiconWalker(content);
  const terms: LexiconTerm[] = [];
  while (walker.advance()) terms.push({ term: walker.term, documentFrequency: walker.documentFrequency });
  return terms;
}

/**
 * Walks the terms of a block in order, without making a string of each: what a search over half a million terms can
 * afford. The first `length` of `units` are the term's, the first `sharedLength` as in the term before.
 */
export class LexiconWalker {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #left: number;
  #units = new Uint16Array(64);
  #length = 0;
  #sharedLength = 0;
  #documentFrequency = 0;

  constructor(content: Uint8Array) {
    this.#bytes = content;
    this.#left = this.#readVarint();
    if (this.#left > content.length) throw corruptBytes("a lexicon block is shorter than its terms");
  }

  get units(): Uint16Array {
    return this.#units;
  }

  get length(): number {
    return this.#length;
  }

  get sharedLength(): number {
    return this.#sharedLength;
  }

  get documentFrequency(): number {
    return this.#documentFrequency;
  }

  /** The present term as a string. */
  get term(): string {
    let term = "";
    for (let i = 0; i < this.#length; i += 1) term += String.fromCharCode(this.#units[i] ?? 0);
    return term;
  }

  /** Goes to the next term; false after the last. */
  advance(): boolean {
    if (this.#left === 0) {
      if (this.#offset !== this.#bytes.length) throw corruptBytes("a lexicon block is longer than its terms");
      return false;
    }
    this.#left -= 1;
    const shared = this.#readVarint();
    if (shared > this.#length) throw corruptBytes("a term shares more than the term before it has");
    const length = shared + this.#readVarint();
    if (length - shared > this.#bytes.length - this.#offset) throw corruptBytes("a string is cut off");
    this.#reserve(length);
    for (let i = shared; i < length; i += 1) this.#units[i] = this.#readVarint();
    this.#sharedLength = shared;
    this.#length = length;
    this.#documentFrequency = this.#readVarint();
    return true;
  }

  /** As ByteReader.readVarint; its own, since half a million terms have some five million of them. */
  #readVarint(): number {
    const bytes = this.#bytes;
    const first = bytes[this.#offset];
    if (first !== undefined && first < 0x80) {
      this.#offset += 1;
      return first;
    }
    const second = bytes[this.#offset + 1];
    if (first !== undefined && second !== undefined && second < 0x80) {
      this.#offset += 2;
      return (first & 0x7f) | (second << 7);
    }
    const reader = new ByteReader(bytes, this.#offset);
    const value = reader.readVarint();
    this.#offset = reader.offset;
    return value;
  }

  #reserve(length: number): void {
    if (length <= this.#units.length) return;
    const grown = new Uint16Array(length * 2);
    grown.set(this.#units);
    this.#units = grown;
  }
}
