/**
 * The term dictionary's list of all terms: each term with its document frequency, without postings, for
 * prefix and fuzzy search. Blocks of consecutive terms, kept as columns, so that terms can be passed over by their
 * lengths alone; both directions are here, and the walk over a block.
 *
 * Block: varint number of terms; the alphabet: varint number of units, per unit, ascending, varint (unit - unit before
 * - 1); per term u8 units shared with the term before (255 at the most); u8 width of a length (1, 2 or 4), per term the
 * number of its other units; the places in the alphabet of all those, a byte each, two where the alphabet has over 256
 * units; per term varint document frequency (documents that hold the term in any field, dead ones included).
 */

import type { SearchIndexError } from "../../../errors.ts";
import { ByteReader, ByteWriter, corruptBytes, MAX_VARINT_BYTES, sharedPrefixLength } from "../blocks/byte-buffer.ts";

/** A term of a segment and in how many of its documents it stands. */
export interface LexiconTerm {
  readonly term: string;
  readonly documentFrequency: number;
}

/** Most shared units: the number takes one byte, and further units are written again. */
const MAX_SHARED_LENGTH = 255;

/** Terms of a group, a power of two: what a walk passes over in one step. Smaller ones cost memory. */
export const GROUP_TERMS = 32;

/** Number of UTF-16 units. */
const UNIT_COUNT = 0x10000;

/** An alphabet up to this size has places of one byte. */
const BYTE_ALPHABET_UNITS = 256;

/** Collects terms with their document frequencies; terms come in ascending order. */
export class LexiconBlockWriter {
  readonly #frequencies = new ByteWriter();
  #shared: number[] = [];
  #suffixes: string[] = [];
  #unitCount = 0;
  #beginning = "";
  #lastTerm = "";

  get isEmpty(): boolean {
    return this.#suffixes.length === 0;
  }

  /** Bytes before compression, but for the alphabet and what rare units and long terms take more. */
  get sizeBytes(): number {
    return 2 * this.#suffixes.length + this.#unitCount + this.#frequencies.length;
  }

  /**
   * The shortest prefix of its first term that differs from the term before the block; one unit if there is none
   * before.
   */
  get beginning(): string {
    return this.#beginning;
  }

