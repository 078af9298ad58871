/**
 * A dictionary of inflected words (layer 1): a written form to the families it is a form of, and lines of text that some words begin
 * (equivalents.ts). It is in blocks, each the words of a stretch
 * of the alphabet, so that a reader without files asks for those of a query's words alone, some 6 KB each.
 *
 * Bytes: {@link dictionaryMagic}, the length of the directory and its CRC-32 as u32, little-endian; the directory, in UTF-8, of each block a line:
 * where its stretch begins, the number of its bytes and their CRC-32, with spaces between; the blocks in this order, each packed by raw deflate.
 * A stretch ends where the next one begins; the first begins with the empty text.
 *
 * A block is a compact automaton. A family is kept as the stem that its forms share and a set of endings; families with one set of endings
 * share it. Opening it reads a table of some hundred records, and a look-up walks one path of the stems and, at each stem on it, one path of
 * the endings. Its bytes: the lengths of the endings, the records, the texts and the lines as u32, then these and the stems.
 * - endings: the states of a minimal automaton. A state is a byte (128 where a form may end, and the number of its arcs), then of
 *   each arc a byte for the letter and u16 for the offset of the next state.
 * - records: of each set of endings with what is told of its families, u16 for the offset of its first state.
 * - texts: a line of each record, in UTF-8 (see {@link parseRecord}).
 * - lines: in UTF-8, each with the beginnings of the words by which it is found, in tabs, before it.
 * - stems: the nodes of a trie, depth first, siblings by letter. A node is a byte (the letter; 32 where a sibling follows, 64
 *   where it has children, 128 where stems end), of each record here a number (twice its index, and one where another
 *   follows), and where it has both a sibling and children a number for the bytes of the children. A number has seven bits a byte,
 *   the lowest first, and 128 where another byte follows.
 */
import { crc32 } from "../../content-hash.ts";
import { SearchIndexError } from "../../errors.ts";
import { inflateRaw } from "../../inflate.ts";
import { nodeModule } from "../../node-module.ts";

const dictionaryMagic = 0x33445250;
const dictionaryHeaderBytes = 12;

/** Twenty times what the directory has: a damaged length is told before so many bytes are asked for. */
const MAX_DIRECTORY_BYTES = 64 * 1024;

/** Ten times what the largest unpacks to: of what is larger no memory is taken. */
const MAX_BLOCK_BYTES = 256 * 1024;

const NO_BYTES = new Uint8Array();

/** A word with all its forms. */
export interface WordFamily {
  /** The form that stands for the family, folded: провести, человек. No two families have one. */
  readonly lemma: string;
  /** What its forms begin with; each with one of these. */
  readonly beginnings: readonly string[];
  /** Whether it is a name: Москва. */
  readonly isProper: boolean;
  /** The binary logarithm of how often texts have it, against the other families that have forms written alike: 0 to 15. */
  readonly commonness: number;
  /** The lemmas of the families that word formation joins to it: решение of решить, взяточник of взятка. */
  readonly kin: readonly string[];
}

/** Gives bytes [start, end) of the dictionary. */
export type ReadDictionary = (start: number, end: number) => Promise<Uint8Array>;

/** That words were looked up whose blocks were not read; {@link Dictionary.read} reads them. */
export class UnreadWords extends Error {
  override readonly name = "UnreadWords";
  readonly words: readonly string[];

  constructor(words: readonly string[]) {
    super("The dictionary was asked for words before their blocks were read.");
    this.words = words;
  }
}

/** As `items.map(map)`; where `map` looks up words that were not read, one {@link UnreadWords} names those of all items. */
export function mapLookups<Item, Value>(items: readonly Item[], map: (item: Item, index: number) => Value): Value[] {
  const unread: string[] = [];
  const values = items.flatMap((item, i) => {
    try {
      return [map(item, i)];
    } catch (error) {
      if (!(error instanceof UnreadWords)) throw error;
      unread.push(...error.words);
      return [];
    }
  });
  if (unread.length > 0) throw new UnreadWords(unread);
  return values;
}

/** Answers from bytes that encodeDictionary of infra/dictionary made. Throws a RangeError on others, `corrupt-segment` on damage. */
export class Dictionary {
  /** Where the stretches begin, ascending. */
  readonly #beginnings: readonly string[];
  /** Where the blocks begin, and the last one ends. */
  readonly #starts: readonly number[];
  readonly #checksums: readonly number[];
  readonly #blocks: (DictionaryBlock | undefined)[] = [];
  /** Blocks that are being read. */
  readonly #reading = new Map<number, Promise<void>>();
  readonly #bytes: Uint8Array;
  readonly #readBytes: ReadDictionary | null;

