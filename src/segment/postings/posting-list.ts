/**
 * One posting list to bytes and back (layer 2): the documents of a term in a field. A long list is cut into chunks, each
 * with its last ordinal and its impacts, so that a search may pass over chunks without unpacking them. What is known of a
 * list before its postings are unpacked is its head; the postings lie apart (posting-block.ts).
 *
 * Postings: as posting-bits.ts says, chunk after chunk, each from a byte of its own. Head: varint bytes of the
 * postings; of a list of up to 128 documents varint width of its Rice codes; of a longer one varint bytes of its rows, and a
 * row a chunk of 128: varint (last ordinal - last ordinal of the chunk before - 1), varint bytes, varint number of impacts, and per
 * impact varint frequency and varint field length. The ordinal before the first is -1.
 */

import { ByteReader, ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";
import { MAX_IMPACTS, POSTINGS_PER_CHUNK } from "../blocks/segment-format.ts";
import {
  BITS_PADDING_BYTES,
  BitWriter,
  type FieldPostings,
  frequencyOf,
  MOST_WIDTH,
  type PackedChunk,
  riceWidth,
  unpackCount,
  unpackCounts,
  unpackDocuments,
  writePostings,
} from "./posting-bits.ts";

/** Writes the lists of one block: their heads to one writer, their postings to another. */
export class PostingListWriter {
  readonly #heads: ByteWriter;
  readonly #postings: ByteWriter;
  readonly #bits: BitWriter;
  readonly #rows = new ByteWriter();

  constructor(heads: ByteWriter, postings: ByteWriter) {
    this.#heads = heads;
    this.#postings = postings;
    this.#bits = new BitWriter(postings);
  }

  /** `openings`: 1 for each document that has the term in the opening of the field, null for none; `lengthOf` is of the field. */
  write(list: FieldPostings, openings: Uint8Array | null, lengthOf: (ordinal: number) => number): void {
    const { ordinals, frequencies } = list;
    const rows = this.#rows;
    rows.reset();
    const listStart = this.#postings.length;
    let previous = -1;
    let width = 0;
    for (let from = 0; from < ordinals.length; from += POSTINGS_PER_CHUNK) {
      const to = Math.min(from + POSTINGS_PER_CHUNK, ordinals.length);
      const last = ordinals[to - 1] ?? 0;
      width = riceWidth(last - previous, to - from);
      const start = this.#postings.length;
      writePostings(this.#bits, list, openings, { from, to, previous, width });
      if (ordinals.length <= POSTINGS_PER_CHUNK) break;
      rows.writeVarint(last - previous - 1);
      rows.writeVarint(this.#postings.length - start);
      writeImpacts(rows, chunkImpacts(ordinals.subarray(from, to), frequencies.subarray(from, to), lengthOf));
      previous = last;
    }
    this.#heads.writeVarint(this.#postings.length - listStart);
    if (ordinals.length <= POSTINGS_PER_CHUNK) this.#heads.writeVarint(width);
    else {
      this.#heads.writeVarint(rows.length);
      this.#heads.writeAll(rows);
    }
  }
}

function writeImpacts(body: ByteWriter, impacts: readonly Impact[]): void {
  body.writeVarint(impacts.length);
  for (const { frequency, fieldLength } of impacts) {
    body.writeVarint(frequency);
    body.writeVarint(fieldLength);
  }
}

/** Of which term and field a list is. */
interface ListName {
  readonly term: string;
  readonly field: number;
}

/** What is unpacked lies in pages of so many chunks, in the order in which they were: a search looks at few of a long list. */
const CHUNKS_PER_PAGE = 16;

/**
 * A list being read, chunk by chunk, as far as its reader goes. Documents of chunk c are at [startOf(c), decode(c)) of
 * `ordinalsOf(c)`, once it was decoded; what they count is unpacked by itself, since most documents are only looked for.
 */
export class PostingList {
  readonly term: string;
  readonly field: number;
  /** Documents, dead ones too. */
  readonly size: number;
  readonly #view: DataView;
  readonly #table: ChunkTable;
  readonly #dead: Uint8Array | null;
  /** Of each decoded chunk, how many were decoded before it. */
  readonly #numbers: Uint32Array;
  /** Of each decoded chunk, the bit at which its counts begin, else 0; and where its live postings end, if some are dead. */
  readonly #countStarts: Uint32Array;
  readonly #ends: Uint32Array | null;
  readonly #ordinals: Uint32Array[] = [];
  /** At the places of their ordinals; 0 where a chunk's are not unpacked. */
  readonly #counts: Uint32Array[] = [];
  #decodedChunks = 0;
  #documentFrequency: number;

  private constructor(
    { term, field }: ListName,
    view: DataView,
    size: number,
    table: ChunkTable,
    dead: Uint8Array | null,
  ) {
    this.term = term;
    this.field = field;
    this.size = size;
    this.#view = view;
    this.#table = table;
    this.#dead = dead;
    const chunks = table.lastOrdinals.length;
    this.#numbers = new Uint32Array(chunks);
    this.#countStarts = new Uint32Array(chunks);
    this.#ends = dead === null ? null : new Uint32Array(chunks);
    this.#documentFrequency = size;
  }

  /**
   * `view`: the postings of the block, with their padding; `size`: the documents of the list. The postings are checked as
   * they are decoded, which those of a list without impacts are at once.
   */
  static read(name: ListName, view: DataView, size: number, { table, end }: PlacedList): PostingList {
    checkInside(end, view);
    const list = new PostingList(name, view, size, table, null);
    if (list.chunkCount === 1) list.decode(0);
    return list;
  }

  get chunkCount(): number {
    return this.#countStarts.length;
  }

  /** Live documents. */
  get documentFrequency(): number {
    return this.#documentFrequency;
  }

  lastOrdinalOf(chunk: number): number {
    return this.#table.lastOrdinals[chunk] ?? -1;
  }

  /**
   * What bounds a score of every posting of a chunk, of one that grows with frequency and falls with length: the greatest score of
   * its impacts. 0 in a list of one chunk, which has none and is to be looked at itself.
   */
  boundOf(chunk: number, scoreOf: (frequency: number, fieldLength: number) => number): number {
    return greatestOfImpacts(this.#table, chunk, scoreOf);
  }

  /**
   * The same list without its dead documents: `dead[ordinal]` is 1 for one, `deadOrdinals` has them all, ascending.
   * Decodes only the chunks in whose range one lies.
   */
  withoutDead(dead: Uint8Array, deadOrdinals: Uint32Array): PostingList {
    const list = new PostingList(this, this.#view, this.size, this.#table, dead);
    let next = 0;
    for (let chunk = 0; chunk < this.chunkCount && next < deadOrdinals.length; chunk += 1) {
      const last = this.lastOrdinalOf(chunk);
      if ((deadOrdinals[next] ?? 0) > last) continue;
      list.#documentFrequency -= this.#sizeOf(chunk) - (list.decode(chunk) - list.startOf(chunk));
      while (next < deadOrdinals.length && (deadOrdinals[next] ?? 0) <= last) next += 1;
    }
    return list;
  }

  /** The same list with its dead documents. */
  withDead(): PostingList {
    return this.#dead === null ? this : new PostingList(this, this.#view, this.size, this.#table, null);
  }

  /** The page of a decoded chunk's documents. */
  ordinalsOf(chunk: number): Uint32Array {
    return this.#ordinals[this.#pageOf(chunk)] ?? NO_PAGE;
  }

  /** The place of a decoded chunk's first posting in its pages. */
  startOf(chunk: number): number {
    return ((this.#numbers[chunk] ?? 0) % CHUNKS_PER_PAGE) * POSTINGS_PER_CHUNK;
  }

  /** Unpacks the documents of a chunk unless they are; where the live ones end. */
  decode(chunk: number): number {
    if ((this.#countStarts[chunk] ?? 0) > 0) return this.#ends?.[chunk] ?? this.startOf(chunk) + this.#sizeOf(chunk);
    this.#numbers[chunk] = this.#decodedChunks;
    const ordinals = this.#takePage(this.#ordinals, chunk);
    const start = this.startOf(chunk);
    const end = start + this.#sizeOf(chunk);
    const packed = this.#packed(chunk);
    const countStart = unpackDocuments(packed, ordinals, start, end);
    // Rows are what a search goes by: they must say what the postings say.
    if (this.chunkCount > 1 && ordinals[end - 1] !== packed.last) {
      throw corruptBytes("a chunk of postings ends before its last");
    }
    this.#decodedChunks += 1;
    this.#countStarts[chunk] = countStart;
    if (this.#ends === null || this.#dead === null) return end;
    const liveEnd = this.#dropDead(this.#dead, chunk, end);
    this.#ends[chunk] = liveEnd;
    return liveEnd;
  }

  /** The page of what the postings of a chunk count (posting-bits.ts), at the places of its documents. */
  countsOf(chunk: number): Uint32Array {
    this.decode(chunk);
    const counts = this.#takePage(this.#counts, chunk);
    const start = this.startOf(chunk);
    if ((counts[start] ?? 0) > 0) return counts;
    const packed = this.#packed(chunk);
    const greatest = unpackCounts(packed, this.#countStarts[chunk] ?? 0, counts, start, start + this.#sizeOf(chunk));
    if (this.chunkCount > 1 && frequencyOf(greatest) > greatestFrequency(this.#table, chunk)) {
      throw corruptBytes("a posting is beyond the impacts of its chunk");
    }
    return counts;
  }

  /**
   * What the posting at a place of a chunk counts, dead ones counted too, without unpacking anything; `countStart`: of
   * `countStarts`, as it was when the chunk was decoded once, perhaps in another reading of the list.
   */
  countAt(chunk: number, place: number, countStart: number): number {
    const packed = { view: this.#view, end: this.#table.offsets[chunk + 1] ?? 0 };
    const count = unpackCount(packed, countStart, this.#sizeOf(chunk), place);
    if (this.chunkCount > 1 && frequencyOf(count) > greatestFrequency(this.#table, chunk)) {
      throw corruptBytes("a posting is beyond the impacts of its chunk");
    }
    return count;
  }

  /** By chunk, the bit at which its counts begin; 0 where it is not decoded. */
  get countStarts(): Uint32Array {
    return this.#countStarts;
  }

  /** All live postings. */
  toPostings(): FieldPostings {
    const ordinals = new Uint32Array(this.documentFrequency);
    const frequencies = new Uint32Array(this.documentFrequency);
    let next = 0;
    for (let chunk = 0; chunk < this.chunkCount; chunk += 1) {
      const end = this.decode(chunk);
      const [page, counts] = [this.ordinalsOf(chunk), this.countsOf(chunk)];
      for (let i = this.startOf(chunk); i < end; i += 1) {
        ordinals[next] = page[i] ?? 0;
        frequencies[next] = frequencyOf(counts[i] ?? 0);
        next += 1;
      }
    }
    return { field: this.field, ordinals, frequencies };
  }

  #pageOf(chunk: number): number {
    return Math.floor((this.#numbers[chunk] ?? 0) / CHUNKS_PER_PAGE);
  }

  /** The page of a chunk, made if it is its first. */
  #takePage(pages: Uint32Array[], chunk: number): Uint32Array {
    const number = this.#pageOf(chunk);
    const known = pages[number];
    if (known !== undefined) return known;
    // Of the only chunk no more than it has; of several any may be the shorter last one.
    const isAlone = this.chunkCount === 1;
    const length = isAlone ? this.size : Math.min(this.chunkCount, CHUNKS_PER_PAGE) * POSTINGS_PER_CHUNK;
    const page = new Uint32Array(length);
    pages[number] = page;
    return page;
  }

  #sizeOf(chunk: number): number {
    return Math.min(POSTINGS_PER_CHUNK, this.size - chunk * POSTINGS_PER_CHUNK);
  }

  #packed(chunk: number): PackedChunk {
    const { offsets, widths } = this.#table;
    return {
      view: this.#view,
      start: offsets[chunk] ?? 0,
      end: offsets[chunk + 1] ?? 0,
      width: widths[chunk] ?? 0,
      previous: chunk === 0 ? -1 : this.lastOrdinalOf(chunk - 1),
      last: this.lastOrdinalOf(chunk),
    };
  }

  /** Of a decoded chunk; where what lives ends. */
  #dropDead(dead: Uint8Array, chunk: number, end: number): number {
    const ordinals = this.ordinalsOf(chunk);
    let next = this.startOf(chunk);
    while (next < end && dead[ordinals[next] ?? 0] !== 1) next += 1;
    if (next === end) return end;
    const counts = this.countsOf(chunk);
    for (let i = next; i < end; i += 1) {
      const ordinal = ordinals[i] ?? 0;
      if (dead[ordinal] === 1) continue;
      ordinals[next] = ordinal;
      counts[next] = counts[i] ?? 0;
      next += 1;
    }
    return next;
  }
}

const NO_PAGE = new Uint32Array();

/** What a list is read out of: the postings of its block, and where its own begin among them. */
interface PostingSource extends ListName {
  readonly size: number;
  readonly view: DataView;
  readonly start: number;
  readonly documentCount: number;
}

/** What the postings of a short list count, until they are taken out again. */
const shortCounts = new Uint32Array(POSTINGS_PER_CHUNK);

/**
 * All postings of a list whose head comes next, checked as PostingList checks them, for whoever needs no chunk by itself; and
 * where they end.
 */
export function readPostings(
  reader: ByteReader,
  { term, field, size, view, start, documentCount }: PostingSource,
): { readonly postings: FieldPostings; readonly end: number } {
  // Most lists are short, and need none of what a list is read by in part.
  if (size > POSTINGS_PER_CHUNK) {
    const placed = readPostingListHeader(reader, size, start, documentCount);
    return { postings: PostingList.read({ term, field }, view, size, placed).toPostings(), end: placed.end };
  }
  const end = readListEnd(reader, size, start, documentCount);
  const width = readWidth(reader);
  checkInside(end, view);
  const packed = { view, start, end, width, previous: -1, last: documentCount - 1 };
  const [ordinals, frequencies] = [new Uint32Array(size), new Uint32Array(size)];
  unpackCounts(packed, unpackDocuments(packed, ordinals, 0, size), shortCounts, 0, size);
  for (let i = 0; i < size; i += 1) frequencies[i] = frequencyOf(shortCounts[i] ?? 0);
  return { postings: { field, ordinals, frequencies }, end };
}

function checkInside(end: number, view: DataView): void {
  if (end + BITS_PADDING_BYTES > view.byteLength) throw corruptBytes("a posting list is cut off");
}

// Impacts: the few pairs of frequency and field length that bound the scores of a chunk of postings,
// whatever the statistics and parameters are at the time of a query, as long as a score grows with frequency and falls
// with length. Lucene calls them impacts too (CompetitiveImpactAccumulator).

/** A posting of the chunk that no other beats in both, or a pair that beats several of these. */
interface Impact {
  readonly frequency: number;
  readonly fieldLength: number;
}

/** Frequencies and lengths descend; what is beyond the most is put together at the low end. Every posting has at most the frequency and at least the length of one of them. */
export function chunkImpacts(
  ordinals: Uint32Array,
  frequencies: Uint32Array,
  lengthOf: (ordinal: number) => number,
): Impact[] {
  const best: Impact[] = [];
  for (let i = 0; i < ordinals.length; i += 1) {
    const frequency = frequencies[i] ?? 1;
    const fieldLength = lengthOf(ordinals[i] ?? 0);
    if (isBeaten(best, frequency, fieldLength)) continue;
    dropBeaten(best, frequency, fieldLength);
    best.push({ frequency, fieldLength });
  }
  best.sort((a, b) => b.frequency - a.frequency);
  if (best.length <= MAX_IMPACTS) return best;
  const joined = { frequency: best[MAX_IMPACTS - 1]?.frequency ?? 1, fieldLength: best.at(-1)?.fieldLength ?? 0 };
  return [...best.slice(0, MAX_IMPACTS - 1), joined];
}

/** By index, as the next: every posting of a long list comes here. */
function isBeaten(best: readonly Impact[], frequency: number, fieldLength: number): boolean {
  for (let i = 0; i < best.length; i += 1) {
    const other = best[i];
    if (other !== undefined && other.frequency >= frequency && other.fieldLength <= fieldLength) return true;
  }
  return false;
}

function dropBeaten(best: Impact[], frequency: number, fieldLength: number): void {
  let kept = 0;
  for (let i = 0; i < best.length; i += 1) {
    const other = best[i];
    if (other === undefined || (other.frequency <= frequency && other.fieldLength >= fieldLength)) continue;
    best[kept] = other;
    kept += 1;
  }
  best.length = kept;
}

/** A list before it is read: its head was read, or passed over. */
interface PlacedList {
  readonly table: ChunkTable;
  /** Where the postings end among those of the block, which is where those of the next list begin. */
  readonly end: number;
}

/**
 * Reads the head of a list of `size` documents whose postings begin at `start`; `corrupt-segment` where it does not fit the
 * list or the segment.
 */
export function readPostingListHeader(
  reader: ByteReader,
  size: number,
  start: number,
  documentCount: number,
): PlacedList {
  const end = readListEnd(reader, size, start, documentCount);
  if (size > POSTINGS_PER_CHUNK) {
    const rows = reader.readBytes(reader.readVarint());
    return { table: readChunkTable(rows, { size, start, end, documentCount }), end };
  }
  const width = readWidth(reader);
  const table = {
    // Not known before it is decoded, and no need to: there is no chunk after it.
    lastOrdinals: Uint32Array.of(documentCount - 1),
    offsets: Uint32Array.of(start, end),
    widths: Uint8Array.of(width),
    impacts: new Uint32Array(0),
  };
  return { table, end };
}

/** Where its postings end; checked as `readListHead` checks it. */
function readListEnd(reader: ByteReader, size: number, start: number, documentCount: number): number {
  const sizeBytes = reader.readVarint();
  // A posting has two bits at least; checked before room is made for what is only claimed.
  if (size === 0 || size > documentCount || size > 4 * sizeBytes) {
    throw corruptBytes("a posting list is longer than its documents");
  }
  return start + sizeBytes;
}

/** Of the Rice codes of a list of one chunk. */
function readWidth(reader: ByteReader): number {
  const width = reader.readVarint();
  if (width > MOST_WIDTH) throw corruptBytes("the head of a posting list is misshapen");
  return width;
}

/** Passes over a head; where the postings end. */
export function skipPostingListHeader(reader: ByteReader, size: number, start: number): number {
  const end = start + reader.readVarint();
  const widthOrRowsBytes = reader.readVarint();
  if (size > POSTINGS_PER_CHUNK) reader.skip(widthOrRowsBytes);
  return end;
}

/** What a list's bytes say before any posting is unpacked. */
interface ChunkTable {
  /** Ordinal of each chunk's last document, dead or not. */
  readonly lastOrdinals: Uint32Array;
  /** Where each chunk's postings begin among those of the block, and where the last one's end. */
  readonly offsets: Uint32Array;
  /** Of each chunk's Rice codes. */
  readonly widths: Uint8Array;
  /**
   * Of each chunk MAX_IMPACTS pairs of frequency and field length, 0 behind the last one; none for a list of one chunk. Without
   * objects, which a list of thousands of chunks would have ten thousand of.
   */
  readonly impacts: Uint32Array;
}

/** What the rows of a list are read beside. */
interface ChunkTableBounds {
  /** Documents of the list. */
  readonly size: number;
  /** Where its postings lie among those of the block. */
  readonly start: number;
  readonly end: number;
  /** Of the segment. */
  readonly documentCount: number;
}

/** `corrupt-segment` where the rows do not fit the list or the segment. */
function readChunkTable(rows: Uint8Array, { size, start, end, documentCount }: ChunkTableBounds): ChunkTable {
  const reader = new ByteReader(rows);
  const chunks = Math.ceil(size / POSTINGS_PER_CHUNK);
  const lastOrdinals = new Uint32Array(chunks);
  const offsets = new Uint32Array(chunks + 1);
  const widths = new Uint8Array(chunks);
  const impacts = new Uint32Array(chunks * NUMBERS_PER_CHUNK);
  let last = -1;
  let offset = start;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const documents = Math.min(POSTINGS_PER_CHUNK, size - chunk * POSTINGS_PER_CHUNK);
    const span = reader.readVarint() + 1;
    last += span;
    lastOrdinals[chunk] = last;
    widths[chunk] = riceWidth(span, documents);
    offsets[chunk] = offset;
    offset += reader.readVarint();
    readImpacts(reader, impacts, chunk * NUMBERS_PER_CHUNK);
    if (last >= documentCount) throw corruptBytes("a posting names a document that the segment does not have");
  }
  offsets[chunks] = offset;
  if (offset !== end || reader.remaining > 0) throw corruptBytes("the chunks of a posting list do not fill it");
  return { lastOrdinals, offsets, widths, impacts };
}

/** The place of a chunk's pairs is its number times this. */
const NUMBERS_PER_CHUNK = 2 * MAX_IMPACTS;

function readImpacts(reader: ByteReader, impacts: Uint32Array, start: number): void {
  const count = reader.readVarint();
  if (count === 0 || count > MAX_IMPACTS) throw corruptBytes("a chunk of postings has a wrong number of impacts");
  let frequencyBefore = Number.POSITIVE_INFINITY;
  let lengthBefore = Number.POSITIVE_INFINITY;
  for (let at = start; at < start + 2 * count; at += 2) {
    const frequency = reader.readVarint();
    const fieldLength = reader.readVarint();
    if (frequency >= frequencyBefore || fieldLength >= lengthBefore) {
      throw corruptBytes("the impacts of a chunk of postings do not descend");
    }
    impacts[at] = frequency;
    impacts[at + 1] = fieldLength;
    frequencyBefore = frequency;
    lengthBefore = fieldLength;
  }
}

/** The greatest number that the impacts of a chunk have; 0 where it has none. */
function greatestOfImpacts(
  { impacts }: ChunkTable,
  chunk: number,
  numberOf: (frequency: number, fieldLength: number) => number,
): number {
  let greatest = 0;
  const start = chunk * NUMBERS_PER_CHUNK;
  for (let at = start; at < start + NUMBERS_PER_CHUNK && (impacts[at] ?? 0) > 0; at += 2) {
    greatest = Math.max(greatest, numberOf(impacts[at] ?? 0, impacts[at + 1] ?? 0));
  }
  return greatest;
}

/** The greatest frequency that a chunk may have; of a list of several. */
function greatestFrequency({ impacts }: ChunkTable, chunk: number): number {
  return impacts[chunk * NUMBERS_PER_CHUNK] ?? 0;
}
