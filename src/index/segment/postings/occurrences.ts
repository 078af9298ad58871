/**
 * Occurrences: where a term stands in its documents, and in which surface forms, which phrases, exact forms and
 * proximity read beside the posting lists; to bytes and back. An occurrence block belongs to the posting block of the
 * same number and has its terms in the same order; it repeats nothing that the postings say.
 *
 * Block, in columns: varint number of terms; per term varint forms; per term varint occurrences; per term varint bytes
 * of its tags beyond one an occurrence; per term varint extras; the endings: varint number, per ending varint units of
 * the term that are cut off and the units that come instead; per form varint place of its ending; per occurrence u8 low
 * bits of its step; the tags, per occurrence varint form number * 4 + (the rest of the step, 3 at the most), after a 3
 * varint what is beyond; per extra varint postings since the one before - 1, varint occurrences beyond the frequency -
 * 1.
 *
 * The step of a document's first occurrence is its position, of another what it is further than the one before. An
 * extra is a posting with more occurrences than its frequency says: a term that two words of one token have counts once
 * there.
 */
import { ByteReader, ByteWriter, corruptBytes, sharedPrefixLength } from "../blocks/byte-buffer.ts";
import type { FieldPostings } from "./posting-list.ts";

/** Numbers of surface forms, as wide as their term needs. */
type FormNumbers = Uint8Array | Uint16Array | Uint32Array;

/** The occurrences of a term in one field. */
export class FieldOccurrences {
  readonly field: number;
  /** Ordinals of the posting list, ascending, dead documents included. */
  readonly ordinals: Uint32Array;
  /** One more than the ordinals: occurrences in `ordinals[i]` are [starts[i], starts[i + 1]) of the next two. */
  readonly starts: Uint32Array;
  /**
   * Places in the field's sequence of words, from 0. They ascend within a document; one stands twice where a hyphenated
   * word and its first part have the same term.
   */
  readonly positions: Uint32Array;
  /** Form at each position: an index of the term's `forms`. */
  readonly formNumbers: FormNumbers;

  constructor(
    field: number,
    ordinals: Uint32Array,
    starts: Uint32Array,
    positions: Uint32Array,
    formNumbers: FormNumbers,
  ) {
    this.field = field;
    this.ordinals = ordinals;
    this.starts = starts;
    this.positions = positions;
    this.formNumbers = formNumbers;
  }

  /** The place of a document in `ordinals`, or -1. Logarithmic. */
  placeOf(ordinal: number): number {
    let low = 0;
    let high = this.ordinals.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ordinals[middle] ?? 0) < ordinal) low = middle + 1;
      else high = middle;
    }
    return this.ordinals[low] === ordinal ? low : -1;
  }
}

/** The occurrences of a term in a segment. */
export interface TermOccurrences {
  /** The forms in which it stands there, folded, each once, ascending by UTF-16 units. */
  readonly forms: readonly string[];
  /** One for each of the term's posting lists, in their order. */
  readonly fields: readonly FieldOccurrences[];
}

/** An array for the numbers of so many forms. */
export function makeFormNumbers(length: number, formCount: number): FormNumbers {
  if (formCount <= 0x100) return new Uint8Array(length);
  return formCount <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length);
}

/** A step is its low byte and a rest, which up to 2 is in the tag; above that it takes a number of its own as well. */
const LOW_VALUES = 0x100;
const MAX_TAG_REST = 3;
const TAG_RESTS = MAX_TAG_REST + 1;

/** Positions are kept as 32-bit numbers. */
const MAX_POSITION = 0xffffffff;

/** A term being written; the lists are those of its postings, in the same order. */
export interface WrittenOccurrences {
  readonly term: string;
  readonly postings: readonly FieldPostings[];
  readonly occurrences: TermOccurrences;
}

/** Collects the occurrences of the terms of one posting block, in their order. */
export class OccurrenceBlockWriter {
  readonly #formCounts = new ByteWriter();
  readonly #occurrenceCounts = new ByteWriter();
  readonly #longTagBytes = new ByteWriter();
  readonly #extraCounts = new ByteWriter();
  readonly #endings = new ByteWriter();
  readonly #endingPlaces = new Map<string, number>();
  readonly #forms = new ByteWriter();
  readonly #lows = new ByteWriter();
  readonly #tags = new ByteWriter();
  readonly #extras = new ByteWriter();
  #termCount = 0;

