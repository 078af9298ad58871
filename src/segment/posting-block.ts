/**
 * Posting lists to bytes and back (layer 2). A posting block holds some consecutive terms, each with its posting list
 * per field; both directions are here.
 *
 * Block: varint number of terms, then per term: varint units shared with the term before, the other units, varint
 * number of fields, and per field: varint field number, varint document frequency, varint length of the list in
 * bytes, the list (posting-list.ts). Terms ascend by UTF-16 units, fields by number.
 */
import { ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";
import { type FieldPostings, PostingList, readPostings, writePostingList } from "./posting-list.ts";
import { findTerm, readTerm, TermBlockWriter } from "./term-block.ts";
import type { TermOccurrences } from "./term-occurrences.ts";

/** One term with its posting lists, by field number, and where it stands, if the index keeps that. */
export interface TermPostings {
  readonly term: string;
  readonly fields: readonly FieldPostings[];
  readonly occurrences?: TermOccurrences;
}

/** The length of a field in a document, by field number and ordinal. */
export type LengthOf = (field: number, ordinal: number) => number;

/** Collects terms with their lists; terms come in ascending order. */
export class PostingBlockWriter extends TermBlockWriter {
  readonly #lengthOf: LengthOf;
  readonly #list = new ByteWriter();
  readonly #scratch = new ByteWriter();

  constructor(lengthOf: LengthOf) {
    super();
    this.#lengthOf = lengthOf;
  }

  add({ term, fields }: TermPostings): void {
    const body = this.startTerm(term);
    body.writeVarint(fields.length);
    for (const list of fields) this.#addList(body, list);
  }

  #addList(body: ByteWriter, postings: FieldPostings): void {
    const list = this.#list;
    list.reset();
    writePostingList(list, postings, (ordinal) => this.#lengthOf(postings.field, ordinal), this.#scratch);
    body.writeVarint(postings.field);
    body.writeVarint(postings.ordinals.length);
    body.writeVarint(list.length);
    body.writeAll(list);
  }
}

/** Every term of a block with its lists. */
export function* decodePostingBlock(content: Uint8Array, documentCount: number): Generator<TermPostings, undefined> {
  const reader = new ByteReader(content);
  const count = reader.readVarint();
  let term = "";
  for (let i = 0; i < count; i += 1) {
    term = readTerm(reader, term);
    yield { term, fields: readFields(reader, documentCount, readPostings) };
  }
  if (reader.remaining !== 0) throw corruptBytes("a posting block is longer than its terms");
}

/** The lists of a term, and its place among the block's terms. */
export interface FoundTerm {
  readonly place: number;
  readonly lists: readonly PostingList[];
}

/** The lists of one term, or none where the block does not hold it. Lists of other terms are skipped undecoded. */
export function findInPostingBlock(content: Uint8Array, wanted: string, documentCount: number): readonly PostingList[] {
  return findTermInPostingBlock(content, wanted, documentCount)?.lists ?? [];
}

/** The same with the term's place; null where the block does not hold it. */
export function findTermInPostingBlock(content: Uint8Array, wanted: string, documentCount: number): FoundTerm | null {
  const reader = new ByteReader(content);
  const place = findTerm(reader, wanted, skipFields);
  return place < 0 ? null : { place, lists: readFields(reader, documentCount, PostingList.read) };
}

/** A term of a block with its lists. */
export interface TermLists {
  readonly term: string;
  readonly lists: readonly PostingList[];
}

/** The lists of every term that begins with a prefix, ascending by term. Lists of other terms are skipped undecoded. */
export function findFamilyInPostingBlock(content: Uint8Array, prefix: string, documentCount: number): TermLists[] {
  const reader = new ByteReader(content);
  const count = reader.readVarint();
  const family: TermLists[] = [];
  let term = "";
  for (let i = 0; i < count; i += 1) {
    term = readTerm(reader, term);
    if (term.startsWith(prefix)) family.push({ term, lists: readFields(reader, documentCount, PostingList.read) });
    else if (term > prefix) break;
    else skipFields(reader);
  }
  return family;
}

function skipFields(reader: ByteReader): void {
  const fieldCount = reader.readVarint();
  for (let i = 0; i < fieldCount; i += 1) {
    reader.readVarint();
    reader.readVarint();
    reader.skip(reader.readVarint());
  }
}

function readFields<T>(reader: ByteReader, documentCount: number, read: ReadList<T>): T[] {
  const fieldCount = reader.readVarint();
  const fields: T[] = [];
  for (let i = 0; i < fieldCount; i += 1) {
    const field = reader.readVarint();
    const documentFrequency = reader.readVarint();
    const list = reader.readBytes(reader.readVarint());
    fields.push(read(field, list, documentFrequency, documentCount));
  }
  return fields;
}

/** Makes what is wanted of a list's bytes, as {@link readPostings} and PostingList.read. */
type ReadList<T> = (field: number, bytes: Uint8Array, size: number, documentCount: number) => T;
