/**
 * Merges some segments into one by streaming: entries, terms and documents of the inputs are walked side by
 * side in their order and written out; nothing is tokenized again. Memory: the entries, the ordinals' map, the blocks
 * in hand, and the writer's lexicon and columns.
 */

import { SearchIndexError } from "../../errors.ts";
import type { Superseded } from "../manifest/manifest.ts";
import { type Dead, supersededOf } from "../manifest/tombstones.ts";
import { encodeBlock, encodeBlockInBackground } from "../segment/blocks/block-codec.ts";
import { type SegmentSummary, SMALL_SEGMENT_BYTES } from "../segment/blocks/segment-format.ts";
import { FieldOccurrences, makeFormNumbers, type TermOccurrences } from "../segment/postings/occurrences.ts";
import type { LengthOf, TermPostings } from "../segment/postings/posting-block.ts";
import type { FieldPostings } from "../segment/postings/posting-list.ts";
import { allEntries, allNameRows } from "../segment/reader/entry-lookup.ts";
import type { SegmentReader } from "../segment/reader/segment-reader.ts";
import { documentBlocks, phraseBlocks, termBlocks } from "../segment/reader/segment-scan.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import { type DigestColumn, type DigestField, digestOf } from "../segment/stored/columns.ts";
import { compareText } from "../segment/stored/document-order.ts";
import {
  type DocumentSection,
  type PackedStoredBlock,
  type StoredDocument,
  unpackStoredBlock,
} from "../segment/stored/fields.ts";
import type { PlacedSourceEntry, SourceEntry } from "../segment/stored/source-entries.ts";
import type { Statement } from "../segment/stored/statements.ts";
import { type DocumentRow, SegmentWriter, type SegmentWriterOptions } from "../segment/writer/segment-writer.ts";

/**
 * Blocks that are compressed on other threads while the next are made: two for each of libuv's four threads
 * (https://docs.libuv.org/en/v1.x/threadpool.html), so that none waits; some 16 KB each.
 */
const MOST_UNFINISHED_BLOCKS = 8;

export interface MergeResult {
  readonly summary: SegmentSummary;
  readonly entries: readonly MergedEntry[];
  /** The new ordinal of each document in the merged segment, by input, DEAD_ORDINAL for those left out. */
  readonly ordinalMaps: readonly Uint32Array[];
}

export type MergeOptions = Omit<SegmentWriterOptions, "keepsOccurrences" | "keepsCards"> &
  Pick<ResolvedIndexOptions, "wordsOfToken"> &
  Partial<Pick<ResolvedIndexOptions, "cardOf" | "statementOf" | "privateFields">> & {
    /**
     * Makes the version of an entry in a segment for strangers. Entries keep nothing of what their uploads state then,
     * and documents no private fields. Default: all is kept.
     */
    readonly publishedVersion?: (entry: PlacedSourceEntry, input: number) => string;
  };

/**
 * Yields the merged segment's bytes as they come, and returns what it holds. Reads every input whole, once, and no
 * faster than the bytes are taken.
 */
export async function* mergeSegments(
  inputs: readonly MergeInput[],
  options: MergeOptions,
): AsyncGenerator<Uint8Array, MergeResult> {
  const entries = await collectEntries(inputs, options.statementOf ?? null);
  const ordinalMaps = mapOrdinals(inputs, entries);
  const lengths = await mergeLengths(inputs, ordinalMaps, options.fields.length);
  const merge = new SegmentMerge(inputs, options, entries, ordinalMaps, lengths);
  // The order of a segment's parts (docs/index-format.md).
  yield* merge.addTerms();
  yield* merge.addDocuments();
  yield* merge.addCards();
  await merge.addPhrases();
  merge.addEntries();
  const summary = merge.writer.finish();
  yield* merge.writer.takeBytes();
  return { summary, entries, ordinalMaps };
}

/** The parts of one merged segment, each added whole before the next. Those that yield give bytes meanwhile. */
class SegmentMerge {
  readonly writer: SegmentWriter;
  readonly #inputs: readonly MergeInput[];
  readonly #options: MergeOptions;
  readonly #entries: readonly MergedEntry[];
  readonly #ordinalMaps: readonly Uint32Array[];
  readonly #kept: Readonly<{ keepsOccurrences: boolean; keepsCards: boolean; documents: number }>;

