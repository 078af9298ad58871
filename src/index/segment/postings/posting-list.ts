/**
 * One posting list to bytes and back: the documents of a term in a field. A long list is cut into blocks of 128
 * postings, each with its last ordinal and its impacts, so that a search may pass over blocks without unpacking them.
 * What is known of a list before its postings are unpacked is its head; the postings lie apart (posting-block.ts).
 *
 * Postings, block after block, each from a byte of its own: the documents, and behind them what is counted of each, so
 * that whoever looks for documents need not unpack the rest. Gaps are Rice-coded (Rice and Plaunt 1971), which is
 * within a hundredth of what gaps of random documents hold, and needs no unpacking around it. Documents, per posting:
 * ordinal - previous ordinal - 1, as its quotient by 2^width in zeros and a one, then its `width` lower bits. Counts
 * (occurrenceCount): a bit a posting, 0 where the count is 2; then of each other one Elias' gamma code of count - 2.
 * Zeros fill the last byte; the first bit of a byte is its highest.
 *
 * Head: varint bytes of the postings; of a list of up to 128 documents varint width of its Rice codes; of a longer one
 * varint bytes of its rows, and a row a block of 128: varint (last ordinal - last ordinal of the block before - 1),
 * varint bytes, varint number of impacts, and per impact varint frequency and varint field length. The ordinal before
 * the first is -1.
 */
