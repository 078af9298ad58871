/**
 * The term dictionary's list of all terms (layer 2): each term with its document frequency, without postings, for
 * prefix and fuzzy search. Blocks of consecutive terms; both directions are here.
 *
 * Block: varint number of terms, then per term: varint units shared with the term before, the other units, varint
 * document frequency (documents that hold the term in any field, dead ones included).
 */
import { ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";
import { sharedPrefixLength } from "./posting-block.ts";

/** A term of a segment and in how many of its documents it stands. */
export interface LexiconTerm {
  readonly term: string;
  readonly documentFrequency: number;
}

/** Collects terms in ascending order until its caller finds it large enough. */
export class LexiconBlockWriter {
  readonly #body = new ByteWriter(16 * 1024);
  #count = 0;
  #firstTerm = "";
  #lastTerm = "";

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get sizeBytes(): number {
    return this.#body.length;
  }

  get firstTerm(): string {
    return this.#firstTerm;
  }

  add({ term, documentFrequency }: LexiconTerm): void {
    const shared = this.isEmpty ? 0 : sharedPrefixLength(this.#lastTerm, term);
    if (this.isEmpty) this.#firstTerm = term;
    this.#body.writeVarint(shared);
    this.#body.writeUnits(term, shared);
    this.#body.writeVarint(documentFrequency);
    this.#lastTerm = term;
    this.#count += 1;
  }

  /** The block's content, and an empty writer. */
  take(): Uint8Array {
    const header = new ByteWriter(this.#body.length + 5);
    header.writeVarint(this.#count);
    header.writeBytes(this.#body.toBytes());
    this.#body.reset();
    this.#count = 0;
    return header.toBytes();
  }
}

/** Every term of a block, ascending. */
export function decodeLexiconBlock(content: Uint8Array): LexiconTerm[] {
  const reader = new ByteReader(content);
  const count = reader.readVarint();
  if (count > reader.remaining) throw corruptBytes("a lexicon block is shorter than its terms");
  const terms: LexiconTerm[] = [];
  let term = "";
  for (let i = 0; i < count; i += 1) {
    const shared = reader.readVarint();
    if (shared > term.length) throw corruptBytes("a term shares more than the term before it has");
    term = reader.readUnits(term.slice(0, shared));
    terms.push({ term, documentFrequency: reader.readVarint() });
  }
  if (reader.remaining !== 0) throw corruptBytes("a lexicon block is longer than its terms");
  return terms;
}