  constructor(
    inputs: readonly MergeInput[],
    options: MergeOptions,
    entries: readonly MergedEntry[],
    ordinalMaps: readonly Uint32Array[],
    lengths: Awaited<ReturnType<typeof mergeLengths>>,
  ) {
    this.#inputs = inputs;
    this.#options = options;
    this.#entries = entries;
    this.#ordinalMaps = ordinalMaps;
    this.#kept = {
      // Of an input without occurrences nobody can tell where its words stood.
      keepsOccurrences: options.wordsOfToken !== null && inputs.every(({ reader }) => reader.hasOccurrences),
      keepsCards: (options.cardOf ?? null) !== null && inputs.every(({ reader }) => reader.hasCards),
      documents: lengths[0]?.length ?? 0,
    };
    const lengthOf: LengthOf = (field, ordinal) => lengths[field]?.[ordinal] ?? 0;
    const isSmall = inputs.reduce((sum, { reader }) => sum + reader.sizeBytes, 0) <= SMALL_SEGMENT_BYTES;
    // What other threads would take off a small merge, handing each block to them costs.
    const encode = isSmall ? encodeBlock : encodeBlockInBackground;
    this.writer = new SegmentWriter({ ...options, ...this.#kept }, lengthOf, encode);
  }

  async *addTerms(): AsyncGenerator<Uint8Array, void> {
    const { keepsOccurrences } = this.#kept;
    const terms = this.#mergeTerms((reader) => termBlocks(reader, keepsOccurrences), keepsOccurrences);
    for (let next = terms.next(); next !== "end"; next = terms.next()) {
      if (next === "unread") await terms.read();
      else this.writer.addTerm(next);
      if (this.writer.unfinishedBlocks <= MOST_UNFINISHED_BLOCKS && next !== "unread") continue;
      await this.writer.settle(MOST_UNFINISHED_BLOCKS);
      yield* this.writer.takeBytes();
    }
    await this.writer.settle(0);
  }

  async *addDocuments(): AsyncGenerator<Uint8Array, void> {
    const { publishedVersion, isReadByRanges, privateFields = [] } = this.#options;
    const settings = { ...this.#options, ...this.#kept };
    const columns = await Promise.all(this.#inputs.map(({ reader }) => loadColumns(reader, settings)));
    const cursors = this.#inputs.map(({ reader }, input) => {
      const mayCopy = isReadByRanges !== true && columns[input]?.mayCopy === true;
      return new DocumentCursor(reader, "stored", this.#ordinalMaps[input], mayCopy);
    });
    for await (const { input, ordinal, part } of mergeDocuments(cursors, this.#entries, this.#ordinalMaps)) {
      const ofInput = columns[input];
      if (ofInput === undefined) continue;
      if ("document" in part) {
        const { document } = part;
        const shown = publishedVersion === undefined ? document : withoutPrivate(document, privateFields);
        this.writer.addDocument({ ...shown, ...ofInput.rowAt(ordinal) });
      } else {
        const rows = Array.from({ length: part.block.documentCount }, (_, i) => ofInput.rowAt(ordinal + i));
        this.writer.addStoredBlock(part.block, rows);
      }
      await this.writer.settle(MOST_UNFINISHED_BLOCKS);
      yield* this.writer.takeBytes();
    }
    await this.writer.settle(0);
  }

  async *addCards(): AsyncGenerator<Uint8Array, void> {
    if (!this.#kept.keepsCards) return;
    const cursors = this.#inputs.map(
      ({ reader }, input) => new DocumentCursor(reader, "cards", this.#ordinalMaps[input], true),
    );
    for await (const { part } of mergeDocuments(cursors, this.#entries, this.#ordinalMaps)) {
      if ("block" in part) this.writer.addCardBlock(part.block);
      else this.writer.addCard(part.document);
      await this.writer.settle(MOST_UNFINISHED_BLOCKS);
      yield* this.writer.takeBytes();
    }
    await this.writer.settle(0);
  }

  async addPhrases(): Promise<void> {
    const phrases = this.#mergeTerms(phraseBlocks, false);
    for (let next = phrases.next(); next !== "end"; next = phrases.next()) {
      if (next === "unread") await phrases.read();
      else this.writer.addPhrase(next);
    }
  }

  /** Strangers get no entry without documents: removals and takedowns are nobody else's affair. */
  addEntries(): void {
    const { publishedVersion } = this.#options;
    for (const { input, entry, kept } of this.#entries) {
      if (publishedVersion === undefined) this.writer.addEntry(kept);
      else if (kept.documentCount > 0) {
        this.writer.addEntry({ ...kept, version: publishedVersion(entry, input), statements: [] });
      }
    }
  }

  #mergeTerms(blocksOf: (reader: SegmentReader) => ReturnType<typeof termBlocks>, hasOccurrences: boolean): TermMerge {
    return new TermMerge(
      this.#inputs.map(({ reader }, input) => ({
        blocks: blocksOf(reader),
        ordinalMap: this.#ordinalMaps[input] ?? new Uint32Array(),
      })),
      hasOccurrences,
    );
  }
}

/** A document as strangers may read it. */
function withoutPrivate({ id, sourceKey, fields }: StoredDocument, privateFields: readonly string[]): StoredDocument {
  const shown = Object.entries(fields).filter(([name]) => !privateFields.includes(name));
  return { id, sourceKey, fields: Object.fromEntries(shown) };
}

async function collectEntries(
  inputs: readonly MergeInput[],
  statementOf: ResolvedIndexOptions["statementOf"],
): Promise<MergedEntry[]> {
  const entries: MergedEntry[] = [];
  for (const [input, { reader, dead }] of inputs.entries()) {
    for await (const entry of allEntries(reader)) {
      if (dead.entries.has(entry.entryNumber)) continue;
      const superseded = supersededOf(dead, entry);
      const kept = superseded.length === 0 ? entry : await withoutDocuments(reader, entry, superseded, statementOf);
      entries.push({ input, entry, kept });
    }
  }
  entries.sort((a, b) => compareText(a.entry.sourceKey, b.entry.sourceKey));
  for (const [i, { entry }] of entries.entries()) {
    if (i > 0 && entries[i - 1]?.entry.sourceKey === entry.sourceKey) {
      throw new SearchIndexError(
        "invariant-violated",
        "Two live segments speak for the same source key. Run poisk rebuild.",
      );
    }
  }
  return entries;
}

/**
 * An entry without some of its documents: what these state stays, so that they can be brought back. At most one
 * request.
 */
async function withoutDocuments(
  reader: SegmentReader,
  entry: PlacedSourceEntry,
  superseded: readonly Superseded[],
  statementOf: ResolvedIndexOptions["statementOf"],
): Promise<SourceEntry> {
  const stored = await reader.storedDocuments(superseded.map(([ordinal = 0]) => ordinal));
  const statements = [...stored.values()].flatMap(({ fields }): readonly Statement[] => {
    const stated = statementOf?.(fields) ?? null;
    return stated === null ? [] : [{ ...stated, kind: "article" }];
  });
  return {
    sourceKey: entry.sourceKey,
    version: entry.version,
    documentCount: entry.documentCount - superseded.length,
    fieldLengthSums: entry.fieldLengthSums.map((sum, field) =>
      superseded.reduce((rest, lengths) => rest - (lengths[field + 1] ?? 0), sum),
    ),
    statements: [...(entry.statements ?? []), ...statements],
  };
}

/** Maps old ordinals to new ones, for each input. */
function mapOrdinals(inputs: readonly MergeInput[], entries: readonly MergedEntry[]): Uint32Array[] {
  const maps = inputs.map(({ reader }) => new Uint32Array(reader.contents.documents).fill(DEAD_ORDINAL));
  let next = 0;
  for (const { input, entry } of entries) {
    const superseded = inputs[input]?.dead.superseded;
    for (let i = 0; i < entry.documentCount; i += 1) {
      const map = maps[input];
      if (map === undefined || superseded?.has(entry.firstOrdinal + i) === true) continue;
      map[entry.firstOrdinal + i] = next;
      next += 1;
    }
  }
  return maps;
}

/** Field lengths of the merged documents, by field number and ordinal. */
async function mergeLengths(
  inputs: readonly MergeInput[],
  ordinalMaps: readonly Uint32Array[],
  fieldCount: number,
): Promise<Uint32Array[]> {
  const documents = ordinalMaps.reduce((count, map) => map.reduce(countAlive, count), 0);
  const merged = Array.from({ length: fieldCount }, () => new Uint32Array(documents));
  for (const [input, { reader }] of inputs.entries()) {
    const map = ordinalMaps[input] ?? new Uint32Array();
    for (const [field, lengths] of merged.entries()) {
      const column = await reader.lengths(field);
      for (let ordinal = 0; ordinal < map.length; ordinal += 1) {
        const to = map[ordinal] ?? DEAD_ORDINAL;
        if (to !== DEAD_ORDINAL) lengths[to] = column[ordinal] ?? 0;
      }
    }
  }
  return merged;
}

function countAlive(count: number, ordinal: number): number {
  return ordinal === DEAD_ORDINAL ? count : count + 1;
}

// The documents of several segments, or their cards, in the order of the merged one. A block that is wholly alive, and
// whose documents stay side by side, is handed on packed: neither unpacked nor compressed again. The others are
// unpacked as far as something in them lives.

/** The next part of the merged order: a whole block, or one document. */
type DocumentsPart = { readonly block: PackedStoredBlock } | { readonly document: StoredDocument };

/** A part, and the ordinal in its input that it begins with. */
interface PlacedPart {
  readonly input: number;
  readonly ordinal: number;
  readonly part: DocumentsPart;
}

/**
 * All living documents of a section by merged ordinal, a cursor for each input. Reads that section of each once,
 * forwards.
 */
async function* mergeDocuments(
  cursors: readonly DocumentCursor[],
  entries: readonly MergedEntry[],
  ordinalMaps: readonly Uint32Array[],
): AsyncGenerator<PlacedPart> {
  let done = 0;
  for (const { input, entry } of entries) {
    for (let i = 0; i < entry.documentCount; i += 1) {
      const ordinal = entry.firstOrdinal + i;
      const next = ordinalMaps[input]?.[ordinal] ?? DEAD_ORDINAL;
      // A block that was handed on may hold this one too.
      if (next === DEAD_ORDINAL || next < done) continue;
      const part = await cursors[input]?.partAt(ordinal);
      if (part === undefined) continue;
      yield { input, ordinal, part };
      done = next + ("block" in part ? part.block.documentCount : 1);
    }
  }
}

/** Columns of a segment's documents outside the stored blocks. */
interface DocumentColumns {
  /** True if all requested columns are known, so that stored blocks can be copied unread. */
  readonly mayCopy: boolean;
  rowAt(ordinal: number): DocumentRow;
}

async function loadColumns(
  reader: SegmentReader,
  { fields, columnFields, digestFields }: SegmentWriterOptions,
): Promise<DocumentColumns> {
  const lengths = await Promise.all(fields.map((_, field) => reader.lengths(field)));
  const values = await Promise.all(columnFields.map((field) => reader.values(field)));
  const digests = await Promise.all(digestFields.map((wanted) => digestsOf(reader, wanted)));
  const ids = await reader.ids();
  const nameHashes = await namesByOrdinal(reader);
  return {
    mayCopy: values.every((column) => column !== null),
    rowAt: (ordinal) => ({
      id: ids[ordinal] ?? null,
      nameHashes: nameHashes[ordinal] ?? [],
      columnValues: values.map((column) => column?.values[(column.items[ordinal] ?? 0) - 1]),
      fieldLengths: lengths.map((column) => column[ordinal] ?? 0),
      digests: digests.map((column) => digestOf(column, ordinal)),
    }),
  };
}

/** The hashes of the names of each document. Reads the table of names whole. */
async function namesByOrdinal(reader: SegmentReader): Promise<readonly (readonly number[])[]> {
  const names: number[][] = Array.from({ length: reader.contents.documents }, () => []);
  for await (const { hash, ordinal } of allNameRows(reader)) names[ordinal]?.push(hash);
  return names;
}

/** Walks the blocks of one section of one input forwards. */
class DocumentCursor {
  readonly #blocks: AsyncGenerator<PackedStoredBlock>;
  readonly #ordinalMap: Uint32Array;
  readonly #mayCopy: boolean;
  #block: PackedStoredBlock | null = null;
  /** Documents of the block, once one of them is needed by itself. */
  #documents: readonly StoredDocument[] | null = null;

