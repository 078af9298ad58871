/**
 * Reads one segment: terms to posting lists, ordinals to stored fields, source keys and ids to ordinals.
 * Every block is checked; a bad one is `corrupt-segment`, never a shorter answer. Costs are requests of a segment over
 * 1 MiB, where the cache holds none of the blocks; a smaller one is read whole by the first of them.
 */

import { isSearchIndexError, SearchIndexError } from "../../../errors.ts";
import { TurnBudget } from "../../../event-loop.ts";
import { lastAtMost } from "../../../keyed.ts";
import type { ObjectKey } from "../../../store/store.ts";
import { decodeBlock } from "../blocks/block-codec.ts";
import { corruptBytes, namingSegment } from "../blocks/byte-buffer.ts";
import { decodeJson } from "../blocks/json-block.ts";
import {
  type BlockRun,
  columnNumbers,
  decodeFooter,
  decodeHeader,
  FILTER_NUMBERS,
  FOOTER_BYTES,
  INDEX_BLOCK_NUMBERS,
  type Place,
  parseContents,
  type SegmentContents,
  type SegmentSummary,
  scoringStart,
  segmentTailStart,
} from "../blocks/segment-format.ts";
import {
  decodeLexiconBlock,
  formBehindKey,
  keyedForm,
  type LexiconBlock,
  type LexiconTerm,
  termsWithPrefix,
} from "../lexicon/lexicon.ts";
import {
  decodeOccurrenceBlock,
  type OccurrenceBlock,
  readOccurrences,
  type TermOccurrences,
} from "../postings/occurrences.ts";
import {
  findDocumentsInPostingBlock,
  findFamilyInPostingBlock,
  findInPostingBlock,
  openPostingBlock,
  type PostingBlock,
  type TermDocuments,
  type TermLists,
} from "../postings/posting-block.ts";
import type { PostingList } from "../postings/posting-list.ts";
import { decodeStoredIndex, type StoredIndex } from "../stored/block-index.ts";
import {
  type DigestColumn,
  type Duplicates,
  decodeDigestColumn,
  decodeDuplicates,
  decodeIds,
  decodeLengths,
  decodeValues,
  findDigest,
  joinColumns,
  type ValueColumn,
} from "../stored/columns.ts";
import { type DocumentSection, decodeStoredRow, type JsonValue, type StoredDocument } from "../stored/fields.ts";
import { ANY_KEY, firstOfWords, mayHoldKey } from "../stored/lookup.ts";
import { decodeEntries, ENTRIES_PER_BLOCK, type PlacedSourceEntry } from "../stored/source-entries.ts";
import { BlockCache, bytesAsBlock, type SegmentBlocks, type UnpackedBlock } from "./block-cache.ts";
import { BlockReader, type PlacedBlock, type RangeReader, SegmentBytes, type Spared } from "./block-reader.ts";
/** Tells whether a wanted term may be in [first, end); null for all from `first` on. */
export type MayHold = (first: string, end: string | null) => boolean;

/** A list of terms with document frequencies. */
type LexiconName = "lexicon" | "forms" | "reversedForms" | "keyedForms";

/** Posting lists by term, and by prefix those of every term that begins so, ascending by term. */
interface SegmentLists {
  readonly byTerm: ReadonlyMap<string, readonly PostingList[]>;
  readonly byPrefix: ReadonlyMap<string, readonly TermLists[]>;
}

/** Conversions of stored fields for display, in documents and columns, by field. */
export type ShownValues = ReadonlyMap<string, (stored: JsonValue) => JsonValue>;

const AS_STORED: ShownValues = new Map();

/** The options for opening a segment. */
interface SegmentOpening {
  /** Cache of blocks. Default: none. */
  readonly kept?: SegmentBlocks | undefined;
  readonly shown?: ShownValues | undefined;
  readonly tail?: Uint8Array | undefined;
  /** Default requests. */
  readonly spared?: Spared | undefined;
}

/**
 * Lists for which single blocks of a segment's cards are read, so that a process that answers a question or two reads
 * little; and how many blocks are read at once from then on, some 300 KB (docs/decisions/index.md#cards).
 */
const LISTS_BLOCK_BY_BLOCK = 2;
/**
 * The same of words that are looked up among the common forms: each takes two requests, all together one of 100 to 200
 * KB.
 */
