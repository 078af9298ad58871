/**
 * Writes one segment (layer 2): terms first, then documents, then source entries, each in ascending order; finished
 * bytes can be taken away while it goes on, so that memory is bounded by the lexicon, the columns and the ids.
 */

import { encodeBlock } from "../blocks/block-codec.ts";
import { ByteWriter } from "../blocks/byte-buffer.ts";
import { type BlockEncoder, ByteSink } from "../blocks/byte-sink.ts";
import { encodeJson } from "../blocks/json-block.ts";
import { buildKeyFilter } from "../blocks/key-filter.ts";
import {
  encodeFooter,
  encodeHeader,
  INDEX_BLOCK_NUMBERS,
  type Place,
  SEGMENT_FORMAT,
  type SegmentContents,
  type SegmentSummary,
} from "../blocks/segment-format.ts";
import { ENTRIES_PER_BLOCK, encodeEntriesBlock, type SourceEntry } from "../blocks/source-entries.ts";
import type { LengthOf, TermPostings } from "../postings/posting-block.ts";
import { encodeStoredIndex } from "../stored/block-index.ts";
import { encodeIdColumn, encodeLengthColumn, encodeValueColumn } from "../stored/columns.ts";
import type { DigestField } from "../stored/digest-column.ts";
import {
  compareIdRows,
  type DocumentIdRow,
  encodeIdBlock,
  hashDocumentId,
  IDS_PER_BLOCK,
} from "../stored/document-id-table.ts";
import {
  encodeStoredRows,
  type JsonValue,
  type PackedStoredBlock,
  renumberStoredBlock,
  type StoredDocument,
  unpackStoredBlock,
} from "../stored/fields.ts";
import { type StoredBatch, StoredPacking } from "../stored/packing.ts";
import { TermSections } from "./term-sections.ts";

/** A document as the writer takes it: `fieldLengths` by field number, `digests` by digest column. */
export interface DocumentRecord extends StoredDocument {
  readonly fieldLengths: readonly number[];
  readonly digests: readonly Uint8Array[];
}

/** What is kept of a document outside its stored block. */
export interface DocumentRow {
  readonly id: JsonValue;
  readonly fieldLengths: readonly number[];
  /** By column; undefined where the document has none. */
  readonly columnValues: readonly (JsonValue | undefined)[];
  /** By column, each of its column's size. */
  readonly digests: readonly Uint8Array[];
}

export interface SegmentWriterOptions {
  /** The indexed fields; a field's number is its place here. */
  readonly fields: readonly string[];
  /** Stored fields that are also kept as columns. */
  readonly columnFields: readonly string[];
  readonly digestFields: readonly DigestField[];
  /** Whether terms come with their occurrences. */
  readonly keepsOccurrences: boolean;
}

