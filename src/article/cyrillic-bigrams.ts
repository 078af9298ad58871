/**
 * How Russian a text looks (layer 1): the mean log-likelihood of its letter pairs, by which the right one of several
 * single-byte charsets is told. Right readings score near -2.5, wrong ones below -4.
 */
import { russianSample } from "./russian-sample.ts";

/** а to я and ё, then "not a Russian letter". */
const LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяё";
const OTHER = LETTERS.length;
const SIZE = OTHER + 1;
/** Added to every count, so that an unseen pair is unlikely and not impossible. */
const SMOOTHING = 0.1;
/** In place of a pair's score where a foreign sign, such as a frame or Ђ, stands beside or between letters. */
const FOREIGN_SCORE = -9;
/** Added where a capital follows a small letter: КОИ-8 read as windows-1251 swaps the case of every letter. */
const CAMEL_SCORE = -4;

const LOG_PROBABILITIES = countPairs(russianSample);

function countPairs(sample: string): Float64Array {
  const counts = new Float64Array(SIZE * SIZE).fill(SMOOTHING);
  let previous = OTHER;
  for (const character of sample.toLowerCase()) {
    const current = letterIndex(character);
    const cell = previous * SIZE + current;
    counts[cell] = (counts[cell] ?? 0) + 1;
    previous = current;
  }
  for (let row = 0; row < SIZE; row += 1) {
    const cells = counts.subarray(row * SIZE, (row + 1) * SIZE);
    const total = cells.reduce((sum, count) => sum + count, 0);
    for (const [column, count] of cells.entries()) cells[column] = Math.log(count / total);
  }
  return counts;
}

/**
 * The mean score of the pairs that hold a non-ASCII character; -Infinity where there is none. Linear in the text.
 */
export function scoreRussian(text: string): number {
  let sum = 0;
  let pairs = 0;
  let previous = OTHER;
  let wasSmall = false;
  for (const character of text) {
    const small = character.toLowerCase();
    const current = letterIndex(small);
    const isForeign = current === OTHER && isForeignSign(character);
    if (isForeign) {
      sum += FOREIGN_SCORE;
      pairs += 1;
    } else if (current !== OTHER || previous !== OTHER) {
      sum += LOG_PROBABILITIES[previous * SIZE + current] ?? FOREIGN_SCORE;
      pairs += 1;
    }
    const isCapital = current !== OTHER && small !== character;
    if (isCapital && wasSmall) sum += CAMEL_SCORE;
    wasSmall = current !== OTHER && !isCapital;
    previous = current;
  }
  return pairs === 0 ? Number.NEGATIVE_INFINITY : sum / pairs;
}

function letterIndex(smallCharacter: string): number {
  const code = smallCharacter.charCodeAt(0);
  if (code >= 0x430 && code <= 0x44f) return code - 0x430;
  return code === 0x451 ? LETTERS.length - 1 : OTHER;
}

/** Typography that real Russian pages hold beyond ASCII and the Russian letters. */
const COMMON_SIGNS: ReadonlySet<string> = new Set("\u00a0\u00ad«»„“”‘’—–…№©®°•·§±€™×−‑’");

function isForeignSign(character: string): boolean {
  return character.charCodeAt(0) >= 0x80 && !COMMON_SIGNS.has(character);
}