  /** `ordinalMap`: old ordinal to merged one. Where `mayCopy` is false, every document comes by itself. */
  constructor(reader: SegmentReader, section: DocumentSection, ordinalMap: Uint32Array | undefined, mayCopy: boolean) {
    this.#blocks = documentBlocks(reader, section);
    this.#ordinalMap = ordinalMap ?? new Uint32Array();
    this.#mayCopy = mayCopy;
  }

  /** The part that begins with a document; ordinals only grow from call to call. */
  async partAt(ordinal: number): Promise<DocumentsPart> {
    const block = await this.#blockOf(ordinal);
    if (this.#mayCopy && block.firstOrdinal === ordinal && this.#isWhole(block)) return { block };
    this.#documents ??= unpackStoredBlock(block);
    const document = this.#documents[ordinal - block.firstOrdinal];
    if (document === undefined) throw missingDocument();
    return { document };
  }

  async #blockOf(ordinal: number): Promise<PackedStoredBlock> {
    while (this.#block === null || ordinal >= this.#block.firstOrdinal + this.#block.documentCount) {
      const { value, done } = await this.#blocks.next();
      if (done) throw missingDocument();
      this.#block = value;
      this.#documents = null;
    }
    return this.#block;
  }

  /**
   * Tells whether all documents of a block are alive and adjacent. A segment's last block may be small, and is always
   * packed again.
   */
  #isWhole({ firstOrdinal, documentCount }: PackedStoredBlock): boolean {
    if (firstOrdinal + documentCount >= this.#ordinalMap.length) return false;
    const first = this.#ordinalMap[firstOrdinal] ?? 0;
    for (let i = 1; i < documentCount; i += 1) if (this.#ordinalMap[firstOrdinal + i] !== first + i) return false;
    return true;
  }
}

/** A column of another size was written by other options, and says nothing to these. */
/** Reads the digests; all zeros if the segment was written without the column. */
async function digestsOf(reader: SegmentReader, { field, sizeBytes }: DigestField): Promise<DigestColumn> {
  const column = await reader.digests(field);
  if (column?.digestBytes === sizeBytes) return column;
  return { digestBytes: sizeBytes, bytes: new Uint8Array(sizeBytes * reader.contents.documents) };
}

function missingDocument(): SearchIndexError {
  return new SearchIndexError("corrupt-segment", "A segment holds fewer documents than it says. Run poisk rebuild.");
}

/** One input of a merge; what is dead stays behind. */
export interface MergeInput {
  readonly reader: SegmentReader;
  readonly dead: Pick<Dead, "entries" | "superseded">;
}

/** An entry in its input, and as the merged segment has it; in the order of the merged entries. */
interface MergedEntry {
  readonly input: number;
  readonly entry: PlacedSourceEntry;
  readonly kept: SourceEntry;
}

// The terms of several segments in one order, each with its lists put together; terms of dead documents alone are
// left out. Terms are taken one by one without a promise for each, of which a merge would make millions: only where a
// block of some input is used up the next one is waited for.

/** One input: its blocks of terms, ascending, and the map from its ordinals to the merged ones. */
interface TermInput {
  readonly blocks: AsyncIterator<Iterator<TermPostings, undefined>>;
  readonly ordinalMap: Uint32Array;
}

/** The result of `next`: a merged term, or that a block must be read first, or the end. */
type NextTerm = TermPostings | "unread" | "end";

/** Call order: read, then next until it says so, then read, and so on. */
class TermMerge {
  readonly #cursors: readonly TermCursor[];
  readonly #keepsOccurrences: boolean;