import type { SearchIndexError } from "../../../errors.ts";
import { ByteReader, ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";
import { MAX_IMPACTS, POSTINGS_PER_BLOCK } from "../blocks/segment-format.ts";

/** Writes the lists of one posting block: their heads to one writer, their postings to another. */
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

  /**
   * `openings`: 1 for each document that has the term in the opening of the field, null for none; `lengthOf` is of the
   * field.
   */
  write(list: FieldPostings, openings: Uint8Array | null, lengthOf: (ordinal: number) => number): void {
    const { ordinals, frequencies } = list;
    const rows = this.#rows;
    rows.reset();
    const listStart = this.#postings.length;
    let previous = -1;
    let width = 0;
    for (let from = 0; from < ordinals.length; from += POSTINGS_PER_BLOCK) {
      const to = Math.min(from + POSTINGS_PER_BLOCK, ordinals.length);
      const last = ordinals[to - 1] ?? 0;
      width = riceWidth(last - previous, to - from);
      const start = this.#postings.length;
      writePostings(this.#bits, list, openings, { from, to, previous, width });
      if (ordinals.length <= POSTINGS_PER_BLOCK) break;
      rows.writeVarint(last - previous - 1);
      rows.writeVarint(this.#postings.length - start);
      writeImpacts(rows, blockImpacts(ordinals.subarray(from, to), frequencies.subarray(from, to), lengthOf));
      previous = last;
    }
    this.#heads.writeVarint(this.#postings.length - listStart);
    if (ordinals.length <= POSTINGS_PER_BLOCK) this.#heads.writeVarint(width);
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

/** The term and field of a list. */
interface ListName {
  readonly term: string;
  readonly field: number;
}

/**
 * Number of blocks in a page of unpacked ones, in the order of unpacking: a search examines few blocks of a long list.
 */
const BLOCKS_PER_PAGE = 16;

/**
 * A list being read, block by block, as far as its reader goes. Documents of block c are at [startOf(c), decode(c)) of
 * `ordinalsOf(c)`, once it was decoded; what they count is unpacked by itself, since most documents are only looked
 * for.
 */
export class PostingList {
  readonly term: string;
  readonly field: number;
  /** Documents, dead ones too. */
  readonly size: number;
  readonly #view: DataView;
  readonly #table: BlockTable;
  readonly #dead: Uint8Array | null;
  /** Number of blocks that were decoded before each decoded one. */
  readonly #numbers: Uint32Array;
  /** First bit of each decoded block's counts, else 0; also the end of its live postings, if some are dead. */
  readonly #countStarts: Uint32Array;
  readonly #ends: Uint32Array | null;
  readonly #ordinals: Uint32Array[] = [];
  /** Counts at the places of their ordinals; 0 if the block's are not unpacked. */
  readonly #counts: Uint32Array[] = [];
  #decodedBlocks = 0;
  #documentFrequency: number;

  private constructor(
    { term, field }: ListName,
    view: DataView,
    size: number,
    table: BlockTable,
    dead: Uint8Array | null,
  ) {
    this.term = term;
    this.field = field;
    this.size = size;
    this.#view = view;
    this.#table = table;
    this.#dead = dead;
    const blocks = table.lastOrdinals.length;
    this.#numbers = new Uint32Array(blocks);
    this.#countStarts = new Uint32Array(blocks);
    this.#ends = dead === null ? null : new Uint32Array(blocks);
    this.#documentFrequency = size;
  }

  /**
   * `view`: the postings of the posting block, with their padding; `size`: the documents of the list. The postings are
   * checked as they are decoded, which those of a list without impacts are at once.
   */
  static read(name: ListName, view: DataView, size: number, { table, end }: PlacedList): PostingList {
    checkInside(end, view);
    const list = new PostingList(name, view, size, table, null);
    if (list.blockCount === 1) list.decode(0);
    return list;
  }

  get blockCount(): number {
    return this.#countStarts.length;
  }

  /** Live documents. */
  get documentFrequency(): number {
    return this.#documentFrequency;
  }

  lastOrdinalOf(block: number): number {
    return this.#table.lastOrdinals[block] ?? -1;
  }

  /**
   * Computes an upper bound of the scores of a block's postings, for a score that grows with frequency and falls with
   * length: the greatest score of its impacts. 0 in a list of one block, which has none and is to be looked at itself.
   */
  boundOf(block: number, scoreOf: (frequency: number, fieldLength: number) => number): number {
    return greatestOfImpacts(this.#table, block, scoreOf);
  }

  /**
   * The same list without its dead documents: `dead[ordinal]` is 1 for one, `deadOrdinals` has them all, ascending.
   * Decodes only the blocks in whose range one lies.
   */
  withoutDead(dead: Uint8Array, deadOrdinals: Uint32Array): PostingList {
    const list = new PostingList(this, this.#view, this.size, this.#table, dead);
    let next = 0;
    for (let block = 0; block < this.blockCount && next < deadOrdinals.length; block += 1) {
      const last = this.lastOrdinalOf(block);
      if ((deadOrdinals[next] ?? 0) > last) continue;
      list.#documentFrequency -= this.#sizeOf(block) - (list.decode(block) - list.startOf(block));
      while (next < deadOrdinals.length && (deadOrdinals[next] ?? 0) <= last) next += 1;
    }
    return list;
  }

  /** The same list with its dead documents. */
  withDead(): PostingList {
    return this.#dead === null ? this : new PostingList(this, this.#view, this.size, this.#table, null);
  }

  /** The page of a decoded block's documents. */
  ordinalsOf(block: number): Uint32Array {
    return this.#ordinals[this.#pageOf(block)] ?? NO_PAGE;
  }

  /** The place of a decoded block's first posting in its pages. */
  startOf(block: number): number {
    return ((this.#numbers[block] ?? 0) % BLOCKS_PER_PAGE) * POSTINGS_PER_BLOCK;
  }

  /** Unpacks the documents of a block unless they are; where the live ones end. */
  decode(block: number): number {
    if ((this.#countStarts[block] ?? 0) > 0) return this.#ends?.[block] ?? this.startOf(block) + this.#sizeOf(block);
    this.#numbers[block] = this.#decodedBlocks;
    const ordinals = this.#takePage(this.#ordinals, block);
    const start = this.startOf(block);
    const end = start + this.#sizeOf(block);
    const packed = this.#packed(block);
    const countStart = unpackDocuments(packed, ordinals, start, end);
    // Rows are what a search goes by: they must say what the postings say.
    if (this.blockCount > 1 && ordinals[end - 1] !== packed.last) {
      throw corruptBytes("a block of postings ends before its last");
    }
    this.#decodedBlocks += 1;
    this.#countStarts[block] = countStart;
    if (this.#ends === null || this.#dead === null) return end;
    const liveEnd = this.#dropDead(this.#dead, block, end);
    this.#ends[block] = liveEnd;
    return liveEnd;
  }

  /** The page of what the postings of a block count (occurrenceCount), at the places of its documents. */
  countsOf(block: number): Uint32Array {
    this.decode(block);
    const counts = this.#takePage(this.#counts, block);
    const start = this.startOf(block);
    if ((counts[start] ?? 0) > 0) return counts;
    const packed = this.#packed(block);
    const greatest = unpackCounts(packed, this.#countStarts[block] ?? 0, counts, start, start + this.#sizeOf(block));
    if (this.blockCount > 1 && frequencyOf(greatest) > greatestFrequency(this.#table, block)) {
      throw corruptBytes("a posting is beyond the impacts of its block");
    }
    return counts;
  }

  /**
   * Reads the count of the posting at a place of a block, dead ones included, without unpacking; `countStart`: of
   * `countStarts`, as it was when the block was decoded once, perhaps in another reading of the list.
   */
  countAt(block: number, place: number, countStart: number): number {
    const packed = { view: this.#view, end: this.#table.offsets[block + 1] ?? 0 };
    const count = unpackCount(packed, countStart, this.#sizeOf(block), place);
    if (this.blockCount > 1 && frequencyOf(count) > greatestFrequency(this.#table, block)) {
      throw corruptBytes("a posting is beyond the impacts of its block");
    }
    return count;
  }

  /** First bit of each block's counts; 0 if the block is not decoded. */
  get countStarts(): Uint32Array {
    return this.#countStarts;
  }

  /** Converts the live postings. */
  toPostings(): FieldPostings {
    const ordinals = new Uint32Array(this.documentFrequency);
    const frequencies = new Uint32Array(this.documentFrequency);
    let next = 0;
    for (let block = 0; block < this.blockCount; block += 1) {
      const end = this.decode(block);
      const [page, counts] = [this.ordinalsOf(block), this.countsOf(block)];
      for (let i = this.startOf(block); i < end; i += 1) {
        ordinals[next] = page[i] ?? 0;
        frequencies[next] = frequencyOf(counts[i] ?? 0);
        next += 1;
      }
    }
    return { field: this.field, ordinals, frequencies };
  }

  #pageOf(block: number): number {
    return Math.floor((this.#numbers[block] ?? 0) / BLOCKS_PER_PAGE);
  }

  /** The page of a block, made if it is its first. */
  #takePage(pages: Uint32Array[], block: number): Uint32Array {
    const number = this.#pageOf(block);
    const known = pages[number];
    if (known !== undefined) return known;
    // Of the only block no more than it has; of several any may be the shorter last one.
    const isAlone = this.blockCount === 1;
    const length = isAlone ? this.size : Math.min(this.blockCount, BLOCKS_PER_PAGE) * POSTINGS_PER_BLOCK;
    const page = new Uint32Array(length);
    pages[number] = page;
    return page;
  }

  #sizeOf(block: number): number {
    return Math.min(POSTINGS_PER_BLOCK, this.size - block * POSTINGS_PER_BLOCK);
  }

  #packed(block: number): PackedBlock {
    const { offsets, widths } = this.#table;
    return {
      view: this.#view,
      start: offsets[block] ?? 0,
      end: offsets[block + 1] ?? 0,
      width: widths[block] ?? 0,
      previous: block === 0 ? -1 : this.lastOrdinalOf(block - 1),
      last: this.lastOrdinalOf(block),
    };
  }

  /** Removes dead postings of a decoded block, and answers the end of the live ones. */
  #dropDead(dead: Uint8Array, block: number, end: number): number {
    const ordinals = this.ordinalsOf(block);
    let next = this.startOf(block);
    while (next < end && dead[ordinals[next] ?? 0] !== 1) next += 1;
    if (next === end) return end;
    const counts = this.countsOf(block);
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

/** The source of a list: the postings of its posting block, and the start of its own. */
interface PostingSource extends ListName {
  readonly size: number;
  readonly view: DataView;
  readonly start: number;
  readonly documentCount: number;
}

/** Shared buffer for the counts of a short list, until they are copied. */
const shortCounts = new Uint32Array(POSTINGS_PER_BLOCK);

/**
 * All postings of a list whose head comes next, checked as PostingList checks them, for whoever needs no block by
 * itself; and where they end.
 */
export function readPostings(
  reader: ByteReader,
  { term, field, size, view, start, documentCount }: PostingSource,
): { readonly postings: FieldPostings; readonly end: number } {
  // Most lists are short, and need none of what a list is read by in part.
  if (size > POSTINGS_PER_BLOCK) {
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

// Impacts: the few pairs of frequency and field length that bound the scores of a block of postings,
// whatever the statistics and parameters are at the time of a query, as long as a score grows with frequency and falls
// with length. Lucene calls them impacts too (CompetitiveImpactAccumulator).

/** A posting of the block that no other beats in both, or a pair that beats several of these. */
interface Impact {
  readonly frequency: number;
  readonly fieldLength: number;
}

/**
 * Frequencies and lengths descend; what is beyond the most is put together at the low end. Every posting has at most
 * the frequency and at least the length of one of them.
 */
export function blockImpacts(
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

/**
 * Tells whether another impact is at least as good. It loops by index, since every posting of a long list passes here.
 */
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
  readonly table: BlockTable;
  /** End of its postings in the posting block, which is the start of the next list's. */
  readonly end: number;
}

/**
 * Reads the head of a list of `size` documents whose postings begin at `start`; `corrupt-segment` where it does not fit
 * the list or the segment.
 */
export function readPostingListHeader(
  reader: ByteReader,
  size: number,
  start: number,
  documentCount: number,
): PlacedList {
  const end = readListEnd(reader, size, start, documentCount);
  if (size > POSTINGS_PER_BLOCK) {
    const rows = reader.readBytes(reader.readVarint());
    return { table: readBlockTable(rows, { size, start, end, documentCount }), end };
  }
  const width = readWidth(reader);
  const table = {
    // Not known before it is decoded, and no need to: there is no block after it.
    lastOrdinals: Uint32Array.of(documentCount - 1),
    offsets: Uint32Array.of(start, end),
    widths: Uint8Array.of(width),
    impacts: new Uint32Array(0),
  };
  return { table, end };
}

/** Reads where its postings end; checks the same as `readListHead`. */
function readListEnd(reader: ByteReader, size: number, start: number, documentCount: number): number {
  const sizeBytes = reader.readVarint();
  // A posting has two bits at least; checked before room is made for what is only claimed.
  if (size === 0 || size > documentCount || size > 4 * sizeBytes) {
    throw corruptBytes("a posting list is longer than its documents");
  }
  return start + sizeBytes;
}

/** Reads the width of the Rice codes of a list with one block. */
function readWidth(reader: ByteReader): number {
  const width = reader.readVarint();
  if (width > MOST_WIDTH) throw corruptBytes("the head of a posting list is misshapen");
  return width;
}

/** Passes over a head; where the postings end. */
export function skipPostingListHeader(reader: ByteReader, size: number, start: number): number {
  const end = start + reader.readVarint();
  const widthOrRowsBytes = reader.readVarint();
  if (size > POSTINGS_PER_BLOCK) reader.skip(widthOrRowsBytes);
  return end;
}

/** The parts of a list that are known before any posting is unpacked. */
interface BlockTable {
  /** Ordinal of each block's last document, dead or not. */
  readonly lastOrdinals: Uint32Array;
  /** Start of each block's postings in the posting block, and the end of the last one's. */
  readonly offsets: Uint32Array;
  /** Width of each block's Rice codes. */
  readonly widths: Uint8Array;
  /**
   * Impacts: MAX_IMPACTS pairs of frequency and field length for each block, 0 behind the last one; none for a list of
   * one block. Without objects, which a list of thousands of blocks would have ten thousand of.
   */
  readonly impacts: Uint32Array;
}

/** Bounds for reading the rows of a list. */
interface BlockTableBounds {
  /** Documents of the list. */
  readonly size: number;
  /** Start of its postings in the posting block. */
  readonly start: number;
  readonly end: number;
  /** Number of the segment's documents. */
  readonly documentCount: number;
}

/** `corrupt-segment` where the rows do not fit the list or the segment. */
function readBlockTable(rows: Uint8Array, { size, start, end, documentCount }: BlockTableBounds): BlockTable {
  const reader = new ByteReader(rows);
  const blocks = Math.ceil(size / POSTINGS_PER_BLOCK);
  const lastOrdinals = new Uint32Array(blocks);
  const offsets = new Uint32Array(blocks + 1);
  const widths = new Uint8Array(blocks);
  const impacts = new Uint32Array(blocks * NUMBERS_PER_BLOCK);
  let last = -1;
  let offset = start;
  for (let block = 0; block < blocks; block += 1) {
    const documents = Math.min(POSTINGS_PER_BLOCK, size - block * POSTINGS_PER_BLOCK);
    const span = reader.readVarint() + 1;
    last += span;
    lastOrdinals[block] = last;
    widths[block] = riceWidth(span, documents);
    offsets[block] = offset;
    offset += reader.readVarint();
    readImpacts(reader, impacts, block * NUMBERS_PER_BLOCK);
    if (last >= documentCount) throw corruptBytes("a posting names a document that the segment does not have");
  }
  offsets[blocks] = offset;
  if (offset !== end || reader.remaining > 0) throw corruptBytes("the blocks of a posting list do not fill it");
  return { lastOrdinals, offsets, widths, impacts };
}

/** The place of a block's pairs is its number times this. */
const NUMBERS_PER_BLOCK = 2 * MAX_IMPACTS;

function readImpacts(reader: ByteReader, impacts: Uint32Array, start: number): void {
  const count = reader.readVarint();
  if (count === 0 || count > MAX_IMPACTS) throw corruptBytes("a block of postings has a wrong number of impacts");
  let frequencyBefore = Number.POSITIVE_INFINITY;
  let lengthBefore = Number.POSITIVE_INFINITY;
  for (let at = start; at < start + 2 * count; at += 2) {
    const frequency = reader.readVarint();
    const fieldLength = reader.readVarint();
    if (frequency >= frequencyBefore || fieldLength >= lengthBefore) {
      throw corruptBytes("the impacts of a block of postings do not descend");
    }
    impacts[at] = frequency;
    impacts[at + 1] = fieldLength;
    frequencyBefore = frequency;
    lengthBefore = fieldLength;
  }
}

/** The greatest number that the impacts of a block have; 0 where it has none. */
function greatestOfImpacts(
  { impacts }: BlockTable,
  block: number,
  numberOf: (frequency: number, fieldLength: number) => number,
): number {
  let greatest = 0;
  const start = block * NUMBERS_PER_BLOCK;
  for (let at = start; at < start + NUMBERS_PER_BLOCK && (impacts[at] ?? 0) > 0; at += 2) {
    greatest = Math.max(greatest, numberOf(impacts[at] ?? 0, impacts[at + 1] ?? 0));
  }
  return greatest;
}

/** The greatest frequency that a block may have; of a list of several. */
function greatestFrequency({ impacts }: BlockTable, block: number): number {
  return impacts[block * NUMBERS_PER_BLOCK] ?? 0;
}

// A count says of a document in one number its frequency, and whether the term is in the opening of the field: the
// frequency doubled, and one more for the opening; below 2^31, since no text is so long.

/** The most frequent count: one occurrence in a field, outside of its opening. */
const LEAST_COUNT = 2;

export function occurrenceCount(frequency: number, isOpening: boolean): number {
  return 2 * frequency + (isOpening ? 1 : 0);
}

export function frequencyOf(count: number): number {
  return count >>> 1;
}

export function isOpening(count: number): boolean {
  return (count & 1) === 1;
}

/** Number of zero bytes at the end of posting blocks: a bit reader may look so far beyond the last bit. */
export const BITS_PADDING_BYTES = 4;

/** Documents fit 32 bits, and a remainder is read together with what surrounds it. */
const MOST_WIDTH = 20;

/**
 * The width for so many documents among `span` ordinals: the logarithm of .7 of their mean distance, where Rice codes
 * of a geometric distribution are shortest (Golomb 1966: ln 2 of it).
 */
function riceWidth(span: number, documents: number): number {
  return Math.min(MOST_WIDTH, Math.max(0, 31 - Math.clz32(Math.floor((7 * span) / (10 * documents)))));
}

/**
 * Postings [from, to) of a list, `previous` the ordinal before them; the writer is flushed. `openings`: null for none.
 */
function writePostings(
  writer: BitWriter,
  { ordinals, frequencies }: FieldPostings,
  openings: Uint8Array | null,
  { from, to, previous, width }: { from: number; to: number; previous: number; width: number },
): void {
  const countAt = (i: number): number => occurrenceCount(frequencies[i] ?? 1, openings?.[i] === 1);
  let last = previous;
  for (let i = from; i < to; i += 1) {
    const ordinal = ordinals[i] ?? 0;
    const gap = ordinal - last - 1;
    last = ordinal;
    writer.writeUnary(gap >>> width);
    writer.writeBits(gap, width);
  }
  for (let i = from; i < to; i += 1) writer.writeBits(countAt(i) === LEAST_COUNT ? 0 : 1, 1);
  for (let i = from; i < to; i += 1) {
    const count = countAt(i);
    if (count > LEAST_COUNT) writer.writeGamma(count - LEAST_COUNT);
  }
  writer.flush();
}

/** A block in its bytes, which go on for BITS_PADDING_BYTES at least. */
interface PackedBlock {
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
  readonly width: number;
  /** The ordinal before the block's first, and the last that it may have. */
  readonly previous: number;
  readonly last: number;
}

/** Thirty-two bits from a place on, of which the first 25 are sure. */
function bitsAt(view: DataView, bit: number): number {
  return view.getUint32(bit >>> 3) << (bit & 7);
}

const SURE_BITS = 25;

/**
 * Unpacks the documents of a block to the places [from, to) of an array; the bit where its counts begin.
 * `corrupt-segment` where they go on behind its bytes, or name a document after the last.
 */
function unpackDocuments(block: PackedBlock, ordinals: Uint32Array, from: number, to: number): number {
  try {
    return unpackGaps(block, ordinals, from, to);
  } catch (error) {
    throw asTooShort(error);
  }
}

/** The hot loop of a search: one look at the bytes a posting, and a branch for long gaps alone. */
function unpackGaps(
  { view, start, end, width, previous, last }: PackedBlock,
  ordinals: Uint32Array,
  from: number,
  to: number,
): number {
  const endBit = end * 8;
  const remainderShift = 31 - width;
  /** Up to so many zeros a gap is within the bits that are sure. */
  const mostZeros = SURE_BITS - 1 - width;
  let bit = start * 8;
  let ordinal = previous;
  for (let i = from; i < to; i += 1) {
    let window = bitsAt(view, bit);
    let zeros = Math.clz32(window);
    if (zeros <= mostZeros) {
      bit += zeros + 1;
      window <<= zeros + 1;
    } else {
      for (; zeros >= SURE_BITS; zeros = Math.clz32(window)) {
        ordinal += SURE_BITS * 2 ** width;
        bit += SURE_BITS;
        if (bit >= endBit) throw tooShort();
        window = bitsAt(view, bit);
      }
      bit += zeros + 1;
      window = bitsAt(view, bit);
    }
    // In two steps, so that a width of 0 leaves nothing.
    ordinal += (zeros << width) + ((window >>> 1) >>> remainderShift) + 1;
    bit += width;
    ordinals[i] = ordinal;
  }
  // Ordinals ascend, so that looking at the last one finds out any that is too high.
  if (ordinal > last) throw corruptBytes("a posting names a document that the segment does not have");
  if (bit > endBit) throw tooShort();
  return bit;
}

/**
 * Unpacks the counts of a block, which begin at a bit and fill its bytes up to `end`, to the places [from, to) of an
 * array; the greatest of them. `corrupt-segment` where they do not.
 */
function unpackCounts(
  { view, end }: Pick<PackedBlock, "view" | "end">,
  start: number,
  counts: Uint32Array,
  from: number,
  to: number,
): number {
  const endBit = end * 8;
  let greatest = LEAST_COUNT;
  let bit = start + to - from;
  counts.fill(LEAST_COUNT, from, to);
  try {
    for (let first = from; first < to; first += SURE_BITS) {
      let marks = bitsAt(view, start + first - from) & (-1 << (32 - Math.min(SURE_BITS, to - first)));
      while (marks !== 0) {
        const place = Math.clz32(marks);
        marks &= 0x7fffffff >>> place;
        const zeros = countZeros(view, bit, endBit);
        const count = LEAST_COUNT + readBits(view, bit + zeros, zeros + 1);
        bit += 2 * zeros + 1;
        counts[first + place] = count;
        if (count > greatest) greatest = count;
      }
    }
  } catch (error) {
    throw asTooShort(error);
  }
  if (bit > endBit || endBit - bit >= 8) throw tooShort();
  return greatest;
}

/**
 * The count at one place of a block of `size` postings, without unpacking the others; `start` as for unpackCounts.
 * `corrupt-segment` where it lies beyond the block's bytes.
 */
function unpackCount(
  { view, end }: Pick<PackedBlock, "view" | "end">,
  start: number,
  size: number,
  place: number,
): number {
  const endBit = end * 8;
  try {
    if (bitsAt(view, start + place) >>> 31 === 0) return LEAST_COUNT;
    let before = 0;
    for (let first = 0; first < place; first += SURE_BITS) {
      before += countBits(bitsAt(view, start + first) & (-1 << (32 - Math.min(SURE_BITS, place - first))));
    }
    let bit = start + size;
    for (; before > 0; before -= 1) bit += 2 * countZeros(view, bit, endBit) + 1;
    const zeros = countZeros(view, bit, endBit);
    const count = LEAST_COUNT + readBits(view, bit + zeros, zeros + 1);
    if (bit + 2 * zeros + 1 > endBit) throw tooShort();
    return count;
  } catch (error) {
    throw asTooShort(error);
  }
}

/** The zeros that a number in gamma code begins with. */
function countZeros(view: DataView, bit: number, endBit: number): number {
  const zeros = Math.clz32(bitsAt(view, bit));
  if (zeros < SURE_BITS) return zeros;
  const more = SURE_BITS + Math.clz32(bitsAt(view, bit + SURE_BITS));
  if (more > MOST_GAMMA_ZEROS || bit > endBit) throw corruptBytes("a frequency has no end");
  return more;
}

/** Counts fit 32 bits, less what they have at least. */
const MOST_GAMMA_ZEROS = 30;

function readBits(view: DataView, bit: number, count: number): number {
  if (count <= SURE_BITS) return bitsAt(view, bit) >>> (32 - count);
  const low = count - 16;
  return (bitsAt(view, bit) >>> 16) * 2 ** low + (bitsAt(view, bit + 16) >>> (32 - low));
}

/** Converts an error about a read behind the last byte. */
function asTooShort(error: unknown): unknown {
  return error instanceof RangeError ? tooShort() : error;
}

function tooShort(): SearchIndexError {
  return corruptBytes("the postings of a block do not fill it");
}

/**
 * The documents of one term in one field: ordinals ascend; `frequencies[i]` belongs to `ordinals[i]`, 1 to 2^30 - 1.
 */
export interface FieldPostings {
  readonly field: number;
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;
}

/** Most bits at once: more would not fit beside seven that wait for their byte. */
const MOST_BITS_AT_ONCE = 24;

/** Appends to a ByteWriter; whoever is done calls {@link BitWriter.flush}. */
class BitWriter {
  readonly #out: ByteWriter;
  #pending = 0;
  #pendingBits = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** The lowest `count` bits of an unsigned 32-bit integer, `count` 0 to 32, the highest of them first. */
  writeBits(value: number, count: number): void {
    if (count > MOST_BITS_AT_ONCE) {
      this.writeBits(value >>> MOST_BITS_AT_ONCE, count - MOST_BITS_AT_ONCE);
      this.writeBits(value, MOST_BITS_AT_ONCE);
      return;
    }
    this.#pending = (this.#pending << count) | (value & ((1 << count) - 1));
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#out.writeByte(this.#pending >>> this.#pendingBits);
    }
  }

  /** Writes so many zeros, then a one. */
  writeUnary(zeros: number): void {
    let rest = zeros;
    for (; rest >= MOST_BITS_AT_ONCE; rest -= MOST_BITS_AT_ONCE) this.writeBits(0, MOST_BITS_AT_ONCE);
    this.writeBits(1, rest + 1);
  }

  /** Elias' gamma code of an integer in [1, 2^32): as many zeros as it has bits after its first, then its bits. */
  writeGamma(value: number): void {
    const bits = 32 - Math.clz32(value);
    this.writeBits(0, bits - 1);
    this.writeBits(value, bits);
  }

  /** Ends the last byte with zeros. */
  flush(): void {
    if (this.#pendingBits > 0) this.writeBits(0, 8 - this.#pendingBits);
    this.#pending = 0;
  }
}

/**
 * The bits of a 32-bit word that are set, added up side by side (Warren, "Hacker's Delight", 2nd edition, section 5-1).
 */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const quads = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((quads + (quads >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
