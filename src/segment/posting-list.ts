/**
 * One posting list to bytes and back (layer 2): the documents of a term in a field. A long list is cut into chunks, each
 * with its last ordinal and its impacts, so that a search may pass over chunks without unpacking them.
 *
 * Postings: per document varint ((ordinal - previous ordinal - 1) * 2 + (frequency > 1)), and after an odd one varint
 * (frequency - 2). A list of up to 128 documents is its postings. A longer one begins with a row a chunk of 128: varint
 * (last ordinal - last ordinal of the chunk before - 1), varint bytes, varint number of impacts, and per impact varint
 * frequency and varint field length; then come the postings. The ordinal before the first is -1.
 */
import type { SearchIndexError } from "../errors.ts";
import { ByteWriter, corruptBytes } from "./byte-buffer.ts";
import { type ChunkTable, readChunkTable } from "./chunk-table.ts";
import { chunkImpacts, type Impact } from "./impacts.ts";
import { POSTINGS_PER_CHUNK } from "./segment-format.ts";
import { unpackPostings } from "./unpack-postings.ts";

/** The documents of one term in one field: ordinals ascend; `frequencies[i]` belongs to `ordinals[i]`, at least 1. */
export interface FieldPostings {
  readonly field: number;
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
}

/** Appends a list; `lengthOf` gives the length of the list's field in a document. `postings` is room to work in. */
export function writePostingList(
  body: ByteWriter,
  { ordinals, frequencies }: FieldPostings,
  lengthOf: (ordinal: number) => number,
  postings = new ByteWriter(),
): void {
  postings.reset();
  let previous = -1;
  let chunkStartBytes = 0;
  let chunkBefore = -1;
  for (let i = 0; i < ordinals.length; i += 1) {
    const ordinal = ordinals[i] ?? 0;
    const frequency = frequencies[i] ?? 1;
    postings.writeVarint((ordinal - previous - 1) * 2 + (frequency > 1 ? 1 : 0));
    if (frequency > 1) postings.writeVarint(frequency - 2);
    previous = ordinal;
    const isChunkEnd = i + 1 === ordinals.length || (i + 1) % POSTINGS_PER_CHUNK === 0;
    if (!isChunkEnd || ordinals.length <= POSTINGS_PER_CHUNK) continue;
    body.writeVarint(ordinal - chunkBefore - 1);
    body.writeVarint(postings.length - chunkStartBytes);
    const first = i - (i % POSTINGS_PER_CHUNK);
    writeImpacts(body, chunkImpacts(ordinals.subarray(first, i + 1), frequencies.subarray(first, i + 1), lengthOf));
    chunkStartBytes = postings.length;
    chunkBefore = ordinal;
  }
  body.writeAll(postings);
}

function writeImpacts(body: ByteWriter, impacts: readonly Impact[]): void {
  body.writeVarint(impacts.length);
  for (const { frequency, fieldLength } of impacts) {
    body.writeVarint(frequency);
    body.writeVarint(fieldLength);
  }
}

/**
 * A list being read, chunk by chunk, as far as its reader goes. Postings of chunk c are at [c * 128, decode(c)) of
 * `ordinals` and `frequencies`, once it was decoded.
 */
export class PostingList {
  readonly field: number;
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #table: ChunkTable;
  readonly #dead: Uint8Array | null;
  /** Where each decoded chunk's live postings end, 0 for a chunk that is not decoded. */
  readonly #ends: Uint32Array;
  readonly #isDecoded: Uint8Array;
  #documentFrequency: number;

  private constructor(field: number, bytes: Uint8Array, size: number, table: ChunkTable, dead: Uint8Array | null) {
    this.field = field;
    this.#bytes = bytes;
    this.#table = table;
    this.#dead = dead;
    this.ordinals = new Uint32Array(size);
    this.frequencies = new Uint32Array(size);
    this.#ends = new Uint32Array(table.lastOrdinals.length);
    this.#isDecoded = new Uint8Array(table.lastOrdinals.length);
    this.#documentFrequency = size;
  }

  /** `size`: the documents of the list. Checks the rows of its chunks; postings are checked as they are decoded. */
  static read(field: number, bytes: Uint8Array, size: number, documentCount: number): PostingList {
    if (size > documentCount || size > bytes.length) throw tooLong();
    const chunks = Math.ceil(size / POSTINGS_PER_CHUNK);
    if (chunks > 1) return new PostingList(field, bytes, size, readChunkTable(bytes, chunks, documentCount), null);
    if (chunks === 0 && bytes.length > 0) throw tooLong();
    const table = {
      // Not known before it is decoded, and no need to: there is no chunk after it.
      lastOrdinals: new Uint32Array(chunks).fill(documentCount - 1),
      offsets: Uint32Array.of(0, bytes.length),
      impacts: [],
    };
    const list = new PostingList(field, bytes, size, table, null);
    list.decodeAll();
    return list;
  }

  get chunkCount(): number {
    return this.#ends.length;
  }

  /** Live documents. */
  get documentFrequency(): number {
    return this.#documentFrequency;
  }

  lastOrdinalOf(chunk: number): number {
    return this.#table.lastOrdinals[chunk] ?? -1;
  }

  /** What bounds the score of every posting of a chunk; null where the chunk is to be looked at itself. */
  impactsOf(chunk: number): readonly Impact[] | null {
    return this.#table.impacts[chunk] ?? null;
  }