  constructor(inputs: readonly TermInput[], keepsOccurrences: boolean) {
    this.#cursors = inputs.map((input) => new TermCursor(input));
    this.#keepsOccurrences = keepsOccurrences;
  }

  /** Reads what `next` lacks. Rejects as the inputs do. */
  async read(): Promise<void> {
    for (const cursor of this.#cursors) if (cursor.isUnread) await cursor.read();
  }

  next(): NextTerm {
    for (;;) {
      let term: string | null = null;
      for (const { head, isUnread } of this.#cursors) {
        if (isUnread) return "unread";
        if (head !== null && (term === null || head.term < term)) term = head.term;
      }
      if (term === null) return "end";
      const merged = this.#mergeTerm(term);
      if (merged !== null) return merged;
    }
  }

  #mergeTerm(term: string): TermPostings | null {
    const sources: (PostingSource & { readonly occurrences: TermOccurrences })[] = [];
    for (const cursor of this.#cursors) {
      if (cursor.head?.term !== term) continue;
      const { fields, occurrences = NO_OCCURRENCES } = cursor.head;
      sources.push({ fields, occurrences, ordinalMap: cursor.ordinalMap });
      cursor.advance();
    }
    const fields = mergePostings(sources);
    if (fields.length === 0) return null;
    return this.#keepsOccurrences ? { term, fields, occurrences: mergeOccurrences(sources, fields) } : { term, fields };
  }
}

const NO_OCCURRENCES: TermOccurrences = { forms: [], fields: [] };

/** Walks the terms of one input. */
class TermCursor {
  readonly ordinalMap: Uint32Array;
  readonly #blocks: TermInput["blocks"];
  #block: Iterator<TermPostings, undefined> | null = null;
  /** The present term; null where it is unread, and after the last. */
  head: TermPostings | null = null;
  isUnread = true;

