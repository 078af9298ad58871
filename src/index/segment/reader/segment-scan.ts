/**
 * Reads all of a segment, in order: for merges, checks and copies.
 */
import { corruptBytes } from "../blocks/byte-buffer.ts";
import { decodeOccurrenceBlock, type OccurrenceBlock, readOccurrences } from "../postings/occurrences.ts";
import { decodePostingBlock, openPostingBlock, type TermPostings } from "../postings/posting-block.ts";
import {
  type DocumentSection,
  type PackedStoredBlock,
  type StoredDocument,
  unpackStoredBlock,
} from "../stored/fields.ts";
import { type SegmentReader, withoutOccurrences } from "./segment-reader.ts";

/** Every term with its posting lists, ascending. */
export async function* allPostings(reader: SegmentReader): AsyncGenerator<TermPostings> {
  for await (const terms of postingBlocks(reader)) yield* terms;
}

/** The same with their occurrences, which the segment must have. */
export async function* allOccurrences(reader: SegmentReader): AsyncGenerator<TermPostings> {
  for await (const terms of occurrenceBlocks(reader)) yield* terms;
}

/** The same as either, a block of terms at a time, each decoded as it is taken: for whoever goes through millions. */
export function termBlocks(
  reader: SegmentReader,
  withOccurrences: boolean,
): AsyncGenerator<Iterator<TermPostings, undefined>> {
  return withOccurrences ? occurrenceBlocks(reader) : postingBlocks(reader);
}

/** The phrases with the documents that offer them, as termBlocks has terms. */
export async function* phraseBlocks(reader: SegmentReader): AsyncGenerator<Iterator<TermPostings, undefined>> {
  const { phrases, documents } = reader.contents;
  if (phrases === null) return;
  for await (const [, content] of reader.blocks.stream("phrases", phrases)) {
    yield decodePostingBlock(openPostingBlock(content), documents);
  }
}

/** Every stored document by ordinal. */
export async function* allDocuments(reader: SegmentReader): AsyncGenerator<StoredDocument> {
  for await (const block of storedBlocks(reader)) yield* unpackStoredBlock(block);
}

/** Every card by ordinal; none where the segment keeps none. */
export async function* allCards(reader: SegmentReader): AsyncGenerator<StoredDocument> {
  if (reader.hasCards) for await (const block of documentBlocks(reader, "cards")) yield* unpackStoredBlock(block);
}

/** The stored blocks in order, packed as they lie in the segment; none is checked or unpacked. */
export function storedBlocks(reader: SegmentReader): AsyncGenerator<PackedStoredBlock> {
  return documentBlocks(reader, "stored");
}

/** The same, or those of the cards, which the segment must have. */
export async function* documentBlocks(
  reader: SegmentReader,
  section: DocumentSection,
): AsyncGenerator<PackedStoredBlock> {
  const index = await reader.documentIndex(section);
  for await (const [blockNumber, bytes] of reader.blocks.streamPacked(index)) {
    yield { segment: reader.key, section, blockNumber, ...index.documentsOf(blockNumber), bytes };
  }
}

async function* postingBlocks(reader: SegmentReader): AsyncGenerator<Generator<TermPostings, undefined>> {
  for await (const { terms } of streamPairs(reader)) yield terms;
}

async function* occurrenceBlocks(reader: SegmentReader): AsyncGenerator<Generator<TermPostings, undefined>> {
  if (!reader.hasOccurrences) throw withoutOccurrences();
  for await (const { number, terms, behind } of streamPairs(reader)) {
    const block = reader.blocks.decode("occurrences", number, behind);
    yield withOccurrences(terms, decodeOccurrenceBlock(block));
  }
}

/**
 * The terms of each posting block, and its occurrence block as it lies in the segment; empty where the segment keeps
 * none.
 */
async function* streamPairs(reader: SegmentReader) {
  const { postings, occurrences, documents } = reader.contents;
  const pairSizes = postings.sizesBytes.map((size, number) => size + (occurrences?.sizesBytes[number] ?? 0));
  for await (const [number, bytes] of reader.blocks.streamPacked({ start: postings.start, sizesBytes: pairSizes })) {
    const sizeBytes = postings.sizesBytes[number] ?? 0;
    const content = reader.blocks.decode("postings", number, bytes.subarray(0, sizeBytes));
    const terms = decodePostingBlock(openPostingBlock(content), documents);
    yield { number, terms, behind: bytes.subarray(sizeBytes) };
  }
}

/** The terms of a posting block with the occurrences of the block beside it. */
function* withOccurrences(terms: Iterable<TermPostings>, block: OccurrenceBlock): Generator<TermPostings, undefined> {
  let place = 0;
  for (const { term, fields } of terms) {
    yield { term, fields, occurrences: readOccurrences(block, place, term, fields) };
    place += 1;
  }
  if (place !== block.termCount) throw corruptBytes("an occurrence block has more terms than its postings");
}