/**
 * One segment being written. Call order: addTerm*, (addDocument | addStoredBlock)*, addEntry*, finish. With an encoder
 * that works in the background, `settle(0)` comes after the last term and before finish.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #sink: ByteSink;
  readonly #terms: TermSections;
  readonly #storedBlocks = { start: 0, sizesBytes: [] as number[], documentCounts: [] as number[] };
  readonly #storedPacking = new StoredPacking();
  readonly #idRows: DocumentIdRow[] = [];
  readonly #lengths: number[][];
  readonly #values: (JsonValue | undefined)[][];
  readonly #digests: ByteWriter[];
  readonly #ids: JsonValue[] = [];
  readonly #entries: SourceEntry[] = [];
  #documentCount = 0;

  /** `lengthOf`: what the documents will have as `fieldLengths`; posting lists, which come first, keep bounds by it. */
  constructor(options: SegmentWriterOptions, lengthOf: LengthOf, encode: BlockEncoder = encodeBlock) {
    this.#options = options;
    this.#sink = new ByteSink(encode);
    this.#lengths = options.fields.map(() => []);
    this.#values = options.columnFields.map(() => []);
    this.#digests = options.digestFields.map(() => new ByteWriter());
    this.#sink.write(encodeHeader());
    this.#terms = new TermSections(this.#sink, lengthOf, options.keepsOccurrences);
  }

  /** Terms ascend by UTF-16 units; lists without documents are left out by the caller. */
  addTerm(postings: TermPostings): void {
    this.#terms.add(postings);
  }

  /** Documents come by ordinal, from 0. */
  addDocument({ id, sourceKey, fields, fieldLengths, digests }: DocumentRecord): void {
    const columnValues = this.#options.columnFields.map((name) =>
      Object.hasOwn(fields, name) ? fields[name] : undefined,
    );
    this.#enterDocument({ id, fieldLengths, columnValues, digests });
    const batch = this.#storedPacking.add({ id, sourceKey, fields });
    if (batch !== null) this.#writeStored(batch);
  }

  /**
   * The next documents are all those of a stored block of another segment, in its order: the block is copied as it is,
   * unless that would leave a block that is not half full before it. One row a document.
   */
  addStoredBlock(block: PackedStoredBlock, rows: readonly DocumentRow[]): void {
    for (const row of rows) this.#enterDocument(row);
    if (!this.#storedPacking.mayCopy) {
      for (const batch of this.#storedPacking.absorb(unpackStoredBlock(block))) this.#writeStored(batch);
      return;
    }
    this.#writeStored(this.#storedPacking.take());
    const { sizesBytes, documentCounts } = this.#storedBlocks;
    const bytes = renumberStoredBlock(block, sizesBytes.length);
    documentCounts.push(rows.length);
    sizesBytes.push(bytes.length);
    this.#sink.write(bytes);
  }

  /** Entries ascend by source key; their documents are consecutive. */
  addEntry(entry: SourceEntry): void {
    this.#entries.push(entry);
  }

  /** Blocks that are still being compressed, as far as is known without waiting. */
  get unfinishedBlocks(): number {
    return this.#sink.unfinishedBlocks;
  }

  /** Waits until at most so many blocks are still being compressed. */
  settle(mostUnfinished: number): Promise<void> {
    return this.#sink.settle(mostUnfinished);
  }

  /** The bytes finished since the last call. */
  takeBytes(): Uint8Array[] {
    return this.#sink.take();
  }

  /** Writes what is left; takeBytes then gives the segment's end. */
  finish(): SegmentSummary {
    if (this.#documentCount === 0) this.#closeTerms();
    this.#writeStored(this.#storedPacking.take(), true);
    const lexicons = this.#terms.writeLexicons();
    const entryBlocks = this.#writeEntries();
    const documentIdsIndex = this.#writeDocumentIds();
    const contents: SegmentContents = {
      format: SEGMENT_FORMAT,
      documents: this.#documentCount,
      entries: this.#entries.length,
      fields: [...this.#options.fields],
      ...this.#terms.index(),
      ...lexicons,
      entryBlocks,
      valueColumns: this.#writeValueColumns(),
      idColumn: this.#writeIdColumn(),
      digestColumns: this.#writeDigestColumns(),
      filter: this.#sink.writeBlock("filter", 0, buildKeyFilter(this.#entries.map((entry) => entry.sourceKey))),
      documentIdsIndex: this.#writeIndex("documentIds", encodeJson(documentIdsIndex)),
      // Side by side, since every query of a fresh process reads both: one request.
      lengthColumns: this.#writeLengthColumns(),
      storedIndex: this.#writeIndex("stored", encodeStoredIndex(this.#storedBlocks)),
    };
    const contentsStart = this.#sink.offset;
    this.#sink.writeBlock("contents", 0, encodeJson(contents));
    this.#sink.write(encodeFooter(contentsStart));
    return {
      sizeBytes: this.#sink.offset,
      contentsStart,
      documents: this.#documentCount,
      entries: this.#entries.length,
      fieldLengthSums: this.#lengths.map((lengths) => lengths.reduce((sum, length) => sum + length, 0)),
    };
  }

  #closeTerms(): void {
    this.#terms.close();
    this.#storedBlocks.start = this.#sink.offset;
  }

  #enterDocument({ id, fieldLengths, columnValues, digests }: DocumentRow): void {
    if (this.#documentCount === 0) this.#closeTerms();
    this.#ids.push(id);
    this.#idRows.push({ hash: hashDocumentId(id), ordinal: this.#documentCount });
    for (const [field, lengths] of this.#lengths.entries()) lengths.push(fieldLengths[field] ?? 0);
    for (const [column, values] of this.#values.entries()) values.push(columnValues[column]);
    for (const [column, bytes] of this.#digests.entries()) bytes.writeBytes(digests[column] ?? new Uint8Array());
    this.#documentCount += 1;
  }

  #writeStored(batch: StoredBatch, isLast = false): void {
    if (batch.length === 0) return;
    this.#storedBlocks.documentCounts.push(batch.length);
    this.#sink.writeRunBlock("stored", this.#storedBlocks.sizesBytes, encodeStoredRows(batch), { isLast });
  }

  #writeEntries(): SegmentContents["entryBlocks"] {
    const firstKeys: string[] = [];
    const firstOrdinals: number[] = [];
    const blocks: Uint8Array[] = [];
    let ordinal = 0;
    for (const entries of inChunks(this.#entries, ENTRIES_PER_BLOCK)) {
      firstKeys.push(entries[0]?.sourceKey ?? "");
      firstOrdinals.push(ordinal);
      blocks.push(encodeBlock("entries", blocks.length, encodeEntriesBlock(entries)));
      for (const entry of entries) ordinal += entry.documentCount;
    }
    return { ...this.#sink.writeRun(blocks), firstKeys, firstOrdinals };
  }

  #writeDocumentIds(): { start: number; sizesBytes: number[]; firstHashes: number[] } {
    const firstHashes: number[] = [];
    const blocks: Uint8Array[] = [];
    for (const rows of inChunks(this.#idRows.sort(compareIdRows), IDS_PER_BLOCK)) {
      firstHashes.push(rows[0]?.hash ?? 0);
      blocks.push(encodeBlock("documentIds", blocks.length, encodeIdBlock(rows)));
    }
    return { ...this.#sink.writeRun(blocks), firstHashes };
  }

  #writeLengthColumns(): Place[] {
    return this.#lengths.map((lengths, field) => this.#sink.writeBlock("column", field, encodeLengthColumn(lengths)));
  }

  #writeValueColumns(): SegmentContents["valueColumns"] {
    return this.#values.map((values, column) => ({
      field: this.#options.columnFields[column] ?? "",
      ...this.#sink.writeBlock("column", this.#lengths.length + column, encodeValueColumn(values)),
    }));
  }

  #writeIdColumn(): Place {
    return this.#sink.writeBlock("column", this.#lengths.length + this.#values.length, encodeIdColumn(this.#ids));
  }

  #writeDigestColumns(): SegmentContents["digestColumns"] {
    const firstNumber = this.#lengths.length + this.#values.length + 1;
    return this.#options.digestFields.map(({ field, sizeBytes: digestBytes }, column) => {
      const content = this.#digests[column]?.toBytes() ?? new Uint8Array();
      return { field, digestBytes, ...this.#sink.writeBlock("column", firstNumber + column, content) };
    });
  }

  #writeIndex(name: keyof typeof INDEX_BLOCK_NUMBERS, content: Uint8Array): Place {
    return this.#sink.writeBlock("index", INDEX_BLOCK_NUMBERS[name], content);
  }
}

/** All chunks in one. */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  for (const chunk of chunks) writer.writeBytes(chunk);
  return writer.toBytes();
}

function* inChunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