const WORDS_BLOCK_BY_BLOCK = 2;
const CARD_BLOCKS_PER_REQUEST = 128;
/** Stored bytes whose JSON is parsed in one turn of the event loop, some 10 ms. Untuned. */
const DECODED_BYTES_A_TURN = 1024 * 1024;

/** An open segment. Cheap to keep: the table of contents, and what was cached of indexes and columns. */
export class SegmentReader {
  readonly contents: SegmentContents;
  /** Blocks, for callers that read the whole segment, or look up entries. */
  readonly blocks: BlockReader;
  /** The posting blocks; behind each its occurrence block, null where the segment keeps none. */
  readonly #postings: BlockRun;
  readonly #occurrences: BlockRun | null;
  readonly #shown: ShownValues;
  /** Lists that were made of the segment's cards. */
  #listsRead = 0;
  /** Words that were looked up among the common forms. */
  #wordsLookedUp = 0;
  /** Indexes and columns by name. */
  readonly #cache = new Map<string, Promise<unknown>>();

  private constructor(blocks: BlockReader, contents: SegmentContents, shown: ShownValues) {
    this.blocks = blocks;
    this.#shown = shown;
    this.contents = contents;
    const { start, sizesBytes } = contents.postings;
    const { sizesBytes: behind = [] } = contents.occurrences ?? {};
    this.#postings = { start, sizesBytes, between: behind };
    this.#occurrences =
      contents.occurrences === null
        ? null
        : { start: start + (sizesBytes[0] ?? 0), sizesBytes: behind, between: sizesBytes.slice(1) };
  }

