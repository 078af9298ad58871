/**
 * Inverts documents without a MiniSearch (layer 4): the same terms, frequencies and lengths, so that a segment flushed
 * from them has the same bytes (test/property/indexer/inverter/bulk-inverter.test.ts), in a fraction of the time. Follows MiniSearch
 * 7.2 `add`, `addFields` and `addTerm`, with numbers for tokens and terms, and typed arrays for postings.
 */

import {
  type ResolvedIndexOptions,
  type SourceDocument,
  textOfField,
} from "../../segment/schema/minisearch-options.ts";
import type { InvertDocuments, InvertedDocuments } from "../../segment/writer/minisearch-codec.ts";
import { OccurrenceCollector } from "./occurrence-collector.ts";
import { TermLists } from "./term-lists.ts";
import { Vocabulary } from "./vocabulary.ts";

/** Tokens that are remembered from one batch to the next, some 100 MB of them; forgotten together. Untuned. */
const MAX_REMEMBERED_TOKENS = 500_000;

/** As invertByMiniSearch. `processTerm` is asked once for each token and field, and so must be a function of these. */
export const invertInBulk: InvertDocuments = (documents, options) => createBulkInverter(options)(documents, options);

/**
 * An inverter for many batches with the same options: a corpus repeats its words, so it remembers the terms of the tokens
 * that it met. `processTerm` must not change its mind between batches. What it gives is of one batch: the terms are to be
 * taken before the next.
 */
export function createBulkInverter(
  options: ResolvedIndexOptions,
  maxRememberedTokens = MAX_REMEMBERED_TOKENS,
): InvertDocuments {
  const inverter = new BulkInverter(options, maxRememberedTokens);
  return (documents) => {
    const inversion = inverter.begin();
    inversion.add(documents, Infinity);
    return inversion.finish();
  };
}

/** As createBulkInverter, for whoever must know what an inversion takes while it goes on. One inversion at a time. */
export class BulkInverter {
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
 * What a distinct token and an occurrence take while they are inverted and written, in the heap and outside of it. Measured at its
 * peak beyond what the process had: 205 MB for 448,538 distinct words in 531,278, 163 MB for 1,000 distinct ones in 2,159,556
 * (docs/decisions/0036-reading-in-a-thread.md).
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

  /** What it takes in memory, about; the same for the same documents, whatever was inverted before. */
  get sizeBytes(): number {
    let size = 0;
    for (const { occurrences, newTokens } of this.#collectors) {
      size += occurrences * OCCURRENCE_BYTES + newTokens * TOKEN_BYTES;
    }
    return size;
  }

  /** Adds documents; false where it would take more than so many bytes with them: then it is as before, but takes no others. */
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

  /** Whether the words of a long text are few enough to be learned and listed together. */
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

/** By the options' `tokenize`, which may treat one field unlike another. */
function fieldTokens(name: string, options: ResolvedIndexOptions, vocabulary: Vocabulary): FieldTokens["tokensOf"] {
  const numbers = new Map<string, number>();
  const learn = (token: string): number => {
    const number = vocabulary.learn(token, name);
    numbers.set(token, number);
    return number;
  };
  return (text) => options.tokenize(text, name).map((token) => numbers.get(token) ?? learn(token));
}
