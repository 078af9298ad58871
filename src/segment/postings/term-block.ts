/**
 * The terms of a posting block (layer 2). They ascend by UTF-16 units and are front-coded: each is written as the units
 * that it shares with the term before, and the rest.
 *
 * Block: varint number of terms, then per term: varint units shared with the term before, the other units, and what the
 * block keeps of the term.
 */
import { type ByteReader, ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";

/** Collects terms in ascending order until its caller finds it large enough. */
export class TermBlockWriter {
  readonly #body = new ByteWriter(32 * 1024);
  #count = 0;
  #firstTerm = "";
  #lastTerm = "";

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Bytes before compression. */
  get sizeBytes(): number {
    return this.#body.length;
  }

  get firstTerm(): string {
    return this.#firstTerm;
  }

  /** What is written of the terms so far. */
  protected get body(): ByteWriter {
    return this.#body;
  }

  /** Writes a term; what follows it goes to the writer that is returned. */
  startTerm(term: string): ByteWriter {
    const shared = this.isEmpty ? 0 : sharedPrefixLength(this.#lastTerm, term);
    if (this.isEmpty) this.#firstTerm = term;
    this.#body.writeVarint(shared);
    this.#body.writeUnits(term, shared);
    this.#lastTerm = term;
    this.#count += 1;
    return this.#body;
  }

  /** The block's content, and an empty writer. */
  take(): Uint8Array {
    const content = new ByteWriter(this.#body.length + 5);
    content.writeVarint(this.#count);
    content.writeAll(this.#body);
    this.#body.reset();
    this.#count = 0;
    return content.toBytes();
  }
}

/** The next term of a block, after `previous`. */
export function readTerm(reader: ByteReader, previous: string): string {
  const shared = reader.readVarint();
  if (shared > previous.length) throw corruptBytes("a term shares more than the term before it has");
  return reader.readUnits(previous.slice(0, shared));
}

/**
 * Puts the reader behind a term of a block, before whose first term it stands; gives the term's place among the block's terms,
 * -1 where the block lacks it. `skip` passes over what the block keeps of another term. No string is made of the terms that are passed over: of each only what is
 * compared is read.
 */
export function findTerm(reader: ByteReader, termCount: number, wanted: string, skip: () => void): number {
  let length = 0;
  // Units that the last term has in common with the wanted one; it is below, so that only what it lacks may follow.
  let common = 0;
  for (let place = 0; place < termCount; place += 1) {
    const shared = reader.readVarint();
    if (shared > length) throw corruptBytes("a term shares more than the term before it has");
    const added = reader.readVarint();
    length = shared + added;
    if (shared < common) return -1;
    if (shared > common) {
      for (let unit = 0; unit < added; unit += 1) reader.readVarint();
    } else {
      let isSame = true;
      for (let i = shared; i < length; i += 1) {
        const unit = reader.readVarint();
        if (!isSame) continue;
        isSame = i < wanted.length && unit === wanted.charCodeAt(i);
        if (isSame) common = i + 1;
        else if (i >= wanted.length || unit > wanted.charCodeAt(i)) return -1;
      }
      if (isSame && length === wanted.length) return place;
    }
    skip();
  }
  return -1;
}

/** Length of the longest common prefix in UTF-16 units. */
export function sharedPrefixLength(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}
