/**
 * Looks up what a segment speaks for: its source keys and ids. Queries by words ask for none of it.
 */

import { lastAtMost } from "../../../keyed.ts";
import type { KeyRange } from "../../../store/store.ts";
import { decodeJson } from "../blocks/json-block.ts";
import { documentIdsIndexSchema, FILTER_NUMBERS, INDEX_BLOCK_NUMBERS, parseShape } from "../blocks/segment-format.ts";
import type { JsonValue } from "../stored/fields.ts";
import { type DocumentIdRow, decodeIdTable, filterKeyOf, hashDocumentId, mayHoldKey } from "../stored/lookup.ts";
import { ENTRIES_PER_BLOCK, type PlacedSourceEntry } from "../stored/source-entries.ts";
import type { SegmentReader } from "./segment-reader.ts";

/** The entry of a source key, or null. One request for the filter, once; one more where it hits. */
export async function findEntry(reader: SegmentReader, sourceKey: string): Promise<PlacedSourceEntry | null> {
  if (!(await mayHoldSource(reader, sourceKey))) return null;
  const block = lastAtMost(reader.contents.entryBlocks.firstKeys, sourceKey);
  if (block < 0) return null;
  const [content] = await reader.blocks.readSome("entries", reader.contents.entryBlocks, [block]);
  return reader.decodeEntries(block, content).find((entry) => entry.sourceKey === sourceKey) ?? null;
}

/** The ordinals of the documents that may have a name: by hash, so the caller compares what is stored. Two requests. */
export async function findOrdinalsById(reader: SegmentReader, name: JsonValue): Promise<number[]> {
  const rows = await readNameRows(reader, [hashDocumentId(name)]);
  return rows.map((row) => row.ordinal).filter((ordinal) => ordinal < reader.contents.documents);
}

/**
 * The rows of the table of names under some hashes. One request for both filters, once; where that of names lets some
 * through, one for the index of the table, once, and one for its blocks.
 */
export async function findNameRows(reader: SegmentReader, hashes: readonly number[]): Promise<DocumentIdRow[]> {
  const { names: filter } = await filtersOf(reader);
  return readNameRows(
    reader,
    hashes.filter((hash) => mayHoldKey(filter, filterKeyOf(hash))),
  );
}

async function readNameRows(reader: SegmentReader, hashes: readonly number[]): Promise<DocumentIdRow[]> {
  if (hashes.length === 0) return [];
  const index = await documentIdsIndexOf(reader);
  const wanted = new Set(hashes);
  const numbers = new Set<number>();
  for (const hash of hashes) {
    // A hash may begin in the block before the one that begins with it.
    const last = lastAtMost(index.firstHashes, hash);
    for (let number = last; number >= 0; number -= 1) {
      numbers.add(number);
      if ((index.firstHashes[number] ?? 0) < hash) break;
    }
  }
  const blocks = await reader.blocks.readSome(
    "documentIds",
    index,
    [...numbers].sort((a, b) => a - b),
  );
  return blocks.flatMap((block) => decodeIdTable(block, nameRowLimit(reader))).filter(({ hash }) => wanted.has(hash));
}

/** Every row of the table of names, ascending. */
export async function* allNameRows(reader: SegmentReader): AsyncGenerator<DocumentIdRow> {
  const index = await documentIdsIndexOf(reader);
  for await (const [, content] of reader.blocks.stream("documentIds", index)) {
    yield* decodeIdTable(content, nameRowLimit(reader));
  }
}

function nameRowLimit({ contents: { documents, entries } }: SegmentReader): number {
  return documents + entries;
}

/** The entries of some numbers. One request. */
export async function entriesByNumber(
  reader: SegmentReader,
  entryNumbers: readonly number[],
): Promise<PlacedSourceEntry[]> {
  const wanted = new Set(entryNumbers);
  const numbers = [...new Set(entryNumbers.map((number) => Math.floor(number / ENTRIES_PER_BLOCK)))];
  numbers.sort((a, b) => a - b);
  const blocks = await reader.blocks.readSome("entries", reader.contents.entryBlocks, numbers);
  const entries = blocks.flatMap((content, i) => reader.decodeEntries(numbers[i] ?? 0, content));
  return entries.filter(({ entryNumber }) => wanted.has(entryNumber));
}

/**
 * Tells whether the filter may hold a source key; it holds all that the segment speaks for. One request for both
 * filters, then none.
 */
export async function mayHoldSource(reader: SegmentReader, sourceKey: string): Promise<boolean> {
  return mayHoldKey((await filtersOf(reader)).keys, sourceKey);
}

/** Lists the source entries, ascending. One request a few hundred KB. */
export async function* allEntries(reader: SegmentReader): AsyncGenerator<PlacedSourceEntry> {
  for await (const [number, content] of reader.blocks.stream("entries", reader.contents.entryBlocks)) {
    yield* reader.decodeEntries(number, content);
  }
}

/** The source entries of a range of keys, ascending. One request, for the blocks that may hold some of them. */
export async function entriesInRange(reader: SegmentReader, { after, last }: KeyRange): Promise<PlacedSourceEntry[]> {
  const { entryBlocks } = reader.contents;
  const first = after === null ? 0 : Math.max(0, lastAtMost(entryBlocks.firstKeys, after));
  const end = last === null ? entryBlocks.firstKeys.length : lastAtMost(entryBlocks.firstKeys, last) + 1;
  const numbers = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  const blocks = await reader.blocks.readSome("entries", entryBlocks, numbers);
  const entries = blocks.flatMap((content, i) => reader.decodeEntries(first + i, content));
  return entries.filter(
    ({ sourceKey }) => (after === null || sourceKey > after) && (last === null || sourceKey <= last),
  );
}

/** Reads both filters, which lie side by side, so that they take one request. */
function filtersOf(reader: SegmentReader): Promise<{ readonly keys: Uint8Array; readonly names: Uint8Array }> {
  const { filter, nameFilter } = reader.contents;
  return reader.once("filters", async () => {
    const [keys, names] = await Promise.all([
      reader.blocks.readAt("filter", FILTER_NUMBERS.keys, filter),
      reader.blocks.readAt("filter", FILTER_NUMBERS.names, nameFilter),
    ]);
    return { keys, names };
  });
}

function documentIdsIndexOf(reader: SegmentReader) {
  return reader.once("ids index", async () => {
    const { documentIdsIndex } = reader.contents;
    const content = await reader.blocks.readAt("index", INDEX_BLOCK_NUMBERS.documentIds, documentIdsIndex);
    return parseShape(documentIdsIndexSchema, decodeJson(content));
  });
}
