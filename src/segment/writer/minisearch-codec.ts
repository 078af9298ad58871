/**
 * Flushes documents into a segment (layer 2) by way of an in-memory MiniSearch, which tokenizes, counts and inverts
 * them. The only file that knows MiniSearch's serialised shape.
 *
 * Inside MiniSearch a document's id is its ordinal, since two uploads may claim one id. A missing field counts as "",
 * so that the average field length does not depend on the order of documents.
 */
import MiniSearch, { type AsPlainObject } from "minisearch";
import type { TokenWord } from "../../analysis/analyzer.ts";
import { SearchIndexError } from "../../errors.ts";
import { MAX_SEGMENT_DOCUMENTS, type SegmentSummary } from "../blocks/segment-format.ts";
import { FieldOccurrences, makeFormNumbers, type TermOccurrences } from "../postings/occurrences.ts";
import type { TermPostings } from "../postings/posting-block.ts";
import type { FieldPostings } from "../postings/posting-list.ts";
import {
  type ResolvedIndexOptions,
  type SourceDocument,
  textOfField,
  toJsonValue,
} from "../schema/minisearch-options.ts";
import { parseDigest } from "../stored/columns.ts";
import { compareIds, compareText } from "../stored/document-order.ts";
import type { JsonValue } from "../stored/fields.ts";
import { concatBytes, SegmentWriter } from "./segment-writer.ts";

/** All documents of one source key at one version; none where the version could not be read. */
export interface SourceDocuments {
  readonly sourceKey: string;
  readonly version: string;
  readonly documents: readonly SourceDocument[];
}

/** A segment ready to be put. */
export interface FlushedSegment {
  readonly bytes: Uint8Array;
  readonly summary: SegmentSummary;
}

/** Documents as term lists: what MiniSearch makes of them, or a faster inverter that makes the same. */
export interface InvertedDocuments {
  /** Every term once, ascending by UTF-16 units. */
  readonly terms: Iterable<TermPostings>;
  /** By field number; missing fields count as "". */
  readonly fieldLengths: (ordinal: number) => readonly number[];
}

/** Inverts documents, whose ordinals are their places. */
export type InvertDocuments = (
  documents: readonly SourceDocument[],
  options: ResolvedIndexOptions,
) => InvertedDocuments;

interface NumberedDocument {
  readonly ordinal: number;
  readonly document: SourceDocument;
}

/** A source whose documents are in order. */
export interface OrderedSource extends Omit<SourceDocuments, "documents"> {
  readonly documents: readonly IdentifiedDocument[];
}

interface IdentifiedDocument {
  readonly id: JsonValue;
  readonly document: SourceDocument;
}

/** A name that no field of a caller's has, for the ordinal inside MiniSearch. */
const ORDINAL_FIELD = "\u0000ordinal";

/**
 * Indexes the documents and writes them as one segment. Source keys must be distinct; any order will do. A document
 * without an id, or more documents than a segment holds, is `invalid-change`.
 */
export function flushSegment(
  sources: readonly SourceDocuments[],
  options: ResolvedIndexOptions,
  invert: InvertDocuments = invertByMiniSearch,
): FlushedSegment {
  checkDocumentCount(sources);
  const ordered = orderSources(sources, options);
  const inverted = invert(
    ordered.flatMap((source) => source.documents.map(({ document }) => document)),
    options,
  );
  return writeSegment(ordered, inverted, options);
}

/** Sources and their documents in the order that a segment has them in. `invalid-change` where a document has no id. */
export function orderSources(sources: readonly SourceDocuments[], options: ResolvedIndexOptions): OrderedSource[] {
  return sources
    .map((source) => ({ ...source, documents: identifyDocuments(source, options) }))
    .sort((a, b) => (a.sourceKey < b.sourceKey ? -1 : 1));
}

/** The segment of ordered sources, whose documents were inverted in that order. */
export function writeSegment(
  ordered: readonly OrderedSource[],
  inverted: InvertedDocuments,
  options: ResolvedIndexOptions,
): FlushedSegment {
  const keepsOccurrences = options.wordsOfToken !== null;
  const writer = new SegmentWriter(
    { ...options, keepsOccurrences },
    (field, ordinal) => inverted.fieldLengths(ordinal)[field] ?? 0,
  );
  for (const postings of inverted.terms) writer.addTerm(postings);
  let ordinal = 0;
  const lengthSums: number[][] = [];
  for (const { sourceKey, documents } of ordered) {
    const sums = options.fields.map(() => 0);
    for (const { id, document } of documents) {
      const fieldLengths = inverted.fieldLengths(ordinal);
      const digests = options.digestFields.map((wanted) =>
        parseDigest(options.extractField(document, wanted.field), wanted),
      );
      writer.addDocument({ id, sourceKey, fields: storedFields(document, options), fieldLengths, digests });
      for (const [field, length] of fieldLengths.entries()) sums[field] = (sums[field] ?? 0) + length;
      ordinal += 1;
    }
    lengthSums.push(sums);
  }
  for (const phrase of phrasesOf(ordered, options)) writer.addPhrase(phrase);
  for (const [i, { sourceKey, version, documents }] of ordered.entries()) {
    writer.addEntry({ sourceKey, version, documentCount: documents.length, fieldLengthSums: lengthSums[i] ?? [] });
  }
  const summary = writer.finish();
  return { bytes: concatBytes(writer.takeBytes()), summary };
}

