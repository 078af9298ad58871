/**
 * Flushes documents into a segment: puts them in order, has them inverted, and writes what comes of it. A missing field
 * counts as "", so that the average field length does not depend on the order of documents.
 */

import { concatBytes } from "../../../bytes.ts";
import { SearchIndexError } from "../../../errors.ts";
import { MAX_SEGMENT_DOCUMENTS, type SegmentSummary } from "../blocks/segment-format.ts";
import type { TermPostings } from "../postings/posting-block.ts";
import { type ResolvedIndexOptions, type SourceDocument, toJsonValue } from "../schema/minisearch-options.ts";
import { parseDigest } from "../stored/columns.ts";
import { compareIds, compareText } from "../stored/document-order.ts";
import type { JsonValue, StoredDocument } from "../stored/fields.ts";
import { hashNames } from "../stored/lookup.ts";
import type { Statement } from "../stored/statements.ts";
import { SegmentWriter } from "./segment-writer.ts";

/** The documents of one source key at one version; none if the version could not be read. */
export interface SourceDocuments {
  readonly sourceKey: string;
  readonly version: string;
  readonly documents: readonly SourceDocument[];
  /** Statements of the upload without a document: removals. Default none. */
  readonly statements?: readonly Statement[];
}

/** A segment ready to be put. */
export interface FlushedSegment {
  readonly bytes: Uint8Array;
  readonly summary: SegmentSummary;
}

/** Documents as term lists: what MiniSearch would make of them. */
export interface InvertedDocuments {
  /** Every term once, ascending by UTF-16 units. */
  readonly terms: Iterable<TermPostings>;
  /** Field lengths by field number; missing fields count as "". */
  readonly fieldLengths: (ordinal: number) => readonly number[];
}

/** Inverts documents, whose ordinals are their places. */
export type InvertDocuments = (
  documents: readonly SourceDocument[],
  options: ResolvedIndexOptions,
) => InvertedDocuments;

/** A source whose documents are in order. */
export interface OrderedSource extends Omit<SourceDocuments, "documents"> {
  readonly documents: readonly IdentifiedDocument[];
}

interface IdentifiedDocument {
  readonly id: JsonValue;
  readonly document: SourceDocument;
}

/**
 * Indexes the documents and writes them as one segment. Source keys must be distinct; any order will do. A document
 * without an id, or more documents than a segment holds, is `invalid-change`.
 */
export function flushSegment(
  sources: readonly SourceDocuments[],
  options: ResolvedIndexOptions,
  invert: InvertDocuments,
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

/** Share of the terms in the work of writing a segment; the documents take the rest. Untuned. */
const TERMS_SHARE = 0.5;

/**
 * The segment of ordered sources, whose documents were inverted in that order. `onWritten` is told of work as it is
 * done, in documents: half of each for the terms of all, half for its own fields.
 */
export function writeSegment(
  ordered: readonly OrderedSource[],
  inverted: InvertedDocuments,
  options: ResolvedIndexOptions,
  onWritten: (documents: number) => void = () => {},
): FlushedSegment {
  const keepsOccurrences = options.wordsOfToken !== null;
  const { cardOf } = options;
  const documents = ordered.reduce((sum, source) => sum + source.documents.length, 0);
  const writer = new SegmentWriter(
    { ...options, keepsOccurrences, keepsCards: cardOf !== null, documents },
    (field, ordinal) => inverted.fieldLengths(ordinal)[field] ?? 0,
  );
  for (const postings of inverted.terms) writer.addTerm(postings);
  onWritten(TERMS_SHARE * documents);
  let ordinal = 0;
  const lengthSums: number[][] = [];
  const cards: StoredDocument[] = [];
  for (const { sourceKey, documents } of ordered) {
    const sums = options.fields.map(() => 0);
    for (const { id, document } of documents) {
      const fieldLengths = inverted.fieldLengths(ordinal);
      const digests = options.digestFields.map((wanted) =>
        parseDigest(options.extractField(document, wanted.field), wanted),
      );
      const fields = storedFields(document, options);
      const identity = options.statementOf?.(fields)?.identity ?? null;
      const lengths = identity === null ? {} : { lengths: fieldLengths };
      const nameHashes = hashNames(id, identity);
      writer.addDocument({ id, sourceKey, fields, ...lengths, fieldLengths, digests, nameHashes });
      if (cardOf !== null) cards.push({ id, sourceKey, fields: cardOf(fields) });
      for (const [field, length] of fieldLengths.entries()) sums[field] = (sums[field] ?? 0) + length;
      ordinal += 1;
    }
    lengthSums.push(sums);
    onWritten((1 - TERMS_SHARE) * documents.length);
  }
  for (const card of cards) writer.addCard(card);
  for (const phrase of phrasesOf(ordered, options)) writer.addPhrase(phrase);
  for (const [i, { sourceKey, version, documents, statements = [] }] of ordered.entries()) {
    const fieldLengthSums = lengthSums[i] ?? [];
    writer.addEntry({ sourceKey, version, documentCount: documents.length, fieldLengthSums, statements });
  }
  const summary = writer.finish();
  return { bytes: concatBytes(writer.takeBytes()), summary };
}

/** Lists the documents' phrases for suggestions, ascending. */
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

function storedFields(document: SourceDocument, options: ResolvedIndexOptions): Record<string, JsonValue> {
  const stored: Record<string, JsonValue> = {};
  for (const name of options.storeFields) {
    const value = toJsonValue(options.extractField(document, name));
    if (value !== undefined) stored[name] = value;
  }
  return stored;
}
