/**
 * Merges some segments into one (layer 4) by streaming: entries, terms and documents of the inputs are walked side by
 * side in their order and written out; nothing is tokenized again. Memory: the entries, the ordinals' map, the blocks
 * in hand, and the writer's lexicon and columns.
 */
import { SearchIndexError } from "../../errors.ts";
import { encodeBlock, encodeBlockInBackground } from "../../segment/blocks/block-codec.ts";
import { type SegmentSummary, SMALL_SEGMENT_BYTES } from "../../segment/blocks/segment-format.ts";
import type { LengthOf } from "../../segment/postings/posting-block.ts";
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { type DigestColumn, type DigestField, digestOf, type ValueColumn } from "../../segment/stored/columns.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import {
  type JsonValue,
  type PackedStoredBlock,
  type StoredDocument,
  unpackStoredBlock,
} from "../../segment/stored/fields.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import {
  type DocumentRecord,
  type DocumentRow,
  SegmentWriter,
  type SegmentWriterOptions,
} from "../../segment/writer/segment-writer.ts";
import { DEAD_ORDINAL, TermMerge } from "./term-merge.ts";

/**
 * Blocks that are compressed on other threads while the next are made: two for each of libuv's four threads
 * (https://docs.libuv.org/en/v1.x/threadpool.html), so that none waits; some 16 KB each.
 */
const MOST_UNFINISHED_BLOCKS = 8;

export interface MergeResult {
  readonly summary: SegmentSummary;
  readonly entries: readonly MergedEntry[];
}

/**
 * Yields the merged segment's bytes as they come, and returns what it holds. Reads every input whole, once, and no
 * faster than the bytes are taken.
 */
export async function* mergeSegments(
  inputs: readonly MergeInput[],
  options: Pick<ResolvedIndexOptions, "fields" | "columnFields" | "digestFields" | "wordsOfToken">,
): AsyncGenerator<Uint8Array, MergeResult> {
  const entries = await collectEntries(inputs);
  const ordinalMaps = mapOrdinals(inputs, entries);
  const lengths = await mergeLengths(inputs, ordinalMaps, options.fields.length);
  const lengthOf: LengthOf = (field, ordinal) => lengths[field]?.[ordinal] ?? 0;
  // Of an input without occurrences nobody can tell where its words stood.
  const keepsOccurrences = options.wordsOfToken !== null && inputs.every(({ reader }) => reader.hasOccurrences);
  const writerOptions = { ...options, keepsOccurrences };
  const isSmall = inputs.reduce((sum, { reader }) => sum + reader.sizeBytes, 0) <= SMALL_SEGMENT_BYTES;
  // What other threads would take off a small merge, handing each block to them costs.
  const writer = new SegmentWriter(writerOptions, lengthOf, isSmall ? encodeBlock : encodeBlockInBackground);
  const terms = new TermMerge(
    inputs.map(({ reader }, input) => ({
      blocks: reader.termBlocks(keepsOccurrences),
      ordinalMap: ordinalMaps[input] ?? new Uint32Array(),
    })),
    keepsOccurrences,
  );
  for (let next = terms.next(); next !== "end"; next = terms.next()) {
    if (next === "unread") await terms.read();
    else writer.addTerm(next);
    if (writer.unfinishedBlocks <= MOST_UNFINISHED_BLOCKS && next !== "unread") continue;
    await writer.settle(MOST_UNFINISHED_BLOCKS);
    yield* writer.takeBytes();
  }
  await writer.settle(0);
  for await (const part of mergeDocuments(inputs, entries, ordinalMaps, writerOptions)) {
    if ("block" in part) writer.addStoredBlock(part.block, part.rows);
    else writer.addDocument(part.document);
    await writer.settle(MOST_UNFINISHED_BLOCKS);
    yield* writer.takeBytes();
  }
  await writer.settle(0);
  for (const { entry } of entries) writer.addEntry(entry);
  const summary = writer.finish();
  yield* writer.takeBytes();
  return { summary, entries };
}

async function collectEntries(inputs: readonly MergeInput[]): Promise<MergedEntry[]> {
  const entries: MergedEntry[] = [];
  for (const [input, { reader, dead }] of inputs.entries()) {
    for await (const entry of reader.entries()) if (!dead.has(entry.entryNumber)) entries.push({ input, entry });
  }
  entries.sort((a, b) => compareText(a.entry.sourceKey, b.entry.sourceKey));
  for (const [i, { entry }] of entries.entries()) {
    if (i > 0 && entries[i - 1]?.entry.sourceKey === entry.sourceKey) {
      throw new SearchIndexError("invariant-violated", "Two live segments speak for the same source key. Run rebuild.");
    }
  }
  return entries;
}

