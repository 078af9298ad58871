/**
 * Posting lists to bytes and back. A posting block holds some consecutive terms, each with its posting list per field;
 * both directions are here. It is compressed by itself, not as a whole: its directory by deflate, its postings as they
 * are coded, so that a search unpacks no more of them than it scores.
 *
 * Block: varint bytes of the packed directory, the directory, packed; the postings of all lists, in its order; four
 * zero bytes. Directory: varint number of terms, then per term: varint units shared with the term before, the other
 * units, varint number of fields, and per field: varint field number, varint document frequency, the list's head
 * (posting-list.ts). Terms ascend by UTF-16 units, fields by number.
 */
import { deflatePacking } from "../blocks/block-codec.ts";
import { ByteReader, ByteWriter, corruptBytes, MAX_VARINT_BYTES, sharedPrefixLength } from "../blocks/byte-buffer.ts";
import { OPENING_WORDS } from "../blocks/segment-format.ts";
import type { FieldOccurrences, TermOccurrences } from "./occurrences.ts";
import {
  BITS_PADDING_BYTES,
  type FieldPostings,
  PostingList,
  PostingListWriter,
  readPostingListHeader,
  readPostings,
  skipPostingListHeader,
} from "./posting-list.ts";

/** One term with its posting lists, by field number, and where it stands, if the index keeps that. */
export interface TermPostings {
  readonly term: string;
  readonly fields: readonly FieldPostings[];
  readonly occurrences?: TermOccurrences;
}

/** The length of a field in a document, by field number and ordinal. */
export type LengthOf = (field: number, ordinal: number) => number;

/** Collects terms with their lists until its caller finds it large enough; terms come in ascending order. */
export class PostingBlockWriter {
  readonly #lengthOf: LengthOf;
  readonly #directory = new ByteWriter(32 * 1024);
  readonly #postings = new ByteWriter(32 * 1024);
  readonly #lists = new PostingListWriter(this.#directory, this.#postings);
  #termCount = 0;
  #beginning = "";
  #lastTerm = "";

  constructor(lengthOf: LengthOf) {
    this.#lengthOf = lengthOf;
  }

  get isEmpty(): boolean {
    return this.#termCount === 0;
  }

  /** Bytes before compression. */
  get sizeBytes(): number {
    return this.#directory.length + this.#postings.length;
  }

  /**
   * The shortest prefix of its first term that differs from the term before the block; one unit if there is none
   * before.
   */
  get beginning(): string {
    return this.#beginning;
  }

