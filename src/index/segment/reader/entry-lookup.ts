/**
 * Looks up what a segment speaks for: its source keys and ids. Queries by words ask for none of it.
 */

import { lastAtMost } from "../../../keyed.ts";
import type { KeyRange } from "../../../store/store.ts";
import { decodeJson } from "../blocks/json-block.ts";
import { documentIdsIndexSchema, INDEX_BLOCK_NUMBERS, parseShape } from "../blocks/segment-format.ts";
import type { JsonValue } from "../stored/fields.ts";
import { type DocumentIdRow, decodeIdTable, hashDocumentId, mayHoldKey } from "../stored/lookup.ts";
import type { PlacedSourceEntry } from "../stored/source-entries.ts";
import type { SegmentReader } from "./segment-reader.ts";
/** The entry of a source key, or null. One request for the filter, once; one more where it hits. */
export async function findEntry(reader: SegmentReader, sourceKey: string): Promise<PlacedSourceEntry | null> {
  if (!(await mayHoldSource(reader, sourceKey))) return null;
  const block = lastAtMost(reader.contents.entryBlocks.firstKeys, sourceKey);
  if (block < 0) return null;
  const [content] = await reader.blocks.readSome("entries", reader.contents.entryBlocks, [block]);
  return reader.decodeEntries(block, content).find((entry) => entry.sourceKey === sourceKey) ?? null;
}

/** The ordinals under which an id may be stored: by hash, so the caller compares the stored id. Two requests. */
export async function findOrdinalsById(reader: SegmentReader, id: JsonValue): Promise<number[]> {
  const hash = hashDocumentId(id);
  const index = await documentIdsIndexOf(reader);
  const numbers: number[] = [];
  for (let number = 0; number < index.firstHashes.length; number += 1) {
    const first = index.firstHashes[number] ?? 0;
    const next = index.firstHashes[number + 1] ?? Number.POSITIVE_INFINITY;
    if (first <= hash && hash <= next) numbers.push(number);
  }
  const blocks = await reader.blocks.readSome("documentIds", index, numbers);
  const rows = blocks.flatMap((block) => decodeIdTable(block, reader.contents.documents));
  return rows.filter((row) => row.hash === hash).map((row) => row.ordinal);
}

/** Whether the filter lets a source key through, as it does with all that the segment speaks for. One request, then none. */
export async function mayHoldSource(reader: SegmentReader, sourceKey: string): Promise<boolean> {
  return mayHoldKey(await keyFilterOf(reader), sourceKey);
}

/** Every row of the table from ids to ordinals, and whether it is that of the id that the document has in `ids`. */
export async function* documentIdRows(
  reader: SegmentReader,
  ids: readonly JsonValue[],
): AsyncGenerator<{ row: DocumentIdRow; isOfItsId: boolean }> {
  const index = await documentIdsIndexOf(reader);
  for await (const [, content] of reader.blocks.stream("documentIds", index)) {
    for (const row of decodeIdTable(content, reader.contents.documents)) {
      const id = ids[row.ordinal];
      yield { row, isOfItsId: id !== undefined && hashDocumentId(id) === row.hash };
    }
  }
}

/** All source entries, ascending. One request a few hundred KB. */
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

function keyFilterOf(reader: SegmentReader): Promise<Uint8Array> {
  return reader.once("filter", () => reader.blocks.readAt("filter", 0, reader.contents.filter));
}

function documentIdsIndexOf(reader: SegmentReader) {
  return reader.once("ids index", async () => {
    const { documentIdsIndex } = reader.contents;
    const content = await reader.blocks.readAt("index", INDEX_BLOCK_NUMBERS.documentIds, documentIdsIndex);
    return parseShape(documentIdsIndexSchema, decodeJson(content));
  });
}