  constructor({ blocks, ordinalMap }: TermInput) {
    this.#blocks = blocks;
    this.ordinalMap = ordinalMap;
  }

  advance(): void {
    this.head = this.#block?.next().value ?? null;
    this.isUnread = this.head === null;
  }

  /** Goes on in the next block that has a term. */
  async read(): Promise<void> {
    while (this.isUnread) {
      const { value, done } = await this.#blocks.next();
      if (done) break;
      this.#block = value;
      this.advance();
    }
    this.isUnread = false;
  }
}

// Puts the posting lists of one term from several segments together: old ordinals become new ones, documents
// that are dead fall out, and the lists stay ascending.

/** No document of a merged segment has this ordinal: the mark of a dead one. */
export const DEAD_ORDINAL = 0xffffffff;

/** A term's lists in one input, and the map from that input's ordinals to the merged ones, which ascends with them. */
interface PostingSource {
  readonly fields: readonly FieldPostings[];
  readonly ordinalMap: Uint32Array;
}

/** Merges postings by field number; fields without live documents are left out. */
export function mergePostings(sources: readonly PostingSource[]): FieldPostings[] {
  const [only] = sources;
  // Most terms are in one input.
  if (sources.length === 1 && only !== undefined) return mapLists(only);
  const liveByField = new Map<number, FieldPostings[]>();
  for (const source of sources) {
    for (const live of mapLists(source)) {
      const lists = liveByField.get(live.field);
      if (lists === undefined) liveByField.set(live.field, [live]);
      else lists.push(live);
    }
  }
  return [...liveByField]
    .sort(([a], [b]) => a - b)
    .map(([, lists]) => (lists.length === 1 && lists[0] !== undefined ? lists[0] : unite(lists)));
}

function mapLists({ fields, ordinalMap }: PostingSource): FieldPostings[] {
  const lists: FieldPostings[] = [];
  for (const list of fields) {
    const live = mapList(list, ordinalMap);
    if (live.ordinals.length > 0) lists.push(live);
  }
  return lists;
}

/** Maps a list to new ordinals. Most lists are short and lose nothing, so that arrays are made only if necessary. */
function mapList(list: FieldPostings, ordinalMap: Uint32Array): FieldPostings {
  const mapped = new Uint32Array(list.ordinals.length);
  let length = 0;
  for (let i = 0; i < mapped.length; i += 1) {
    const ordinal = ordinalMap[list.ordinals[i] ?? 0] ?? DEAD_ORDINAL;
    if (ordinal !== DEAD_ORDINAL) mapped[length++] = ordinal;
  }
  if (length === mapped.length) return { field: list.field, ordinals: mapped, frequencies: list.frequencies };
  const alive = list.frequencies.filter((_, i) => (ordinalMap[list.ordinals[i] ?? 0] ?? DEAD_ORDINAL) !== DEAD_ORDINAL);
  return { field: list.field, ordinals: mapped.subarray(0, length), frequencies: alive };
}

/** Ascending lists without a common ordinal, none empty, as one. */
function unite(lists: FieldPostings[]): FieldPostings {
  lists.sort((a, b) => firstOf(a) - firstOf(b));
  const areApart = lists.every((list, i) => i === 0 || lastOf(lists[i - 1]) < firstOf(list));
  return areApart ? concatenate(lists) : interleave(lists);
}

function firstOf({ ordinals }: FieldPostings): number {
  return ordinals[0] ?? DEAD_ORDINAL;
}

function lastOf(list: FieldPostings | undefined): number {
  return list?.ordinals.at(-1) ?? DEAD_ORDINAL;
}

/** Concatenates lists. In an archive the parts of one commit are adjacent: its segments do not interleave. */
function concatenate(lists: readonly FieldPostings[]): FieldPostings {
  const total = lists.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  const all = { field: lists[0]?.field ?? 0, ordinals: new Uint32Array(total), frequencies: new Uint32Array(total) };
  let next = 0;
  for (const { ordinals, frequencies } of lists) {
    all.ordinals.set(ordinals, next);
    all.frequencies.set(frequencies, next);
    next += ordinals.length;
  }
  return all;
}

/** Inputs are few, so the smallest head is found by looking at all. */
function interleave(lists: readonly FieldPostings[]): FieldPostings {
  const total = lists.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  const ordinals = new Uint32Array(total);
  const frequencies = new Uint32Array(total);
  const places = new Uint32Array(lists.length);
  for (let i = 0; i < total; i += 1) {
    let nearest = 0;
    let smallest = DEAD_ORDINAL;
    for (let number = 0; number < lists.length; number += 1) {
      const head = lists[number]?.ordinals[places[number] ?? 0] ?? DEAD_ORDINAL;
      if (head >= smallest) continue;
      smallest = head;
      nearest = number;
    }
    const place = places[nearest] ?? 0;
    ordinals[i] = smallest;
    frequencies[i] = lists[nearest]?.frequencies[place] ?? 1;
    places[nearest] = place + 1;
  }
  return { field: lists[0]?.field ?? 0, ordinals, frequencies };
}

// Puts the occurrences of one term from several segments together, beside its posting lists: documents that are
// dead fall out, and with them the forms that only they had; the forms of all inputs are numbered anew.

/**
 * A term's occurrences in one input, and the map from that input's ordinals to the merged ones, which ascends with
 * them.
 */
interface OccurrenceSource {
  readonly occurrences: TermOccurrences;
  readonly ordinalMap: Uint32Array;
}

/** `merged`: the posting lists that the sources' lists were put together to. */
function mergeOccurrences(sources: readonly OccurrenceSource[], merged: readonly FieldPostings[]): TermOccurrences {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined && isWholeIn(only.occurrences, merged)) {
    return withOrdinals(only.occurrences, merged);
  }
  const { forms, renumberings } = uniteForms(sources, countPostings(sources) > countAll(merged));
  const fields = merged.map((list) => {
    const cursors = sources.flatMap(({ occurrences, ordinalMap }, i): OccurrenceCursor[] => {
      const field = occurrences.fields.find((candidate) => candidate.field === list.field);
      return field === undefined ? [] : [new OccurrenceCursor(field, ordinalMap, renumberings[i] ?? new Uint32Array())];
    });
    return mergeField(list, cursors, forms.length);
  });
  return { forms, fields };
}

/** Tells whether all documents of a term are alive: most terms are in one input, few in a dead document. */
function isWholeIn({ fields }: TermOccurrences, merged: readonly FieldPostings[]): boolean {
  return (
    fields.length === merged.length && fields.every(({ ordinals }, i) => ordinals.length === merged[i]?.ordinals.length)
  );
}

function withOrdinals({ forms, fields }: TermOccurrences, merged: readonly FieldPostings[]): TermOccurrences {
  const moved = fields.map(
    ({ field, ordinals, starts, positions, formNumbers }, i) =>
      new FieldOccurrences(field, merged[i]?.ordinals ?? ordinals, starts, positions, formNumbers),
  );
  return { forms, fields: moved };
}

/** The forms of all sources, each once, ascending; and by source, the old numbers of its forms to the new. */
function uniteForms(sources: readonly OccurrenceSource[], hasDead: boolean) {
  const lists = sources.map(({ occurrences }) => occurrences.forms);
  const used = hasDead ? sources.map(findLiveForms) : null;
  const renumberings = lists.map((list) => new Uint32Array(list.length));
  const places = new Uint32Array(lists.length);
  const forms: string[] = [];
  for (;;) {
    let smallest: string | undefined;
    for (let i = 0; i < lists.length; i += 1) {
      while (used?.[i]?.[places[i] ?? 0] === 0) places[i] = (places[i] ?? 0) + 1;
      const form = lists[i]?.[places[i] ?? 0];
      if (form !== undefined && (smallest === undefined || form < smallest)) smallest = form;
    }
    if (smallest === undefined) return { forms, renumberings };
    for (let i = 0; i < lists.length; i += 1) {
      const place = places[i] ?? 0;
      const renumbering = renumberings[i];
      if (renumbering === undefined || lists[i]?.[place] !== smallest) continue;
      renumbering[place] = forms.length;
      places[i] = place + 1;
    }
    forms.push(smallest);
  }
}

function countPostings(sources: readonly OccurrenceSource[]): number {
  return sources.reduce((sum, { occurrences }) => sum + countAll(occurrences.fields), 0);
}

function countAll(lists: readonly { readonly ordinals: Uint32Array }[]): number {
  return lists.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
}

/** 1 for each form that stands in a live document. */
function findLiveForms({ occurrences: { forms, fields }, ordinalMap }: OccurrenceSource): Uint8Array {
  const isUsed = new Uint8Array(forms.length);
  for (const { ordinals, starts, formNumbers } of fields) {
    for (let i = 0; i < ordinals.length; i += 1) {
      if (ordinalMap[ordinals[i] ?? 0] === DEAD_ORDINAL) continue;
      const end = starts[i + 1] ?? 0;
      for (let at = starts[i] ?? 0; at < end; at += 1) isUsed[formNumbers[at] ?? 0] = 1;
    }
  }
  return isUsed;
}

function mergeField(
  { field, ordinals }: FieldPostings,
  cursors: readonly OccurrenceCursor[],
  formCount: number,
): FieldOccurrences {
  const mostPositions = cursors.reduce((sum, { size }) => sum + size, 0);
  const positions = new Uint32Array(mostPositions);
  const formNumbers = makeFormNumbers(mostPositions, formCount);
  const starts = new Uint32Array(ordinals.length + 1);
  let next = 0;
  let number = 0;
  for (let i = 0; i < ordinals.length; i += 1) {
    const ordinal = ordinals[i] ?? 0;
    // The input of the document before mostly has this one too.
    for (let tried = 0; tried < cursors.length && cursors[number]?.ordinal !== ordinal; tried += 1) {
      number = number + 1 === cursors.length ? 0 : number + 1;
    }
    const cursor = cursors[number];
    if (cursor?.ordinal === ordinal) next = cursor.copyTo(positions, formNumbers, next);
    starts[i + 1] = next;
  }
  if (next === mostPositions) return new FieldOccurrences(field, ordinals, starts, positions, formNumbers);
  return new FieldOccurrences(field, ordinals, starts, positions.subarray(0, next), formNumbers.subarray(0, next));
}

/** Walks the live documents of one input's list. */
class OccurrenceCursor {
  readonly #occurrences: FieldOccurrences;
  readonly #ordinalMap: Uint32Array;
  readonly #renumbering: Uint32Array;
  #place = -1;
  /** Ordinal of the present document in the merged segment; DEAD_ORDINAL after the last. */
  ordinal = DEAD_ORDINAL;