/** What the documents offer to suggestions, ascending. */
function* phrasesOf(ordered: readonly OrderedSource[], options: ResolvedIndexOptions): Generator<TermPostings> {
  const { phrasesOf: phrasesOfDocument } = options;
  if (phrasesOfDocument === null) return;
  const ordinals = new Map<string, number[]>();
  const documents = ordered.flatMap((source) => source.documents);
  for (const [ordinal, { document }] of documents.entries()) {
    for (const phrase of phrasesOfDocument(document)) {
      const known = ordinals.get(phrase);
      if (known === undefined) ordinals.set(phrase, [ordinal]);
      else known.push(ordinal);
    }
  }
  for (const [term, found] of [...ordinals].sort(([a], [b]) => compareText(a, b))) {
    const frequencies = new Uint32Array(found.length).fill(1);
    yield { term, fields: [{ field: 0, ordinals: Uint32Array.from(found), frequencies }] };
  }
}

function checkDocumentCount(sources: readonly SourceDocuments[]): void {
  const count = sources.reduce((sum, { documents }) => sum + documents.length, 0);
  if (count <= MAX_SEGMENT_DOCUMENTS) return;
  throw new SearchIndexError(
    "invalid-change",
    `${count} documents are more than one commit takes, ${MAX_SEGMENT_DOCUMENTS}. Apply them in several calls.`,
  );
}

/** Documents of one source ascend by id, so that ordinals ascend by source key and id (the order of ties). */
function identifyDocuments(source: SourceDocuments, options: ResolvedIndexOptions): IdentifiedDocument[] {
  return source.documents
    .map((document) => {
      const id = toJsonValue(options.extractField(document, options.idField));
      if (id === undefined || id === null) {
        throw new SearchIndexError(
          "invalid-change",
          `A document of ${source.sourceKey} has no id: its field "${options.idField}" is missing. Give it one.`,
        );
      }
      return { id, document };
    })
    .sort((a, b) => compareIds(a.id, b.id));
}

/** The inverter that others are measured by. */
export function invertByMiniSearch(
  documents: readonly SourceDocument[],
  options: ResolvedIndexOptions,
): InvertedDocuments {
  const recorder = options.wordsOfToken === null ? null : new OccurrenceRecorder(options.wordsOfToken);
  let present = 0;
  const miniSearch = new MiniSearch<NumberedDocument>({
    fields: [...options.fields],
    idField: ORDINAL_FIELD,
    extractField: ({ ordinal, document }, field) =>
      field === ORDINAL_FIELD ? ordinal : textOfField(document, field, options),
    tokenize: (text, field = "") => {
      const tokens = options.tokenize(text, field);
      recorder?.addField(options.fields.indexOf(field), present, tokens);
      return tokens;
    },
    processTerm: options.processTerm,
  });
  for (const [ordinal, document] of documents.entries()) {
    present = ordinal;
    miniSearch.add({ ordinal, document });
  }
  const { index, fieldLength } = miniSearch.toJSON();
  const terms = sortedPostings(index);
  return {
    terms: recorder === null ? terms : withOccurrences(terms, recorder),
    fieldLengths: (ordinal) => fieldLength[ordinal] ?? [],
  };
}

function* withOccurrences(terms: Iterable<TermPostings>, recorder: OccurrenceRecorder): Generator<TermPostings> {
  for (const { term, fields } of terms) yield { term, fields, occurrences: recorder.occurrencesOf(term, fields) };
}

/** MiniSearch's `[term, {field number: {document: frequency}}]` by term, lists by field and ordinal. */
function* sortedPostings(index: AsPlainObject["index"]): Generator<TermPostings> {
  const sorted = [...index].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [term, lists] of sorted) {
    const fields = Object.entries(lists).map(([field, frequencyByOrdinal]) => {
      // Integer-like keys of an object are enumerated in ascending order (ECMA-262, OrdinaryOwnPropertyKeys).
      const ordinals = Uint32Array.from(Object.keys(frequencyByOrdinal), Number);
      return { field: Number(field), ordinals, frequencies: Uint32Array.from(Object.values(frequencyByOrdinal)) };
    });
    yield { term, fields };
  }
}

function storedFields(document: SourceDocument, options: ResolvedIndexOptions): Record<string, JsonValue> {
  const stored: Record<string, JsonValue> = {};
  for (const name of options.storeFields) {
    const value = toJsonValue(options.extractField(document, name));
    if (value !== undefined) stored[name] = value;
  }
  return stored;
}