  /** All bytes, or with `readBytes` at least those before the first block (see {@link headBytesOf}): the blocks are read when they are asked for. */
  constructor(bytes: Uint8Array, readBytes: ReadDictionary | null = null) {
    const headBytes = headBytesOf(bytes);
    const directoryBytes = bytes.subarray(dictionaryHeaderBytes, headBytes);
    const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
    requireChecksum("The directory", directoryBytes, checksum);
    const directory = new TextDecoder().decode(directoryBytes);
    const lines = directory.split("\n").map((line) => line.split(" "));
    this.#beginnings = lines.map(([beginning = ""]) => beginning);
    this.#checksums = lines.map(([, , checksum]) => Number(checksum));
    const starts = [headBytes];
    for (const [, blockBytes] of lines) starts.push((starts.at(-1) ?? 0) + Number(blockBytes));
    this.#starts = starts;
    this.#bytes = bytes;
    this.#readBytes = readBytes;
  }

  /**
   * The families that a folded word is a form of, the commonest first; none of a word that is not here, or has other letters
   * than а to я. {@link UnreadWords} where its block was not read.
   */
  familiesOf(word: string): WordFamily[] {
    return word.charCodeAt(0) < firstLetter ? [] : this.#blockWith(word).familiesOf(word);
  }

  /** The lines of a beginning that a folded word has. {@link UnreadWords} as above. */
  linesBeginning(beginning: string, word: string): readonly string[] {
    // What folding makes of a word may begin otherwise than what it makes of its beginning.
    return this.#blockWith(word.startsWith(beginning) ? word : beginning).linesBeginning(beginning);
  }

  #blockWith(word: string): DictionaryBlock {
    const index = this.#blockOf(word);
    const block = this.#blocks[index];
    if (block !== undefined) return block;
    if (this.#readBytes !== null) throw new UnreadWords([word]);
    return this.#open(index, this.#bytes.subarray(this.#starts[index], this.#starts[index + 1]));
  }