  /**
   * Reads the table of contents. One request; none where `tail`, a copy of the segment's last bytes, holds it: nor for
   * the other parts of the tail (segmentTailStart), where it holds all of them. A copy that is not what was written
   * counts as none.
   */
  static async open(
    store: RangeReader,
    key: ObjectKey,
    summary: SegmentSummary,
    { kept = new BlockCache(0).forSegment(), shown = AS_STORED, tail, spared }: SegmentOpening = {},
  ): Promise<SegmentReader> {
    if (tail !== undefined) {
      try {
        return await SegmentReader.#openByTail(
          new SegmentBytes(store, key, summary.sizeBytes, tail, spared),
          summary,
          kept,
          shown,
        );
      } catch (error) {
        if (!isSearchIndexError(error)) throw error;
      }
    }
    const bytes = new SegmentBytes(store, key, summary.sizeBytes, undefined, spared);
    try {
      return new SegmentReader(new BlockReader(bytes, kept), await readContents(bytes, summary), shown);
    } catch (error) {
      throw namingSegment(error, key);
    }
  }

  /**
   * Takes what the tail holds, all that would be wrong with it included, and lets go of it but for the columns, which
   * are decoded when they are asked for. No request.
   */
  static async #openByTail(
    bytes: SegmentBytes,
    summary: SegmentSummary,
    kept: SegmentBlocks,
    shown: ShownValues,
  ): Promise<SegmentReader> {
    if (summary.contentsStart < bytes.tailStart) throw corruptBytes("its tail lacks the table of contents");
    const contents = decodeContents(await bytes.read(summary.contentsStart, summary.sizeBytes), summary);
    const reader = new SegmentReader(new BlockReader(bytes, kept), contents, shown);
    if (segmentTailStart(contents) < bytes.tailStart) {
      bytes.forgetFrom(bytes.tailStart);
    } else {
      await Promise.all([reader.#scoringParts(), ...reader.#columnsOfTail().map(reader.blocks.check, reader.blocks)]);
      bytes.forgetFrom(scoringStart(contents));
    }
    return reader;
  }

  /** The object that it is. */
  get key(): ObjectKey {
    return this.blocks.key;
  }

  get sizeBytes(): number {
    return this.blocks.sizeBytes;
  }

  /** The posting lists of some terms; a term that the segment lacks has no entry. At most one request a term. */
  async postings(terms: readonly string[]): Promise<ReadonlyMap<string, readonly PostingList[]>> {
    return (await this.postingsWithFamilies(terms, [])).byTerm;
  }

  /**
   * The same, and the lists of every term that begins with one of some prefixes. What begins alike lies side by side,
   * so that a prefix of one of the terms is mostly in the term's own block, and asks for no further request.
   */
  async postingsWithFamilies(terms: readonly string[], prefixes: readonly string[]): Promise<SegmentLists> {
    const { postings, documents } = this.contents;
    const blockOfTerm = this.#blocksOf(terms);
    const blocksOfPrefix = new Map(prefixes.map((prefix) => [prefix, blocksWithPrefix(postings.firstTerms, prefix)]));
    const numbers = [...new Set([...blockOfTerm.values(), ...[...blocksOfPrefix.values()].flat()])];
    const blocks = await this.blocks.readUnpacked("postings", this.#postings, numbers, postingsAsBlock);
    const blockOf = new Map(blocks.map((block, i) => [numbers[i] ?? 0, block]));
    const byTerm = new Map<string, readonly PostingList[]>();
    for (const [term, number] of blockOfTerm) {
      const block = blockOf.get(number);
      const lists = block === undefined ? [] : (findInPostingBlock(block, term, documents)?.lists ?? []);
      if (lists.length > 0) byTerm.set(term, lists);
    }
    const byPrefix = new Map<string, readonly TermLists[]>();
    for (const [prefix, found] of blocksOfPrefix) {
      const blocksOfOne = found.flatMap((number) => blockOf.get(number) ?? []);
      byPrefix.set(
        prefix,
        // A word and its root have most postings in common, which are then unpacked once.
        blocksOfOne.flatMap((block) => findFamilyInPostingBlock(block, prefix, documents, byTerm)),
      );
    }
    return { byTerm, byPrefix };
  }

  /** True if the segment was written with occurrences. */
  get hasOccurrences(): boolean {
    return this.contents.occurrences !== null;
  }

  /**
   * Reads the positions and forms of some terms; a term that the segment lacks has no entry. `index-outdated` where the
   * segment keeps no occurrences. Reads the posting blocks, as `postings` does, and beside them at most one request a
   * term.
   */
  async occurrences(terms: readonly string[]): Promise<Map<string, TermOccurrences>> {
    const { documents } = this.contents;
    if (this.#occurrences === null) throw withoutOccurrences();
    const blockOfTerm = this.#blocksOf(terms);
    const numbers = [...new Set(blockOfTerm.values())];
    const [postingBlocks, occurrenceBlocks] = await Promise.all([
      this.blocks.readUnpacked("postings", this.#postings, numbers, postingsAsBlock),
      this.blocks.readUnpacked("occurrences", this.#occurrences, numbers, occurrencesAsBlock),
    ]);
    const found = new Map<string, TermOccurrences>();
    for (const [term, number] of blockOfTerm) {
      const content = postingBlocks[numbers.indexOf(number)];
      const block = occurrenceBlocks[numbers.indexOf(number)];
      if (content === undefined || block === undefined) continue;
      const inBlock = findInPostingBlock(content, term, documents);
      if (inBlock === null) continue;
      const lists = inBlock.lists.map((list) => list.toPostings());
      found.set(term, readOccurrences(block, inBlock.place, term, lists));
    }
    return found;
  }

  /**
   * The bytes of the occurrence blocks that `occurrences` would read, as they lie in the segment; null where it keeps
   * none.
   */
  occurrenceBytes(terms: readonly string[]): number | null {
    const { occurrences } = this.contents;
    if (occurrences === null) return null;
    const numbers = [...new Set(this.#blocksOf(terms).values())];
    return numbers.reduce((sum, number) => sum + (occurrences.sizesBytes[number] ?? 0), 0);
  }

  /** Terms that begin with a prefix, ascending; all terms for "". One request a run of blocks. */
  termsWithPrefix(prefix: string): Promise<LexiconTerm[]> {
    return this.#termsWithPrefix("lexicon", prefix);
  }

  /** The same of surface forms, each with the number of documents that hold it; none where the segment keeps none. */
  formsWithPrefix(prefix: string): Promise<LexiconTerm[]> {
    return this.#termsWithPrefix("forms", prefix);
  }

  /** The blocks that hold the same; none where the segment keeps none. */
  formBlocksOf(prefix: string): Promise<LexiconBlock[]> {
    return this.#lexiconBlocks("forms", mayBeginWith(prefix));
  }

  /**
   * The lexicon blocks that `mayHold` asks for, ascending, by the range of their terms: from the first, before `end`,
   * null for the last block. Six to eight bytes a term. One request a run of blocks.
   */
  lexiconBlocks(mayHold: MayHold = () => true): Promise<LexiconBlock[]> {
    return this.#lexiconBlocks("lexicon", mayHold);
  }

  /** The same of surface forms; none where the segment keeps none. */
  formBlocks(mayHold: MayHold = () => true): Promise<LexiconBlock[]> {
    return this.#lexiconBlocks("forms", mayHold);
  }

  /** The same of the forms that are common in the segment, written backwards (reversesForms); none where none are. */
  reversedFormBlocks(mayHold: MayHold = () => true): Promise<LexiconBlock[]> {
    return this.#lexiconBlocks("reversedForms", mayHold);
  }

  /** Reads all forms behind their keys (keyedForm), as {@link formBlocks} does. */
  keyedFormBlocks(): Promise<LexiconBlock[]> {
    return this.#lexiconBlocks("keyedForms", () => true);
  }

  /**
   * The forms that have one of some keys, once for each, with the documents that hold them; none where the segment
   * keeps none by keys. One request for blocks side by side.
   */
  async formsOfKeys(keys: readonly string[]): Promise<LexiconTerm[]> {
    const beginnings = keys.map((key) => keyedForm(key, ""));
    const mayHold = beginnings.map(mayBeginWith);
    const blocks = await this.#lexiconBlocks("keyedForms", (first, end) => mayHold.some((may) => may(first, end)));
    return blocks
      .flatMap((block) => beginnings.flatMap((beginning) => termsWithPrefix(block, beginning)))
      .map((form) => ({ ...form, term: formBehindKey(form.term) }));
  }

  /**
   * Tells whether to look up one more word in all reversed forms, not in a block or two of these and of the forms: true
   * in a process that has looked up some and holds sections, and reads them once.
   */
  looksUpInWhole(): boolean {
    this.#wordsLookedUp += 1;
    return this.blocks.holdsSections && this.#wordsLookedUp > WORDS_BLOCK_BY_BLOCK;
  }

  /**
   * The phrases that begin with a prefix, ascending. One request for blocks side by side; none behind a word that no
   * phrase has before others, as most words of queries are, once the tail is read.
   */
  async phrasesWithPrefix(prefix: string): Promise<TermDocuments[]> {
    const { phrases, documents } = this.contents;
    const first = firstOfWords(prefix);
    if (phrases === null || (first !== null && !mayHoldKey(await this.phraseFilter(), first))) return [];
    const numbers = blocksWithPrefix(phrases.firstTerms, prefix);
    const blocks = await this.blocks.readUnpacked("phrases", phrases, numbers, postingsAsBlock);
    return blocks.flatMap((block) => findDocumentsInPostingBlock(block, prefix, documents));
  }

  /** A filter over the first words of phrases of several. One request, none once the tail is read. */
  phraseFilter(): Promise<Uint8Array> {
    const { phraseFilter } = this.contents;
    if (phraseFilter === undefined) return Promise.resolve(ANY_KEY);
    return this.once("filter of phrases", () => this.blocks.readAt("filter", FILTER_NUMBERS.phrases, phraseFilter));
  }

  /** The lengths of a field by ordinal. One request for all fields and the index of stored blocks, then none. */
  async lengths(field: number): Promise<Uint32Array> {
    const { lengths } = await this.#scoringParts();
    const column = lengths[field];
    if (column === undefined) throw corruptBytes("it has no lengths of a field");
    return column;
  }

  /** The column of a stored field, or null where the segment keeps none. One request, two if it is cut; then none. */
  values(field: string): Promise<ValueColumn | null> {
    return this.once(`whole ${field}`, async () => {
      const [head, rest] = await Promise.all([this.heads(field), this.rests(field)]);
      const stored = head === null || rest === null ? head : joinColumns(head, rest);
      const show = this.#shown.get(field);
      return stored === null || show === undefined ? stored : { ...stored, values: stored.values.map(show) };
    });
  }

  /** The heads of a column as stored, or all of it if it is not cut. Null as `values`; one request, then none. */
  heads(field: string): Promise<ValueColumn | null> {
    return this.#valueColumn("values", field, (column) => column);
  }

  /** The texts behind the heads; null if the column is not cut. Requests as `heads`. */
  rests(field: string): Promise<ValueColumn | null> {
    return this.#valueColumn("rests", field, ({ rest }) => rest);
  }

  /** The id of every document by ordinal. One request, then none. */
  ids(): Promise<readonly JsonValue[]> {
    const { idColumn, documents } = this.contents;
    return this.once("ids", async () =>
      decodeIds(await this.blocks.readAt("column", this.#columnNumbers.ids, idColumn), documents),
    );
  }

  /** The digests of a field, or null where the segment keeps none. One request, then none. */
  digests(field: string): Promise<DigestColumn | null> {
    const { digestColumns, documents } = this.contents;
    return this.once(`digests ${field}`, async () => {
      const number = digestColumns.findIndex((column) => column.field === field);
      const column = digestColumns[number];
      if (column === undefined) return null;
      const content = await this.blocks.readAt("column", this.#columnNumbers.digests + number, column);
      return decodeDigestColumn(content, column.digestBytes, documents);
    });
  }

  /** The ordinals of the documents with a digest, ascending; the caller compares what it stands for. As `digests`. */
  async findOrdinalsByDigest(field: string, digest: Uint8Array): Promise<number[]> {
    const column = await this.digests(field);
    return column === null ? [] : findDigest(column, digest);
  }

  /** The documents that are the same as others of the segment; null where none is. One request, then none. */
  duplicates(): Promise<Duplicates | null> {
    const { duplicates, documents } = this.contents;
    return this.once("duplicates", async () =>
      duplicates === null ? null : decodeDuplicates(await this.blocks.readAt("duplicates", 0, duplicates), documents),
    );
  }

  /** True if the segment was written with cards. */
  get hasCards(): boolean {
    return this.contents.cardsIndex !== null;
  }

  /**
   * True if the segment has no cards, or if the stored document costs no request: its block is in memory or on its
   * way. Reads the index as `documents` does.
   */
  async hasStoredAtHand(ordinal: number): Promise<boolean> {
    if (!this.hasCards) return true;
    return this.blocks.has("stored", (await this.documentIndex("stored")).blockOf(ordinal));
  }

  /** The stored documents of some ordinals. At most one request a distinct block; the first also reads the index. */
  storedDocuments(ordinals: readonly number[]): Promise<Map<number, StoredDocument>> {
    return this.documents("stored", ordinals);
  }

  /**
   * The same, or the cards, which have a part of the fields; where the segment keeps no cards, all of them. Documents
   * of megabytes are parsed in turns of their own, so that others are answered between two of them.
   */
  async documents(wanted: DocumentSection, ordinals: readonly number[]): Promise<Map<number, StoredDocument>> {
    if (ordinals.length === 0) return new Map();
    const section = this.hasCards ? wanted : "stored";
    const index = await this.documentIndex(section);
    const numbers = [...new Set(ordinals.map((ordinal) => index.blockOf(ordinal)))];
    const blocks = await this.blocks.readKeptPacked(section, index, numbers, this.#besides(section, index));
    const blockByNumber = new Map(numbers.map((number, i) => [number, blocks[i]]));
    const found = new Map<number, StoredDocument>();
    const budget = new TurnBudget(DECODED_BYTES_A_TURN);
    for (const ordinal of ordinals) {
      const number = index.blockOf(ordinal);
      const { firstOrdinal, documentCount } = index.documentsOf(number);
      const block = blockByNumber.get(number) ?? new Uint8Array();
      if (budget.spend(block.length)) await budget.takeTurn();
      found.set(ordinal, this.#show(decodeStoredRow(block, documentCount, ordinal - firstOrdinal)));
    }
    return found;
  }

  /**
   * Chooses cards that are read along with one, in a process that has answered some lists, as long as all of them may
   * be held: a request costs the same whatever its bytes.
   */
  #besides(section: DocumentSection, index: StoredIndex): ((blockNumber: number) => readonly number[]) | undefined {
    if (section !== "cards") return undefined;
    this.#listsRead += 1;
    if (this.#listsRead <= LISTS_BLOCK_BY_BLOCK || !this.blocks.mayHold(index, index.sizeBytes)) return undefined;
    return (number) => {
      const first = number - (number % CARD_BLOCKS_PER_REQUEST);
      const count = Math.min(CARD_BLOCKS_PER_REQUEST, index.blockCount - first);
      return Array.from({ length: count }, (_, i) => first + i);
    };
  }

  #show(stored: StoredDocument): StoredDocument {
    if (this.#shown.size === 0) return stored;
    const shown = [...this.#shown].map(([field, show]) => [field, show(stored.fields[field] ?? null)]);
    return { ...stored, fields: { ...stored.fields, ...Object.fromEntries(shown) } };
  }

  /** The block of the ids section in which a document's entry stands. No request. */
  entryBlockOf(ordinal: number): number {
    return lastAtMost(this.contents.entryBlocks.firstOrdinals, ordinal);
  }

  /** The entries of one block of the ids section. One request. */
  async entriesOfBlock(block: number): Promise<PlacedSourceEntry[]> {
    const [content] = await this.blocks.readSome("entries", this.contents.entryBlocks, [block]);
    return this.decodeEntries(block, content);
  }

  async #termsWithPrefix(name: LexiconName, prefix: string): Promise<LexiconTerm[]> {
    const blocks = await this.#lexiconBlocks(name, mayBeginWith(prefix));
    return blocks.flatMap((block) => termsWithPrefix(block, prefix));
  }

  async #lexiconBlocks(name: LexiconName, mayHold: MayHold): Promise<LexiconBlock[]> {
    const index = this.contents[name];
    if (index === null) return [];
    const numbers = [...index.firstTerms.keys()].filter((number) =>
      mayHold(index.firstTerms[number] ?? "", index.firstTerms[number + 1] ?? null),
    );
    return this.blocks.readUnpacked(name, index, numbers, lexiconAsBlock);
  }

  /** The posting block in which each term would stand; terms before the first block have none. */
  #blocksOf(terms: readonly string[]): Map<string, number> {
    const blockOfTerm = new Map<string, number>();
    for (const term of terms) {
      const block = lastAtMost(this.contents.postings.firstTerms, term);
      if (block >= 0) blockOfTerm.set(term, block);
    }
    return blockOfTerm;
  }

  decodeEntries(block: number, content: Uint8Array | undefined): PlacedSourceEntry[] {
    if (content === undefined) throw corruptBytes("it lacks a block of source keys");
    const firstOrdinal = this.contents.entryBlocks.firstOrdinals[block] ?? 0;
    return decodeEntries(content, block * ENTRIES_PER_BLOCK, firstOrdinal, this.contents.documents);
  }

  async documentIndex(section: DocumentSection): Promise<StoredIndex> {
    const index = (await this.#scoringParts())[section];
    if (index !== null) return index;
    throw corruptBytes(`it has no ${section} section`);
  }

  /** Reads the parts that every query needs besides postings. They are adjacent, so that one request is enough. */
  #scoringParts() {
    return this.once("scoring", async () => {
      const { lengthColumns, storedIndex, cardsIndex, documents } = this.contents;
      const indexes = [
        { section: "index" as const, number: INDEX_BLOCK_NUMBERS.stored, place: storedIndex },
        ...(cardsIndex === null
          ? []
          : [{ section: "index" as const, number: INDEX_BLOCK_NUMBERS.cards, place: cardsIndex }]),
      ];
      const columns = lengthColumns.map((place, number) => ({ section: "column" as const, number, place }));
      const contents = await this.blocks.readSideBySide([...columns, ...indexes]);
      const [stored, cards] = contents.slice(columns.length).map((content) => decodeStoredIndex(content, documents));
      return {
        lengths: contents.slice(0, columns.length).map((column) => decodeLengths(column, documents)),
        stored: stored ?? null,
        cards: cards ?? null,
      };
    });
  }

  get #columnNumbers() {
    return columnNumbers(this.contents);
  }

  /** The blocks of the tail before the scoring parts. */
  #columnsOfTail(): PlacedBlock[] {
    const { duplicates, phraseFilter, valueColumns } = this.contents;
    const tailStart = segmentTailStart(this.contents);
    const first = this.#columnNumbers.values;
    const blocks: PlacedBlock[] = valueColumns.map((place, i) => ({ section: "column", number: first + i, place }));
    if (duplicates !== null) blocks.push({ section: "duplicates", number: 0, place: duplicates });
    if (phraseFilter !== undefined)
      blocks.push({ section: "filter", number: FILTER_NUMBERS.phrases, place: phraseFilter });
    return blocks.filter(({ place }) => place.start >= tailStart);
  }

  /** A part of a value column. */
  #valueColumn(
    part: "values" | "rests",
    field: string,
    placeOf: (column: SegmentContents["valueColumns"][number]) => Place | undefined,
  ): Promise<ValueColumn | null> {
    const { valueColumns, documents } = this.contents;
    return this.once(`${part} ${field}`, async () => {
      const number = valueColumns.findIndex((column) => column.field === field);
      const column = valueColumns[number];
      const place = column && placeOf(column);
      if (place === undefined) return null;
      return decodeValues(await this.blocks.readAt("column", this.#columnNumbers[part] + number, place), documents);
    });
  }

  once<T>(name: string, read: () => Promise<T>): Promise<T> {
    return loadOnce(this.#cache as Map<string, Promise<T>>, name, () =>
      read().catch((error: unknown) => {
        throw namingSegment(error, this.blocks.key);
      }),
    );
  }
}

/** A cache of answers. */
interface AnswerCache<K, T> {
  get(key: K): Promise<T> | undefined;
  set(key: K, answer: Promise<T>): unknown;
  delete(key: K): boolean;
}

/** Loads once and keeps the answer; a failure is forgotten, so that the next caller asks again. */
export function loadOnce<K, T>(cache: AnswerCache<K, T>, key: K, load: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const loading = load().catch((error: unknown) => {
    cache.delete(key);
    throw error;
  });
  cache.set(key, loading);
  return loading;
}

/** The table of contents, checked. One request. */
async function readContents(bytes: SegmentBytes, summary: SegmentSummary): Promise<SegmentContents> {
  if (bytes.isSmall) decodeHeader(await bytes.read(0, summary.sizeBytes));
  return decodeContents(await bytes.read(summary.contentsStart, summary.sizeBytes), summary);
}

/**
 * The table of contents from what lies between its start and the segment's end; `corrupt-segment` where it is not this
 * segment's.
 */
export function decodeContents(tail: Uint8Array, summary: SegmentSummary): SegmentContents {
  if (tail.length < FOOTER_BYTES) throw corruptBytes("its end is missing");
  const { contentsStart } = decodeFooter(tail.subarray(tail.length - FOOTER_BYTES));
  if (contentsStart !== summary.contentsStart) {
    throw corruptBytes("its table of contents is not where the manifest says");
  }
  const contents = parseContents(decodeJson(decodeBlock("contents", 0, tail.subarray(0, tail.length - FOOTER_BYTES))));
  if (contents.documents !== summary.documents || contents.entries !== summary.entries) {
    throw corruptBytes("it does not hold as many documents as the manifest says");
  }
  return contents;
}

/** The posting blocks in which terms with a prefix would stand: side by side. */
function blocksWithPrefix(firstTerms: readonly string[], prefix: string): number[] {
  const numbers: number[] = [];
  for (let number = Math.max(0, lastAtMost(firstTerms, prefix)); number < firstTerms.length; number += 1) {
    const first = firstTerms[number] ?? "";
    if (first > prefix && !first.startsWith(prefix)) break;
    numbers.push(number);
  }
  return numbers;
}

export function mayBeginWith(prefix: string): MayHold {
  return (first, end) => (first <= prefix || first.startsWith(prefix)) && (end === null || end > prefix);
}

/** Checked once, for as long as it is kept. */
function lexiconAsBlock(content: Uint8Array): UnpackedBlock<LexiconBlock> {
  const block = decodeLexiconBlock(bytesAsBlock(content).content);
  return { content: block, sizeBytes: block.sizeBytes };
}

function postingsAsBlock(content: Uint8Array): UnpackedBlock<PostingBlock> {
  const { directory, postings } = openPostingBlock(bytesAsBlock(content).content);
  const owned = bytesAsBlock(directory);
  return { content: { directory: owned.content, postings }, sizeBytes: owned.sizeBytes + postings.buffer.byteLength };
}

function occurrencesAsBlock(content: Uint8Array): UnpackedBlock<OccurrenceBlock> {
  const block = decodeOccurrenceBlock(bytesAsBlock(content).content);
  return { content: block, sizeBytes: block.sizeBytes };
}

export function withoutOccurrences(): SearchIndexError {
  return new SearchIndexError(
    "index-outdated",
    "The index was made without the positions of words, which phrases and exact forms need. Run poisk rebuild.",
  );
}
