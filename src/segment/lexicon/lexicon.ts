/**
 * The term dictionary's list of all terms (layer 2): each term with its document frequency, without postings, for
 * prefix and fuzzy search. Blocks of consecutive terms, kept as columns, so that terms can be passed over by their
 * lengths alone; both directions are here, the walk over a block is in lexicon-cursor.ts.
 *
 * Block: varint number of terms; the alphabet: varint number of units, per unit, ascending, varint (unit - unit before
 * - 1); per term u8 units shared with the term before (255 at the most); u8 width of a length (1, 2 or 4), per term the
 * number of its other units; the places in the alphabet of all those, a byte each, two where the alphabet has over 256
 * units; per term varint document frequency (documents that hold the term in any field, dead ones included).
 */
import { ByteReader, ByteWriter, corruptBytes, MAX_VARINT_BYTES } from "../blocks/byte-buffer.ts";
import { sharedPrefixLength } from "../postings/term-block.ts";

/** A term of a segment and in how many of its documents it stands. */
export interface LexiconTerm {
  readonly term: string;
  readonly documentFrequency: number;
}

/** More shared units than this are written again: what is shared takes one byte. */
export const MAX_SHARED_LENGTH = 255;

/** Terms of a group, a power of two: what a walk passes over in one step. Smaller ones cost memory. */
export const GROUP_TERMS = 32;

/** How many units UTF-16 has. */
const UNIT_COUNT = 0x10000;

/** An alphabet up to this size has places of one byte. */
const BYTE_ALPHABET_UNITS = 256;

/** Collects terms with their document frequencies; terms come in ascending order. */
export class LexiconBlockWriter {
  readonly #frequencies = new ByteWriter();
  #shared: number[] = [];
  #suffixes: string[] = [];
  #unitCount = 0;
  #firstTerm = "";
  #lastTerm = "";

  get isEmpty(): boolean {
    return this.#suffixes.length === 0;
  }

  /** Bytes before compression, but for the alphabet and what rare units and long terms take more. */
  get sizeBytes(): number {
    return 2 * this.#suffixes.length + this.#unitCount + this.#frequencies.length;
  }

  get firstTerm(): string {
    return this.#firstTerm;
  }

  add({ term, documentFrequency }: LexiconTerm): void {
    const shared = this.isEmpty ? 0 : Math.min(sharedPrefixLength(this.#lastTerm, term), MAX_SHARED_LENGTH);
    if (this.isEmpty) this.#firstTerm = term;
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
  /** Per term, units shared with the term before. */
  readonly shared: Uint8Array;
  /** Per term, its other units. */
  readonly lengths: Uint8Array | Uint32Array;
  /** Places in the alphabet, 1 or 2 bytes each. */
  readonly places: Uint8Array;
  readonly placeWidth: number;
  readonly frequencies: Uint8Array;
  /** Per group of terms: the fewest shared units, and where its units and its frequencies begin. */
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
export function documentFrequenciesIn(
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
 * Where the frequencies of each group begin; they must be as many as the terms. A varint's last byte has no high bit:
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
