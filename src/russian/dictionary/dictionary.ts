/**
 * A dictionary of inflected words: a written form to the families it is a form of, and lines of text that some words
 * begin (equivalents.ts). It is in blocks, each the words of a stretch of the alphabet, so that a reader without files
 * asks for those of a query's words alone, some 1.5 KB each.
 *
 * Bytes: {@link dictionaryMagic}, the length of the directory and its CRC-32 as u32, little-endian; the directory, in
 * UTF-8; the parts: what is common to all blocks, then the blocks in the order of their stretches. The directory has a
 * line for each part: of the common part the number of its bytes, of a block where its stretch begins, a space and the
 * number of its bytes. A stretch ends where the next one begins; the first begins with the empty text. A part is a
 * CRC-32 of what follows, seeded with the number of the part (0 for the common one), as u32, then its content, packed
 * by raw deflate; a block's as if the content of the common part came before it.
 *
 * A part is a compact automaton. A family is kept as the stem that its forms share and a set of endings; families with
 * one set of endings, of which the same is told, share a record. Those of common records are in the common part: a
 * block goes on from it, with offsets and numbers that begin where its own end. Opening a part reads the texts of its
 * records, and a look-up walks one path of the stems and, at each stem on it, one path of the endings. Its content: the
 * lengths of the endings, the records, the texts and the lines as u32, then these and the stems; the common part has no
 * lines and no stems.
 * - endings: the states of a minimal automaton. A state is a byte (128 where a form may end, and the number of its
 *   arcs), then of each arc a byte for the letter and u16 for the offset of the next state.
 * - records: of each set of endings with what is told of its families, u16 for the offset of its first state.
 * - texts: a line of each record, in UTF-8 (see {@link parseRecord}).
 * - lines: in UTF-8; all that a word of the stretch may lead to.
 * - stems: the nodes of a trie, depth first, siblings by letter. A node is a byte (the letter; 32 where a sibling
 *   follows, 64 where it has children, 128 where stems end), of each record here a number (twice its own, and one where
 *   another follows), and where it has both a sibling and children a number for the bytes of the children. A number has
 *   seven bits a byte, the lowest first, and 128 where another byte follows.
 */
import { crc32 } from "../../content-hash.ts";
import { SearchIndexError } from "../../errors.ts";
import { yieldToEventLoop } from "../../event-loop.ts";
import { inflateRaw } from "../../inflate.ts";
import { lastAtMost } from "../../keyed.ts";
import { workingZlib } from "../../node-module.ts";

const dictionaryMagic = 0x34445250;
const dictionaryHeaderBytes = 12;

/** Ten times what the directory has: a damaged length is told before so many bytes are asked for. */
const MAX_DIRECTORY_BYTES = 64 * 1024;

/** Ten times what the largest unpacks to: of what is larger no memory is taken. */
const MAX_PART_BYTES = 128 * 1024;

/** One holds what most parts unpack to. */
const UNPACKED_CHUNK_BYTES = 4 * 1024;

/**
 * Two blocks no further apart than this are read as one, and what lies between them is kept. Twice as much reads 40 KB
 * more for one to three requests less (docs/decisions/index.md#typing-into-a-page).
 */
const READ_THROUGH_BYTES = 8 * 1024;

const NO_BYTES = new Uint8Array();

/** The letters of words that have families. */
const ALL_LETTERS = /^[а-я]+$/;

/** A word with all its forms. */
export interface WordFamily {
  /** The form that stands for the family, folded: провести, человек. No two families have one. */
  readonly lemma: string;
  /** Beginnings of its forms; each form has one of these. */
  readonly beginnings: readonly string[];
  /** True if it is a name: Москва. */
  readonly isProper: boolean;
  /**
   * The binary logarithm of how often texts have it, against the other families that have forms written alike: 0 to 15.
   */
  readonly commonness: number;
  /** The lemmas of the families that word formation joins to it: решение of решить, взяточник of взятка. */
  readonly kin: readonly string[];
}

/** Gives bytes [start, end) of the dictionary. */
export type ReadDictionary = (start: number, end: number) => Promise<Uint8Array>;

/** A part that somebody waits for. */
interface WantedPart {
  readonly part: number;
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}