  add({ term, documentFrequency }: LexiconTerm): void {
    const sharedWithLast = sharedPrefixLength(this.#lastTerm, term);
    if (this.isEmpty) this.#beginning = term.slice(0, sharedWithLast + 1);
    const shared = this.isEmpty ? 0 : Math.min(sharedWithLast, MAX_SHARED_LENGTH);
    this.#lastTerm = term;
    this.#shared.push(shared);
    this.#suffixes.push(term.slice(shared));
    this.#unitCount += term.length - shared;
    this.#frequencies.writeVarint(documentFrequency);
  }

  /** The block's content, and an empty writer. */
  take(): Uint8Array {
    const content = new ByteWriter(this.sizeBytes + 1024);
    content.writeVarint(this.#suffixes.length);
    const { places, size } = writeAlphabet(content, this.#suffixes);
    content.writeBytes(Uint8Array.from(this.#shared));
    const longest = this.#suffixes.reduce((most, { length }) => Math.max(most, length), 0);
    const lengthWidth = longest < 0x100 ? 1 : longest < 0x10000 ? 2 : 4;
    content.writeFixed(lengthWidth, 1);
    for (const { length } of this.#suffixes) content.writeFixed(length, lengthWidth);
    const unitWidth = unitWidthOf(size);
    for (const suffix of this.#suffixes) {
      for (let i = 0; i < suffix.length; i += 1) {
        content.writeFixed(places[suffix.charCodeAt(i)] ?? 0, unitWidth);
      }
    }
    content.writeAll(this.#frequencies);
    this.#frequencies.reset();
    this.#shared = [];
    this.#suffixes = [];
    this.#unitCount = 0;
    return content.toBytes();
  }
}

/** The columns of a block, checked once; what a walk checks are the places of the units that it decodes. */
export interface LexiconBlock {
  readonly termCount: number;
  /** Its units by their places. */
  readonly alphabet: Uint16Array;
  /** Number of units that each term shares with the term before. */
  readonly shared: Uint8Array;
  /** Number of each term's other units. */
  readonly lengths: Uint8Array | Uint32Array;
  /** Places in the alphabet, 1 or 2 bytes each. */
  readonly places: Uint8Array;
  readonly placeWidth: number;
  readonly frequencies: Uint8Array;
  /** The fewest shared units of each group of terms, and where its units and its frequencies begin. */
  readonly groupShared: Uint8Array;
  readonly groupUnits: Uint32Array;
  readonly groupFrequencies: Uint32Array;
  /** Memory that it holds, about. */
  readonly sizeBytes: number;
}

/** Checks a block's content; `corrupt-segment` where it is not what a writer made. The content is kept, not copied. */
export function decodeLexiconBlock(content: Uint8Array): LexiconBlock {
  const reader = new ByteReader(content);
  const termCount = reader.readVarint();
  const alphabet = readAlphabet(reader);
  const shared = reader.readBytes(termCount);
  const lengths = readLengths(reader, termCount);
  const groupCount = Math.ceil(termCount / GROUP_TERMS);
  const groupShared = new Uint8Array(groupCount).fill(MAX_SHARED_LENGTH);
  const groupUnits = new Uint32Array(groupCount);
  let unitCount = 0;
  let lengthBefore = 0;
  for (let i = 0; i < termCount; i += 1) {
    const group = Math.floor(i / GROUP_TERMS);
    if (i % GROUP_TERMS === 0) groupUnits[group] = unitCount;
    const sharedLength = shared[i] ?? 0;
    if (sharedLength > lengthBefore) throw corruptBytes("a term shares more than the term before it has");
    if (sharedLength < (groupShared[group] ?? 0)) groupShared[group] = sharedLength;
    const length = lengths[i] ?? 0;
    lengthBefore = sharedLength + length;
    unitCount += length;
  }
  const placeWidth = unitWidthOf(alphabet.length);
  const places = reader.readBytes(unitCount * placeWidth);
  const frequencies = reader.readBytes(reader.remaining);
  const groupFrequencies = findGroups(frequencies, termCount);
  return {
    termCount,
    alphabet,
    shared,
    lengths,
    places,
    placeWidth,
    frequencies,
    groupShared,
    groupUnits,
    groupFrequencies,
    sizeBytes: content.length + alphabet.byteLength + groupCount * 9,
  };
}

/** The document frequency of a term by its place in the block. */
export function documentFrequencyAt({ frequencies, groupFrequencies }: LexiconBlock, place: number): number {
  const reader = new ByteReader(frequencies, groupFrequencies[Math.floor(place / GROUP_TERMS)]);
  for (let left = place % GROUP_TERMS; left > 0; left -= 1) reader.readVarint();
  return reader.readVarint();
}

/** The document frequencies of the terms at [start, end) of the block. */
function documentFrequenciesIn(
  { frequencies: bytes, groupFrequencies }: LexiconBlock,
  start: number,
  end: number,
): Uint32Array {
  const found = new Uint32Array(end - start);
  const group = Math.floor(start / GROUP_TERMS);
  let offset = groupFrequencies[group] ?? 0;
  // They were checked as the block was read. In place: two letters begin tens of thousands of terms.
  for (let place = group * GROUP_TERMS; place < end; place += 1) {
    let value = bytes[offset++] ?? 0;
    if (value > 0x7f) {
      value &= 0x7f;
      for (let scale = 0x80, byte = 0x80; byte > 0x7f; scale *= 0x80) {
        byte = bytes[offset++] ?? 0;
        value += (byte & 0x7f) * scale;
      }
    }
    if (place >= start) found[place - start] = value;
  }
  return found;
}

function unitWidthOf(alphabetUnits: number): number {
  return alphabetUnits <= BYTE_ALPHABET_UNITS ? 1 : 2;
}

/** Writes the units of some texts; gives how many they are, and the place of each by unit. */
function writeAlphabet(content: ByteWriter, texts: readonly string[]): { places: Uint16Array; size: number } {
  const isSeen = new Uint8Array(UNIT_COUNT);
  let size = 0;
  for (const text of texts) {
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (isSeen[unit] === 0) size += 1;
      isSeen[unit] = 1;
    }
  }
  const places = new Uint16Array(UNIT_COUNT);
  content.writeVarint(size);
  let place = 0;
  let before = -1;
  for (let unit = 0; unit < UNIT_COUNT && place < size; unit += 1) {
    if (isSeen[unit] === 0) continue;
    places[unit] = place;
    place += 1;
    content.writeVarint(unit - before - 1);
    before = unit;
  }
  return { places, size };
}

function readAlphabet(reader: ByteReader): Uint16Array {
  const size = reader.readVarint();
  if (size > UNIT_COUNT) throw corruptBytes("an alphabet has more units than UTF-16");
  const alphabet = new Uint16Array(size);
  let unit = -1;
  for (let place = 0; place < size; place += 1) {
    unit += reader.readVarint() + 1;
    if (unit >= UNIT_COUNT) throw corruptBytes("an alphabet has a unit that is none of UTF-16");
    alphabet[place] = unit;
  }
  return alphabet;
}

function readLengths(reader: ByteReader, termCount: number): Uint8Array | Uint32Array {
  const width = reader.readFixed(1);
  if (width !== 1 && width !== 2 && width !== 4) throw corruptBytes("lengths of terms have a wrong width");
  const bytes = reader.readBytes(termCount * width);
  if (width === 1) return bytes;
  const lengths = new ByteReader(bytes);
  return Uint32Array.from({ length: termCount }, () => lengths.readFixed(width));
}

/**
 * Finds the start of each group's frequencies; they must be as many as the terms. A varint's last byte has no high bit:
 * counting these is all that is done here, since half a million terms are checked before the first answer.
 */
function findGroups(frequencies: Uint8Array, termCount: number): Uint32Array {
  const groups = new Uint32Array(Math.ceil(termCount / GROUP_TERMS));
  let ended = 0;
  let start = 0;
  for (let offset = 0; offset < frequencies.length; offset += 1) {
    if ((frequencies[offset] ?? 0) >= 0x80) continue;
    if (offset - start >= MAX_VARINT_BYTES) throw corruptBytes("a number is too long");
    if (ended % GROUP_TERMS === 0) groups[ended / GROUP_TERMS] = start;
    ended += 1;
    start = offset + 1;
  }
  if (ended !== termCount || start !== frequencies.length) {
    throw corruptBytes("a lexicon block has not as many document frequencies as terms");
  }
  return groups;
}

/** A limit that no term reaches. */
const NO_LIMIT = MAX_SHARED_LENGTH + 1;

/**
 * Walks the terms of a block in order, without making a string of each, and passes over those that share too much with
 * a term already seen: whole groups of them in one step, undecoded. Units are decoded as they are asked for, in order:
 * a search by edits needs one or two of those that a term does not share.
 */
export class LexiconCursor {
  readonly #block: LexiconBlock;
  #nextPlace = 0;
  #nextUnit = 0;
  /** The first `#decodedLength` units of the present term; the rest begins at `#undecoded` of the block's units. */
  #units = new Uint16Array(64);
  #decodedLength = 0;
  #undecoded = 0;
  #length = 0;
  #sharedLength = 0;
  /** Number of units that the present term shares with the prefix of {@link seek}. */
  #matched = 0;

  constructor(block: LexiconBlock) {
    this.#block = block;
  }

  /** The place of the present term in the block. */
  get place(): number {
    return this.#nextPlace - 1;
  }

  /** Units of the present term. */
  get length(): number {
    return this.#length;
  }

  /** Number of units shared with the term on which the cursor stood before. */
  get sharedLength(): number {
    return this.#sharedLength;
  }

  get documentFrequency(): number {
    return documentFrequencyAt(this.#block, this.#nextPlace - 1);
  }

  /** The present term as a string. */
  get term(): string {
    this.#decodeTo(this.#length);
    let term = "";
    for (let i = 0; i < this.#length; i += 1) term += String.fromCharCode(this.#units[i] ?? 0);
    return term;
  }

  /** One unit of the present term, `depth` below its length. */
  unitAt(depth: number): number {
    if (depth >= this.#decodedLength) this.#decodeTo(depth + 1);
    return this.#units[depth] ?? 0;
  }

  /**
   * Goes to the next term that shares fewer than `sharedBelow` units (at least 1) with the term before it, and so with
   * the present one; false after the last.
   */
  advance(sharedBelow = NO_LIMIT): boolean {
    const { shared, lengths, termCount } = this.#block;
    let place = this.#nextPlace;
    let unit = this.#nextUnit;
    while (place < termCount) {
      const groupEnd = Math.min((place | (GROUP_TERMS - 1)) + 1, termCount);
      for (; place < groupEnd; place += 1) {
        const sharedLength = shared[place] ?? 0;
        const added = lengths[place] ?? 0;
        if (sharedLength < sharedBelow) {
          this.#decodeTo(sharedLength);
          this.#sharedLength = sharedLength;
          this.#decodedLength = sharedLength;
          this.#undecoded = unit;
          this.#length = sharedLength + added;
          this.#nextPlace = place + 1;
          this.#nextUnit = unit + added;
          return true;
        }
        unit += added;
      }
      place = this.#skipGroups(place, sharedBelow);
      unit = this.#block.groupUnits[place / GROUP_TERMS] ?? 0;
    }
    this.#nextPlace = termCount;
    return false;
  }

  /**
   * Goes to the next term that begins with a prefix, the same one at each call; false after the last. Others are passed
   * over.
   */
  seek(prefix: string): boolean {
    while (this.advance(this.#matched === prefix.length ? NO_LIMIT : this.#matched + 1)) {
      let matched = Math.min(this.#sharedLength, this.#matched);
      while (matched < prefix.length && matched < this.#length && this.unitAt(matched) === prefix.charCodeAt(matched)) {
        matched += 1;
      }
      this.#matched = matched;
      if (matched === prefix.length) return true;
      if (matched < this.#length && this.unitAt(matched) > prefix.charCodeAt(matched)) return false;
    }
    return false;
  }

  /** Skips from the end of a group to the start of the next that has a term sharing fewer than `sharedBelow` units. */
  #skipGroups(place: number, sharedBelow: number): number {
    const { groupShared } = this.#block;
    let group = Math.ceil(place / GROUP_TERMS);
    while (group < groupShared.length && (groupShared[group] ?? 0) >= sharedBelow) group += 1;
    return group * GROUP_TERMS;
  }

  #decodeTo(end: number): void {
    if (end > this.#units.length) this.#grow(end);
    const { places, placeWidth, alphabet } = this.#block;
    for (; this.#decodedLength < end; this.#decodedLength += 1) {
      const at = this.#undecoded * placeWidth;
      const unit = alphabet[placeWidth === 1 ? (places[at] ?? 0) : (places[at] ?? 0) | ((places[at + 1] ?? 0) << 8)];
      if (unit === undefined) throw foreignUnit();
      this.#units[this.#decodedLength] = unit;
      this.#undecoded += 1;
    }
  }

  #grow(length: number): void {
    const grown = new Uint16Array(length * 2);
    grown.set(this.#units);
    this.#units = grown;
  }
}

/** A place of a unit that is none. */
function foreignUnit(): SearchIndexError {
  return corruptBytes("a term has a unit that its block's alphabet lacks");
}

/** A text by its UTF-16 units, the last first. */
export function reversed(text: string): string {
  let backwards = "";
  for (let i = text.length - 1; i >= 0; i -= 1) backwards += text[i];
  return backwards;
}

/** Terms written backwards, ascending as they are written so. */
export function reversedTerms(terms: readonly LexiconTerm[]): LexiconTerm[] {
  return sortTerms(terms.map(({ term, documentFrequency }) => ({ term: reversed(term), documentFrequency })));
}

/** Ascending, in place; no two are equal. */
export function sortTerms(terms: LexiconTerm[]): LexiconTerm[] {
  return terms.sort((a, b) => (a.term < b.term ? -1 : 1));
}

/** Separator of a key and its form. */
const BEHIND_KEY = " ";

/** Makes the list entry of a form under one of its keys. */
export function keyedForm(key: string, form: string): string {
  return key + BEHIND_KEY + form;
}

/** A form behind each of its keys; none without keys. */
export function behindKeys(
  form: LexiconTerm,
  keysOfForm: ((form: string) => readonly string[]) | null | undefined,
): LexiconTerm[] {
  return (keysOfForm?.(form.term) ?? []).map((key) => ({ ...form, term: keyedForm(key, form.term) }));
}

/** The form of {@link keyedForm}. */
export function formBehindKey(keyed: string): string {
  return keyed.slice(keyed.indexOf(BEHIND_KEY) + 1);
}

/** Every term of a block, ascending. */
export function allTerms(block: LexiconBlock): LexiconTerm[] {
  return termsWithPrefix(block, "");
}

/** The terms of a block that begin with a prefix, ascending. Terms before and after them are not decoded. */
export function termsWithPrefix(block: LexiconBlock, prefix: string): LexiconTerm[] {
  const cursor = new LexiconCursor(block);
  const found: LexiconTerm[] = [];
  while (cursor.seek(prefix)) found.push({ term: cursor.term, documentFrequency: cursor.documentFrequency });
  return found;
}

/** The document frequencies of those of some terms, ascending, that ascending blocks hold. */
export function findTerms(blocks: readonly LexiconBlock[], sorted: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  let next = 0;
  for (const [i, block] of blocks.entries()) {
    const behind = blocks[i + 1];
    const end = behind === undefined ? null : firstTerm(behind);
    for (; next < sorted.length; next += 1) {
      const term = sorted[next] ?? "";
      if (end !== null && term >= end) break;
      const frequency = findTerm(block, term);
      if (frequency !== null) found.set(term, frequency);
    }
  }
  return found;
}

function firstTerm(block: LexiconBlock): string {
  const cursor = new LexiconCursor(block);
  return cursor.advance() ? cursor.term : "";
}

/** The document frequency of a term of a block, null where the block lacks it. Terms before it are passed over. */
function findTerm(block: LexiconBlock, term: string): number | null {
  const cursor = new LexiconCursor(block);
  // The first that begins with it is the term itself, or there is none.
  return cursor.seek(term) && cursor.length === term.length ? cursor.documentFrequency : null;
}

/** Terms that begin alike. */
export interface CommonestTerms {
  /** The commonest first, equally common ones ascending. */
  readonly terms: readonly LexiconTerm[];
  /** Total number. */
  readonly count: number;
}

/** Smallest frequency that is separated by sorting; few terms have one so high. */
const COUNTED_FREQUENCIES = 4_096;

/**
 * Two letters begin tens of thousands of terms, of which a reader is shown ten: of all of them frequencies alone are
 * read, and strings made of those that are kept. The commonest `most` (at least 1) of the terms of ascending blocks
 * that begin with a prefix. Time: a step a term with the prefix, and some hundreds a term kept.
 */
export function commonestTerms(blocks: readonly LexiconBlock[], prefix: string, most: number): CommonestTerms {
  // What a term shares with the one before is written up to a bound: only a shorter prefix can be told by it.
  if (prefix.length > MAX_SHARED_LENGTH) {
    const terms = blocks.flatMap((block) => termsWithPrefix(block, prefix)).sort(compareFrequencies);
    return { terms: terms.slice(0, most), count: terms.length };
  }
  const runs = blocks.map((block) => findRun(block, prefix));
  const { least, room } = findLeast(runs, most);
  let left = room;
  const kept: LexiconTerm[] = [];
  for (const { block, start, frequencies } of runs) {
    // By index: an iterator takes ten times as long for the many that are passed over.
    for (let i = 0; i < frequencies.length; i += 1) {
      const documentFrequency = frequencies[i] ?? 0;
      if (documentFrequency < least || (documentFrequency === least && left === 0)) continue;
      if (documentFrequency === least) left -= 1;
      kept.push({ term: termAt(block, start + i, prefix), documentFrequency });
    }
  }
  const count = runs.reduce((sum, { frequencies }) => sum + frequencies.length, 0);
  return { terms: kept.sort(compareFrequencies).slice(0, most), count };
}

/** Neighbouring terms of a block from `start` on, by their frequencies. */
interface Run {
  readonly block: LexiconBlock;
  readonly start: number;
  readonly frequencies: Uint32Array;
}

/** The terms of a block that begin with a prefix. */
function findRun(block: LexiconBlock, prefix: string): Run {
  const cursor = new LexiconCursor(block);
  const start = cursor.seek(prefix) ? cursor.place : block.termCount;
  let end = Math.min(start + 1, block.termCount);
  while (end < block.termCount && (block.shared[end] ?? 0) >= prefix.length) {
    const group = end / GROUP_TERMS;
    const isWholeGroup = Number.isInteger(group) && (block.groupShared[group] ?? 0) >= prefix.length;
    end += isWholeGroup ? GROUP_TERMS : 1;
  }
  return { block, start, frequencies: documentFrequenciesIn(block, start, Math.min(end, block.termCount)) };
}

/** The frequency above which all terms are kept, and how many of those that have it; all of them from a high one on. */
function findLeast(runs: readonly Run[], most: number): { least: number; room: number } {
  const counts = new Uint32Array(COUNTED_FREQUENCIES + 1);
  for (const { frequencies } of runs) {
    for (let i = 0; i < frequencies.length; i += 1) {
      const counted = Math.min(frequencies[i] ?? 0, COUNTED_FREQUENCIES);
      counts[counted] = (counts[counted] ?? 0) + 1;
    }
  }
  let above = counts[COUNTED_FREQUENCIES] ?? 0;
  if (above >= most) return { least: COUNTED_FREQUENCIES, room: Number.POSITIVE_INFINITY };
  for (let least = COUNTED_FREQUENCIES - 1; least > 0; least -= 1) {
    const count = counts[least] ?? 0;
    if (above + count >= most) return { least, room: most - above };
    above += count;
  }
  return { least: 0, room: most - above };
}

/**
 * A term by its place: its units, those of the nearest terms before it that it shares, and the prefix. Groups that only
 * have terms which share as much are passed over.
 */
function termAt(block: LexiconBlock, place: number, prefix: string): string {
  const { shared, lengths, groupShared, groupUnits } = block;
  const groupStart = place - (place % GROUP_TERMS);
  let unit = groupUnits[groupStart / GROUP_TERMS] ?? 0;
  for (let i = groupStart; i < place; i += 1) unit += lengths[i] ?? 0;
  let term = unitsOf(block, unit, lengths[place] ?? 0);
  let known = shared[place] ?? 0;
  for (let i = place - 1; known > prefix.length && i >= 0; i -= 1) {
    if (i % GROUP_TERMS === GROUP_TERMS - 1) {
      let group = (i + 1) / GROUP_TERMS;
      while (group > 0 && (groupShared[group - 1] ?? 0) >= known) group -= 1;
      unit = groupUnits[group] ?? 0;
      i = group * GROUP_TERMS - 1;
      if (i < 0) break;
    }
    unit -= lengths[i] ?? 0;
    const from = shared[i] ?? 0;
    if (from >= known) continue;
    term = unitsOf(block, unit, known - from) + term;
    known = from;
  }
  return prefix.slice(0, known) + term;
}

function unitsOf({ places, placeWidth, alphabet }: LexiconBlock, start: number, count: number): string {
  let text = "";
  for (let at = start * placeWidth; at < (start + count) * placeWidth; at += placeWidth) {
    const place = placeWidth === 1 ? (places[at] ?? 0) : (places[at] ?? 0) | ((places[at + 1] ?? 0) << 8);
    const unit = alphabet[place];
    if (unit === undefined) throw foreignUnit();
    text += String.fromCharCode(unit);
  }
  return text;
}

/** Sorting is stable: equally common ones stay ascending. */
function compareFrequencies(a: LexiconTerm, b: LexiconTerm): number {
  return b.documentFrequency - a.documentFrequency;
}
