/**
 * Writes one segment: terms first, then documents, then source entries, each in ascending order; finished
 * bytes can be taken away while it goes on, so that memory is bounded by the lexicon, the columns and the ids.
 */

import { SearchIndexError } from "../../../errors.ts";
import { encodeBlock, type SectionName } from "../blocks/block-codec.ts";
import { ByteWriter } from "../blocks/byte-buffer.ts";
import { encodeJson } from "../blocks/json-block.ts";
import {
  columnNumbers,
  encodeFooter,
  encodeHeader,
  FILTER_NUMBERS,
  INDEX_BLOCK_NUMBERS,
  LEXICON_BLOCK_BYTES,
  LONE_BLOCK_MULTIPLE_BYTES,
  LOOKED_UP_FORM_BLOCK_BYTES,
  leastCommonFrequency,
  type Place,
  POSTING_BLOCK_BYTES,
  RARE_PHRASE_DOCUMENTS,
  reversesForms,
  SEGMENT_FORMAT,
  type SegmentContents,
  type SegmentSummary,
  STORED_BLOCK_BYTES,
  TAIL_COLUMN_BYTES,
  termBlockShare,
} from "../blocks/segment-format.ts";
import { FormCollector } from "../lexicon/form-collector.ts";
import { behindKeys, LexiconBlockWriter, type LexiconTerm, reversedTerms, sortTerms } from "../lexicon/lexicon.ts";
import { OccurrenceBlockWriter } from "../postings/occurrences.ts";
import { type LengthOf, PostingBlockWriter, type TermPostings } from "../postings/posting-block.ts";
import type { FieldPostings } from "../postings/posting-list.ts";
import { encodeStoredIndex } from "../stored/block-index.ts";
import {
  cutValues,
  type DigestColumn,
  type DigestField,
  type Duplicates,
  encodeDuplicates,
  encodeIds,
  encodeLengths,
  encodeValues,
  type Values,
} from "../stored/columns.ts";
import {
  type DocumentSection,
  encodeStoredRows,
  type JsonValue,
  type PackedStoredBlock,
  renumberStoredBlock,
  type StoredDocument,
  StoredPacking,
  unpackStoredBlock,
} from "../stored/fields.ts";
import {
  buildKeyFilter,
  compareIdRows,
  type DocumentIdRow,
  encodeIdTable,
  filterKeyOf,
  firstOfWords,
  hashNames,
  IDS_PER_BLOCK,
  statementRows,
} from "../stored/lookup.ts";
import { ENTRIES_PER_BLOCK, encodeEntries, type SourceEntry } from "../stored/source-entries.ts";

/** A document as the writer takes it: `fieldLengths` by field number, `digests` by digest column. */
export interface DocumentRecord extends StoredDocument {
  readonly fieldLengths: readonly number[];
  readonly digests: readonly Uint8Array[];
  /** Hashes of hashNames. Default: that of the id alone. */
  readonly nameHashes?: readonly number[];
}

/** The parts of a document outside its stored block. */
export interface DocumentRow {
  readonly id: JsonValue;
  /** Hashes of hashNames. */
  readonly nameHashes: readonly number[];
  readonly fieldLengths: readonly number[];
  /** Values by column; undefined if the document has none. */
  readonly columnValues: readonly (JsonValue | undefined)[];
  /** Digests by column, each of its column's size. */
  readonly digests: readonly Uint8Array[];
}

export interface SegmentWriterOptions {
  /** The indexed fields; a field's number is its place here. */
  readonly fields: readonly string[];
  /** Stored fields that are also kept as columns. */
  readonly columnFields: readonly string[];
  /** Units of the heads of columns that are cut, by field. Default: none is. */
  readonly columnHeads?: Readonly<Record<string, number>>;
  readonly digestFields: readonly DigestField[];
  /** Finds the documents that are duplicates of others. Default: none is. */
  readonly duplicatesOf?: ((digests: readonly DigestColumn[], documents: number) => Duplicates) | null;
  /** True if terms come with their occurrences. */
  readonly keepsOccurrences: boolean;
  /** Keys of a form, as in IndexOptions. Default null: forms have no keys. */
  readonly keysOfForm?: ((form: string) => readonly string[]) | null;
  /** True if each document has a card. Default false. */
  readonly keepsCards?: boolean;
  /**
   * True if readers wait for each byte of a range: each document then has a stored block of its own, and forms are
   * written backwards in smaller segments too. Default false: what counts is the size of the whole.
   */
  readonly isReadByRanges?: boolean;
  /** Expected number of documents, which decides the size of term blocks. Default few. */
  readonly documents?: number;
}

