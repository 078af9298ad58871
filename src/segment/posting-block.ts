/**
 * Posting lists to bytes and back (layer 2). A posting block holds some consecutive terms, each with its posting list
 * per field; both directions are here.
 *
 * Block: varint number of terms, then per term: varint units shared with the term before, the other units, varint
 * number of fields, and per field: varint field number, varint document frequency, varint length of the list in
 * bytes, the list. List: per document varint ((ordinal - previous ordinal - 1) * 2 + (frequency > 1)), and after an odd one
 * varint (frequency - 2). Terms ascend by UTF-16 units, fields by number, ordinals by value.
 */
import { ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";
import { readTerm, TermBlockWriter } from "./term-block.ts";

/** The documents of one term in one field: ordinals ascend; `frequencies[i]` belongs to `ordinals[i]`, at least 1. */
export interface FieldPostings {
  readonly field: number;
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
}

/** One term with its posting lists, by field number. */
export interface TermPostings {
  readonly term: string;
  readonly fields: readonly FieldPostings[];
}

/** Collects terms with their lists; terms come in ascending order. */
export class PostingBlockWriter extends TermBlockWriter {
  readonly #list = new ByteWriter();

  add({ term, fields }: TermPostings): void {
    const body = this.startTerm(term);
    body.writeVarint(fields.length);
    for (const list of fields) this.#addList(body, list);
  }

  #addList(body: ByteWriter, { field, ordinals, frequencies }: FieldPostings): void {
    const list = this.#list;
    list.reset();
    let previous = -1;
    for (let i = 0; i < ordinals.length; i += 1) {
      const ordinal = ordinals[i] ?? 0;
      const frequency = frequencies[i] ?? 1;
      list.writeVarint((ordinal - previous - 1) * 2 + (frequency > 1 ? 1 : 0));
      if (frequency > 1) list.writeVarint(frequency - 2);
      previous = ordinal;
    }
    body.writeVarint(field);
    body.writeVarint(ordinals.length);
    body.writeVarint(list.length);
    body.writeBytes(list.toBytes());
  }
}

/** Every term of a block with its lists. */
export function* decodePostingBlock(content: Uint8Array, documentCount: number): Generator<TermPostings> {
  const reader = new ByteReader(content);
  const count = reader.readVarint();
  let term = "";
  for (let i = 0; i < count; i += 1) {
    term = readTerm(reader, term);
    yield { term, fields: readFields(reader, documentCount) };
  }
  if (reader.remaining !== 0) throw corruptBytes("a posting block is longer than its terms");
}

/** The lists of one term, or none where the block does not hold it. Lists of other terms are skipped undecoded. */
export function findInPostingBlock(
  content: Uint8Array,
  wanted: string,
  documentCount: number,
): readonly FieldPostings[] {
  const reader = new ByteReader(content);
  const count = reader.readVarint();
  let term = "";
  for (let i = 0; i < count; i += 1) {
    term = readTerm(reader, term);
    if (term === wanted) return readFields(reader, documentCount);
    if (term > wanted) return [];
    skipFields(reader);
  }
  return [];
}

function skipFields(reader: ByteReader): void {
  const fieldCount = reader.readVarint();
  for (let i = 0; i < fieldCount; i += 1) {
    reader.readVarint();
    reader.readVarint();
    reader.skip(reader.readVarint());
  }
}

function readFields(reader: ByteReader, documentCount: number): FieldPostings[] {
  const fieldCount = reader.readVarint();
  const fields: FieldPostings[] = [];
  for (let i = 0; i < fieldCount; i += 1) {
    const field = reader.readVarint();
    const documentFrequency = reader.readVarint();
    const list = reader.readBytes(reader.readVarint());
    if (documentFrequency > documentCount || documentFrequency > list.length) {
      throw corruptBytes("a posting list is longer than its documents");
    }
    fields.push({ field, ...decodeList(list, documentFrequency, documentCount) });
  }
  return fields;
}

function decodeList(
  list: Uint8Array,
  documentFrequency: number,
  documentCount: number,
): { ordinals: Uint32Array; frequencies: Uint32Array } {
  const ordinals = new Uint32Array(documentFrequency);
  const frequencies = new Uint32Array(documentFrequency);
  const reader = new ByteReader(list);
  let ordinal = -1;
  for (let i = 0; i < documentFrequency; i += 1) {
    const step = reader.readVarint();
    ordinal += Math.floor(step / 2) + 1;
    ordinals[i] = ordinal;
    frequencies[i] = step % 2 === 1 ? reader.readVarint() + 2 : 1;
  }
  if (ordinal >= documentCount) throw corruptBytes("a posting names a document that the segment does not have");
  if (reader.remaining !== 0) throw corruptBytes("a posting list is longer than its documents");
  return { ordinals, frequencies };
}
