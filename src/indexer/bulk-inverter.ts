/**
 * Inverts documents without a MiniSearch (layer 4): the same terms, frequencies and lengths, so that a segment frozen
 * from them has the same bytes (test/property/indexer/bulk-inverter.test.ts), in a fraction of the time. Follows MiniSearch
 * 7.2 `add`, `addFields` and `addTerm`, with numbers for tokens and terms, and typed arrays for postings.
 */
import type { InvertDocuments } from "../segment/minisearch-codec.ts";
import { type ResolvedIndexOptions, type TokenNumberer, textOfField } from "../segment/minisearch-options.ts";
import { OccurrenceCollector } from "./occurrence-collector.ts";
import { TermLists } from "./term-lists.ts";
import { Vocabulary } from "./vocabulary.ts";

/** Tokens that are remembered from one batch to the next, some 100 MB of them; forgotten together. Our decision. */
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
  let words = new KnownWords(options);
  return (documents) => {
    if (words.vocabulary.tokenCount > maxRememberedTokens) words = new KnownWords(options);
    const { vocabulary, fields } = words;
    const lengths = documents.map(() => fields.map(() => 0));
    const collectors = fields.map((field, number) => {
      const collector = new OccurrenceCollector(vocabulary);
      for (const [ordinal, document] of documents.entries()) {
        const length = collector.addDocument(field.tokensOf(textOfField(document, field.name, options)));
        const ofDocument = lengths[ordinal];
        if (ofDocument !== undefined) ofDocument[number] = length;
      }
      return collector;
    });
    // Once all terms of the batch are known.
    const collected = collectors.map((collector) => collector.finish());
    return {
      terms: new TermLists(vocabulary, collected, options.wordsOfToken !== null).all(),
      fieldLengths: (ordinal) => lengths[ordinal] ?? [],
    };
  };
}

/** A vocabulary and the fields that it is learned from. */
class KnownWords {
  readonly vocabulary: Vocabulary;
  readonly fields: readonly FieldTokens[];

  constructor(options: ResolvedIndexOptions) {
    const vocabulary = new Vocabulary(options);
    const numberer = options.numberTokens?.();
    const shared = numberer === undefined ? null : new KnownTokens(numberer, vocabulary);
    this.vocabulary = vocabulary;
    this.fields = options.fields.map((name) => ({
      name,
      tokensOf: shared === null ? fieldTokens(name, options, vocabulary) : (text) => shared.tokensOf(text, name),
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

/** By the options' own numbers, which are the vocabulary's: it learns tokens in their order. */
class KnownTokens {
  readonly #numberer: TokenNumberer;
  readonly #vocabulary: Vocabulary;

  constructor(numberer: TokenNumberer, vocabulary: Vocabulary) {
    this.#numberer = numberer;
    this.#vocabulary = vocabulary;
  }

  tokensOf(text: string, field: string): Uint32Array {
    const numbers = this.#numberer.numbersOf(text);
    const { tokens } = this.#numberer;
    for (let i = this.#vocabulary.tokenCount; i < tokens.length; i += 1) this.#vocabulary.learn(tokens[i] ?? "", field);
    return numbers;
  }
}