/** A value column, or its head, as a block; the rest of a cut one is written. */
interface ColumnToWrite {
  readonly field: string;
  readonly block: Uint8Array;
  readonly rest?: Place;
}

/**
 * One segment being written. Call order: addTerm*, (addDocument | addStoredBlock)*, (addCard | addCardBlock)*,
 * addPhrase*, addEntry*, finish. With an encoder that works in the background, `settle(0)` comes after the last term,
 * after the last document and before finish.
 */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #sink: ByteSink;
  readonly #terms: TermSections;
  // Nobody scores them, so that they need no bounds by field lengths.
  readonly #phrases: TermRun<TermPostings>;
  readonly #firstWords = new Set<string>();
  readonly #stored: DocumentRun;
  /** Null where documents have none. */
  readonly #cards: DocumentRun | null;
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
    const share = termBlockShare(options.documents ?? 0);
    this.#phrases = new TermRun("phrases", new PostingBlockWriter(() => 1), POSTING_BLOCK_BYTES * share);
    this.#sink = new ByteSink(encode);
    this.#lengths = options.fields.map(() => []);
    this.#values = options.columnFields.map(() => []);
    this.#digests = options.digestFields.map(() => new ByteWriter());
    this.#sink.write(encodeHeader());
    this.#terms = new TermSections(this.#sink, lengthOf, options.keepsOccurrences, share);
    this.#stored = new DocumentRun("stored", this.#sink, options.isReadByRanges);
    this.#cards = options.keepsCards === true ? new DocumentRun("cards", this.#sink) : null;
  }

  /** Terms ascend by UTF-16 units; lists without documents are left out by the caller. */
  addTerm(postings: TermPostings): void {
    this.#terms.add(postings);
  }

  /** Documents come by ordinal, from 0. */
  addDocument({ fieldLengths, digests, nameHashes, id, sourceKey, fields, lengths }: DocumentRecord): void {
    const columnValues = this.#options.columnFields.map((name) =>
      Object.hasOwn(fields, name) ? fields[name] : undefined,
    );
    const row = { id, nameHashes: nameHashes ?? hashNames(id, null), fieldLengths, columnValues, digests };
    this.#enterDocument(row);
    this.#stored.add({ id, sourceKey, fields, ...(lengths === undefined ? {} : { lengths }) });
  }

  /**
   * The next documents are all those of a stored block of another segment, in its order: the block is copied as it is,
   * unless that would leave a block that is not half full before it. One row a document. Not where documents are kept
   * apart.
   */
  addStoredBlock(block: PackedStoredBlock, rows: readonly DocumentRow[]): void {
    for (const row of rows) this.#enterDocument(row);
    this.#stored.addBlock(block);
  }

  /**
   * The cards come as the documents do, in their order, once these are all there; none where the segment keeps none.
   */
  addCard(card: StoredDocument): void {
    this.#beginCards()?.add(card);
  }

  /** The next cards are all those of a block of another segment; as addStoredBlock. */
  addCardBlock(block: PackedStoredBlock): void {
    this.#beginCards()?.addBlock(block);
  }

  /** Phrases ascend by UTF-16 units, each with one list. Those of one document are left out of a large segment. */
  addPhrase(postings: TermPostings): void {
    const isRare = postings.fields[0]?.ordinals.length === 1;
    if (isRare && this.#documentCount > RARE_PHRASE_DOCUMENTS) return;
    this.#phrases.add(postings);
    const first = firstOfWords(postings.term);
    if (first !== null) this.#firstWords.add(first);
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
    if (this.#documentCount === 0) this.#terms.close();
    this.#beginCards()?.close();
    const lexicons = this.#terms.writeLexicons(this.#documentCount, this.#options);
    this.#phrases.close();
    const phrases = this.#phrases.isEmpty ? null : this.#phrases.write(this.#sink);
    const entryBlocks = this.#writeEntries();
    const documentIdsIndex = this.#writeDocumentIds();
    const digests = this.#digestColumns();
    const columns = this.#encodeColumns();
    const ahead = columns.map((column) => (isOfTail(column) ? null : this.#sink.writePacked(column.block)));
    const contents: SegmentContents = {
      format: SEGMENT_FORMAT,
      documents: this.#documentCount,
      entries: this.#entries.length,
      fields: [...this.#options.fields],
      ...this.#terms.index(),
      ...lexicons,
      phrases,
      entryBlocks,
      idColumn: this.#writeIdColumn(),
      digestColumns: this.#writeDigestColumns(digests),
      filter: this.#writeFilter(
        "keys",
        this.#entries.map((entry) => entry.sourceKey),
      ),
      nameFilter: this.#writeFilter(
        "names",
        this.#idRows.map(({ hash }) => filterKeyOf(hash)),
      ),
      documentIdsIndex: this.#writeIndex("documentIds", encodeJson(documentIdsIndex)),
      // From here on all that every query of a fresh process reads: one request, or a copy (segmentTailStart).
      duplicates: this.#writeDuplicates(digests),
      phraseFilter: this.#writeFilter("phrases", [...this.#firstWords]),
      valueColumns: columns.map(({ block, ...column }, i) => ({
        ...column,
        ...(ahead[i] ?? this.#sink.writePacked(block)),
      })),
      lengthColumns: this.#writeLengthColumns(),
      storedIndex: this.#writeIndex("stored", encodeStoredIndex(this.#stored.blocks)),
      cardsIndex: this.#cards && this.#writeIndex("cards", encodeStoredIndex(this.#cards.blocks)),
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

  /** No document comes any more. */
  #beginCards(): DocumentRun | null {
    this.#stored.close();
    return this.#cards;
  }

  #enterDocument({ id, nameHashes, fieldLengths, columnValues, digests }: DocumentRow): void {
    if (this.#documentCount === 0) this.#terms.close();
    this.#ids.push(id);
    for (const hash of nameHashes) this.#idRows.push({ hash, ordinal: this.#documentCount });
    for (const [field, lengths] of this.#lengths.entries()) lengths.push(fieldLengths[field] ?? 0);
    for (const [column, values] of this.#values.entries()) values.push(columnValues[column]);
    for (const [column, bytes] of this.#digests.entries()) bytes.writeBytes(digests[column] ?? new Uint8Array());
    this.#documentCount += 1;
  }

  #writeEntries(): SegmentContents["entryBlocks"] {
    const firstKeys: string[] = [];
    const firstOrdinals: number[] = [];
    const blocks: Uint8Array[] = [];
    let ordinal = 0;
    for (const entries of inChunks(this.#entries, ENTRIES_PER_BLOCK)) {
      firstKeys.push(entries[0]?.sourceKey ?? "");
      firstOrdinals.push(ordinal);
      blocks.push(encodeBlock("entries", blocks.length, encodeEntries(entries)));
      for (const entry of entries) ordinal += entry.documentCount;
    }
    return { ...this.#sink.writeRun(blocks), firstKeys, firstOrdinals };
  }

  #writeDocumentIds(): { start: number; sizesBytes: number[]; firstHashes: number[] } {
    for (const [entryNumber, { statements = [] }] of this.#entries.entries()) {
      this.#idRows.push(...statementRows(this.#documentCount, entryNumber, statements));
    }
    const firstHashes: number[] = [];
    const blocks: Uint8Array[] = [];
    for (const rows of inChunks(this.#idRows.sort(compareIdRows), IDS_PER_BLOCK)) {
      firstHashes.push(rows[0]?.hash ?? 0);
      blocks.push(encodeBlock("documentIds", blocks.length, encodeIdTable(rows)));
    }
    return { ...this.#sink.writeRun(blocks), firstHashes };
  }

  #writeFilter(name: keyof typeof FILTER_NUMBERS, keys: readonly string[]): Place {
    return this.#sink.writeBlock("filter", FILTER_NUMBERS[name], buildKeyFilter(keys));
  }

  get #columnNumbers() {
    return columnNumbers({
      lengthColumns: this.#lengths,
      valueColumns: this.#values,
      digestColumns: this.#digests,
    });
  }

  #writeLengthColumns(): Place[] {
    return this.#lengths.map((lengths, field) => this.#sink.writeBlock("column", field, encodeLengths(lengths)));
  }

  /** Encodes the columns, and writes the rests of those that are cut. */
  #encodeColumns(): ColumnToWrite[] {
    const { columnFields, columnHeads = {} } = this.#options;
    return this.#values.map((values, column) => {
      const field = columnFields[column] ?? "";
      const units = columnHeads[field];
      const encode = (head: Values) => encodeBlock("column", this.#columnNumbers.values + column, encodeValues(head));
      if (units === undefined) return { field, block: encode(values) };
      const { head, rest } = cutValues(values, units);
      const number = this.#columnNumbers.rests + column;
      return { field, block: encode(head), rest: this.#sink.writeBlock("column", number, encodeValues(rest)) };
    });
  }

  #writeIdColumn(): Place {
    return this.#sink.writeBlock("column", this.#columnNumbers.ids, encodeIds(this.#ids));
  }

  #digestColumns(): DigestColumn[] {
    return this.#options.digestFields.map(({ sizeBytes: digestBytes }, column) => ({
      digestBytes,
      bytes: this.#digests[column]?.toBytes() ?? new Uint8Array(),
    }));
  }

  #writeDigestColumns(digests: readonly DigestColumn[]): SegmentContents["digestColumns"] {
    return digests.map(({ digestBytes, bytes }, column) => ({
      field: this.#options.digestFields[column]?.field ?? "",
      digestBytes,
      ...this.#sink.writeBlock("column", this.#columnNumbers.digests + column, bytes),
    }));
  }

  #writeDuplicates(digests: readonly DigestColumn[]): Place | null {
    const duplicates = this.#options.duplicatesOf?.(digests, this.#documentCount);
    if (duplicates === undefined || duplicates.ordinals.length === 0) return null;
    return this.#sink.writeBlock("duplicates", 0, encodeDuplicates(duplicates));
  }

  #writeIndex(name: keyof typeof INDEX_BLOCK_NUMBERS, content: Uint8Array): Place {
    return this.#sink.writeBlock("index", INDEX_BLOCK_NUMBERS[name], content);
  }
}