/** Per input, old ordinal to new. */
function mapOrdinals(inputs: readonly MergeInput[], entries: readonly MergedEntry[]): Uint32Array[] {
  const maps = inputs.map(({ reader }) => new Uint32Array(reader.contents.documents).fill(DEAD_ORDINAL));
  let next = 0;
  for (const { input, entry } of entries) {
    for (let i = 0; i < entry.documentCount; i += 1) {
      const map = maps[input];
      if (map !== undefined) map[entry.firstOrdinal + i] = next;
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

// The documents of several segments in the order of the merged one. A stored block that is wholly alive, and
// whose documents stay side by side, is handed on packed: neither unpacked nor compressed again. The others are unpacked
// as far as something in them lives.

/** What comes next in the merged order: a whole block, or one document. */
type DocumentsPart =
  | { readonly block: PackedStoredBlock; readonly rows: readonly DocumentRow[] }
  | { readonly document: DocumentRecord };

/**
 * All living documents by merged ordinal. `ordinalMaps`: by input, old ordinal to merged one. Reads each input's stored
 * section once, forwards.
 */
async function* mergeDocuments(
  inputs: readonly MergeInput[],
  entries: readonly MergedEntry[],
  ordinalMaps: readonly Uint32Array[],
  options: SegmentWriterOptions,
): AsyncGenerator<DocumentsPart> {
  const cursors = await Promise.all(
    inputs.map(({ reader }, input) => DocumentCursor.open(reader, ordinalMaps[input] ?? new Uint32Array(), options)),
  );
  let next = 0;
  let done = 0;
  for (const { input, entry } of entries) {
    for (let i = 0; i < entry.documentCount; i += 1, next += 1) {
      // A block that was handed on may hold this one too.
      if (next < done) continue;
      const part = await cursors[input]?.partAt(entry.firstOrdinal + i);
      if (part === undefined) continue;
      yield part;
      done = next + ("block" in part ? part.rows.length : 1);
    }
  }
}

/** What a segment keeps of its documents outside the stored blocks. */
interface DocumentColumns {
  readonly lengths: readonly Uint32Array[];
  /** All zeros where the segment was written without a column that is asked for now. */
  readonly digests: readonly DigestColumn[];
  /** Null where the segment was written without one of the columns that are asked for now. */
  readonly copied: { readonly ids: readonly JsonValue[]; readonly values: readonly ValueColumn[] } | null;
}

/** Walks the stored blocks of one input forwards. */
class DocumentCursor {
  readonly #blocks: AsyncGenerator<PackedStoredBlock>;
  readonly #columns: DocumentColumns;
  readonly #ordinalMap: Uint32Array;
  #block: PackedStoredBlock | null = null;
  /** Those of the block, once one of them is needed by itself. */
  #documents: readonly StoredDocument[] | null = null;

  private constructor(reader: SegmentReader, columns: DocumentColumns, ordinalMap: Uint32Array) {
    this.#blocks = reader.storedBlocks();
    this.#columns = columns;
    this.#ordinalMap = ordinalMap;
  }

  static async open(
    reader: SegmentReader,
    ordinalMap: Uint32Array,
    { fields, columnFields, digestFields }: SegmentWriterOptions,
  ): Promise<DocumentCursor> {
    const lengths = await Promise.all(fields.map((_, field) => reader.lengths(field)));
    const columns = await Promise.all(columnFields.map((field) => reader.values(field)));
    const values = columns.filter((column) => column !== null);
    const copied = values.length === columns.length ? { ids: await reader.ids(), values } : null;
    const digests = await Promise.all(digestFields.map((wanted) => digestsOf(reader, wanted)));
    return new DocumentCursor(reader, { lengths, digests, copied }, ordinalMap);
  }

  /** The part that begins with a document; ordinals only grow from call to call. */
  async partAt(ordinal: number): Promise<DocumentsPart> {
    const block = await this.#blockOf(ordinal);
    const { copied } = this.#columns;
    if (copied !== null && block.firstOrdinal === ordinal && this.#mayCopy(block)) {
      const rows = Array.from({ length: block.documentCount }, (_, i): DocumentRow => {
        const at = ordinal + i;
        const columnValues = copied.values.map(({ values, items }) => values[(items[at] ?? 0) - 1]);
        return { id: copied.ids[at] ?? null, columnValues, ...this.#numbersOf(at) };
      });
      return { block, rows };
    }
    this.#documents ??= unpackStoredBlock(block);
    const document = this.#documents[ordinal - block.firstOrdinal];
    if (document === undefined) throw missingDocument();
    return { document: { ...document, ...this.#numbersOf(ordinal) } };
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

  /** Whether all of a block lives, side by side. A segment's last block may be small, and is always packed again. */
  #mayCopy({ firstOrdinal, documentCount }: PackedStoredBlock): boolean {
    if (firstOrdinal + documentCount >= this.#ordinalMap.length) return false;
    const first = this.#ordinalMap[firstOrdinal] ?? 0;
    for (let i = 1; i < documentCount; i += 1) if (this.#ordinalMap[firstOrdinal + i] !== first + i) return false;
    return true;
  }

  #numbersOf(ordinal: number): Pick<DocumentRecord, "fieldLengths" | "digests"> {
    const { lengths, digests } = this.#columns;
    return {
      fieldLengths: lengths.map((column) => column[ordinal] ?? 0),
      digests: digests.map((column) => digestOf(column, ordinal)),
    };
  }
}

/** A column of another size was written by other options, and says nothing to these. */
async function digestsOf(reader: SegmentReader, { field, sizeBytes }: DigestField): Promise<DigestColumn> {
  const column = await reader.digests(field);
  if (column?.digestBytes === sizeBytes) return column;
  return { digestBytes: sizeBytes, bytes: new Uint8Array(sizeBytes * reader.contents.documents) };
}

function missingDocument(): SearchIndexError {
  return new SearchIndexError("corrupt-segment", "A segment holds fewer documents than it says. Run rebuild.");
}

/** One input of a merge; entries that are dead stay behind. */
export interface MergeInput {
  readonly reader: SegmentReader;
  readonly dead: ReadonlySet<number>;
}

/** An entry of the merged segment and where it came from; in the order of the merged entries. */
interface MergedEntry {
  readonly input: number;
  readonly entry: PlacedSourceEntry;
}
