/**
 * Inverts documents without a MiniSearch (layer 4): the same terms, frequencies and lengths, so that a segment frozen
 * from them has the same bytes (test/property/indexer/bulk-inverter.test.ts), in a third of the time. Follows MiniSearch
 * 7.2 `add`, `addFields` and `addTerm`, with numbers for tokens and terms, and typed arrays for postings.
 */
import { compareText } from "../segment/document-order.ts";
import type { InvertDocuments } from "../segment/minisearch-codec.ts";
import {
  type ResolvedIndexOptions,
  type SourceDocument,
  type TokenWord,
  textOfField,
} from "../segment/minisearch-options.ts";
import { termsDisagree, widthOfToken } from "../segment/occurrence-recorder.ts";
import type { TermPostings } from "../segment/posting-block.ts";
import type { FieldPostings } from "../segment/posting-list.ts";
import { FormNumbering } from "./form-numbering.ts";
import { byDocument, type CollectedOccurrences, OccurrenceCollector } from "./occurrence-collector.ts";
import { PostingCollector, type PostingTable } from "./posting-collector.ts";

/** Tokens that are remembered from one batch to the next, some 100 MB of them; forgotten together. Our decision. */
const MAX_REMEMBERED_TOKENS = 500_000;

/** As invertByMiniSearch. `processTerm` is asked once for each token and field, and so must be a function of these. */
export const invertInBulk: InvertDocuments = (documents, options) => createBulkInverter(options)(documents, options);

/**
 * An inverter for many batches with the same options: a corpus repeats its words, so it remembers the terms of the tokens
 * that it met. `processTerm` must not change its mind between batches.
 */
export function createBulkInverter(
  options: ResolvedIndexOptions,
  maxRememberedTokens = MAX_REMEMBERED_TOKENS,
): InvertDocuments {
  let vocabulary = new Vocabulary(options);
  return (documents) => {
    if (vocabulary.tokenCount > maxRememberedTokens) vocabulary = new Vocabulary(options);
    const { terms, fields } = vocabulary;
    const inverted = fields.map((field) => invertField(field, documents, options));
    const tables = inverted.map(({ postings }) => postings.finish(terms.names.length));
    const fieldLengths = documents.map((_, ordinal) => inverted.map(({ lengths }) => lengths[ordinal] ?? 0));
    const sorted = sortedTerms(terms, tables);
    return {
      terms: options.wordsOfToken === null ? sorted : withOccurrences(sorted, inverted, vocabulary),
      fieldLengths: (ordinal) => fieldLengths[ordinal] ?? [],
    };
  };
}

/** A term by its number, and its lists. */
interface NumberedPostings extends TermPostings {
  readonly number: number;
}

/** One field of all documents. */
interface InvertedField {
  readonly postings: PostingCollector;
  readonly occurrences: OccurrenceCollector;
  readonly lengths: readonly number[];
}

function invertField(
  field: FieldTokens,
  documents: readonly SourceDocument[],
  options: ResolvedIndexOptions,
): InvertedField {
  const postings = new PostingCollector();
  const occurrences = new OccurrenceCollector();
  const lengths = documents.map((document, ordinal) => {
    const tokens = field.number(textOfField(document, field.name, options));
    if (options.wordsOfToken !== null) field.addOccurrences(tokens, ordinal, occurrences);
    return field.addPostings(tokens, ordinal, postings);
  });
  return { postings, occurrences, lengths };
}

/** Strings by number, in the order in which they came. */
class NumberedNames {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.length;
    this.#numbers.set(name, number);
    this.names.push(name);
    return number;
  }
}

/** Numbers of terms and surface forms, for all fields, and of each field's tokens. */
class Vocabulary {
  readonly terms = new NumberedNames();
  readonly forms = new NumberedNames();
  readonly fields: readonly FieldTokens[];

  constructor(options: ResolvedIndexOptions) {
    this.fields = options.fields.map((name) => new FieldTokens(name, options, this.terms, this.forms));
  }

  get tokenCount(): number {
    return this.fields.reduce((sum, { count }) => sum + count, 0);
  }
}

/** One field's tokens: which terms each leads to, as often as `processTerm` names them, and which words it is. */
class FieldTokens {
  readonly name: string;
  readonly #options: ResolvedIndexOptions;
  readonly #terms: NumberedNames;
  readonly #forms: NumberedNames;
  readonly #tokenNumbers = new Map<string, number>();
  /** By token number, from `#firstTerms[number]` to the next token's. */
  readonly #termNumbers: number[] = [];
  readonly #firstTerms: number[] = [0];
  /** By token number, from `#firstWords[number]` to the next token's: offset, term and form, in order of the first and last. */
  readonly #words: number[] = [];
  readonly #firstWords: number[] = [0];
  /** How many positions each token takes. */
  readonly #widths: number[] = [];

