/**
 * The signature by which near-duplicates are known (pure): MinHash (Broder 1997) over pairs of neighbouring words,
 * sixteen hash functions, of each the lowest byte of its least value (Li and König 2010). The share of equal bytes
 * estimates the share of pairs that two texts have in common (docs/decisions/search.md#the-same-articles).
 *
 * Case, ё, accents, punctuation, quotes and line breaks do not count. Which texts are near is not decided here
 * (src/search/collapsing/duplicates.ts).
 */
import { sha256, toHex } from "../../content-hash.ts";
import { SIGNATURE_BYTES } from "./digest-sizes.ts";

/**
 * A text of fewer words has too few pairs to be compared by them: its signature is a hash, equal or not. The title is
 * part of it: «Подробности позднее» is the whole text of many stories. Untuned.
 */
const MIN_WORDS = 30;

/**
 * Weight of a pair with a number against one without: nobody changes the numbers of a text that he reprints, but
 * tomorrow's weather and exchange rates come in today's words.
 */
const NUMBER_WEIGHT = 6;

/** Seeds of the hash functions. */
const SEEDS = Uint32Array.from({ length: SIGNATURE_BYTES }, (_, i) => mix(i + 1));

/** 32 hex digits; "" for a text without a word. Linear in the text's length, in memory that does not grow. */
export function textSignature(text: string, title = ""): string {
  const words = new WordHashes(text);
  const least = new Uint32Array(SIGNATURE_BYTES).fill(0xffffffff);
  const first: number[] = [];
  let [before, isNumberBefore] = [0, false];
  for (let count = 0; words.next(); count += 1) {
    if (count < MIN_WORDS) first.push(words.hash);
    if (count > 0) takePair(least, mix(Math.imul(before, 31) ^ words.hash), isNumberBefore || words.isNumber);
    [before, isNumberBefore] = [words.hash, words.isNumber];
  }
  if (first.length === 0) return "";
  if (first.length >= MIN_WORDS) return toHex(Uint8Array.from(least));
  return toHex(sha256(`${hashesOf(title).join(" ")}|${first.join(" ")}`).subarray(0, SIGNATURE_BYTES));
}

function hashesOf(text: string): number[] {
  const words = new WordHashes(text);
  const hashes: number[] = [];
  while (words.next()) hashes.push(words.hash);
  return hashes;
}

/** A pair's values, each divided by the pair's weight: the least of so many uniform values is that much smaller. */
function takePair(least: Uint32Array, pair: number, isNumber: boolean): void {
  for (let i = 0; i < SIGNATURE_BYTES; i += 1) {
    const hash = mix(pair ^ (SEEDS[i] ?? 0));
    const value = isNumber ? Math.floor(hash / NUMBER_WEIGHT) : hash;
    if (value < (least[i] ?? 0)) least[i] = value;
  }
}

/** MurmurHash3's finalizer, a permutation of 32 bits (https://github.com/aappleby/smhasher, fmix32). */
function mix(bits: number): number {
  let hash = bits ^ (bits >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

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

/**
 * Walks from word to word: `next`, then what the word is. A word is a run of letters and digits, without case and
 * accents, ё as е; nothing else of the text counts. No search term: those are made by src/russian.
 */
class WordHashes {
  readonly #text: string;
  #position = 0;
  hash = 0;
  /** True if the word has a digit of ASCII. */
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

/** Folds rare units of Russian text: a no-break space, quotes and dashes need no pattern. */
function foldOther(unit: number): number {
  if (unit === 0xa0 || unit === 0xab || unit === 0xbb || (unit >= 0x2010 && unit <= 0x2027)) return SEPARATOR;
  const character = String.fromCharCode(unit);
  if (LETTER_OR_DIGIT.test(character)) return character.toLowerCase().charCodeAt(0);
  return NOTHING_AT_ALL.test(character) ? NOTHING : SEPARATOR;
}
