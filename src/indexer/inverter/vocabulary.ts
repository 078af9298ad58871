/**
 * What a bulk inverter knows of the words of a corpus (layer 4): the terms and surface forms that each token leads to, all by
 * number, learned when a token is met first. A token's knowledge lies in one place of one array, since tokens are looked at
 * millions of times and in no order.
 */
import type { TokenWord } from "../../analysis/analyzer.ts";
import { StringNumbers } from "../../analysis/tokenizer/token-numbers.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import { termsDisagree, widthOfToken } from "../../segment/writer/minisearch-codec.ts";

/** Of a token's record: the last document that had it, how many positions it takes, how many items follow. */
export const RECORD_NUMBERS = { document: 0, width: 1, items: 2, firstItem: 3 } as const;

/** Of an item: its offset from the token's first position, its term, and twice its use, odd where the token has the term already. */
export const ITEM_NUMBERS = 3;

/** Tokens, terms, and the uses that terms are put to: a use is a term in one surface form. */
export class Vocabulary {
  readonly #termNumbers = new StringNumbers();
  readonly terms: readonly string[] = this.#termNumbers.strings;
  readonly order = new TermOrder(this.terms);
  /** By use. */
  readonly forms: string[] = [];
  /** By term, one more than the first of its uses, in the order of their forms; by use, one more than the next. 0 is none. */
  readonly firstUses = new GrowingNumbers();
  readonly nextUses = new GrowingNumbers();
  /** By token, where its record begins. */
  readonly recordStarts = new GrowingNumbers();
  readonly records = new GrowingNumbers();
  readonly #options: ResolvedIndexOptions;
  #tokens = 0;
  #documents = 0;

  constructor(options: ResolvedIndexOptions) {
    this.#options = options;
  }

  get tokenCount(): number {
    return this.#tokens;
  }

  /** A number that no field of a document had yet, to mark tokens with. */
  nextDocument(): number {
    this.#documents += 1;
    return this.#documents;
  }

  /** Knows a token of a field from now on; its number, which is how many were learned before. */
  learn(token: string, field: string): number {
    const { wordsOfToken } = this.#options;
    this.recordStarts.push(this.records.length);
    this.records.push(0);
    if (wordsOfToken === null) {
      const terms = this.#termsOf(token, field);
      this.records.push(1);
      this.records.push(terms.length);
      for (const term of terms) this.#addItem(0, term, "", false);
    } else {
      this.#addWords(wordsOfToken(token), token, field);
    }
    this.#tokens += 1;
    return this.#tokens - 1;
  }

  #termsOf(token: string, field: string): readonly string[] {
    const processed = this.#options.processTerm(token, field);
    return Array.isArray(processed) ? processed : processed ? [processed] : [];
  }

  #addWords(words: readonly TokenWord[], token: string, field: string): void {
    this.records.push(widthOfToken(words));
    const countPlace = this.records.length;
    this.records.push(0);
    const seen: string[] = [];
    let items = 0;
    for (const word of words.length > 1 ? orderWords(words) : words) {
      const { terms } = word;
      for (let i = 0; i < terms.length; i += 1) {
        const term = terms[i] ?? "";
        if (i > 0 && terms.indexOf(term) < i) continue;
        const isExtra = seen.includes(term);
        if (!isExtra) seen.push(term);
        this.#addItem(word.offset, term, word.form, isExtra);
        items += 1;
      }
    }
    this.records.set(countPlace, items);
    // Whoever numbers tokens answers for this: asked for each token, it is a third of learning them.
    if (this.#options.numberTokens === null) checkTerms(seen, this.#termsOf(token, field));
  }

  #addItem(offset: number, term: string, form: string, isExtra: boolean): void {
    const termNumber = this.#numberOf(term);
    this.records.push(offset);
    this.records.push(termNumber);
    this.records.push(2 * this.#useOf(termNumber, form) + (isExtra ? 1 : 0));
  }

  #numberOf(term: string): number {
    const number = this.#termNumbers.numberOf(term);
    if (number === this.firstUses.length) this.firstUses.push(0);
    return number;
  }

  /** The use of a term in a form, found or put where it belongs among the term's others, which are few. */
  #useOf(term: number, form: string): number {
    let before = 0;
    let next = this.firstUses.get(term);
    while (next > 0) {
      const order = compareText(this.forms[next - 1] ?? "", form);
      if (order === 0) return next - 1;
      if (order > 0) break;
      before = next;
      next = this.nextUses.get(next - 1);
    }
    const use = this.forms.length;
    this.forms.push(form);
    this.nextUses.push(next);
    if (before === 0) this.firstUses.set(term, use + 1);
    else this.nextUses.set(before - 1, use + 1);
    return use;
  }
}

/** Throws where the terms of a token's words are not those that `processTerm` gives for it, each once. */
function checkTerms(ofWords: readonly string[], ofToken: readonly string[]): void {
  const stray =
    ofWords.find((term) => !ofToken.includes(term)) ??
    ofToken.find((term, i) => ofToken.indexOf(term) < i || !ofWords.includes(term));
  if (stray !== undefined) throw termsDisagree(stray);
}

/** By offset and form, each of these once, with all its terms. */
function orderWords(words: readonly TokenWord[]): TokenWord[] {
  const ordered: TokenWord[] = [];
  for (const word of [...words].sort((a, b) => a.offset - b.offset || compareText(a.form, b.form))) {
    const before = ordered.at(-1);
    if (before?.offset !== word.offset || before.form !== word.form) ordered.push(word);
    else ordered[ordered.length - 1] = { ...word, terms: [...before.terms, ...word.terms] };
  }
  return ordered;
}

/** A list of 32-bit numbers in one typed array that doubles as it fills. */
class GrowingNumbers {
  #numbers = new Uint32Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  /** `place` is below the length. */
  set(place: number, value: number): void {
    this.#numbers[place] = value;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#numbers.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = value;
  }

  /** The array itself, for loops that only read and write what is there; not the same after the next push. */
  get array(): Uint32Array {
    return this.#numbers;
  }
}

// The order of terms that keep coming: new ones are sorted among themselves and united with the old, which a
// corpus repeats from batch to batch.

/** Numbers of terms, ascending by the terms' UTF-16 units. */
class TermOrder {
  readonly #terms: readonly string[];
  #sorted = new Uint32Array();

  /** `terms` by number; more of them may be put behind. */
  constructor(terms: readonly string[]) {
    this.#terms = terms;
  }

  /** The numbers of all that there are by now. Time: that of sorting what is new, and a step for each of the others. */
  numbers(): Uint32Array {
    const terms = this.#terms;
    const old = this.#sorted;
    if (old.length === terms.length) return old;
    const fresh = Array.from({ length: terms.length - old.length }, (_, i) => old.length + i);
    fresh.sort((a, b) => compareText(terms[a] ?? "", terms[b] ?? ""));
    const sorted = new Uint32Array(terms.length);
    let place = 0;
    let next = 0;
    for (const number of fresh) {
      const term = terms[number] ?? "";
      for (; next < old.length && (terms[old[next] ?? 0] ?? "") < term; next += 1, place += 1)
        sorted[place] = old[next] ?? 0;
      sorted[place] = number;
      place += 1;
    }
    sorted.set(old.subarray(next), place);
    this.#sorted = sorted;
    return sorted;
  }
}