/**
 * Answers from bytes that encodeDictionary of infra/dictionary made. Throws a RangeError on others, `corrupt-segment`
 * on damage.
 */
export class Dictionary {
  /** Beginnings of the stretches, ascending, from that of part 1 on. */
  readonly #beginnings: readonly string[];
  /** Starts of the parts, and the end of the last: the common part, then the blocks. */
  readonly #starts: readonly number[];
  readonly #parts: (DictionaryPart | undefined)[] = [];
  /** Parts that are being read. */
  readonly #reading = new Map<number, Promise<void>>();
  /** Blocks that lay between others that were read. */
  readonly #fetched = new Map<number, Promise<Uint8Array>>();
  /** Parts that were requested in this turn of the event loop. */
  #wanted: WantedPart[] = [];
  readonly #bytes: Uint8Array;
  readonly #readBytes: ReadDictionary | null;

  /**
   * All bytes, or with `readBytes` at least those before the parts (see {@link headBytesOf}): these are read when they
   * are asked for.
   */
  constructor(bytes: Uint8Array, readBytes: ReadDictionary | null = null) {
    const headBytes = headBytesOf(bytes);
    const directoryBytes = bytes.subarray(dictionaryHeaderBytes, headBytes);
    const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
    requireChecksum("The directory", directoryBytes, 0, checksum);
    const directory = new TextDecoder().decode(directoryBytes);
    const lines = directory.split("\n").map((line) => line.split(" "));
    this.#beginnings = lines.slice(1).map(([beginning = ""]) => beginning);
    const starts = [headBytes];
    for (const line of lines) starts.push((starts.at(-1) ?? 0) + Number(line.at(-1)));
    this.#starts = starts;
    this.#bytes = bytes;
    this.#readBytes = readBytes;
  }

  /** True where no block has to be read. */
  get isWhole(): boolean {
    return this.#readBytes === null;
  }

  /**
   * The families that a folded word is a form of, the commonest first; none of a word that is not here, or has other
   * letters than а to я. Its block was read (`readWords` of russian-dictionary.ts): an Error where it was not, which is
   * a bug.
   */
  familiesOf(word: string): WordFamily[] {
    return ALL_LETTERS.test(word) ? this.#partWith(word).familiesOf(word) : [];
  }

  /**
   * Lines, in their order: all that have a beginning which the folded word has, and some others. Its block was read, as
   * above.
   */
  linesOf(word: string): readonly string[] {
    return this.#partWith(word).lines;
  }

  #partWith(word: string): DictionaryPart {
    const part = this.#partOf(word);
    const opened = this.#parts[part];
    if (opened !== undefined) return opened;
    if (this.#readBytes !== null) throw new Error(`The dictionary was asked for "${word}" before its block was read.`);
    return this.#openHere(part);
  }

  /** Opens a part from the whole bytes. */
  #openHere(part: number): DictionaryPart {
    if (part !== COMMON_PART && this.#parts[COMMON_PART] === undefined) this.#openHere(COMMON_PART);
    return this.#open(part, this.#bytes.subarray(this.#starts[part], this.#starts[part + 1]));
  }

