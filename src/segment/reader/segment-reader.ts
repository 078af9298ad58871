/**
 * Reads one segment (layer 2): terms to posting lists, ordinals to stored fields, source keys and ids to ordinals.
 * Every block is checked; a bad one is `corrupt-segment`, never a shorter answer. Costs are requests of a segment over
 * 1 MiB, where the cache holds none of the blocks; a smaller one is read whole by the first of them.
 */
import type { ObjectKey, ObjectStore } from "../../storage/object-store/object-store.ts";
import { decodeBlock } from "../blocks/block-codec.ts";
import { corruptBytes } from "../blocks/byte-buffer.ts";
import { namingSegment } from "../blocks/damaged-segment.ts";
import { decodeJson } from "../blocks/json-block.ts";
import { mayHoldKey } from "../blocks/key-filter.ts";
import { lastAtMost } from "../blocks/last-at-most.ts";
import {
  checkHeader,
  decodeFooter,
  documentIdsIndexSchema,
  FOOTER_BYTES,
  INDEX_BLOCK_NUMBERS,
  parseContents,
  parseShape,
  type SegmentContents,
  type SegmentSummary,
} from "../blocks/segment-format.ts";
import { decodeEntriesBlock, ENTRIES_PER_BLOCK, type PlacedSourceEntry } from "../blocks/source-entries.ts";
import type { LexiconBlock, LexiconTerm } from "../lexicon/lexicon.ts";
import type { TermPostings } from "../postings/posting-block.ts";
import type { PostingList } from "../postings/posting-list.ts";
import type { TermOccurrences } from "../postings/term-occurrences.ts";
import { decodeStoredIndex } from "../stored/block-index.ts";
import { decodeIdColumn, decodeLengthColumn, decodeValueColumn, type ValueColumn } from "../stored/columns.ts";
import { type DigestColumn, decodeDigestColumn, findDigest } from "../stored/digest-column.ts";
import { type DocumentIdRow, decodeIdBlock, hashDocumentId } from "../stored/document-id-table.ts";
import {
  decodeStoredRow,
  type JsonValue,
  type PackedStoredBlock,
  type StoredDocument,
  unpackStoredBlock,
} from "../stored/fields.ts";
import { BlockCache, type SegmentBlocks } from "./block-cache.ts";
import { BlockReader } from "./block-reader.ts";
import { SegmentBytes } from "./segment-bytes.ts";
import { type MayHold, type SegmentLists, TermReader } from "./term-reader.ts";

/** An open segment. Cheap to keep: the table of contents, and what was cached of indexes and columns. */
export class SegmentReader {
  readonly contents: SegmentContents;
  readonly #blocks: BlockReader;
  readonly #terms: TermReader;
  /** Indexes and columns by name. */
  readonly #cache = new Map<string, Promise<unknown>>();

  private constructor(blocks: BlockReader, contents: SegmentContents) {
    this.#blocks = blocks;
    this.#terms = new TermReader(blocks, contents);
    this.contents = contents;
  }

  /** Reads the table of contents. One request. Without `kept`, no block is kept. */
  static async open(
    store: ObjectStore,
    key: ObjectKey,
    summary: SegmentSummary,
    kept: SegmentBlocks = new BlockCache(0).forSegment(),
  ): Promise<SegmentReader> {
    const bytes = new SegmentBytes(store, key, summary.sizeBytes);
    try {
      return new SegmentReader(new BlockReader(bytes, kept), await readContents(bytes, summary));
    } catch (error) {
      throw namingSegment(error, key);
    }
  }

  /** The object that it is. */
  get key(): ObjectKey {
    return this.#blocks.key;
  }

  get sizeBytes(): number {
    return this.#blocks.sizeBytes;
  }

