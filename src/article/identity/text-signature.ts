/**
 * The signature by which near-duplicates are known (layer 1, pure): MinHash (Broder 1997) over pairs of neighbouring words,
 * sixteen hash functions, of each the lowest byte of its least value (Li and König 2010). The share of equal bytes
 * estimates the share of pairs that two texts have in common; docs/decisions/0015-near-duplicates.md has the trials.
 *
 * Case, ё, accents, punctuation, quotes and line breaks do not count. Which texts are near is not decided here
 * (src/query/collapsing/duplicates.ts).
 */
import { sha256 } from "../../content-hash.ts";
import { WordHashes } from "./word-hashes.ts";

/** One byte a hash function. */
export const SIGNATURE_BYTES = 16;

/**
 * A text of fewer words has too few pairs to be compared by them: its signature is a hash, equal or not. The title is part
 * of it: «Подробности позднее» is the whole text of many stories. Our decision.
 */
const MIN_WORDS = 30;

/**
 * How much a pair with a number weighs against one without: nobody changes the numbers of a text that he reprints, but
 * tomorrow's weather and exchange rates come in today's words.
 */
const NUMBER_WEIGHT = 6;

/** What tells the hash functions apart. */
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
  if (first.length >= MIN_WORDS) return Buffer.from(least).toString("hex");
  return sha256(`${hashesOf(title).join(" ")}|${first.join(" ")}`).toString("hex", 0, SIGNATURE_BYTES);
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