/** Numbers noted of a word: ordinal, position, number of its form. */
const STRIDE = 3;

/**
 * Notes where each term stands while documents are indexed one by one: positions count the words of a field's tokens. For the
 * small batches of single uploads; the bulk inverter has flat arrays of its own. Takes documents in ascending order of their
 * ordinals, and of each the fields in any order.
 */
class OccurrenceRecorder {
  readonly #wordsOfToken: (token: string) => readonly TokenWord[];
  /** By field and term, {@link STRIDE} numbers a word: a batch has hundreds of thousands. */
  readonly #words = new Map<number, Map<string, number[]>>();
  readonly #forms: string[] = [];
  readonly #formNumbers = new Map<string, number>();

  constructor(wordsOfToken: (token: string) => readonly TokenWord[]) {
    this.#wordsOfToken = wordsOfToken;
  }

  addField(field: number, ordinal: number, tokens: readonly string[]): void {
    const byTerm = this.#words.get(field) ?? new Map<string, number[]>();
    this.#words.set(field, byTerm);
    let first = 0;
    for (const token of tokens) {
      const words = this.#wordsOfToken(token);
      for (const { form, terms, offset } of words) {
        const formNumber = this.#numberOf(form);
        for (const term of terms) {
          const noted = byTerm.get(term);
          if (noted === undefined) byTerm.set(term, [ordinal, first + offset, formNumber]);
          else noted.push(ordinal, first + offset, formNumber);
        }
      }
      first += widthOfToken(words);
    }
  }

  /** The occurrences of a term in the documents of its posting lists. */
  occurrencesOf(term: string, postings: readonly FieldPostings[]): TermOccurrences {
    const noted = postings.map(({ field }) => this.#inOrder(this.#words.get(field)?.get(term) ?? []));
    const used = new Set(noted.flatMap((words) => words.filter((_, i) => i % STRIDE === STRIDE - 1)));
    const forms = Array.from(used, (number) => this.#forms[number] ?? "").sort(compareText);
    const numberOf = new Map(forms.map((form, number) => [this.#formNumbers.get(form) ?? 0, number]));
    const fields = postings.map((list, i) => toFieldOccurrences(term, list, noted[i] ?? [], numberOf));
    return { forms, fields };
  }

  #numberOf(form: string): number {
    const known = this.#formNumbers.get(form);
    if (known !== undefined) return known;
    const number = this.#forms.length;
    this.#forms.push(form);
    this.#formNumbers.set(form, number);
    return number;
  }

  /** By document, position and form, each once; so they come, but for some tokens of several words. */
  #inOrder(words: readonly number[]): readonly number[] {
    let isInOrder = true;
    for (let i = STRIDE; i < words.length && isInOrder; i += STRIDE) {
      const [ordinal = 0, before = 0] = [words[i], words[i - STRIDE]];
      isInOrder = ordinal > before || (words[i + 1] ?? 0) > (words[i + 1 - STRIDE] ?? 0);
    }
    if (isInOrder) return words;
    const compare = (a: number, b: number): number =>
      (words[a] ?? 0) - (words[b] ?? 0) ||
      (words[a + 1] ?? 0) - (words[b + 1] ?? 0) ||
      compareText(this.#forms[words[a + 2] ?? 0] ?? "", this.#forms[words[b + 2] ?? 0] ?? "");
    const places = Array.from({ length: words.length / STRIDE }, (_, i) => i * STRIDE).sort(compare);
    const distinct = places.filter((place, i) => i === 0 || compare(places[i - 1] ?? 0, place) !== 0);
    return distinct.flatMap((place) => words.slice(place, place + STRIDE));
  }
}

/** How many positions a token takes: at least one. */
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

function toFieldOccurrences(
  term: string,
  { field, ordinals, frequencies }: FieldPostings,
  words: readonly number[],
  numberOf: ReadonlyMap<number, number>,
): FieldOccurrences {
  const count = words.length / STRIDE;
  const starts = new Uint32Array(ordinals.length + 1);
  const positions = new Uint32Array(count);
  const formNumbers = makeFormNumbers(count, numberOf.size);
  let next = 0;
  for (let i = 0; i < ordinals.length; i += 1) {
    for (; words[next * STRIDE] === ordinals[i]; next += 1) {
      positions[next] = words[next * STRIDE + 1] ?? 0;
      formNumbers[next] = numberOf.get(words[next * STRIDE + 2] ?? 0) ?? 0;
    }
    starts[i + 1] = next;
    if (next - (starts[i] ?? 0) < (frequencies[i] ?? 0)) throw termsDisagree(term);
  }
  if (next !== count) throw termsDisagree(term);
  return new FieldOccurrences(field, ordinals, starts, positions, formNumbers);
}