  constructor(name: string, options: ResolvedIndexOptions, terms: NumberedNames, forms: NumberedNames) {
    this.name = name;
    this.#options = options;
    this.#terms = terms;
    this.#forms = forms;
  }

  get count(): number {
    return this.#tokenNumbers.size;
  }

  /** The tokens of a text by their numbers. */
  number(text: string): number[] {
    return this.#options.tokenize(text, this.name).map((token) => this.#tokenNumbers.get(token) ?? this.#learn(token));
  }

  /** Adds the terms of a document; the field's length, which is how many distinct tokens it has. */
  addPostings(tokens: readonly number[], ordinal: number, collector: PostingCollector): number {
    let distinct = 0;
    for (const number of tokens) {
      if (collector.isFirstOf(number, ordinal)) distinct += 1;
      const end = this.#firstTerms[number + 1] ?? 0;
      for (let i = this.#firstTerms[number] ?? 0; i < end; i += 1) collector.count(this.#termNumbers[i] ?? 0, ordinal);
    }
    return distinct;
  }

  addOccurrences(tokens: readonly number[], ordinal: number, collector: OccurrenceCollector): void {
    const words = this.#words;
    let first = 0;
    for (const number of tokens) {
      const end = this.#firstWords[number + 1] ?? 0;
      for (let i = this.#firstWords[number] ?? 0; i < end; i += 3) {
        collector.add(words[i + 1] ?? 0, ordinal, first + (words[i] ?? 0), words[i + 2] ?? 0);
      }
      first += this.#widths[number] ?? 1;
    }
  }

  #learn(token: string): number {
    const processed = this.#options.processTerm(token, this.name);
    const terms = Array.isArray(processed) ? processed : processed ? [processed] : [];
    for (const term of terms) this.#termNumbers.push(this.#terms.numberOf(term));
    const number = this.#tokenNumbers.size;
    this.#tokenNumbers.set(token, number);
    this.#firstTerms.push(this.#termNumbers.length);
    if (this.#options.wordsOfToken !== null) this.#learnWords(this.#options.wordsOfToken(token));
    return number;
  }

  #learnWords(words: readonly TokenWord[]): void {
    for (const { offset, form, terms } of words.length > 1 ? orderWords(words) : words) {
      const formNumber = this.#forms.numberOf(form);
      for (const [i, term] of terms.entries()) {
        if (terms.indexOf(term) === i) this.#words.push(offset, this.#terms.numberOf(term), formNumber);
      }
    }
    this.#firstWords.push(this.#words.length);
    this.#widths.push(widthOfToken(words));
  }
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

/** Adds to each term where it stands, its forms in order. */
function* withOccurrences(
  terms: Iterable<NumberedPostings>,
  inverted: readonly InvertedField[],
  vocabulary: Vocabulary,
): Generator<TermPostings> {
  const collected = inverted.map(({ occurrences }) => occurrences.finish(vocabulary.terms.names.length));
  const numbers = new FormNumbering(vocabulary.forms.names);
  for (const { number, term, fields } of terms) {
    const ofFields = fields.map((list) => collected[list.field]?.(number) ?? NO_OCCURRENCES);
    const forms = numbers.renumber(ofFields.map((ofField) => ofField.forms));
    const lists = fields.map((list, i) => {
      const ofField = ofFields[i] ?? NO_OCCURRENCES;
      const formNumbers = numbers.numbersOf(ofField.forms, forms.length);
      const occurrences = byDocument(list, ofField, formNumbers);
      if (occurrences === null) throw termsDisagree(term);
      return occurrences;
    });
    yield { term, fields, occurrences: { forms, fields: lists } };
  }
}

const NO_OCCURRENCES: CollectedOccurrences = {
  ordinals: new Uint32Array(),
  positions: new Uint32Array(),
  forms: new Uint32Array(),
};

function* sortedTerms(terms: NumberedNames, tables: readonly PostingTable[]): Generator<NumberedPostings> {
  const names = terms.names.filter((_, number) => tables.some((table) => table.documentFrequency(number) > 0));
  // Without a comparator strings are sorted by UTF-16 units (ECMA-262, SortCompare).
  for (const term of names.sort()) {
    const number = terms.numberOf(term);
    const fields: FieldPostings[] = [];
    for (const [field, table] of tables.entries()) {
      if (table.documentFrequency(number) > 0) fields.push({ field, ...table.postings(number) });
    }
    yield { number, term, fields };
  }
}
