/**
 * Inverts documents without a MiniSearch (layer 4): the same terms, frequencies and lengths, so that a segment frozen
 * from them has the same bytes (test/property/indexer/bulk-inverter.test.ts), in a third of the time. Follows MiniSearch
 * 7.2 `add`, `addFields` and `addTerm`, with numbers for tokens and terms, and typed arrays for postings.
 */
import type { InvertDocuments } from "../segment/minisearch-codec.ts";
import { type ResolvedIndexOptions, type SourceDocument, textOfField } from "../segment/minisearch-options.ts";
import type { TermPostings } from "../segment/posting-block.ts";
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
    const tables = inverted.map(({ collector }) => collector.finish(terms.length));
    const fieldLengths = documents.map((_, ordinal) => inverted.map(({ lengths }) => lengths[ordinal] ?? 0));
    return { terms: sortedTerms(terms, tables), fieldLengths: (ordinal) => fieldLengths[ordinal] ?? [] };
  };
}

function invertField(field: FieldTokens, documents: readonly SourceDocument[], options: ResolvedIndexOptions) {
  const collector = new PostingCollector();
  const lengths = documents.map((document, ordinal) =>
    field.add(textOfField(document, field.name, options), ordinal, collector),
  );
  return { collector, lengths };
}

/** Numbers of terms, for all fields, and of each field's tokens. */
class Vocabulary {
  readonly terms: string[] = [];
  readonly fields: readonly FieldTokens[];
  readonly #termNumbers = new Map<string, number>();

  constructor(options: ResolvedIndexOptions) {
    this.fields = options.fields.map((name) => new FieldTokens(name, options, (term) => this.#numberOf(term)));
  }

  get tokenCount(): number {
    return this.fields.reduce((sum, { count }) => sum + count, 0);
  }

  #numberOf(term: string): number {
    const known = this.#termNumbers.get(term);
    if (known !== undefined) return known;
    const number = this.terms.length;
    this.#termNumbers.set(term, number);
    this.terms.push(term);
    return number;
  }
}

/** One field's tokens: which terms each leads to, as often as `processTerm` names them. */
class FieldTokens {
  readonly name: string;
  readonly #options: ResolvedIndexOptions;
  readonly #numberOfTerm: (term: string) => number;
  readonly #tokenNumbers = new Map<string, number>();
  /** By token number, from `#firstTerms[number]` to the next token's. */
  readonly #termNumbers: number[] = [];
  readonly #firstTerms: number[] = [0];

  constructor(name: string, options: ResolvedIndexOptions, numberOfTerm: (term: string) => number) {
    this.name = name;
    this.#options = options;
    this.#numberOfTerm = numberOfTerm;
  }

  get count(): number {
    return this.#tokenNumbers.size;
  }

  /** Adds the terms of a document's text; the field's length, which is how many distinct tokens it has. */
  add(text: string, ordinal: number, collector: PostingCollector): number {
    let distinct = 0;
    for (const token of this.#options.tokenize(text, this.name)) {
      const number = this.#tokenNumbers.get(token) ?? this.#learn(token);
      if (collector.isFirstOf(number, ordinal)) distinct += 1;
      const end = this.#firstTerms[number + 1] ?? 0;
      for (let i = this.#firstTerms[number] ?? 0; i < end; i += 1) collector.count(this.#termNumbers[i] ?? 0, ordinal);
    }
    return distinct;
  }

  #learn(token: string): number {
    const processed = this.#options.processTerm(token, this.name);
    const terms = Array.isArray(processed) ? processed : processed ? [processed] : [];
    for (const term of terms) this.#termNumbers.push(this.#numberOfTerm(term));
    const number = this.#tokenNumbers.size;
    this.#tokenNumbers.set(token, number);
    this.#firstTerms.push(this.#termNumbers.length);
    return number;
  }
}

function* sortedTerms(terms: readonly string[], tables: readonly PostingTable[]): Generator<TermPostings> {
  const numbers = new Map<string, number>();
  for (const [number, term] of terms.entries()) {
    if (tables.some((table) => table.documentFrequency(number) > 0)) numbers.set(term, number);
  }
  // Without a comparator strings are sorted by UTF-16 units (ECMA-262, SortCompare).
  for (const term of [...numbers.keys()].sort()) {
    const number = numbers.get(term) ?? 0;
    const lists = tables.map((table, field) => ({ field, ...table.postings(number) }));
    yield { term, fields: lists.filter(({ ordinals }) => ordinals.length > 0) };
  }
}
