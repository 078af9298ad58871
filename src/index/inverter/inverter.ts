/**
 * Inverts documents as MiniSearch does: the same terms, frequencies and lengths, so that a segment has the same bytes
 * (test/property/index/inverter/inverter.test.ts), in a fraction of the time. Follows MiniSearch 7.2 `add`, `addFields`
 * and `addTerm`, with numbers for tokens and terms, and typed arrays for postings.
 */

import { SearchIndexError } from "../../errors.ts";
import type { TokenWord } from "../language.ts";
import { FieldOccurrences, makeFormNumbers } from "../segment/postings/occurrences.ts";
import type { TermPostings } from "../segment/postings/posting-block.ts";
import type { FieldPostings } from "../segment/postings/posting-list.ts";
import { type ResolvedIndexOptions, type SourceDocument, textOfField } from "../segment/schema/minisearch-options.ts";
import { compareText } from "../segment/stored/document-order.ts";
import type { InvertDocuments, InvertedDocuments } from "../segment/writer/flush-segment.ts";
import { StringNumbers } from "./string-numbers.ts";

/** Tokens that are remembered from one batch to the next, some 100 MB of them; forgotten together. Untuned. */
const MAX_REMEMBERED_TOKENS = 500_000;

/** Inverts one batch. `processTerm` is asked once for each token and field, and so must be a function of these. */
export const invertDocuments: InvertDocuments = (documents, options) => {
  const inversion = new Inverter(options).begin();
  inversion.add(documents, Infinity);
  return inversion.finish();
};

/**
 * Inverts many batches with the same options, one at a time: a corpus repeats its words, so it remembers the terms of
 * the tokens that it met. `processTerm` must not change its mind between batches.
 */
export class Inverter {
  readonly #options: ResolvedIndexOptions;
  readonly #maxRememberedTokens: number;
  #words: KnownWords;

  constructor(options: ResolvedIndexOptions, maxRememberedTokens = MAX_REMEMBERED_TOKENS) {
    this.#options = options;
    this.#maxRememberedTokens = maxRememberedTokens;
    this.#words = new KnownWords(options);
  }