  /** The posting lists of some terms; a term that the segment lacks has no entry. At most one request a term. */
  async postings(terms: readonly string[]): Promise<ReadonlyMap<string, readonly PostingList[]>> {
    return (await this.#terms.postings(terms, [])).byTerm;
  }

  /**
   * The same, and the lists of every term that begins with one of some prefixes. What begins alike lies side by side, so
   * that a prefix of one of the terms is mostly in the term's own block, and asks for no further request.
   */
  postingsWithFamilies(terms: readonly string[], prefixes: readonly string[]): Promise<SegmentLists> {
    return this.#terms.postings(terms, prefixes);
  }

  /** Whether the segment was written with occurrences. */
  get hasOccurrences(): boolean {
    return this.contents.occurrences !== null;
  }

  /**
   * Where some terms stand, and in which forms; a term that the segment lacks has no entry. `index-outdated` where the
   * segment keeps no occurrences. Reads the posting blocks, as `postings` does, and beside them at most one request a term.
   */
  occurrences(terms: readonly string[]): Promise<Map<string, TermOccurrences>> {
    return this.#terms.occurrences(terms);
  }

  /** Terms that begin with a prefix, ascending; all terms for "". One request a run of blocks. */
  termsWithPrefix(prefix: string): Promise<LexiconTerm[]> {
    return this.#terms.termsWithPrefix("lexicon", prefix);
  }

  /** The same of surface forms, each with the number of documents that hold it; none where the segment keeps none. */
  formsWithPrefix(prefix: string): Promise<LexiconTerm[]> {
    return this.#terms.termsWithPrefix("forms", prefix);
  }

  /** The blocks that hold the same; none where the segment keeps none. */
  formBlocksOf(prefix: string): Promise<LexiconBlock[]> {
    return this.#terms.blocksWithPrefix("forms", prefix);
  }

  /**
   * The lexicon blocks that `mayHold` asks for, ascending, by the range of their terms: from the first, before `end`,
   * null for the last block. Six to eight bytes a term. One request a run of blocks.
   */
  lexiconBlocks(mayHold: MayHold = () => true): Promise<LexiconBlock[]> {
    return this.#terms.lexiconBlocks("lexicon", mayHold);
  }

  /** The same of surface forms; none where the segment keeps none. */
  formBlocks(mayHold: MayHold = () => true): Promise<LexiconBlock[]> {
    return this.#terms.lexiconBlocks("forms", mayHold);
  }

  /** The lengths of a field by ordinal. One request for all fields and the index of stored blocks, then none. */
  async lengths(field: number): Promise<Uint32Array> {
    const { lengths } = await this.#scoringParts();
    const column = lengths[field];
    if (column === undefined) throw corruptBytes("it has no lengths of a field");
    return column;
  }

  /** The column of a stored field, or null where the segment keeps none. One request, then none. */
  values(field: string): Promise<ValueColumn | null> {
    return this.#once(`value ${field}`, async () => {
      const column = this.contents.valueColumns.findIndex((candidate) => candidate.field === field);
      const place = this.contents.valueColumns[column];
      if (place === undefined) return null;
      const number = this.contents.lengthColumns.length + column;
      return decodeValueColumn(await this.#blocks.readAt("column", number, place), this.contents.documents);
    });
  }

