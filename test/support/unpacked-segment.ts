/**
 * All that a segment holds as texts, so that a test can look for what must not be in it.
 */

import { SegmentReader } from "../../src/index/read.ts";
import type { KeyLayout, SegmentId } from "../../src/index/shared.ts";
import type { SegmentSummary } from "./inside/index-blocks.ts";
import { segmentKey } from "./inside/index-own.ts";
import { allCards, allDocuments, allEntries, allOccurrences, type RangeReader } from "./inside/index-reader.ts";

/** Its table of contents, ids, columns, documents, cards, terms, forms, phrases and entries, each as text. */
export async function unpackSegment(
  store: RangeReader,
  layout: KeyLayout,
  segment: SegmentSummary & { readonly id: SegmentId },
): Promise<string[]> {
  const reader = await SegmentReader.open(store, segmentKey(layout, segment.id), segment);
  const texts = [JSON.stringify(reader.contents), JSON.stringify(await reader.ids())];
  for (const { field } of reader.contents.valueColumns) texts.push(JSON.stringify(await reader.values(field)));
  for await (const document of allDocuments(reader)) texts.push(JSON.stringify(document));
  for await (const card of allCards(reader)) texts.push(JSON.stringify(card));
  for await (const { term, occurrences } of allOccurrences(reader)) texts.push(term, ...(occurrences?.forms ?? []));
  for await (const entry of allEntries(reader)) texts.push(JSON.stringify(entry));
  const lists = await Promise.all([
    ...[reader.termsWithPrefix(""), reader.formsWithPrefix("")],
    reader.phrasesWithPrefix(""),
  ]);
  texts.push(...lists.flat().map(({ term }) => term));
  return texts;
}