  add({ term, postings, occurrences }: WrittenOccurrences): void {
    this.#termCount += 1;
    this.#formCounts.writeVarint(occurrences.forms.length);
    for (const form of occurrences.forms) this.#forms.writeVarint(this.#placeOfEnding(term, form));
    const occurrencesBefore = this.#lows.length;
    const tagsBefore = this.#tags.length;
    let extras = 0;
    let posting = 0;
    let lastExtra = -1;
    for (const [list, { frequencies }] of postings.entries()) {
      const field = occurrences.fields[list];
      if (field === undefined) continue;
      this.#addSteps(field);
      for (let i = 0; i < frequencies.length; i += 1, posting += 1) {
        const extra = (field.starts[i + 1] ?? 0) - (field.starts[i] ?? 0) - (frequencies[i] ?? 0);
        if (extra === 0) continue;
        this.#extras.writeVarint(posting - lastExtra - 1);
        this.#extras.writeVarint(extra - 1);
        lastExtra = posting;
        extras += 1;
      }
    }
    const count = this.#lows.length - occurrencesBefore;
    this.#occurrenceCounts.writeVarint(count);
    this.#longTagBytes.writeVarint(this.#tags.length - tagsBefore - count);
    this.#extraCounts.writeVarint(extras);
  }

  /** The block's content, and an empty writer. */
  take(): Uint8Array {
    const columns = [
      this.#formCounts,
      this.#occurrenceCounts,
      this.#longTagBytes,
      this.#extraCounts,
      this.#endings,
      this.#forms,
      this.#lows,
      this.#tags,
      this.#extras,
    ];
    const content = new ByteWriter(columns.reduce((sum, { length }) => sum + length, 16));
    content.writeVarint(this.#termCount);
    for (const column of columns) {
      if (column === this.#endings) content.writeVarint(this.#endingPlaces.size);
      content.writeAll(column);
      column.reset();
    }
    this.#endingPlaces.clear();
    this.#termCount = 0;
    return content.toBytes();
  }

  #placeOfEnding(term: string, form: string): number {
    const shared = sharedPrefixLength(term, form);
    const cut = term.length - shared;
    const name = `${cut} ${form.slice(shared)}`;
    const known = this.#endingPlaces.get(name);
    if (known !== undefined) return known;
    const place = this.#endingPlaces.size;
    this.#endingPlaces.set(name, place);
    this.#endings.writeVarint(cut);
    this.#endings.writeUnits(form, shared);
    return place;
  }

  /** The hot loop of a writer: steps and tags go to their columns a field at a time. */
  #addSteps({ starts, positions, formNumbers }: FieldOccurrences): void {
    const lows = this.#lows;
    const tags = this.#tags;
    lows.reserve(positions.length);
    tags.reserve(positions.length);
    for (let document = 0; document + 1 < starts.length; document += 1) {
      let previous = 0;
      const end = starts[document + 1] ?? 0;
      for (let i = starts[document] ?? 0; i < end; i += 1) {
        const position = positions[i] ?? 0;
        const step = position - previous;
        previous = position;
        lows.writeByte(step);
        const rest = Math.floor(step / LOW_VALUES);
        const tag = (formNumbers[i] ?? 0) * TAG_RESTS + Math.min(rest, MAX_TAG_REST);
        if (tag < 0x80) tags.writeByte(tag);
        else tags.writeVarint(tag);
        if (rest >= MAX_TAG_REST) tags.writeVarint(rest - MAX_TAG_REST);
      }
    }
  }
}

