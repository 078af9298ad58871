/**
 * What kind of sign a character is to the charset detector (layer 1): one of the 33 Russian letters, whatever its case,
 * or one of the classes below. The likelihood of a reading (reading-score.ts) is counted in these.
 */

/** Classes beyond the letters а to я, which are 0 to 31, and ё. Numbers are rows and columns of a table. */
export const signClass = {
  yo: 32,
  space: 33,
  latin: 34,
  digit: 35,
  asciiSign: 36,
  dot: 37,
  comma: 38,
  hyphen: 39,
  quote: 40,
  openingQuote: 41,
  closingQuote: 42,
  dash: 43,
  shortDash: 44,
  hardSpace: 45,
  openingCurly: 46,
  closingCurly: 47,
  numero: 48,
  symbol: 49,
  ukrainian: 50,
  otherCyrillic: 51,
  otherLetter: 52,
  frame: 53,
  foreign: 54,
} as const;

/** How many classes there are, the letters included. */
export const signClasses = 55;
/** Set in a sign beside its class where it is a Russian capital. */
export const capitalBit = 64;

const LISTED: readonly (readonly [string, number])[] = [
  [".", signClass.dot],
  [",", signClass.comma],
  ["-", signClass.hyphen],
  ['"', signClass.quote],
  ["«", signClass.openingQuote],
  ["»", signClass.closingQuote],
  ["—", signClass.dash],
  ["–", signClass.shortDash],
  ["\u00a0", signClass.hardSpace],
  ["№", signClass.numero],
  ["„‘", signClass.openingCurly],
  ["“”’…", signClass.closingCurly],
  ["\u00ad§©®°±·•€™×−½₽", signClass.symbol],
  ["іїєґІЇЄҐ", signClass.ukrainian],
];

const SIGNS = Uint8Array.from({ length: 0x10000 }, (_, unit) => classify(unit));
for (const [characters, kind] of LISTED) {
  for (const character of characters) SIGNS[character.charCodeAt(0)] = kind;
}

function classify(unit: number): number {
  if (unit >= 0x430 && unit <= 0x44f) return unit - 0x430;
  if (unit >= 0x410 && unit <= 0x42f) return capitalBit | (unit - 0x410);
  if (unit === 0x451) return signClass.yo;
  if (unit === 0x401) return capitalBit | signClass.yo;
  if (unit < 0x80) return classifyAscii(String.fromCharCode(unit));
  if (unit >= 0x400 && unit <= 0x52f) return signClass.otherCyrillic;
  if (unit >= 0x2500 && unit <= 0x25a0) return signClass.frame;
  const isLetter = unit < 0xfb00 && /\p{L}/u.test(String.fromCharCode(unit));
  return isLetter ? signClass.otherLetter : signClass.foreign;
}

function classifyAscii(character: string): number {
  if (/[a-z]/i.test(character)) return signClass.latin;
  if (/\d/.test(character)) return signClass.digit;
  if (/\s/.test(character)) return signClass.space;
  return character < " " ? signClass.foreign : signClass.asciiSign;
}

/** A text's UTF-16 units as signs: a class each, and {@link capitalBit}. */
export function signsOf(text: string): Uint8Array {
  const signs = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) signs[i] = SIGNS[text.charCodeAt(i)] ?? signClass.foreign;
  return signs;
}