  constructor(occurrences: FieldOccurrences, ordinalMap: Uint32Array, renumbering: Uint32Array) {
    this.#occurrences = occurrences;
    this.#ordinalMap = ordinalMap;
    this.#renumbering = renumbering;
    this.#advance();
  }

  get size(): number {
    return this.#occurrences.positions.length;
  }

  /** Copies the present document's occurrences and goes on; where the copy ends. */
  copyTo(positions: Uint32Array, formNumbers: { [place: number]: number }, at: number): number {
    const from = this.#occurrences;
    let to = at;
    const end = from.starts[this.#place + 1] ?? 0;
    for (let i = from.starts[this.#place] ?? 0; i < end; i += 1, to += 1) {
      positions[to] = from.positions[i] ?? 0;
      formNumbers[to] = this.#renumbering[from.formNumbers[i] ?? 0] ?? 0;
    }
    this.#advance();
    return to;
  }

  #advance(): void {
    const { ordinals } = this.#occurrences;
    do {
      this.#place += 1;
      this.ordinal =
        this.#place < ordinals.length ? (this.#ordinalMap[ordinals[this.#place] ?? 0] ?? DEAD_ORDINAL) : DEAD_ORDINAL;
    } while (this.ordinal === DEAD_ORDINAL && this.#place < ordinals.length);
  }
}