  /** Reads the blocks of these words that were not read yet: one call of `readBytes` each, all at once. Rejects as these do. */
  async read(words: Iterable<string>): Promise<void> {
    const readBytes = this.#readBytes;
    if (readBytes === null) return;
    const indexes = new Set(Array.from(words, (word) => this.#blockOf(word)));
    await Promise.all(Array.from(indexes, (index) => this.#readBlock(index, readBytes)));
  }

  #readBlock(index: number, readBytes: ReadDictionary): Promise<void> | undefined {
    if (this.#blocks[index] !== undefined) return undefined;
    const known = this.#reading.get(index);
    if (known !== undefined) return known;
    const reading = readBytes(this.#starts[index] ?? 0, this.#starts[index + 1] ?? 0)
      .then((packed) => void this.#open(index, packed))
      .finally(() => this.#reading.delete(index));
    this.#reading.set(index, reading);
    return reading;
  }

  #open(index: number, packed: Uint8Array): DictionaryBlock {
    requireChecksum("A block", packed, this.#checksums[index]);
    const zlib = nodeModule("node:zlib");
    const bytes = zlib === undefined ? inflateRaw(packed, NO_BYTES, MAX_BLOCK_BYTES) : zlib.inflateRawSync(packed);
    const block = new DictionaryBlock(bytes);
    this.#blocks[index] = block;
    return block;
  }

  /** The last stretch that begins at or before the word. */
  #blockOf(word: string): number {
    let low = 0;
    let high = this.#beginnings.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#beginnings[middle] ?? "") <= word) low = middle;
      else high = middle - 1;
    }
    return low;
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

/** What {@link headOf} was made of. A RangeError on what is no dictionary. */
export function directoryOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(dictionaryHeaderBytes, headBytesOf(bytes)));
}

/** How many bytes of a dictionary are before its blocks; at least the first twelve must be there. A RangeError on what is none. */
export function headBytesOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isDictionary = bytes.length >= dictionaryHeaderBytes && view.getUint32(0, true) === dictionaryMagic;
  const directoryBytes = isDictionary ? view.getUint32(4, true) : Number.POSITIVE_INFINITY;
  if (directoryBytes > MAX_DIRECTORY_BYTES) throw new RangeError("These bytes are no dictionary of this version.");
  return dictionaryHeaderBytes + directoryBytes;
}

function requireChecksum(part: string, bytes: Uint8Array, checksum: number | undefined): void {
  if (crc32(bytes) === checksum) return;
  throw new SearchIndexError(
    "corrupt-segment",
    `${part} of the dictionary does not have its checksum. Publish the index again.`,
  );
}

const BLOCK_HEADER_BYTES = 16;

/** а */
export const firstLetter = 0x430;
export const letterBits = 31;
export const hasSibling = 32;
export const hasChildren = 64;
export const hasRecords = 128;
export const isFinal = 128;
const ARC_BYTES = 3;

/** What is told of all families of one record. */
interface FamilyRecord {
  readonly isProper: boolean;
  readonly commonness: number;
  /** All of it where no form of the record is the lemma, else what follows the stem. */
  readonly lemma: string;
  readonly isWholeLemma: boolean;
  /** The stems of the other records that have forms of the family: шел, шед of идти. */
  readonly otherStems: readonly string[];
  /** A digit for the letters that the lemma loses at its end, and those that take their place. */
  readonly kin: readonly string[];
}

/** Answers from bytes that encodeBlock of infra/dictionary made. */
class DictionaryBlock {
  readonly #endings: Uint8Array;
  readonly #states: DataView;
  readonly #texts: readonly string[];
  readonly #lines: Uint8Array;
  /** By their beginnings; made when one is first asked for. */
  #linesByBeginning: ReadonlyMap<string, readonly string[]> | null = null;
  /** By their numbers, those that were asked for. */
  readonly #records: FamilyRecord[] = [];
  readonly #stems: Uint8Array;

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const recordsAt = BLOCK_HEADER_BYTES + view.getUint32(0, true);
    const textsAt = recordsAt + view.getUint32(4, true);
    const linesAt = textsAt + view.getUint32(8, true);
    const stemsAt = linesAt + view.getUint32(12, true);
    this.#endings = bytes.subarray(BLOCK_HEADER_BYTES, recordsAt);
    this.#states = new DataView(bytes.buffer, bytes.byteOffset + recordsAt, textsAt - recordsAt);
    this.#texts = new TextDecoder().decode(bytes.subarray(textsAt, linesAt)).split("\n");
    this.#lines = bytes.subarray(linesAt, stemsAt);
    this.#stems = bytes.subarray(stemsAt);
  }

  /** As Dictionary.familiesOf, of a word of the stretch. */
  familiesOf(word: string): WordFamily[] {
    const found: WordFamily[] = [];
    this.#collect(word, found);
    return found.sort((left, right) => right.commonness - left.commonness);
  }

  linesBeginning(beginning: string): readonly string[] {
    this.#linesByBeginning ??= groupLines(parseLines(new TextDecoder().decode(this.#lines)));
    return this.#linesByBeginning.get(beginning) ?? [];
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

  #addFamily(found: WordFamily[], word: string, stemLength: number, index: number): void {
    if (!this.#hasEnding(this.#states.getUint16(2 * index, true), word, stemLength)) return;
    const record = this.#records[index] ?? parseRecord(this.#texts[index] ?? "");
    this.#records[index] = record;
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

  #hasEnding(firstState: number, word: string, from: number): boolean {
    const endings = this.#endings;
    let state = firstState;
    for (let i = from; i < word.length; i += 1) {
      const letter = word.charCodeAt(i) - firstLetter;
      let arc = state + 1;
      const end = arc + ((endings[state] ?? 0) & ~isFinal) * ARC_BYTES;
      while (arc < end && endings[arc] !== letter) arc += ARC_BYTES;
      if (arc >= end) return false;
      state = (endings[arc + 1] ?? 0) | ((endings[arc + 2] ?? 0) << 8);
    }
    return ((endings[state] ?? 0) & isFinal) !== 0;
  }
}

/**
 * `!` of a name, a hexadecimal digit for the commonness, `=` before a whole lemma, the lemma, behind `;` the other stems, and
 * behind `:` the kin.
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

/** Lines by each of the beginnings that go with them. */
export function groupLines(
  lines: Iterable<readonly [beginnings: readonly string[], line: string]>,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [beginnings, line] of lines) {
    for (const beginning of beginnings) {
      const alike = groups.get(beginning);
      if (alike === undefined) groups.set(beginning, [line]);
      else alike.push(line);
    }
  }
  return groups;
}

/** As a block has them: each line behind its beginnings, with tabs between. */
function* parseLines(text: string): Generator<[string[], string]> {
  for (const written of text === "" ? [] : text.split("\n")) {
    const parts = written.split("\t");
    yield [parts.slice(0, -1), parts.at(-1) ?? ""];
  }
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