/** A block with its columns found; what is said of a term is checked when it is read. */
export interface OccurrenceBlock {
  readonly termCount: number;
  /** Start of each term's items in the next columns, with one entry more for the end. */
  readonly formStarts: Uint32Array;
  readonly occurrenceStarts: Uint32Array;
  readonly tagStarts: Uint32Array;
  readonly extraStarts: Uint32Array;
  readonly endings: readonly Ending[];
  /** Place of each form's ending. */
  readonly endingPlaces: Uint32Array;
  readonly lows: Uint8Array;
  readonly tags: Uint8Array;
  /** Two numbers an extra. */
  readonly extras: Uint32Array;
  /** Memory that it holds, about. */
  readonly sizeBytes: number;
}

/** The difference between a form and its term. */
interface Ending {
  readonly cut: number;
  readonly units: string;
}

/** Finds the columns; `corrupt-segment` where they do not fill the content. The content is kept, not copied. */
export function decodeOccurrenceBlock(content: Uint8Array): OccurrenceBlock {
  const reader = new ByteReader(content);
  const termCount = readCount(reader, reader.remaining);
  const formStarts = readStarts(reader, termCount);
  const occurrenceStarts = readStarts(reader, termCount);
  const tagStarts = readStarts(reader, termCount);
  for (let term = 0; term <= termCount; term += 1) tagStarts[term] = sumOf(tagStarts[term], occurrenceStarts[term]);
  const extraStarts = readStarts(reader, termCount);
  const endings = Array.from({ length: readCount(reader, reader.remaining) }, () => ({
    cut: reader.readVarint(),
    units: reader.readUnits(),
  }));
  const endingPlaces = readNumbers(reader, formStarts[termCount] ?? 0);
  const lows = reader.readBytes(occurrenceStarts[termCount] ?? 0);
  const tags = reader.readBytes(tagStarts[termCount] ?? 0);
  const extras = readNumbers(reader, 2 * (extraStarts[termCount] ?? 0));
  if (reader.remaining !== 0) throw corruptBytes("an occurrence block is longer than its columns");
  const columnBytes = 4 * (4 * termCount + endingPlaces.length + extras.length);
  const sizeBytes = content.length + columnBytes + 64 * endings.length;
  return {
    termCount,
    formStarts,
    occurrenceStarts,
    tagStarts,
    extraStarts,
    endings,
    endingPlaces,
    lows,
    tags,
    extras,
    sizeBytes,
  };
}

/** The occurrences of a term by its place among the block's terms; `postings` are its lists, whole. */
export function readOccurrences(
  block: OccurrenceBlock,
  place: number,
  term: string,
  postings: readonly FieldPostings[],
): TermOccurrences {
  if (place >= block.termCount) throw corruptBytes("an occurrence block has fewer terms than its postings");
  const forms = readForms(block, place, term);
  const starts = readDocumentStarts(block, place, postings);
  const steps = new StepReader(block, place, forms.length);
  const fields = postings.map(({ field, ordinals }, list) => {
    const ofField = starts[list] ?? new Uint32Array(1);
    const length = ofField[ordinals.length] ?? 0;
    const positions = new Uint32Array(length);
    const formNumbers = makeFormNumbers(length, forms.length);
    steps.read(ofField, positions, formNumbers);
    return new FieldOccurrences(field, ordinals, ofField, positions, formNumbers);
  });
  steps.checkEnd();
  return { forms, fields };
}

function readForms(block: OccurrenceBlock, place: number, term: string): string[] {
  const forms: string[] = [];
  for (let i = block.formStarts[place] ?? 0; i < (block.formStarts[place + 1] ?? 0); i += 1) {
    const ending = block.endings[block.endingPlaces[i] ?? 0];
    if (ending === undefined || ending.cut > term.length) throw corruptBytes("a form has no such ending");
    const form = term.slice(0, term.length - ending.cut) + ending.units;
    const before = forms.at(-1);
    if (before !== undefined && before >= form) throw corruptBytes("the forms of a term do not ascend");
    forms.push(form);
  }
  return forms;
}

