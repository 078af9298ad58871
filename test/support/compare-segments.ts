/**
 * Tells whether two segments are equal except for the boundaries of their blocks of stored documents and cards: byte
 * for byte in every section that does not depend on these, by content in the others.
 */

import { expect } from "vitest";
import { findOrdinalsById, type SegmentReader } from "../../src/index/read.ts";
import { HEADER_BYTES, type SegmentContents } from "./inside/index-blocks.ts";
import { allCards, allDocuments, allEntries } from "./inside/index-reader.ts";
import type { FlushedSegment } from "./inside/index-writer.ts";
import { putBytes } from "./segment-under-test.ts";

export async function expectSameSegment(actual: FlushedSegment, expected: FlushedSegment): Promise<void> {
  const [a, b] = [await (await putBytes(actual)).open(), await (await putBytes(expected)).open()];
  const { sizeBytes, contentsStart, ...counts } = actual.summary;
  expect(expected.summary).toMatchObject(counts);
  for (const [i, section] of sections(actual, a.contents).entries()) {
    expect(Buffer.from(section).equals(Buffer.from(sections(expected, b.contents)[i]!))).toBe(true);
  }
  expect(shape(a.contents)).toEqual(shape(b.contents));
  expect(await all(allDocuments(a))).toEqual(await all(allDocuments(b)));
  expect(await all(allCards(a))).toEqual(await all(allCards(b)));
  expect(await all(allEntries(a))).toEqual(await all(allEntries(b)));
  expect(await idsOf(a)).toEqual(await idsOf(b));
  for (const { field } of a.contents.digestColumns) expect(await a.digests(field)).toEqual(await b.digests(field));
}

/**
 * Posting and occurrence blocks; what lies from the lexicon's blocks to the filter; length columns. None of them names
 * a place.
 */
function sections(
  { bytes }: FlushedSegment,
  { postings, occurrences, lexicon, filter, lengthColumns }: SegmentContents,
): Uint8Array[] {
  const termSizes = [...postings.sizesBytes, ...(occurrences?.sizesBytes ?? [])];
  const postingsEnd = termSizes.reduce((end, size) => end + size, postings.start);
  const columnsEnd = lengthColumns.reduce((end, column) => end + column.sizeBytes, lengthColumns[0]?.start ?? 0);
  return [
    bytes.subarray(HEADER_BYTES, postingsEnd),
    bytes.subarray(lexicon.start, filter.start + filter.sizeBytes),
    bytes.subarray(lengthColumns[0]?.start ?? 0, columnsEnd),
  ];
}

/** The table of contents without places. */
function shape(contents: SegmentContents): unknown {
  return JSON.parse(
    JSON.stringify(contents, (key, value) =>
      /^(start|storedIndex|cardsIndex|documentIdsIndex)$/.test(key) ? undefined : value,
    ),
  );
}

async function idsOf(reader: SegmentReader): Promise<number[][]> {
  const ids = await reader.ids();
  return Promise.all([...ids.slice(0, 50), "нет такого"].map((id) => findOrdinalsById(reader, id)));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