  /** The inversion of nothing yet. The one before is done, and its terms were taken. */
  begin(): Inversion {
    if (this.#words.vocabulary.tokenCount > this.#maxRememberedTokens) this.#words = new KnownWords(this.#options);
    return new Inversion(this.#options, this.#words);
  }
}

/**
 * Memory of a distinct token and an occurrence while they are inverted and written, in the heap and outside of it.
 * Measured at its peak beyond what the process had: 205 MB for 448,538 distinct words in 531,278, 163 MB for 1,000
 * distinct ones in 2,159,556 (docs/decisions/index.md#reading-uploads).
 */
const TOKEN_BYTES = 400;
const OCCURRENCE_BYTES = 75;

/** A longer text is measured piece by piece before it is inverted: all its words at once might be too many. Untuned. */
const PIECE_CHARACTERS = 250_000;

/** The inversion of one batch: documents come in order. */
export class Inversion {
  readonly #options: ResolvedIndexOptions;
  readonly #words: KnownWords;
  readonly #collectors: readonly OccurrenceCollector[];
  readonly #lengths: number[][] = [];

  constructor(options: ResolvedIndexOptions, words: KnownWords) {
    this.#options = options;
    this.#words = words;
    const sinceDocument = words.vocabulary.nextDocument();
    this.#collectors = words.fields.map(() => new OccurrenceCollector(words.vocabulary, sinceDocument));
  }

  /** Approximate size in memory. It is the same for the same documents, whatever was inverted before. */
  get sizeBytes(): number {
    let size = 0;
    for (const { occurrences, newTokens } of this.#collectors) {
      size += occurrences * OCCURRENCE_BYTES + newTokens * TOKEN_BYTES;
    }
    return size;
  }

  /**
   * Adds documents; false where it would take more than so many bytes with them: then it is as before, but takes no
   * others.
   */
  add(documents: readonly SourceDocument[], maxBytes: number): boolean {
    const before = this.#lengths.length;
    for (const document of documents) {
      if (this.#addDocument(document, maxBytes) && this.sizeBytes <= maxBytes) continue;
      this.#lengths.length = before;
      for (const collector of this.#collectors) collector.truncate(before);
      return false;
    }
    return true;
  }

  #addDocument(document: SourceDocument, maxBytes: number): boolean {
    const lengths: number[] = [];
    this.#lengths.push(lengths);
    for (const [number, { name, tokensOf }] of this.#words.fields.entries()) {
      const text = textOfField(document, name, this.#options);
      if (text.length > PIECE_CHARACTERS && !this.#isWithin(text, tokensOf, maxBytes)) return false;
      lengths.push(this.#collectors[number]?.addDocument(tokensOf(text)) ?? 0);
    }
    return true;
  }

  /**
   * Tells whether the distinct words of a long text fit into memory, so that they can be learned and listed together.
   */
  #isWithin(text: string, tokensOf: FieldTokens["tokensOf"], maxBytes: number): boolean {
    if (maxBytes === Infinity) return true;
    const known = this.#words.vocabulary.tokenCount;
    let size = this.sizeBytes;
    for (let start = 0; start < text.length; start += PIECE_CHARACTERS) {
      size += tokensOf(text.slice(start, start + PIECE_CHARACTERS)).length * OCCURRENCE_BYTES;
      if (size + (this.#words.vocabulary.tokenCount - known) * TOKEN_BYTES > maxBytes) return false;
    }
    return true;
  }

  /** Once all documents are there. */
  finish(): InvertedDocuments {
    const collected = this.#collectors.map((collector) => collector.finish());
    return {
      terms: new TermLists(this.#words.vocabulary, collected, this.#options.wordsOfToken !== null).all(),
      fieldLengths: (ordinal) => this.#lengths[ordinal] ?? [],
    };
  }
}

/** A vocabulary and the fields that it is learned from. */
class KnownWords {
  readonly vocabulary: Vocabulary;
  readonly fields: readonly FieldTokens[];

  constructor(options: ResolvedIndexOptions) {
    const vocabulary = new Vocabulary(options);
    // All fields are treated alike then; the vocabulary learns tokens in the order of their numbers.
    const numbersOf = options.numberTokens?.((token) => vocabulary.learn(token, options.fields[0] ?? ""));
    this.vocabulary = vocabulary;
    this.fields = options.fields.map((name) => ({
      name,
      tokensOf: numbersOf ?? fieldTokens(name, options, vocabulary),
    }));
  }
}

/** One field's way from a text to the vocabulary's tokens. */
interface FieldTokens {
  readonly name: string;
  tokensOf(text: string): ArrayLike<number>;
}

/** Tokens of a field by the options' `tokenize`, which may treat fields differently. */
function fieldTokens(name: string, options: ResolvedIndexOptions, vocabulary: Vocabulary): FieldTokens["tokensOf"] {
  const numbers = new Map<string, number>();
  const learn = (token: string): number => {
    const number = vocabulary.learn(token, name);
    numbers.set(token, number);
    return number;
  };
  return (text) => options.tokenize(text, name).map((token) => numbers.get(token) ?? learn(token));
}

// Collects the occurrences of one field in the order of the text and sorts them by term at the end: flat typed
// arrays and a counting sort, instead of arrays a term, which the collector of garbage would look at again and again.

/** Numbers kept of an occurrence: term, position, and twice its use, odd where the token has the term already. */
const STRIDE = 3;

/**
 * The occurrences of all terms, those of term t at [starts[t], starts[t + 1]), in the order of documents and positions.
 */
interface SortedOccurrences {
  readonly starts: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly positions: Uint32Array;
  /** Uses, parallel to the vocabulary's items. */
  readonly uses: Uint32Array;
}

/** Takes documents by ordinal, from 0. */
class OccurrenceCollector {
  readonly #vocabulary: Vocabulary;
  #items = new Uint32Array(4_096 * STRIDE);
  #end = 0;
  /** End of each document's items. */
  readonly #ends: number[] = [];
  readonly #sinceDocument: number;
  #newTokens = 0;

  /** `sinceDocument`: of the vocabulary's documents, the first that counts for {@link newTokens}. */
  constructor(vocabulary: Vocabulary, sinceDocument = 0) {
    this.#vocabulary = vocabulary;
    this.#sinceDocument = sinceDocument;
  }

  /** Occurrences so far. */
  get occurrences(): number {
    return this.#end / STRIDE;
  }

  /** Tokens that no document since the first that counts had before, in this or another field. */
  get newTokens(): number {
    return this.#newTokens;
  }

  /** Forgets the documents beyond the first so many. Their tokens are counted no less. */
  truncate(documents: number): void {
    this.#ends.length = documents;
    this.#end = this.#ends.at(-1) ?? 0;
  }

  /** The next document's tokens; the field's length, which is how many of them are distinct. */
  addDocument(tokens: ArrayLike<number>): number {
    const document = this.#vocabulary.nextDocument();
    const records = this.#vocabulary.records.array;
    const recordStarts = this.#vocabulary.recordStarts.array;
    let items = this.#items;
    let end = this.#end;
    let distinct = 0;
    let first = 0;
    for (let i = 0; i < tokens.length; i += 1) {
      const record = recordStarts[tokens[i] ?? 0] ?? 0;
      if (records[record + RECORD_NUMBERS.document] !== document) {
        if ((records[record + RECORD_NUMBERS.document] ?? 0) < this.#sinceDocument) this.#newTokens += 1;
        records[record + RECORD_NUMBERS.document] = document;
        distinct += 1;
      }
      const count = records[record + RECORD_NUMBERS.items] ?? 0;
      if (end + count * STRIDE > items.length) items = this.#grow(end + count * STRIDE);
      let from = record + RECORD_NUMBERS.firstItem;
      for (const to = from + count * ITEM_NUMBERS; from < to; from += ITEM_NUMBERS, end += STRIDE) {
        items[end] = records[from + 1] ?? 0;
        items[end + 1] = first + (records[from] ?? 0);
        items[end + 2] = records[from + 2] ?? 0;
      }
      first += records[record + RECORD_NUMBERS.width] ?? 0;
    }
    this.#end = end;
    this.#ends.push(end);
    return distinct;
  }

  /** Sorts by counting, which keeps the order of a term's occurrences. */
  finish(): SortedOccurrences {
    const items = this.#items;
    const length = this.#end / STRIDE;
    const starts = countTerms(items, this.#end, this.#vocabulary.terms.length);
    const next = starts.slice();
    const [ordinals, positions, uses] = [new Uint32Array(length), new Uint32Array(length), new Uint32Array(length)];
    let at = 0;
    for (let ordinal = 0; ordinal < this.#ends.length; ordinal += 1) {
      for (const end = this.#ends[ordinal] ?? 0; at < end; at += STRIDE) {
        const term = items[at] ?? 0;
        const place = next[term] ?? 0;
        next[term] = place + 1;
        ordinals[place] = ordinal;
        positions[place] = items[at + 1] ?? 0;
        uses[place] = items[at + 2] ?? 0;
      }
    }
    this.#items = new Uint32Array();
    return { starts, ordinals, positions, uses };
  }

  #grow(atLeast: number): Uint32Array<ArrayBuffer> {
    const grown = new Uint32Array(Math.max(atLeast, this.#items.length * 2));
    grown.set(this.#items);
    this.#items = grown;
    return grown;
  }
}

/** Computes where the items of each term begin, by term, and where the last ones end. */
function countTerms(items: Uint32Array, end: number, termCount: number): Uint32Array {
  const starts = new Uint32Array(termCount + 1);
  for (let at = 0; at < end; at += STRIDE) {
    const after = (items[at] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let term = 0; term < termCount; term += 1) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
  return starts;
}

// From the sorted occurrences of all fields to a term's lists: its documents and frequencies, and where the index
// keeps occurrences, its positions with the forms that stand there.

/** The lists of the terms of one batch. */
class TermLists {
  readonly #vocabulary: Vocabulary;
  readonly #collected: readonly SortedOccurrences[];
  readonly #hasOccurrences: boolean;
  /** 1 for each use that the batch has. */
  readonly #isUsed: Uint8Array;
  /** The number of each use's form among the batch's forms of the term. */
  readonly #formNumbers: Uint32Array;

  constructor(vocabulary: Vocabulary, collected: readonly SortedOccurrences[], hasOccurrences: boolean) {
    this.#vocabulary = vocabulary;
    this.#collected = collected;
    this.#hasOccurrences = hasOccurrences;
    this.#isUsed = new Uint8Array(vocabulary.forms.length);
    this.#formNumbers = new Uint32Array(vocabulary.forms.length);
    for (const { uses } of collected) for (let i = 0; i < uses.length; i += 1) this.#isUsed[(uses[i] ?? 0) >>> 1] = 1;
  }

  /** Every term that occurs, ascending by UTF-16 units, with its lists. */
  *all(): Generator<TermPostings> {
    const numbers = this.#vocabulary.order.numbers();
    // By index: an iterator of a typed array takes longer.
    for (let i = 0; i < numbers.length; i += 1) {
      const number = numbers[i] ?? 0;
      if (this.#occurs(number)) yield this.#postingsOf(number);
    }
  }

  #occurs(number: number): boolean {
    for (const { starts } of this.#collected) if (starts[number] !== starts[number + 1]) return true;
    return false;
  }

  #postingsOf(number: number): TermPostings {
    const term = this.#vocabulary.terms[number] ?? "";
    const forms = this.#hasOccurrences ? this.#numberForms(number) : [];
    const fields: FieldPostings[] = [];
    const occurrences: FieldOccurrences[] = [];
    for (let field = 0; field < this.#collected.length; field += 1) {
      const all = this.#collected[field];
      const start = all?.starts[number] ?? 0;
      const end = all?.starts[number + 1] ?? 0;
      if (all === undefined || start === end) continue;
      const { postings, starts } = byDocument(all, field, start, end);
      fields.push(postings);
      if (!this.#hasOccurrences) continue;
      const formNumbers = makeFormNumbers(end - start, forms.length);
      if (forms.length > 1) {
        for (let i = start; i < end; i += 1) formNumbers[i - start] = this.#formNumbers[(all.uses[i] ?? 0) >>> 1] ?? 0;
      }
      const positions = all.positions.subarray(start, end);
      occurrences.push(new FieldOccurrences(field, postings.ordinals, starts, positions, formNumbers));
    }
    return this.#hasOccurrences ? { term, fields, occurrences: { forms, fields: occurrences } } : { term, fields };
  }

  /** The forms of a term in order, each with its number among them. */
  #numberForms(term: number): string[] {
    const { firstUses, nextUses, forms } = this.#vocabulary;
    const used: number[] = [];
    for (let next = firstUses.get(term); next > 0; next = nextUses.get(next - 1)) {
      if (this.#isUsed[next - 1] === 1) used.push(next - 1);
    }
    used.sort((a, b) => compareText(forms[a] ?? "", forms[b] ?? ""));
    return used.map((use, number) => {
      this.#formNumbers[use] = number;
      return forms[use] ?? "";
    });
  }
}

/**
 * The documents of a term's occurrences; `starts` as FieldOccurrences has them. Of a token that has a term in two words
 * one occurrence counts, as in MiniSearch.
 */
function byDocument(
  { ordinals: all, uses }: SortedOccurrences,
  field: number,
  start: number,
  end: number,
): { readonly postings: FieldPostings; readonly starts: Uint32Array } {
  let documents = 1;
  for (let i = start + 1; i < end; i += 1) if (all[i] !== all[i - 1]) documents += 1;
  const ordinals = new Uint32Array(documents);
  const frequencies = new Uint32Array(documents);
  const starts = new Uint32Array(documents + 1);
  let last = -1;
  for (let i = start; i < end; i += 1) {
    const ordinal = all[i] ?? 0;
    if (last < 0 || ordinals[last] !== ordinal) {
      last += 1;
      ordinals[last] = ordinal;
    }
    if (((uses[i] ?? 0) & 1) === 0) frequencies[last] = (frequencies[last] ?? 0) + 1;
    starts[last + 1] = i + 1 - start;
  }
  return { postings: { field, ordinals, frequencies }, starts };
}

// What an inverter knows of the words of a corpus: the terms and surface forms that each token leads to, all by number,
// learned when a token is met first. A token's knowledge lies in one place of one array, since tokens are looked at
// millions of times and in no order.

/**
 * Fields of a token's record: the last document that had it, the positions it takes, the number of items that follow.
 */
const RECORD_NUMBERS = { document: 0, width: 1, items: 2, firstItem: 3 } as const;

/**
 * Size of an item: its offset from the token's first position, its term, and twice its use, plus one if the token has
 * the term already.
 */
const ITEM_NUMBERS = 3;

/** Tokens, terms, and the uses that terms are put to: a use is a term in one surface form. */
class Vocabulary {
  readonly #termNumbers = new StringNumbers();
  readonly terms: readonly string[] = this.#termNumbers.strings;
  readonly order = new TermOrder(this.terms);
  /**
   * One more than the newest use of each form. A term may have as many forms as a text has words (слово1, слово2); a
   * form has few terms.
   */
  readonly #usesOfForms = new Map<string, number>();
  /** One more than the previous use of the same form, for each use; 0 for none. */
  readonly #formerUses = new GrowingNumbers();
  readonly #termsOfUses = new GrowingNumbers();
  readonly forms: string[] = [];
  /** One more than the newest use of each term; the uses are linked likewise. 0 is none. */
  readonly firstUses = new GrowingNumbers();
  readonly nextUses = new GrowingNumbers();
  /** Start of each token's record. */
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

  /** The use of a term in a form. */
  #useOf(term: number, form: string): number {
    const newest = this.#usesOfForms.get(form) ?? 0;
    for (let place = newest; place > 0; place = this.#formerUses.get(place - 1)) {
      if (this.#termsOfUses.get(place - 1) === term) return place - 1;
    }
    const use = this.forms.length;
    this.#usesOfForms.set(form, use + 1);
    this.#formerUses.push(newest);
    this.#termsOfUses.push(term);
    this.forms.push(form);
    this.nextUses.push(this.firstUses.get(term));
    this.firstUses.set(term, use + 1);
    return use;
  }
}

/** Counts the positions that a token takes: at least one. */
export function widthOfToken(words: readonly TokenWord[]): number {
  return words.reduce((width, { offset }) => Math.max(width, offset + 1), 1);
}

/** The error of options whose words have other terms than `processTerm` gives. */
export function termsDisagree(term: string): SearchIndexError {
  return new SearchIndexError(
    "invalid-options",
    `\`wordsOfToken\` and \`processTerm\` disagree about the term ${JSON.stringify(term)}: the words of a token must have the ` +
      "terms that `processTerm` gives for it, each once.",
  );
}

/** Throws where the terms of a token's words are not those that `processTerm` gives for it, each once. */
function checkTerms(ofWords: readonly string[], ofToken: readonly string[]): void {
  const stray =
    ofWords.find((term) => !ofToken.includes(term)) ??
    ofToken.find((term, i) => ofToken.indexOf(term) < i || !ofWords.includes(term));
  if (stray !== undefined) throw termsDisagree(stray);
}

/** Orders words by offset and form, each pair once with all its terms. */
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