  /**
   * Reads the blocks of these words that were not read yet, and what is common to all. What is asked for in one turn of
   * the event loop is read at once: one call of `readBytes` for blocks that are no further apart than
   * {@link READ_THROUGH_BYTES}. Rejects as these do.
   */
  async read(words: Iterable<string>): Promise<void> {
    if (this.#readBytes === null) return;
    const parts = new Set(Array.from(words, (word) => this.#partOf(word)));
    await Promise.all(Array.from(parts, (part) => this.#readPart(part)));
  }

  /**
   * The same, of words that may be being typed: with the blocks of all that begins with one, where these have no more
   * than {@link READ_THROUGH_BYTES}. What begins so is asked for next, by the forms of the index.
   */
  async readBeginnings(words: Iterable<string>): Promise<void> {
    if (this.#readBytes === null) return;
    const parts = new Set(Array.from(words, (word) => this.#partsOf(word)).flat());
    await Promise.all(Array.from(parts, (part) => this.#readPart(part)));
  }

  #partsOf(beginning: string): number[] {
    const first = this.#partOf(beginning);
    let end = first + 1;
    while (this.#beginnings[end - 1]?.startsWith(beginning) === true) end += 1;
    const bytes = (this.#starts[end] ?? 0) - (this.#starts[first] ?? 0);
    return bytes > READ_THROUGH_BYTES ? [first] : Array.from({ length: end - first }, (_, i) => first + i);
  }

  /** Reads what is common to all blocks, which each of them needs. At most one call of `readBytes`. */
  async readCommon(): Promise<void> {
    if (this.#readBytes !== null) await this.#readPart(COMMON_PART);
  }

  #readPart(part: number): Promise<void> | undefined {
    if (this.#parts[part] !== undefined) return undefined;
    const known = this.#reading.get(part);
    if (known !== undefined) return known;
    const common = part === COMMON_PART ? undefined : this.#readPart(COMMON_PART);
    const reading = Promise.all([this.#bytesOf(part), common])
      .then(([bytes]) => void this.#open(part, bytes))
      .finally(() => this.#reading.delete(part));
    this.#reading.set(part, reading);
    return reading;
  }

  #bytesOf(part: number): Promise<Uint8Array> {
    const known = this.#fetched.get(part);
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      this.#wanted.push({ part, resolve, reject });
      if (this.#wanted.length === 1) void yieldToEventLoop().then(() => this.#readWanted());
    });
  }

  /**
   * The requests are parallel. What lies between two wanted parts comes with them, and is opened when it is asked for.
   */
  #readWanted(): void {
    const wanted = this.#wanted.sort((left, right) => left.part - right.part);
    this.#wanted = [];
    for (let i = 0; i < wanted.length; ) {
      const first = i;
      const endOf = ({ part }: WantedPart): number => this.#starts[part + 1] ?? 0;
      const startOf = ({ part }: WantedPart): number => this.#starts[part] ?? 0;
      let last = wanted[i++] as WantedPart;
      const start = startOf(last);
      for (
        let next = wanted[i];
        next !== undefined && startOf(next) - endOf(last) <= READ_THROUGH_BYTES;
        next = wanted[i]
      ) {
        last = next;
        i += 1;
      }
      this.#fetch(wanted.slice(first, i), start, endOf(last));
    }
  }

  #fetch(members: readonly WantedPart[], start: number, end: number): void {
    const reading = this.#readBytes?.(start, end) ?? Promise.resolve(this.#bytes.subarray(start, end));
    const numbers: number[] = [];
    for (let part = members[0]?.part ?? 0; part <= (members.at(-1)?.part ?? -1); part += 1) numbers.push(part);
    for (const part of numbers) {
      const bytes = reading.then((all) =>
        all.subarray((this.#starts[part] ?? 0) - start, (this.#starts[part + 1] ?? 0) - start),
      );
      const member = members.find((one) => one.part === part);
      bytes.then(member?.resolve, (error: unknown) => {
        // The next who asks for it asks again.
        this.#fetched.delete(part);
        member?.reject(error);
      });
      if (member === undefined && this.#parts[part] === undefined) this.#fetched.set(part, bytes);
    }
  }

  #open(part: number, bytes: Uint8Array): DictionaryPart {
    const packed = bytes.subarray(CHECKSUM_BYTES);
    const checksum =
      bytes.length < CHECKSUM_BYTES ? Number.NaN : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    requireChecksum("A block", packed, part, checksum);
    const common = this.#parts[COMMON_PART] ?? null;
    const dictionary = common === null ? NO_BYTES : common.bytes;
    const content =
      workingZlib === undefined
        ? inflateRaw(packed, dictionary, MAX_PART_BYTES)
        : workingZlib.inflateRawSync(packed, { dictionary, chunkSize: UNPACKED_CHUNK_BYTES });
    const opened = new DictionaryPart(content, common);
    this.#fetched.delete(part);
    this.#parts[part] = opened;
    return opened;
  }

  /** Finds the part of the last stretch that begins at or before the word. */
  #partOf(word: string): number {
    return lastAtMost(this.#beginnings, word) + 1;
  }
}

/** The bytes before the blocks. */
export function headOf(directory: string): Uint8Array {
  const directoryBytes = new TextEncoder().encode(directory);
  const head = new Uint8Array(dictionaryHeaderBytes + directoryBytes.length);
  const view = new DataView(head.buffer);
  for (const [i, number] of [dictionaryMagic, directoryBytes.length, crc32(directoryBytes)].entries()) {
    view.setUint32(4 * i, number, true);
  }
  head.set(directoryBytes, dictionaryHeaderBytes);
  return head;
}

/** Extracts the input of {@link headOf}. A RangeError if the bytes are no dictionary. */
export function directoryOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(dictionaryHeaderBytes, headBytesOf(bytes)));
}

/**
 * Counts the bytes of a dictionary before its blocks, from at least its first twelve. A RangeError if they are no
 * dictionary.
 */
export function headBytesOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isDictionary = bytes.length >= dictionaryHeaderBytes && view.getUint32(0, true) === dictionaryMagic;
  const directoryBytes = isDictionary ? view.getUint32(4, true) : Number.POSITIVE_INFINITY;
  if (directoryBytes > MAX_DIRECTORY_BYTES) throw new RangeError("These bytes are no dictionary of this version.");
  return dictionaryHeaderBytes + directoryBytes;
}

/** `seed` is the number of the part, so that one that was read from a wrong place is told too. */
function requireChecksum(part: string, bytes: Uint8Array, seed: number, checksum: number): void {
  if (crc32(bytes, seed) === checksum) return;
  throw new SearchIndexError(
    "corrupt-segment",
    `${part} of the dictionary does not have its checksum. Publish the index again.`,
  );
}

/** The number of the part that is common to all. */
const COMMON_PART = 0;

const CHECKSUM_BYTES = 4;
const PART_HEADER_BYTES = 16;
const STATE_BYTES = 2;

/** а */
export const firstLetter = 0x430;
export const letterBits = 31;
export const hasSibling = 32;
export const hasChildren = 64;
export const hasRecords = 128;
export const isFinal = 128;
const ARC_BYTES = 3;

/** The facts shared by all families of one record. */
interface FamilyRecord {
  readonly isProper: boolean;
  readonly commonness: number;
  /** The whole lemma if no form of the record is it, else the part behind the stem. */
  readonly lemma: string;
  readonly isWholeLemma: boolean;
  /** The stems of the other records that have forms of the family: шел, шед of идти. */
  readonly otherStems: readonly string[];
  /** A digit for the letters that the lemma loses at its end, and those that take their place. */
  readonly kin: readonly string[];
}

/** A block, or what is common to all; answers from its content. */
class DictionaryPart {
  /** Unpacked. */
  readonly bytes: Uint8Array;
  readonly lines: readonly string[];
  /** Null in what is common itself. */
  readonly #common: DictionaryPart | null;
  /** The number of its first record: those of what is common come before. */
  readonly #first: number;
  readonly #endings: Uint8Array;
  readonly #states: DataView;
  readonly #texts: readonly string[];
  /** Records that were requested, by their places here. */
  readonly #records: FamilyRecord[] = [];
  readonly #stems: Uint8Array;

  constructor(bytes: Uint8Array, common: DictionaryPart | null) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const recordsAt = PART_HEADER_BYTES + view.getUint32(0, true);
    const textsAt = recordsAt + view.getUint32(4, true);
    const linesAt = textsAt + view.getUint32(8, true);
    const stemsAt = linesAt + view.getUint32(12, true);
    this.bytes = bytes;
    this.lines = textLines(bytes.subarray(linesAt, stemsAt));
    this.#common = common;
    this.#first = common === null ? 0 : common.#states.byteLength / STATE_BYTES;
    this.#endings = bytes.subarray(PART_HEADER_BYTES, recordsAt);
    this.#states = new DataView(bytes.buffer, bytes.byteOffset + recordsAt, textsAt - recordsAt);
    this.#texts = textLines(bytes.subarray(textsAt, linesAt));
    this.#stems = bytes.subarray(stemsAt);
  }

  /** Finds the same as Dictionary.familiesOf, for a word of the stretch. */
  familiesOf(word: string): WordFamily[] {
    const found: WordFamily[] = [];
    this.#collect(word, found);
    return found.sort((left, right) => right.commonness - left.commonness);
  }

  #collect(word: string, found: WordFamily[]): void {
    const stems = this.#stems;
    let at = 0;
    for (let length = 1; length <= word.length; length += 1) {
      const letter = word.charCodeAt(length - 1) - firstLetter;
      for (;;) {
        const node = stems[at] ?? 0;
        at += 1;
        const isHere = (node & letterBits) === letter;
        if ((node & hasRecords) !== 0) {
          for (let another = true; another; ) {
            const value = readNumber(stems, at);
            at += numberLength(value);
            another = (value & 1) !== 0;
            if (isHere) this.#addFamily(found, word, length, value >>> 1);
          }
        }
        let childrenBytes = 0;
        if ((node & hasSibling) !== 0 && (node & hasChildren) !== 0) {
          childrenBytes = readNumber(stems, at);
          at += numberLength(childrenBytes);
        }
        if (isHere) {
          if ((node & hasChildren) === 0) return;
          break;
        }
        if ((node & hasSibling) === 0) return;
        at += childrenBytes;
      }
    }
  }

  #addFamily(found: WordFamily[], word: string, stemLength: number, number: number): void {
    if (!this.#hasEnding(this.#firstState(number), word, stemLength)) return;
    const record = this.#record(number);
    const stem = word.slice(0, stemLength);
    const lemma = record.isWholeLemma ? record.lemma : stem + record.lemma;
    found.push({
      lemma,
      beginnings: [stem, ...record.otherStems],
      isProper: record.isProper,
      commonness: record.commonness,
      kin: record.kin.map((change) => lemma.slice(0, lemma.length - Number(change[0])) + change.slice(1)),
    });
  }

  #firstState(number: number): number {
    if (this.#common !== null && number < this.#first) return this.#common.#firstState(number);
    return this.#states.getUint16(STATE_BYTES * (number - this.#first), true);
  }

  #record(number: number): FamilyRecord {
    if (this.#common !== null && number < this.#first) return this.#common.#record(number);
    const place = number - this.#first;
    const record = this.#records[place] ?? parseRecord(this.#texts[place] ?? "");
    this.#records[place] = record;
    return record;
  }

  #hasEnding(firstState: number, word: string, from: number): boolean {
    const common = this.#common === null ? NO_BYTES : this.#common.#endings;
    let state = firstState;
    for (let i = from; ; i += 1) {
      const endings = state < common.length ? common : this.#endings;
      const start = state < common.length ? state : state - common.length;
      const first = endings[start] ?? 0;
      if (i === word.length) return (first & isFinal) !== 0;
      const letter = word.charCodeAt(i) - firstLetter;
      let arc = start + 1;
      const end = arc + (first & ~isFinal) * ARC_BYTES;
      while (arc < end && endings[arc] !== letter) arc += ARC_BYTES;
      if (arc >= end) return false;
      state = (endings[arc + 1] ?? 0) | ((endings[arc + 2] ?? 0) << 8);
    }
  }
}

/** Splits a text into lines; none without bytes. */
function textLines(bytes: Uint8Array): string[] {
  return bytes.length === 0 ? [] : new TextDecoder().decode(bytes).split("\n");
}

/**
 * `!` of a name, a hexadecimal digit for the commonness, `=` before a whole lemma, the lemma, behind `;` the other
 * stems, and behind `:` the kin.
 */
function parseRecord(text: string): FamilyRecord {
  const [, proper, commonness, whole, lemma = "", others, kin] =
    /^(!?)([0-9A-F]?)(=?)([а-я]*)(?:;([^:]+))?(?::(.+))?$/.exec(text) ?? [];
  return {
    isProper: proper === "!",
    commonness: Number.parseInt(commonness === undefined || commonness === "" ? "0" : commonness, 16),
    lemma,
    isWholeLemma: whole === "=",
    otherStems: others?.split(",") ?? [],
    kin: kin?.split(",") ?? [],
  };
}

function readNumber(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at, shift = 0; ; i += 1, shift += 7) {
    const byte = bytes[i] ?? 0;
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
}

function numberLength(value: number): number {
  return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
}
