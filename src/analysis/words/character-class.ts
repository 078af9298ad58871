/**
 * What kind of character stands at a place of a text: the alphabet of the tokenizer (layer 1, pure).
 *
 * Cyrillic and Latin are told apart because words that mix them are repaired (mixed-script.ts); every other script is
 * just letters. Only 0-9 are digits here: «²» and «½» separate words, and the digits of other scripts are letters.
 */

export const OTHER = 0;
export const DIGIT = 1;
export const CYRILLIC = 2;
export const LATIN = 3;
/** A letter of any other script. */
const LETTER = 4;
/** A combining mark; it belongs to the letter before it. */
export const MARK = 5;

type CharacterClass = 0 | 1 | 2 | 3 | 4 | 5;

/** ASCII, Latin-1, Latin Extended, Greek and all of basic Cyrillic: nearly every character of a Russian text. */
const TABLE_LENGTH = 0x530;

const TABLE: Uint8Array = Uint8Array.from({ length: TABLE_LENGTH }, (_, code) => classify(code));

/** The class of the code point that starts at `index`; a lone surrogate and the end of the text are OTHER. */
export function characterClassAt(text: string, index: number): CharacterClass {
  const unit = text.charCodeAt(index);
  if (unit < TABLE_LENGTH) return TABLE[unit] as CharacterClass;
  const codePoint = text.codePointAt(index);
  return codePoint === undefined ? OTHER : classify(codePoint);
}

/** How many UTF-16 units the code point at `index` takes: 1 or 2. */
export function codePointLength(text: string, index: number): number {
  const codePoint = text.codePointAt(index);
  return codePoint !== undefined && codePoint > 0xffff ? 2 : 1;
}

/** Whether a word may begin with a character of this class. */
export function isWordCharacter(characterClass: CharacterClass): boolean {
  return characterClass !== OTHER && characterClass !== MARK;
}

function classify(codePoint: number): CharacterClass {
  const character = String.fromCodePoint(codePoint);
  if (codePoint >= 0x30 && codePoint <= 0x39) return DIGIT;
  if (/\p{M}/u.test(character)) return MARK;
  if (!/[\p{L}\p{Nd}\p{Nl}]/u.test(character)) return OTHER;
  if (/\p{Script=Cyrillic}/u.test(character)) return CYRILLIC;
  return /\p{Script=Latin}/u.test(character) ? LATIN : LETTER;
}
