/**
 * All that queries, merges and lookups read of a segment, in one text, so that damaged bytes can be asked whether they
 * still say the same.
 */

import { isErrorOfKind } from "../../src/errors.ts";
import { findOrdinalsById, type SegmentReader } from "../../src/index/read.ts";
import { documentedIdHash } from "./documented-segment.ts";
import { findNearTerms } from "./inside/index-plan.ts";
import type { PostingList } from "./inside/index-postings.ts";
import {
  allCards,
  allDocuments,
  allEntries,
  allNameRows,
  allOccurrences,
  allPostings,
  entriesByNumber,
  findEntry,
  findNameRows,
  phraseBlocks,
} from "./inside/index-reader.ts";
import { impactsOf, openingsOf } from "./packed-list.ts";
import type { SegmentUnderTest } from "./segment-under-test.ts";

/** Kind of error that raises an alarm. */
export const CORRUPT = "corrupt-data";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** All that a list says: what is known of its blocks, then its postings. */
function describeList(list: PostingList): unknown {
  const blocks = Array.from({ length: list.blockCount }, (_, block) => [
    list.lastOrdinalOf(block),
    impactsOf(list, block),
    list.decode(block),
  ]);
  return [blocks, list.toPostings(), openingsOf(list)];
}

const QUESTIONS: readonly ((reader: SegmentReader) => Promise<unknown>)[] = [
  (reader) => collect(allPostings(reader)),
  async (reader) => {
    const terms = (await reader.termsWithPrefix("")).map(({ term }) => term);
    const found = await reader.postings([terms[0] ?? "", terms.at(-1) ?? "", "общее", "нет"]);
    return [terms, [...found].map(([term, lists]) => [term, lists.map(describeList)])];
  },
  async (reader) => [...findNearTerms(await reader.lexiconBlocks(), "слово", 2)],
  async (reader) => (reader.hasOccurrences ? collect(allOccurrences(reader)) : []),
  async (reader) => (reader.hasOccurrences ? [...(await reader.occurrences(["общее", "нет"]))] : []),
  (reader) => reader.formsWithPrefix(""),
  async (reader) => [...findNearTerms(await reader.formBlocks(), "слово", 2)],
  async (reader) => (await reader.phrasesWithPrefix("н")).map(({ term, count, ordinals }) => [term, count, ordinals()]),
  async (reader) => (await reader.phrasesWithPrefix("нет таких")).length,
  async (reader) =>
    (await collect(phraseBlocks(reader))).map((block) => Array.from({ [Symbol.iterator]: () => block })),
  (reader) => Promise.all(reader.contents.fields.map((_, field) => reader.lengths(field))),
  (reader) => Promise.all(reader.contents.valueColumns.map(({ field }) => reader.values(field))),
  (reader) => reader.ids(),
  (reader) => Promise.all(reader.contents.digestColumns.map(({ field }) => reader.digests(field))),
  (reader) => collect(allDocuments(reader)),
  (reader) => collect(allCards(reader)),
  async (reader) => [...(await reader.storedDocuments([0, reader.contents.documents - 1]))],
  (reader) => collect(allEntries(reader)),
  async (reader) => [await findEntry(reader, "articles/000000.txt"), await findEntry(reader, "articles/нет.txt")],
  async (reader) => [await findOrdinalsById(reader, 0), await findOrdinalsById(reader, "нет")],
  async (reader) => [await collect(allNameRows(reader)), await findNameRows(reader, [documentedIdHash("нет")])],
  (reader) => entriesByNumber(reader, [0, reader.contents.entries - 1]),
  async (reader) => [reader.entryBlockOf(0), await reader.entriesOfBlock(0)],
];

/** An answer a question, {@link CORRUPT} for an alarm; whatever else is thrown goes on. */
export async function readWholeSegment(segment: SegmentUnderTest): Promise<string[]> {
  const answerOf = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      return JSON.stringify(await work(), (_, value) =>
        ArrayBuffer.isView(value) ? [...(value as Uint8Array)] : value,
      );
    } catch (error) {
      if (isErrorOfKind(error, CORRUPT)) return CORRUPT;
      throw error;
    }
  };
  let reader: SegmentReader;
  try {
    reader = await segment.open();
  } catch (error) {
    if (isErrorOfKind(error, CORRUPT)) return QUESTIONS.map(() => CORRUPT);
    throw error;
  }
  return Promise.all(QUESTIONS.map((ask) => answerOf(() => ask(reader))));
}
