/**
 * The words of a text as hashes, for comparing texts (layer 1, pure). A word is a run of letters and digits, without case
 * and accents, ё as е; nothing else of the text counts. No search term: those are made by src/analysis.
 */

/** FNV-1a, 32 bits, over UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

const SEPARATOR = 0;
/** Neither part of a word nor its end. */
const NOTHING = -1;
const SMALL_IE = 0x435;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** Accents and other marks, the soft hyphen, zero-width characters. */
const NOTHING_AT_ALL = /[\p{M}\p{Cf}]/u;

/** Walks from word to word: `next`, then what the word is. */
export class WordHashes {
  readonly #text: string;
  #position = 0;
  hash = 0;
  /** Whether the word has a digit of ASCII. */
  isNumber = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** False where there is no more word. */
  next(): boolean {
    const text = this.#text;
    let hash = FNV_OFFSET;
    let length = 0;
    this.isNumber = false;
    for (; this.#position < text.length; this.#position += 1) {
      const unit = foldUnit(text.charCodeAt(this.#position));
      if (unit === SEPARATOR && length > 0) break;
      if (unit <= SEPARATOR) continue;
      if (unit <= 0x39) this.isNumber = true;
      hash = Math.imul(hash ^ unit, FNV_PRIME);
      length += 1;
    }
    this.hash = hash >>> 0;
    return length > 0;
  }
}

/** A unit as words have it, SEPARATOR or NOTHING. Half of a surrogate pair is in no word. */
function foldUnit(unit: number): number {
  if (unit >= 0x430 && unit <= 0x44f) return unit;
  if (unit >= 0x410 && unit <= 0x42f) return unit + 0x20;
  if (unit < 0x80) return foldAscii(unit);
  if (unit === 0x451 || unit === 0x401) return SMALL_IE;
  return foldOther(unit);
}

function foldAscii(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return unit;
  if (unit >= 0x41 && unit <= 0x5a) return unit + 0x20;
  return unit >= 0x30 && unit <= 0x39 ? unit : SEPARATOR;
}

/** What is rare in Russian text: a no-break space, quotes and dashes are told without a pattern. */
function foldOther(unit: number): number {
  if (unit === 0xa0 || unit === 0xab || unit === 0xbb || (unit >= 0x2010 && unit <= 0x2027)) return SEPARATOR;
  const character = String.fromCharCode(unit);
  if (LETTER_OR_DIGIT.test(character)) return character.toLowerCase().charCodeAt(0);
  return NOTHING_AT_ALL.test(character) ? NOTHING : SEPARATOR;
}