  add({ term, fields, occurrences }: TermPostings): void {
    const directory = this.#directory;
    const sharedWithLast = sharedPrefixLength(this.#lastTerm, term);
    if (this.isEmpty) this.#beginning = term.slice(0, sharedWithLast + 1);
    const shared = this.isEmpty ? 0 : sharedWithLast;
    directory.writeVarint(shared);
    directory.writeUnits(term, shared);
    this.#lastTerm = term;
    this.#termCount += 1;
    directory.writeVarint(fields.length);
    for (const [i, list] of fields.entries()) {
      directory.writeVarint(list.field);
      directory.writeVarint(list.ordinals.length);
      const lengthOf = (ordinal: number): number => this.#lengthOf(list.field, ordinal);
      this.#lists.write(list, openingsOf(occurrences?.fields[i]), lengthOf);
    }
  }

  /** The block's content, and an empty writer. */
  take(): Uint8Array {
    const terms = new ByteWriter(this.#directory.length + MAX_VARINT_BYTES);
    terms.writeVarint(this.#termCount);
    terms.writeAll(this.#directory);
    const directory = deflatePacking.pack(terms.toBytes());
    const content = new ByteWriter(directory.length + this.#postings.length + MAX_VARINT_BYTES + BITS_PADDING_BYTES);
    content.writeVarint(directory.length);
    content.writeBytes(directory);
    content.writeAll(this.#postings);
    content.writeFixed(0, BITS_PADDING_BYTES);
    this.#directory.reset();
    this.#postings.reset();
    this.#termCount = 0;
    return content.toBytes();
  }
}

/** Makes an array with 1 for each document whose first occurrence is in the opening of the field. */
function openingsOf(occurrences: FieldOccurrences | undefined): Uint8Array | null {
  if (occurrences === undefined) return null;
  const { starts, positions } = occurrences;
  const openings = new Uint8Array(starts.length - 1);
  for (let i = 0; i < openings.length; i += 1) {
    if ((positions[starts[i] ?? 0] ?? OPENING_WORDS) < OPENING_WORDS) openings[i] = 1;
  }
  return openings;
}

/** A block as it is kept: what lists there are, and their postings, packed as they were written. */
export interface PostingBlock {
  readonly directory: Uint8Array;
  readonly postings: Uint8Array;
}

/** `corrupt-segment` where the directory does not unpack. `postings` is a view of `content`. */
export function openPostingBlock(content: Uint8Array): PostingBlock {
  const reader = new ByteReader(content);
  const directory = deflatePacking.unpack(reader.readBytes(reader.readVarint()), "the directory of a posting block");
  return { directory, postings: reader.readBytes(reader.remaining) };
}

/** Every term of a block with its lists, unpacked. */
export function* decodePostingBlock(block: PostingBlock, documentCount: number): Generator<TermPostings, undefined> {
  const walk = new DirectoryWalk(block, documentCount);
  let term = "";
  for (let i = walk.termCount; i > 0; i -= 1) {
    term = readTerm(walk.reader, term);
    yield { term, fields: walk.readPostings(term) };
  }
  walk.checkEnd();
}

/** The lists of a term, and its place among the block's terms. */
interface FoundTerm {
  readonly place: number;
  readonly lists: readonly PostingList[];
}

/**
 * The lists of one term and its place; null where the block does not hold it. Lists of other terms are skipped
 * undecoded.
 */
export function findInPostingBlock(block: PostingBlock, wanted: string, documentCount: number): FoundTerm | null {
  const walk = new DirectoryWalk(block, documentCount);
  const place = findTerm(walk.reader, walk.termCount, wanted, () => walk.skipLists());
  return place < 0 ? null : { place, lists: walk.readLists(wanted) };
}

/** A term of a block with its lists. */
export interface TermLists {
  readonly term: string;
  readonly lists: readonly PostingList[];
}

/**
 * The lists of every term that begins with a prefix, ascending by term: those that are `known`, and the others read.
 * Lists of other terms are skipped undecoded.
 */
export function findFamilyInPostingBlock(
  block: PostingBlock,
  prefix: string,
  documentCount: number,
  known: ReadonlyMap<string, readonly PostingList[]>,
): TermLists[] {
  const walk = new DirectoryWalk(block, documentCount);
  const family: TermLists[] = [];
  for (const term of termsWithPrefix(walk, prefix)) {
    const lists = known.get(term);
    family.push({ term, lists: lists ?? walk.readLists(term) });
    if (lists !== undefined) walk.skipLists();
  }
  return family;
}

/** A term of one list that nobody has unpacked yet. */
export interface TermDocuments {
  readonly term: string;
  /** Number of documents, dead ones included. */
  readonly count: number;
  /** Their ordinals, ascending. */
  readonly ordinals: () => Uint32Array;
}

/** The terms of a block that begin with a prefix, ascending; each has one list. */
export function findDocumentsInPostingBlock(
  block: PostingBlock,
  prefix: string,
  documentCount: number,
): TermDocuments[] {
  const walk = new DirectoryWalk(block, documentCount);
  const found: TermDocuments[] = [];
  for (const term of termsWithPrefix(walk, prefix)) {
    const readAgain = walk.mark(term);
    const ordinals = (): Uint32Array => readAgain()[0]?.ordinals ?? new Uint32Array();
    found.push({ term, count: walk.skipLists(), ordinals });
  }
  return found;
}

/**
 * The terms of a block that begin with a prefix, ascending. Whoever takes one reads or skips its lists before the next.
 */
function* termsWithPrefix(walk: DirectoryWalk, prefix: string): Generator<string, undefined> {
  let term = "";
  for (let i = walk.termCount; i > 0; i -= 1) {
    term = readTerm(walk.reader, term);
    if (term.startsWith(prefix)) yield term;
    else if (term > prefix) return;
    else walk.skipLists();
  }
}

/** Goes from term to term, and keeps count of where the postings of the next list begin. */
class DirectoryWalk {
  reader: ByteReader;
  readonly termCount: number;
  readonly #directory: Uint8Array;
  readonly #postings: DataView;
  readonly #documentCount: number;
  #start = 0;

  constructor({ directory, postings }: PostingBlock, documentCount: number) {
    this.#directory = directory;
    this.reader = new ByteReader(directory);
    this.termCount = this.reader.readVarint();
    this.#postings = new DataView(postings.buffer, postings.byteOffset, postings.byteLength);
    this.#documentCount = documentCount;
  }

  readLists(term: string): PostingList[] {
    return this.#read((field, size) => {
      const placed = readPostingListHeader(this.reader, size, this.#start, this.#documentCount);
      this.#start = placed.end;
      return PostingList.read({ term, field }, this.#postings, size, placed);
    });
  }

  /** Reads the postings of the lists. */
  readPostings(term: string): FieldPostings[] {
    return this.#read((field, size) => {
      const [view, start, documentCount] = [this.#postings, this.#start, this.#documentCount];
      const { postings, end } = readPostings(this.reader, { term, field, size, view, start, documentCount });
      this.#start = end;
      return postings;
    });
  }

  #read<T>(read: (field: number, size: number) => T): T[] {
    const lists: T[] = [];
    for (let i = this.reader.readVarint(); i > 0; i -= 1) {
      const field = this.reader.readVarint();
      lists.push(read(field, this.reader.readVarint()));
    }
    return lists;
  }

  /** Reads the postings of the lists that come next, whenever it is called. */
  mark(term: string): () => FieldPostings[] {
    const [offset, start] = [this.reader.offset, this.#start];
    return () => {
      this.reader = new ByteReader(this.#directory, offset);
      this.#start = start;
      return this.readPostings(term);
    };
  }

  /** Skips the lists, and answers the number of their documents together. */
  skipLists(): number {
    let documents = 0;
    for (let i = this.reader.readVarint(); i > 0; i -= 1) {
      this.reader.readVarint();
      const size = this.reader.readVarint();
      this.#start = skipPostingListHeader(this.reader, size, this.#start);
      documents += size;
    }
    return documents;
  }

  /** Throws unless the last term ends the block. */
  checkEnd(): void {
    if (this.reader.remaining !== 0 || this.#start + BITS_PADDING_BYTES !== this.#postings.byteLength) {
      throw corruptBytes("a posting block is longer than its terms");
    }
  }
}

/** The next term of a block, after `previous`. */
function readTerm(reader: ByteReader, previous: string): string {
  const shared = reader.readVarint();
  if (shared > previous.length) throw corruptBytes("a term shares more than the term before it has");
  return reader.readUnits(previous.slice(0, shared));
}

/**
 * Puts the reader behind a term of a block, before whose first term it stands; gives the term's place among the block's
 * terms, -1 where the block lacks it. `skip` passes over what the block keeps of another term. No string is made of the
 * terms that are passed over: of each only what is compared is read.
 */
function findTerm(reader: ByteReader, termCount: number, wanted: string, skip: () => void): number {
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