  /** The id of every document by ordinal. One request, then none. */
  ids(): Promise<readonly JsonValue[]> {
    return this.#once("ids", async () => {
      const { idColumn, lengthColumns, valueColumns, documents } = this.contents;
      const number = lengthColumns.length + valueColumns.length;
      return decodeIdColumn(await this.#blocks.readAt("column", number, idColumn), documents);
    });
  }

  /** The digests of a field, or null where the segment keeps none. One request, then none. */
  digests(field: string): Promise<DigestColumn | null> {
    return this.#once(`digest ${field}`, async () => {
      const { lengthColumns, valueColumns, digestColumns, documents } = this.contents;
      const column = digestColumns.findIndex((candidate) => candidate.field === field);
      const place = digestColumns[column];
      if (place === undefined) return null;
      const number = lengthColumns.length + valueColumns.length + 1 + column;
      return decodeDigestColumn(await this.#blocks.readAt("column", number, place), place.digestBytes, documents);
    });
  }

  /** The ordinals of the documents with a digest, ascending; the caller compares what it stands for. As `digests`. */
  async findOrdinalsByDigest(field: string, digest: Uint8Array): Promise<number[]> {
    const column = await this.digests(field);
    return column === null ? [] : findDigest(column, digest);
  }

  /** The stored documents of some ordinals. At most one request a distinct block; the first also reads the index. */
  async storedDocuments(ordinals: readonly number[]): Promise<Map<number, StoredDocument>> {
    if (ordinals.length === 0) return new Map();
    const index = await this.#storedIndex();
    const numbers = [...new Set(ordinals.map((ordinal) => index.blockOf(ordinal)))];
    const blocks = await this.#blocks.readKeptPacked("stored", index, numbers);
    const blockByNumber = new Map(numbers.map((number, i) => [number, blocks[i]]));
    const found = new Map<number, StoredDocument>();
    for (const ordinal of ordinals) {
      const number = index.blockOf(ordinal);
      const { firstOrdinal, documentCount } = index.documentsOf(number);
      const block = blockByNumber.get(number) ?? new Uint8Array();
      found.set(ordinal, decodeStoredRow(block, documentCount, ordinal - firstOrdinal));
    }
    return found;
  }

  /** The entry of a source key, or null. One request for the filter, once; one more where it hits. */
  async findEntry(sourceKey: string): Promise<PlacedSourceEntry | null> {
    if (!(await this.mayHold(sourceKey))) return null;
    const block = lastAtMost(this.contents.entryBlocks.firstKeys, sourceKey);
    if (block < 0) return null;
    const [content] = await this.#blocks.readSome("entries", this.contents.entryBlocks, [block]);
    return this.#decodeEntries(block, content).find((entry) => entry.sourceKey === sourceKey) ?? null;
  }

  /** The ordinals under which an id may be stored: by hash, so the caller compares the stored id. Two requests. */
  async findOrdinalsById(id: JsonValue): Promise<number[]> {
    const hash = hashDocumentId(id);
    const index = await this.#indexBlock("documentIds", this.contents.documentIdsIndex, documentIdsIndexSchema);
    const numbers: number[] = [];
    for (let number = 0; number < index.firstHashes.length; number += 1) {
      const first = index.firstHashes[number] ?? 0;
      const next = index.firstHashes[number + 1] ?? Number.POSITIVE_INFINITY;
      if (first <= hash && hash <= next) numbers.push(number);
    }
    const blocks = await this.#blocks.readSome("documentIds", index, numbers);
    const rows = blocks.flatMap((block) => decodeIdBlock(block, this.contents.documents));
    return rows.filter((row) => row.hash === hash).map((row) => row.ordinal);
  }

  /** Whether the filter lets a source key through, as it does with all that the segment speaks for. One request, then none. */
  async mayHold(sourceKey: string): Promise<boolean> {
    return mayHoldKey(await this.#filter(), sourceKey);
  }

  /** Every row of the table from ids to ordinals, and whether it is that of the id that the document has in `ids`. */
  async *documentIdRows(ids: readonly JsonValue[]): AsyncGenerator<{ row: DocumentIdRow; isOfItsId: boolean }> {
    const index = await this.#indexBlock("documentIds", this.contents.documentIdsIndex, documentIdsIndexSchema);
    for await (const [, content] of this.#blocks.stream("documentIds", index)) {
      for (const row of decodeIdBlock(content, this.contents.documents)) {
        const id = ids[row.ordinal];
        yield { row, isOfItsId: id !== undefined && hashDocumentId(id) === row.hash };
      }
    }
  }

  /** All source entries, ascending. One request a few hundred KB. */
  async *entries(): AsyncGenerator<PlacedSourceEntry> {
    for await (const [number, content] of this.#blocks.stream("entries", this.contents.entryBlocks)) {
      yield* this.#decodeEntries(number, content);
    }
  }

  /** Every term with its posting lists, ascending. */
  async *allPostings(): AsyncGenerator<TermPostings> {
    for await (const terms of this.#terms.postingBlocks()) yield* terms;
  }

  /** The same with their occurrences, which the segment must have. */
  async *allOccurrences(): AsyncGenerator<TermPostings> {
    for await (const terms of this.#terms.occurrenceBlocks()) yield* terms;
  }

  /** The same as either, a block of terms at a time, each decoded as it is taken: for whoever goes through millions. */
  termBlocks(withOccurrences: boolean): AsyncGenerator<Iterator<TermPostings, undefined>> {
    return withOccurrences ? this.#terms.occurrenceBlocks() : this.#terms.postingBlocks();
  }

  /** Every stored document by ordinal. */
  async *allDocuments(): AsyncGenerator<StoredDocument> {
    for await (const block of this.storedBlocks()) yield* unpackStoredBlock(block);
  }

  /** The stored blocks in order, packed as they lie in the segment; none is checked or unpacked. */
  async *storedBlocks(): AsyncGenerator<PackedStoredBlock> {
    const index = await this.#storedIndex();
    for await (const [blockNumber, bytes] of this.#blocks.streamPacked(index)) {
      yield { segment: this.key, blockNumber, ...index.documentsOf(blockNumber), bytes };
    }
  }

  /** The block of the ids section in which a document's entry stands. No request. */
  entryBlockOf(ordinal: number): number {
    return lastAtMost(this.contents.entryBlocks.firstOrdinals, ordinal);
  }

  /** The entries of one block of the ids section. One request. */
  async entriesOfBlock(block: number): Promise<PlacedSourceEntry[]> {
    const [content] = await this.#blocks.readSome("entries", this.contents.entryBlocks, [block]);
    return this.#decodeEntries(block, content);
  }

  #decodeEntries(block: number, content: Uint8Array | undefined): PlacedSourceEntry[] {
    if (content === undefined) throw corruptBytes("it lacks a block of source keys");
    const firstOrdinal = this.contents.entryBlocks.firstOrdinals[block] ?? 0;
    return decodeEntriesBlock(content, block * ENTRIES_PER_BLOCK, firstOrdinal, this.contents.documents);
  }

  async #storedIndex() {
    return (await this.#scoringParts()).storedIndex;
  }

  /** What every query reads of a segment besides postings: it lies side by side, so that one request is enough. */
  #scoringParts() {
    return this.#once("scoring", async () => {
      const { format, lengthColumns, storedIndex, documents } = this.contents;
      const [index = new Uint8Array(), ...columns] = await this.#blocks.readSideBySide([
        { section: "index", number: INDEX_BLOCK_NUMBERS.stored, place: storedIndex },
        ...lengthColumns.map((place, number) => ({ section: "column" as const, number, place })),
      ]);
      return {
        lengths: columns.map((column) => decodeLengthColumn(column, documents)),
        storedIndex: decodeStoredIndex(index, format, documents),
      };
    });
  }

  #filter(): Promise<Uint8Array> {
    return this.#once("filter", () => this.#blocks.readAt("filter", 0, this.contents.filter));
  }

  #indexBlock<T>(
    name: keyof typeof INDEX_BLOCK_NUMBERS,
    place: { start: number; sizeBytes: number },
    schema: Parameters<typeof parseShape<T>>[0],
  ): Promise<T> {
    return this.#once(`index ${name}`, async () =>
      parseShape(schema, decodeJson(await this.#blocks.readAt("index", INDEX_BLOCK_NUMBERS[name], place))),
    );
  }

  /** Runs a read once and keeps its answer; a failure is forgotten, so that the next caller asks again. */
  #once<T>(name: string, read: () => Promise<T>): Promise<T> {
    const cached = this.#cache.get(name) as Promise<T> | undefined;
    if (cached !== undefined) return cached;
    const fresh = read().catch((error: unknown) => {
      this.#cache.delete(name);
      throw namingSegment(error, this.#blocks.key);
    });
    this.#cache.set(name, fresh);
    return fresh;
  }
}

/** The table of contents, checked. One request. */
async function readContents(bytes: SegmentBytes, summary: SegmentSummary): Promise<SegmentContents> {
  if (bytes.isSmall) checkHeader(await bytes.read(0, summary.sizeBytes));
  const tail = await bytes.read(summary.contentsStart, summary.sizeBytes);
  if (tail.length < FOOTER_BYTES) throw corruptBytes("its end is missing");
  if (decodeFooter(tail.subarray(tail.length - FOOTER_BYTES)) !== summary.contentsStart) {
    throw corruptBytes("its table of contents is not where the manifest says");
  }
  const contents = parseContents(decodeJson(decodeBlock("contents", 0, tail.subarray(0, tail.length - FOOTER_BYTES))));
  if (contents.documents !== summary.documents || contents.entries !== summary.entries) {
    throw corruptBytes("it does not hold as many documents as the manifest says");
  }
  return contents;
}
