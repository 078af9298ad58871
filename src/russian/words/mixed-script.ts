/**
 * Token filter: words that mix Cyrillic and Latin (pure).
 *
 * A few letters of the other alphabet that look the same (Cочи with a Latin C, IТ with a Cyrillic Т) are slips or
 * tricks and are folded; otherwise the word is two words glued together and is split between the scripts, and a
 * Russian ending on a Latin word (SMSка, VIPы) is dropped.
 */

import { CYRILLIC, characterClassAt, codePointLength, LATIN } from "./character-class.ts";

/** A piece of a word, [start, end) in the word; `text` is what to read there. */
interface ScriptPiece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Latin letters and the Cyrillic ones that look alike in either case; the two strings run in parallel. */
const LATIN_LOOK_ALIKES = "abcehkmoptxyABCEHKMOPTXY";
const CYRILLIC_LOOK_ALIKES = "авсенкмортхуАВСЕНКМОРТХУ";
const TO_CYRILLIC: ReadonlyMap<string, string> = pairs(LATIN_LOOK_ALIKES, CYRILLIC_LOOK_ALIKES);
const TO_LATIN: ReadonlyMap<string, string> = pairs(CYRILLIC_LOOK_ALIKES, LATIN_LOOK_ALIKES);

const MAX_LATIN_FOLDED = 3;
const MAX_CYRILLIC_FOLDED = 2;

/** Case endings and the suffixes that make Russian nouns and adjectives of Latin words. */
const RUSSIAN_TAIL =
  /^'?(?:[аеиоуыэюяй]|о[мйв]|е[мйв]|[ая]м|[ая]х|[ая]ми|к[аиуе]|кой|ок|ками?|ках|н?ый|н?ая|н?ое|н?ые|ов)$/i;

/** A Roman number of a century, in both alphabets: ХХI, ХIХ, ХV. */
const ROMAN_NUMBER = /^[xх]{1,3}(?:[iі]?[xх]|v?[iі]{0,3})$/i;

/** Splits a word as it stands in a normalised text into pieces of one script each; most words are one piece. */
export function splitScripts(word: string): readonly ScriptPiece[] {
  const segments = scriptSegments(word);
  if (segments.length <= 1) return [{ start: 0, end: word.length, text: word }];
  if (ROMAN_NUMBER.test(word)) return [{ start: 0, end: word.length, text: word.replace(/[хі]/gi, toRomanDigit) }];
  if (isLatinWithRussianTail(segments)) return dropRussianTails(segments);
  const folded = foldMinority(word);
  if (folded !== undefined) return [{ start: 0, end: word.length, text: folded }];
  return dropRussianTails(segments);
}

/** Reads every letter as Cyrillic, or gives undefined where a letter has no Cyrillic look-alike. */
export function readAsCyrillic(word: string): string | undefined {
  return readAs(word, CYRILLIC, TO_CYRILLIC);
}

/**
 * SMSка is no slip of the keyboard, though к and а have Latin look-alikes: the tail is small, or long enough to tell.
 */
function isLatinWithRussianTail(segments: readonly ScriptPiece[]): boolean {
  const [latin, tail] = segments;
  if (segments.length !== 2 || latin === undefined || tail === undefined) return false;
  if (latin.text.length < 2 || characterClassAt(latin.text, 0) !== LATIN || !RUSSIAN_TAIL.test(tail.text)) return false;
  const isSmall = tail.text === tail.text.toLowerCase();
  return isSmall && (tail.text.length > 1 || latin.text === latin.text.toUpperCase());
}

/** Converts a Cyrillic letter of a Roman number. */
function toRomanDigit(letter: string): string {
  const digit = letter.toLowerCase() === "х" ? "x" : "i";
  return letter === letter.toLowerCase() ? digit : digit.toUpperCase();
}

function foldMinority(word: string): string | undefined {
  const cyrillic = countOf(word, CYRILLIC);
  const latin = countOf(word, LATIN);
  // CШA: no letter Ш is Latin, and all the others may be Cyrillic.
  if (latin <= MAX_LATIN_FOLDED && (latin <= cyrillic || readAs(word, LATIN, TO_LATIN) === undefined)) {
    const asCyrillic = readAs(word, CYRILLIC, TO_CYRILLIC);
    if (asCyrillic !== undefined) return asCyrillic;
  }
  return cyrillic <= MAX_CYRILLIC_FOLDED && cyrillic <= latin ? readAs(word, LATIN, TO_LATIN) : undefined;
}

function readAs(word: string, script: number, lookAlikes: ReadonlyMap<string, string>): string | undefined {
  const other = script === CYRILLIC ? LATIN : CYRILLIC;
  let result = "";
  for (const character of word) {
    const replacement = characterClassAt(character, 0) === other ? lookAlikes.get(character) : character;
    if (replacement === undefined) return undefined;
    result += replacement;
  }
  return result;
}

function countOf(word: string, script: number): number {
  let count = 0;
  for (const character of word) if (characterClassAt(character, 0) === script) count++;
  return count;
}

/** Maximal stretches without a change between Cyrillic and Latin; anything else goes with what is before it. */
function scriptSegments(word: string): ScriptPiece[] {
  const segments: ScriptPiece[] = [];
  let start = 0;
  let script = 0;
  for (let at = 0; at < word.length; at += codePointLength(word, at)) {
    const here = characterClassAt(word, at);
    if (here !== CYRILLIC && here !== LATIN) continue;
    if (script !== 0 && here !== script) {
      segments.push({ start, end: at, text: word.slice(start, at) });
      start = at;
    }
    script = here;
  }
  segments.push({ start, end: word.length, text: word.slice(start) });
  return segments;
}

/** A Latin piece swallows the Russian ending after it: its place grows, its text does not. */
function dropRussianTails(segments: readonly ScriptPiece[]): ScriptPiece[] {
  const pieces: ScriptPiece[] = [];
  for (const segment of segments) {
    const before = pieces.at(-1);
    const isTail =
      before !== undefined && characterClassAt(before.text, 0) === LATIN && RUSSIAN_TAIL.test(segment.text);
    if (isTail) pieces[pieces.length - 1] = { ...before, end: segment.end };
    else pieces.push(segment);
  }
  return pieces;
}

function pairs(keys: string, values: string): ReadonlyMap<string, string> {
  return new Map(Array.from(keys, (key, index) => [key, values[index] ?? key]));
}
