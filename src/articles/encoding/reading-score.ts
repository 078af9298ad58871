/**
 * Scores how likely a reading of bytes is Russian text: the log-likelihood of its signs, each given the one before it,
 * and of its capitals, each given the case before it. Readings of the same bytes in several charsets are told apart by
 * it, and mojibake from sound text. Frequencies come from russian-sample.ts; what no sample of that size holds (frames,
 * Ukrainian letters, broken bytes) has weights set by hand.
 */

import { russianSample } from "./russian-sample.ts";

// What kind of sign a character is to the charset detector: one of the 33 Russian letters, whatever its case,
// or one of the classes below. The likelihood of a reading is counted in these.

/** Classes beyond the letters а to я, which are 0 to 31, and ё. Numbers are rows and columns of a table. */
const signClass = {
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

/** Number of classes, the letters included. */
const signClasses = 55;
/** Set in a sign beside its class where it is a Russian capital. */
const capitalBit = 64;

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

/**
 * Probability, after any sign, of each sign of a class that the sample seldom or never shows. Untuned: orders of
 * magnitude, tried on mixed pages; the outcome hardly depends on them.
 */
const RARE_SIGNS: ReadonlyMap<number, number> = new Map([
  [signClass.hardSpace, 2e-3],
  [signClass.openingCurly, 1e-4],
  [signClass.closingCurly, 2e-4],
  [signClass.numero, 3e-4],
  [signClass.symbol, 1e-4],
  [signClass.ukrainian, 2e-4],
  [signClass.otherCyrillic, 1e-5],
  [signClass.otherLetter, 4e-6],
  [signClass.frame, 4e-6],
  [signClass.foreign, 1e-6],
]);

/** Pairs of classes whose likelihood (of one sign) the sample cannot tell, in place of what smoothing would say. */
const PAIRS_BY_HAND: readonly (readonly [number, number, number])[] = [
  [signClass.frame, signClass.frame, 3e-3],
  [signClass.frame, signClass.space, 0.2],
  [signClass.space, signClass.frame, 1e-4],
  [signClass.space, signClass.hardSpace, 1e-4],
  [signClass.hardSpace, signClass.space, 1e-3],
  [signClass.space, signClass.openingCurly, 1e-3],
  [signClass.space, signClass.closingCurly, 5e-5],
  [signClass.closingCurly, signClass.space, 0.5],
  [signClass.closingCurly, signClass.dot, 0.1],
  [signClass.closingCurly, signClass.comma, 0.2],
  [signClass.dash, signClass.openingCurly, 1e-6],
  [signClass.dash, signClass.closingCurly, 1e-6],
  [signClass.shortDash, signClass.openingCurly, 1e-6],
  [signClass.shortDash, signClass.closingCurly, 1e-6],
  [signClass.ukrainian, signClass.ukrainian, 2e-3],
  [signClass.otherCyrillic, signClass.otherCyrillic, 5e-5],
  [signClass.otherCyrillic, signClass.openingCurly, 1e-6],
  [signClass.otherCyrillic, signClass.closingCurly, 1e-6],
  [signClass.latin, signClass.otherLetter, 2e-3],
  [signClass.otherLetter, signClass.otherLetter, 1e-3],
  [signClass.otherLetter, signClass.latin, 0.5],
  [signClass.otherLetter, signClass.space, 0.15],
];
/** A Cyrillic letter beside a Latin one is so many times rarer than smoothing says: words mix no alphabets. */
const MIXED_ALPHABETS = 0.02;

/** Context of a letter's case: the kind of the sign before it. */
const AFTER_OTHER = 0;
const AFTER_STOP = 1;
const AFTER_SMALL = 2;
const AFTER_CAPITAL = 3;
const AFTER_CAPITALS = 4;
const BETWEEN_CAPITALS = 5;
const CASE_STATES = 6;

/**
 * The case state after a sign. Spaces and dashes leave a full stop or an opening quote in force, and any signs a line
 * of capitals.
 */
function nextCase(state: number, sign: number): number {
  const current = sign & ~capitalBit;
  if (current <= signClass.yo) {
    if ((sign & capitalBit) === 0) return AFTER_SMALL;
    return state < AFTER_CAPITAL ? AFTER_CAPITAL : AFTER_CAPITALS;
  }
  if (state === AFTER_CAPITALS || state === BETWEEN_CAPITALS) return BETWEEN_CAPITALS;
  if (current === signClass.dot || current === signClass.openingQuote) return AFTER_STOP;
  const isGap = current === signClass.space || current === signClass.dash;
  return state === AFTER_STOP && isGap ? AFTER_STOP : AFTER_OTHER;
}

/** Added to each count of {@link caseScores}: «кВт» and «МИДа» are rare and not impossible. */
const CASE_SMOOTHING = 2;

/** Cells of tables by pairs of signs, 64 x 64, and by a case state and a sign, 8 x 128: indices by shifts. */
const PAIR_BITS = 6;
const CASE_BITS = 7;

const SAMPLE = signsOf(russianSample);
const PAIR_SCORES = pairScores(SAMPLE);
const COUNTED_PAIRS = Uint8Array.from({ length: 64 * 64 }, (_, pair) => (isTold(pair) ? 1 : 0));
const CASE_SCORES = caseScores(SAMPLE);
const NEXT_CASES = Uint8Array.from({ length: 8 * 128 }, (_, cell) => nextCase(cell >> CASE_BITS, cell & 127));

/**
 * Natural logarithms of P(sign | sign before it), Witten-Bell smoothed with the frequencies of single signs; 0 for
 * pairs of ASCII.
 */
function pairScores(sample: Uint8Array): Float64Array {
  const counts = new Float64Array(64 * 64);
  const single = new Float64Array(signClasses);
  let previous: number = signClass.space;
  for (const sign of sample) {
    const current = sign & ~capitalBit;
    const pair = (previous << PAIR_BITS) | current;
    counts[pair] = (counts[pair] ?? 0) + 1;
    single[current] = (single[current] ?? 0) + 1;
    previous = current;
  }
  const frequencies = single.map((count, sign) => RARE_SIGNS.get(sign) ?? (count + 0.5) / sample.length);
  const probabilities = new Float64Array(64 * 64);
  for (let row = 0; row < signClasses; row += 1) smoothRow(counts, frequencies, row, probabilities);
  for (const [before, after, probability] of PAIRS_BY_HAND) probabilities[(before << PAIR_BITS) | after] = probability;
  return probabilities.map((probability, pair) => (isTold(pair) ? Math.fround(Math.log(probability)) : 0));
}

/** Witten and Bell 1991, method C: unseen signs get as much as there were different ones. */
function smoothRow(counts: Float64Array, frequencies: Float64Array, row: number, probabilities: Float64Array): void {
  const cells = counts.subarray(row << PAIR_BITS, (row + 1) << PAIR_BITS);
  const total = cells.reduce((sum, count) => sum + count, 0);
  const kinds = Math.max(
    1,
    cells.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
  );
  for (let column = 0; column < signClasses; column += 1) {
    const frequency = frequencies[column] ?? 0;
    const smoothed = ((cells[column] ?? 0) + kinds * frequency) / (total + kinds);
    const mixing = isMixed(row, column) ? MIXED_ALPHABETS : 1;
    probabilities[(row << PAIR_BITS) | column] = RARE_SIGNS.has(column) ? frequency : mixing * smoothed;
  }
}

function isMixed(before: number, after: number): boolean {
  const { yo, latin } = signClass;
  return (before <= yo && after === latin) || (before === latin && after <= yo);
}

/** Natural logarithms of P(small letter), P(capital) after each case state; 0 of other signs. */
function caseScores(sample: Uint8Array): Float64Array {
  const counts = new Float64Array(2 * CASE_STATES).fill(CASE_SMOOTHING);
  let state = AFTER_OTHER;
  for (const sign of sample) {
    const cell = 2 * state + (sign & capitalBit ? 1 : 0);
    if ((sign & ~capitalBit) <= signClass.yo) counts[cell] = (counts[cell] ?? 0) + 1;
    state = nextCase(state, sign);
  }
  const scores = Float64Array.from(counts, (count, i) => Math.fround(Math.log(count / (count + (counts[i ^ 1] ?? 0)))));
  return Float64Array.from({ length: 8 * 128 }, (_, cell) => {
    const isLetter = (cell & 63) <= signClass.yo;
    return isLetter ? (scores[2 * (cell >> CASE_BITS) + (cell & capitalBit ? 1 : 0)] ?? 0) : 0;
  });
}

/** A log-likelihood in nats (negative), and over how many signs: those that are not ASCII, or stand after one. */
export interface ReadingScore {
  readonly sum: number;
  readonly count: number;
}

/** Pairs of ASCII are the same in every charset and tell nothing. */
function isTold(pair: number): boolean {
  return !isAscii(pair >> PAIR_BITS) || !isAscii(pair & 63);
}

function isAscii(sign: number): boolean {
  return sign >= signClass.space && sign <= signClass.quote;
}

/** Scores signs one after another. Linear; some nanoseconds a sign. */
export function scoreSigns(signs: Uint8Array): ReadingScore {
  let sum = 0;
  let count = 0;
  let previous: number = signClass.space;
  let state = AFTER_OTHER;
  for (const sign of signs) {
    const current = sign & ~capitalBit;
    const pair = (previous << PAIR_BITS) | current;
    const cell = (state << CASE_BITS) | sign;
    sum += (PAIR_SCORES[pair] ?? 0) + (CASE_SCORES[cell] ?? 0);
    count += COUNTED_PAIRS[pair] ?? 0;
    state = NEXT_CASES[cell] ?? 0;
    previous = current;
  }
  return { sum, count };
}
