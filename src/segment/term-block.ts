/**
 * The terms of a posting block (layer 2). They ascend by UTF-16 units and are front-coded: each is written as the units
 * that it shares with the term before, and the rest.
 *
 * Block: varint number of terms, then per term: varint units shared with the term before, the other units, and what the
 * block keeps of the term.
 */
import { type ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";

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
    content.writeBytes(this.#body.toBytes());
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

/** Length of the longest common prefix in UTF-16 units. */
export function sharedPrefixLength(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}
