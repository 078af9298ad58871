/**
 * Merges some segments into one (layer 4) by streaming: entries, terms and documents of the inputs are walked side by
 * side in their order and written out; nothing is tokenized again. Memory: the entries, the ordinals' map, the blocks
 * in hand, and the writer's lexicon and columns.
 */
import { SearchIndexError } from "../../errors.ts";
import { encodeBlock, encodeBlockInBackground } from "../../segment/blocks/block-codec.ts";
import { type SegmentSummary, SMALL_SEGMENT_BYTES } from "../../segment/blocks/segment-format.ts";
import type { LengthOf } from "../../segment/postings/posting-block.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { compareText } from "../../segment/stored/document-order.ts";
import { SegmentWriter } from "../../segment/writer/segment-writer.ts";
import { type MergedEntry, type MergeInput, mergeDocuments } from "./document-merge.ts";
import { DEAD_ORDINAL } from "./posting-merge.ts";
import { TermMerge } from "./term-merge.ts";

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