  /**
   * The same list without its dead documents: `dead[ordinal]` is 1 for one, `deadOrdinals` has them all, ascending.
   * Decodes only the chunks in whose range one lies.
   */
  withoutDead(dead: Uint8Array, deadOrdinals: Uint32Array): PostingList {
    const list = new PostingList(this.field, this.#bytes, this.ordinals.length, this.#table, dead);
    let next = 0;
    for (let chunk = 0; chunk < this.chunkCount && next < deadOrdinals.length; chunk += 1) {
      const last = this.lastOrdinalOf(chunk);
      if ((deadOrdinals[next] ?? 0) > last) continue;
      list.#documentFrequency -= this.#sizeOf(chunk) - (list.decode(chunk) - chunk * POSTINGS_PER_CHUNK);
      while (next < deadOrdinals.length && (deadOrdinals[next] ?? 0) <= last) next += 1;
    }
    return list;
  }

  /** Unpacks a chunk unless it is; where its live postings end. */
  decode(chunk: number): number {
    if (this.#isDecoded[chunk] === 1) return this.#ends[chunk] ?? 0;
    const end = this.#unpack(chunk);
    this.#ends[chunk] = end;
    this.#isDecoded[chunk] = 1;
    return end;
  }

  decodeAll(): void {
    for (let chunk = 0; chunk < this.chunkCount; chunk += 1) this.decode(chunk);
  }

  /** Whether a live document is in the list. Decodes at most one chunk. */
  holds(ordinal: number): boolean {
    return this.frequencyAt(ordinal) > 0;
  }

  /** Of a live document, 0 where it is not in the list. Decodes at most one chunk. */
  frequencyAt(ordinal: number): number {
    const chunk = this.#chunkOf(ordinal);
    if (chunk >= this.chunkCount) return 0;
    const end = this.decode(chunk);
    let low = chunk * POSTINGS_PER_CHUNK;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ordinals[middle] ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low < end && this.ordinals[low] === ordinal ? (this.frequencies[low] ?? 0) : 0;
  }

  /** All live postings. */
  toPostings(): FieldPostings {
    this.decodeAll();
    // A merge asks this of every list of every input: chunks without dead lie side by side already.
    if (this.#dead === null) return { field: this.field, ordinals: this.ordinals, frequencies: this.frequencies };
    const ordinals = new Uint32Array(this.documentFrequency);
    const frequencies = new Uint32Array(this.documentFrequency);
    let next = 0;
    for (let chunk = 0; chunk < this.chunkCount; chunk += 1) {
      const start = chunk * POSTINGS_PER_CHUNK;
      const end = this.decode(chunk);
      ordinals.set(this.ordinals.subarray(start, end), next);
      frequencies.set(this.frequencies.subarray(start, end), next);
      next += end - start;
    }
    return { field: this.field, ordinals, frequencies };
  }

  /** The first chunk whose last ordinal is not below. */
  #chunkOf(ordinal: number): number {
    let low = 0;
    let high = this.chunkCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.lastOrdinalOf(middle) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sizeOf(chunk: number): number {
    return Math.min(POSTINGS_PER_CHUNK, this.ordinals.length - chunk * POSTINGS_PER_CHUNK);
  }

  #unpack(chunk: number): number {
    const start = chunk * POSTINGS_PER_CHUNK;
    const end = start + this.#sizeOf(chunk);
    const previous = chunk === 0 ? -1 : this.lastOrdinalOf(chunk - 1);
    const offset = this.#table.offsets[chunk] ?? 0;
    const unpacked = unpackPostings(this.#bytes, offset, previous, this, start, end);
    this.#check(chunk, unpacked.offset, unpacked.ordinal, unpacked.greatestFrequency);
    return this.#dead === null ? end : this.#dropDead(this.#dead, start, end);
  }

  #check(chunk: number, offset: number, ordinal: number, greatestFrequency: number): void {
    if (offset !== this.#table.offsets[chunk + 1]) throw tooLong();
    const last = this.lastOrdinalOf(chunk);
    if (ordinal > last) throw outOfDocuments();
    const [greatest] = this.impactsOf(chunk) ?? [];
    if (greatest === undefined) return;
    if (ordinal !== last || greatestFrequency > greatest.frequency) {
      throw corruptBytes("a chunk of postings is not what its row says");
    }
  }

  #dropDead(dead: Uint8Array, start: number, end: number): number {
    const { ordinals, frequencies } = this;
    let next = start;
    for (let i = start; i < end; i += 1) {
      const ordinal = ordinals[i] ?? 0;
      if (dead[ordinal] === 1) continue;
      ordinals[next] = ordinal;
      frequencies[next] = frequencies[i] ?? 1;
      next += 1;
    }
    return next;
  }
}

/** All postings of a list, checked as PostingList checks them, for whoever needs no chunk by itself. */
export function readPostings(field: number, bytes: Uint8Array, size: number, documentCount: number): FieldPostings {
  // Most lists are short, and need none of what a list is read by in part.
  if (size === 0 || size > POSTINGS_PER_CHUNK) return PostingList.read(field, bytes, size, documentCount).toPostings();
  if (size > documentCount || size > bytes.length) throw tooLong();
  const postings = { field, ordinals: new Uint32Array(size), frequencies: new Uint32Array(size) };
  const { offset, ordinal } = unpackPostings(bytes, 0, -1, postings, 0, size);
  if (offset !== bytes.length) throw tooLong();
  if (ordinal >= documentCount) throw outOfDocuments();
  return postings;
}

function tooLong(): SearchIndexError {
  return corruptBytes("a posting list is longer than its documents");
}

function outOfDocuments(): SearchIndexError {
  return corruptBytes("a posting names a document that the segment does not have");
}
