/**
 * The tokens of many texts by number: what the Russian analyzer's `tokenize` gives, for whoever reads a corpus.
 * A token has the same number wherever it stands; of a word that was met before no string is made.
 */

import { StringNumbers, WrittenWords } from "../../index/shared.ts";
import type { Token } from "../analyzer.ts";
import { isInsideSentence, type LineCases } from "../words/capitals.ts";
import { normalizeUnicode } from "../words/unicode-normalization.ts";
import { createToken, tokenKey } from "./token.ts";
import { isDropped, plainToken, scanInto, type TokenSink } from "./tokenizer.ts";
import type { ScannedToken, Unit } from "./unit.ts";

/** Context that decides the token of a plain word besides its letters (tokenizer.ts, wordUnit). */
const SMALL = 0;
const CAPITALIZED = 1;
const CAPITALIZED_INSIDE_SENTENCE = 2;
/** A word in a line where capitals carry no meaning. */
const OF_ONE_CASE = 3;

/** One more than a token's number; a word that is not indexed has none. */
const DROPPED = 0;

/** Texts come one by one, and numbers from 0 in the order in which tokens are met. Tokens themselves are not kept. */
export class TokenNumbers implements TokenSink {
  readonly isFull = false;
  #text = "";
  readonly #takeNew: (token: Token) => void;
  readonly #keys = new StringNumbers();
  readonly #words = new WrittenWords();
  #found = new Uint32Array(1_024);
  #foundCount = 0;

  /** `takeNew` gets each token that was not met before, in the order of numbers. */
  constructor(takeNew: (token: Token) => void) {
    this.#takeNew = takeNew;
  }

  /** The tokens of a text in its order: a view that holds until the next call. */
  numbersOf(text: string): Uint32Array {
    this.#foundCount = 0;
    this.#text = normalizeUnicode(text).text;
    scanInto(this.#text, this);
    return this.#found.subarray(0, this.#foundCount);
  }

  /** Takes a token; for the scan alone, as the next. */
  takeToken(token: ScannedToken): void {
    if (!isDropped(this.#text, token)) this.#take(this.#numberOf(token.units));
  }

  takePlainWord(start: number, end: number, lines: LineCases): void {
    const text = this.#text;
    const kind = kindOf(text, start, lines);
    let known = this.#words.find(text, start, end, kind);
    if (known < 0) {
      const token = plainToken(text, start, end, lines);
      known = isDropped(text, token) ? DROPPED : this.#numberOf(token.units) + 1;
      this.#words.set(text, start, end, kind, known);
    }
    if (known !== DROPPED) this.#take(known - 1);
  }

  #numberOf(units: readonly Unit[]): number {
    const met = this.#keys.strings.length;
    const number = this.#keys.numberOf(tokenKey(units));
    if (number === met) this.#takeNew(createToken(units));
    return number;
  }

  #take(number: number): void {
    if (this.#foundCount === this.#found.length) {
      const grown = new Uint32Array(this.#found.length * 2);
      grown.set(this.#found);
      this.#found = grown;
    }
    this.#found[this.#foundCount++] = number;
  }
}

/** А-Я and Ё; plain words have no other capitals. */
function isCapital(unit: number): boolean {
  return unit < 0x430;
}

function kindOf(text: string, start: number, lines: LineCases): number {
  if (lines.at(start) !== "mixed") return OF_ONE_CASE;
  if (!isCapital(text.charCodeAt(start))) return SMALL;
  return isInsideSentence(text, start) ? CAPITALIZED_INSIDE_SENTENCE : CAPITALIZED;
}

// Numbers of words by how they are written: a hash table over the letters of a text, so that a word that was met
// before is known without a string of its own being made. For whoever reads a corpus, most of whose words repeat.