/** Tells whether the column lies in the segment's tail (segment-format.ts). */
function isOfTail({ block, rest }: ColumnToWrite): boolean {
  return rest !== undefined || block.length <= TAIL_COLUMN_BYTES;
}

/** The blocks of the documents' fields, or of their cards. */
class DocumentRun {
  /** Places of the blocks. Their start is known once one is written, or at the end. */
  readonly blocks = { start: 0, sizesBytes: [] as number[], documentCounts: [] as number[] };
  readonly #section: DocumentSection;
  readonly #sink: ByteSink;
  readonly #packing: StoredPacking;
  readonly #keepsApart: boolean;
  #isClosed = false;

  constructor(section: DocumentSection, sink: ByteSink, keepsApart = false) {
    this.#section = section;
    this.#sink = sink;
    this.#packing = new StoredPacking(keepsApart ? 0 : STORED_BLOCK_BYTES);
    this.#keepsApart = keepsApart;
  }

  add(document: StoredDocument): void {
    const batch = this.#packing.add(document);
    if (batch !== null) this.#write(batch);
  }

  addBlock(block: PackedStoredBlock): void {
    if (!this.#packing.mayCopy) {
      for (const batch of this.#packing.absorb(unpackStoredBlock(block))) this.#write(batch);
      return;
    }
    this.#write(this.#packing.take());
    const { sizesBytes, documentCounts } = this.blocks;
    this.#begin();
    const bytes = renumberStoredBlock(block, sizesBytes.length);
    documentCounts.push(block.documentCount);
    sizesBytes.push(bytes.length);
    this.#sink.write(bytes);
  }

  /** Writes the last block. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#write(this.#packing.take(), true);
    this.#begin();
  }

  #write(batch: readonly string[], isLast = false): void {
    if (batch.length === 0) return;
    this.#begin();
    this.blocks.documentCounts.push(batch.length);
    const { sizesBytes } = this.blocks;
    // What another thread would take of a lone document, handing its block over costs.
    const atOnce = this.#keepsApart || isLast;
    const multipleBytes = this.#keepsApart ? LONE_BLOCK_MULTIPLE_BYTES : 1;
    this.#sink.writeRunBlock(this.#section, sizesBytes, encodeStoredRows(batch), atOnce, multipleBytes);
  }

  #begin(): void {
    if (this.blocks.sizesBytes.length === 0) this.blocks.start = this.#sink.offset;
  }
}

function* inChunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

/**
 * Writes the sections of a segment about its terms: posting blocks, and behind each its occurrence block if the index
 * has them; the lexicon, and the lexicon of surface forms. Posting and occurrence blocks go out while terms come in;
 * the lexicons wait for the end. Call order: add*, close, then writeLexicons and index in any order.
 */
class TermSections {
  readonly #sink: ByteSink;
  readonly #start: number;
  readonly #postings: PostingBlockWriter;
  readonly #postingSizes: number[] = [];
  readonly #firstTerms: string[] = [];
  /** Size of blocks as a share of the normal one. */
  readonly #share: number;
  readonly #lexicon: TermRun<LexiconTerm>;
  /** Null where the index keeps no occurrences. */
  readonly #occurrences: OccurrenceRun | null;

  /** `lengthOf`: the field lengths of the documents, which come later; posting lists keep bounds by it. */
  constructor(sink: ByteSink, lengthOf: LengthOf, keepsOccurrences: boolean, share: number) {
    this.#share = share;
    this.#lexicon = new TermRun("lexicon", new LexiconBlockWriter(), LEXICON_BLOCK_BYTES * share);
    this.#sink = sink;
    this.#start = sink.offset;
    this.#postings = new PostingBlockWriter(lengthOf);
    this.#occurrences = keepsOccurrences ? new OccurrenceRun() : null;
  }

  add(postings: TermPostings): void {
    const { term, fields, occurrences = { forms: [], fields: [] } } = postings;
    this.#postings.add(this.#occurrences === null ? { term, fields } : postings);
    const documentFrequency = countDocuments(fields);
    this.#lexicon.add({ term, documentFrequency });
    this.#occurrences?.blocks.add({ term, postings: fields, occurrences });
    this.#occurrences?.forms.add(documentFrequency, fields, occurrences);
    if (this.#postings.sizeBytes >= POSTING_BLOCK_BYTES * this.#share) this.#closeBlock();
  }

  /** No term comes any more. The last blocks are compressed at once. */
  close(): void {
    if (!this.#postings.isEmpty) this.#closeBlock(true);
    this.#lexicon.close();
  }

  /** Writes the lexicons of a segment of so many documents; where they are. */
  writeLexicons(
    documents: number,
    { isReadByRanges = false, keysOfForm }: SegmentWriterOptions,
  ): Pick<SegmentContents, "lexicon" | "forms" | "reversedForms" | "keyedForms"> {
    const lexicon = this.#lexicon.write(this.#sink);
    if (this.#occurrences === null) return { lexicon, forms: null, reversedForms: null, keyedForms: null };
    const leastCommon = leastCommonFrequency(documents);
    const isReversed = reversesForms(documents, isReadByRanges);
    const share = this.#share;
    const forms = new TermRun("forms", new LexiconBlockWriter(), LEXICON_BLOCK_BYTES * share);
    const common: LexiconTerm[] = [];
    const keyed: LexiconTerm[] = [];
    for (const form of this.#occurrences.forms.forms()) {
      forms.add(form);
      keyed.push(...behindKeys(form, keysOfForm));
      if (isReversed && form.documentFrequency >= leastCommon) common.push(form);
    }
    forms.close();
    const write = (section: "reversedForms" | "keyedForms", listed: Iterable<LexiconTerm>) => {
      const run = new TermRun(section, new LexiconBlockWriter(), LOOKED_UP_FORM_BLOCK_BYTES * share);
      for (const form of listed) run.add(form);
      run.close();
      return run.write(this.#sink);
    };
    return {
      lexicon,
      forms: forms.write(this.#sink),
      reversedForms: isReversed ? write("reversedForms", reversedTerms(common)) : null,
      keyedForms: keyed.length === 0 ? null : write("keyedForms", sortTerms(keyed)),
    };
  }

  /** Indexes the posting and occurrence blocks; all of them must be compressed by now. */
  index(): Pick<SegmentContents, "postings" | "occurrences"> {
    const postings = { start: this.#start, sizesBytes: this.#postingSizes, firstTerms: this.#firstTerms };
    return { postings, occurrences: this.#occurrences && { sizesBytes: this.#occurrences.sizesBytes } };
  }

  #closeBlock(isLast = false): void {
    this.#firstTerms.push(this.#postings.beginning);
    this.#sink.writeRunBlock("postings", this.#postingSizes, this.#postings.take(), isLast);
    const run = this.#occurrences;
    if (run !== null) this.#sink.writeRunBlock("occurrences", run.sizesBytes, run.blocks.take(), isLast);
  }
}

/** Occurrences being written. */
class OccurrenceRun {
  readonly blocks = new OccurrenceBlockWriter();
  readonly forms = new FormCollector();
  readonly sizesBytes: number[] = [];
}

/** Makes blocks of terms. */
interface TermBlockWriter<T> {
  readonly isEmpty: boolean;
  /** Bytes before compression. */
  readonly sizeBytes: number;
  /** Prefix of the first term, as in the table of contents. */
  readonly beginning: string;
  add(term: T): void;
  take(): Uint8Array;
}

/** Blocks of terms, compressed and kept until they are written. */
class TermRun<T> {
  readonly #section: SectionName;
  readonly #writer: TermBlockWriter<T>;
  readonly #blockBytes: number;
  readonly #blocks: Uint8Array[] = [];
  readonly #firstTerms: string[] = [];

  /** A block is closed at `blockBytes`. */
  constructor(section: SectionName, writer: TermBlockWriter<T>, blockBytes: number) {
    this.#section = section;
    this.#writer = writer;
    this.#blockBytes = blockBytes;
  }

  /** True if no block was closed. */
  get isEmpty(): boolean {
    return this.#blocks.length === 0;
  }

  add(term: T): void {
    this.#writer.add(term);
    if (this.#writer.sizeBytes >= this.#blockBytes) this.close();
  }

  /** Ends the block that is begun, if one is. */
  close(): void {
    if (this.#writer.isEmpty) return;
    this.#firstTerms.push(this.#writer.beginning);
    this.#blocks.push(encodeBlock(this.#section, this.#blocks.length, this.#writer.take()));
  }

  write(sink: ByteSink): { start: number; sizesBytes: number[]; firstTerms: string[] } {
    return { ...sink.writeRun(this.#blocks), firstTerms: this.#firstTerms };
  }
}

/**
 * Counts the documents with a term in any field: the size of the union of ascending lists. The longest counts whole, of
 * the others what no longer one has: a title's few are looked up among the text's many.
 */
function countDocuments(fields: readonly FieldPostings[]): number {
  if (fields.length === 1) return fields[0]?.ordinals.length ?? 0;
  const lists = fields.map(({ ordinals }) => ordinals).sort((a, b) => b.length - a.length);
  return lists.reduce((count, list, i) => count + countMissing(list, lists.slice(0, i)), 0);
}

/** Counts the numbers of a list that are in none of the others. */
function countMissing(list: Uint32Array, others: readonly Uint32Array[]): number {
  if (others.length === 0) return list.length;
  const places = new Uint32Array(others.length);
  let missing = 0;
  for (let i = 0; i < list.length; i += 1) {
    const number = list[i] ?? 0;
    let isFound = false;
    for (let other = 0; other < others.length && !isFound; other += 1) {
      const numbers = others[other] ?? new Uint32Array();
      const place = firstFrom(numbers, number, places[other] ?? 0);
      places[other] = place;
      isFound = numbers[place] === number;
    }
    if (!isFound) missing += 1;
  }
  return missing;
}

/** The first place from `start` on whose number is not below, by strides that double. */
function firstFrom(numbers: Uint32Array, least: number, start: number): number {
  let stride = 1;
  let low = start;
  while (low + stride < numbers.length && (numbers[low + stride] ?? 0) < least) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(low + stride, numbers.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Makes a block of its content, at once or in the background. */
type BlockEncoder = (
  section: SectionName,
  blockNumber: number,
  content: Uint8Array,
  multipleBytes?: number,
) => Uint8Array | Promise<Uint8Array>;

/** One piece; null until it is compressed. */
interface Slot {
  bytes: Uint8Array | null;
}

/**
 * The bytes of a segment in order while it is written. Blocks may be compressed elsewhere meanwhile: their places are
 * kept for them, and what lies before the first unfinished one can be taken away.
 */
export class ByteSink {
  readonly #encode: BlockEncoder;
  #slots: Slot[] = [];
  /** Unfinished blocks, oldest first. */
  readonly #unfinished: Promise<void>[] = [];
  #offset = 0;

  constructor(encode: BlockEncoder = encodeBlock) {
    this.#encode = encode;
  }

  /** Number of bytes so far; known only once all blocks are finished. */
  get offset(): number {
    if (this.#unfinished.length === 0) return this.#offset;
    throw new SearchIndexError(
      "invariant-violated",
      "A segment's section was begun before the one before it was done.",
    );
  }

  get unfinishedBlocks(): number {
    return this.#unfinished.length;
  }

  write(bytes: Uint8Array): void {
    this.#slots.push({ bytes });
    this.#offset += bytes.length;
  }

  /**
   * The next block of a run, whose sizes get its own once it is known; compressed `atOnce`, in the foreground, as the
   * last one must be.
   */
  writeRunBlock(
    section: SectionName,
    sizesBytes: number[],
    content: Uint8Array,
    atOnce = false,
    multipleBytes = 1,
  ): void {
    const number = sizesBytes.length;
    const block = (atOnce ? encodeBlock : this.#encode)(section, number, content, multipleBytes);
    const slot: Slot = { bytes: null };
    this.#slots.push(slot);
    if (block instanceof Uint8Array) {
      slot.bytes = block;
      sizesBytes.push(block.length);
      this.#offset += block.length;
      return;
    }
    sizesBytes.push(0);
    const finished = block.then((bytes) => {
      slot.bytes = bytes;
      sizesBytes[number] = bytes.length;
      this.#offset += bytes.length;
    });
    // Whoever settles hears of a failure; until then nobody may.
    finished.catch(() => undefined);
    this.#unfinished.push(finished);
  }

  /** Waits until at most so many blocks are unfinished. */
  async settle(mostUnfinished: number): Promise<void> {
    while (this.#unfinished.length > mostUnfinished) {
      await this.#unfinished[0];
      this.#unfinished.shift();
    }
  }

  writeBlock(section: SectionName, blockNumber: number, content: Uint8Array): Place {
    return this.writePacked(encodeBlock(section, blockNumber, content));
  }

  /** Writes a block that is encoded. */
  writePacked(block: Uint8Array): Place {
    const start = this.offset;
    this.write(block);
    return { start, sizeBytes: block.length };
  }

  writeRun(blocks: readonly Uint8Array[]): { start: number; sizesBytes: number[] } {
    const start = this.offset;
    for (const block of blocks) this.write(block);
    return { start, sizesBytes: blocks.map((block) => block.length) };
  }

  /** The finished bytes before the first unfinished block, since the last call. */
  take(): Uint8Array[] {
    const taken: Uint8Array[] = [];
    for (const { bytes } of this.#slots) {
      if (bytes === null) break;
      taken.push(bytes);
    }
    this.#slots = this.#slots.slice(taken.length);
    return taken;
  }
}