/** Reads where the occurrences of each document begin in its list, and where they end. */
function readDocumentStarts(block: OccurrenceBlock, place: number, postings: readonly FieldPostings[]): Uint32Array[] {
  const { extras, extraStarts, occurrenceStarts } = block;
  let extra = extraStarts[place] ?? 0;
  const lastExtra = extraStarts[place + 1] ?? 0;
  const count = (occurrenceStarts[place + 1] ?? 0) - (occurrenceStarts[place] ?? 0);
  let posting = 0;
  let nextExtra = extra < lastExtra ? (extras[2 * extra] ?? 0) : Number.POSITIVE_INFINITY;
  let total = 0;
  const starts = postings.map(({ frequencies }) => {
    const ofList = new Uint32Array(frequencies.length + 1);
    let next = 0;
    for (let i = 0; i < frequencies.length; i += 1, posting += 1) {
      next += frequencies[i] ?? 0;
      if (posting === nextExtra) {
        next += (extras[2 * extra + 1] ?? 0) + 1;
        extra += 1;
        nextExtra = extra < lastExtra ? posting + (extras[2 * extra] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      }
      // Bounded before it is used: what the postings claim may be anything.
      if (next > count) throw corruptBytes("a term has fewer occurrences than its postings count");
      ofList[i + 1] = next;
    }
    total += next;
    return ofList;
  });
  if (total !== count || extra !== lastExtra)
    throw corruptBytes("the occurrences of a term are not those of its postings");
  return starts;
}

/** Walks the steps and tags of one term. */
class StepReader {
  readonly #block: OccurrenceBlock;
  readonly #formCount: number;
  readonly #tagEnd: number;
  #low: number;
  #tag: number;

  constructor(block: OccurrenceBlock, place: number, formCount: number) {
    this.#block = block;
    this.#formCount = formCount;
    this.#low = block.occurrenceStarts[place] ?? 0;
    this.#tag = block.tagStarts[place] ?? 0;
    this.#tagEnd = block.tagStarts[place + 1] ?? 0;
  }

  read(starts: Uint32Array, positions: Uint32Array, formNumbers: { [place: number]: number }): void {
    const { lows, tags } = this.#block;
    for (let document = 0; document + 1 < starts.length; document += 1) {
      const end = starts[document + 1] ?? 0;
      let position = 0;
      for (let i = starts[document] ?? 0; i < end; i += 1) {
        let tag = tags[this.#tag++] ?? 0;
        if (tag > 0x7f) tag = this.#readLongTag();
        let rest = tag % TAG_RESTS;
        if (rest === MAX_TAG_REST) rest += this.#readRest();
        const form = Math.floor(tag / TAG_RESTS);
        position += (lows[this.#low++] ?? 0) + rest * LOW_VALUES;
        if (form >= this.#formCount || position > MAX_POSITION) throw corruptBytes("an occurrence is out of bounds");
        positions[i] = position;
        formNumbers[i] = form;
      }
    }
  }

  checkEnd(): void {
    if (this.#tag !== this.#tagEnd) throw corruptBytes("the tags of a term's occurrences do not fill their column");
  }

  #readLongTag(): number {
    this.#tag -= 1;
    return this.#readRest();
  }

  #readRest(): number {
    const reader = new ByteReader(this.#block.tags, this.#tag);
    const value = reader.readVarint();
    this.#tag = reader.offset;
    return value;
  }
}

/** A number of things that take a byte each at least. */
function readCount(reader: ByteReader, atMost: number): number {
  const count = reader.readVarint();
  if (count > atMost) throw corruptBytes("an occurrence block is shorter than it says");
  return count;
}

/** Reads where the items of each term begin and end, from their counts. */
function readStarts(reader: ByteReader, termCount: number): Uint32Array {
  const starts = new Uint32Array(termCount + 1);
  let next = 0;
  for (let term = 0; term < termCount; term += 1) {
    next += reader.readVarint();
    if (next > MAX_POSITION) throw corruptBytes("an occurrence block is shorter than it says");
    starts[term + 1] = next;
  }
  return starts;
}

function readNumbers(reader: ByteReader, count: number): Uint32Array {
  if (count > reader.remaining) throw corruptBytes("an occurrence block is shorter than it says");
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) numbers[i] = reader.readVarint();
  return numbers;
}

function sumOf(a = 0, b = 0): number {
  return a + b;
}
