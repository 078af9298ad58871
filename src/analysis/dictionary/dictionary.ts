/**
 * A dictionary of inflected words as a compact automaton (layer 1, pure): a written form to the families it is a form of.
 *
 * A family is a word with all its forms: провести, проведут, проведённый. It is kept as the stem that its forms share and a set of
 * endings; families with one set of endings share it. Nothing is unpacked: opening reads a table of some thousand records, and
 * a look-up walks one path of the stems and, at each stem on it, one path of the endings.
 *
 * Bytes, numbers little-endian: {@link dictionaryMagic} and the lengths of the endings, the records and the texts as u32, then
 * these and the stems.
 * - endings: the states of a minimal automaton. A state is a byte (128 where a form may end, and the number of its arcs), then of
 *   each arc a byte for the letter and u16 for the offset of the next state.
 * - records: of each set of endings with what is told of its families, u16 for the offset of its first state.
 * - texts: a line of each record, in UTF-8 (see {@link parseRecord}).
 * - stems: the nodes of a trie, depth first, siblings by letter. A node is a byte (the letter; 32 where a sibling follows, 64
 *   where it has children, 128 where stems end), of each record here a number (twice its index, and one where another
 *   follows), and where it has both a sibling and children a number for the bytes of the children. A number has seven bits a byte,
 *   the lowest first, and 128 where another byte follows.
 */

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

export const dictionaryMagic = 0x31445250;
export const dictionaryHeaderBytes = 16;

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

/** Answers from bytes that {@link encodeDictionary} of infra/dictionary made. Throws a RangeError on others. */
export class Dictionary {
  readonly #endings: Uint8Array;
  readonly #states: DataView;
  readonly #texts: readonly string[];
  /** By their numbers, those that were asked for. */
  readonly #records: FamilyRecord[] = [];
  readonly #stems: Uint8Array;

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < dictionaryHeaderBytes || view.getUint32(0, true) !== dictionaryMagic) {
      throw new RangeError("These bytes are no dictionary of this version.");
    }
    const recordsAt = dictionaryHeaderBytes + view.getUint32(4, true);
    const textsAt = recordsAt + view.getUint32(8, true);
    const stemsAt = textsAt + view.getUint32(12, true);
    this.#endings = bytes.subarray(dictionaryHeaderBytes, recordsAt);
    this.#states = new DataView(bytes.buffer, bytes.byteOffset + recordsAt, textsAt - recordsAt);
    this.#texts = new TextDecoder().decode(bytes.subarray(textsAt, stemsAt)).split("\n");
    this.#stems = bytes.subarray(stemsAt);
  }

  /**
   * The families that a folded word is a form of, the commonest first; none of a word that is not here, or has other letters
   * than а to я.
   */
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
