import { beforeAll, expect, it } from "vitest";
import { concatBytes } from "../../../../src/bytes.ts";
import { sha256, toHex } from "../../../../src/content-hash.ts";
import { FieldOccurrences, SegmentReader, type TermOccurrences } from "../../../../src/index/read.ts";
import { SMALL_SEGMENT_BYTES } from "../../../../src/index/shared.ts";
import { expectSameSegment } from "../../../support/compare-segments.ts";
import { countsBetween } from "../../../support/counts-between.ts";
import { deadEntries } from "../../../support/dead-entries.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { mergeSegments } from "../../../support/inside/index-merge.ts";
import type { TermPostings } from "../../../support/inside/index-postings.ts";
import { BlockCache } from "../../../support/inside/index-reader.ts";
import { type FlushedSegment, SegmentWriter } from "../../../support/inside/index-writer.ts";
import type { StoreCounts } from "../../../support/inside/store-decorators.ts";
import { takeMerged } from "../../../support/merged-bytes.ts";
import { putBytes, type SegmentUnderTest } from "../../../support/segment-under-test.ts";

const options = { fields: ["text"], columnFields: [], digestFields: [] };

const DOCUMENTS = 5_000;
/** Frequency in every document of each term. */
const FREQUENCY = 14;

let terms: TermPostings[];
let kept: SegmentUnderTest;
let bare: SegmentUnderTest;

beforeAll(async () => {
  terms = Array.from({ length: 40 }, (_, number) => termOf(number));
  kept = await putBytes(writeSegment(true));
  bare = await putBytes(writeSegment(false));
});

function termOf(number: number): TermPostings {
  const random32 = seededRandom32(number);
  const term = `слово${String(number).padStart(2, "0")}`;
  const ordinals = Uint32Array.from({ length: DOCUMENTS }, (_, ordinal) => ordinal);
  const starts = Uint32Array.from({ length: DOCUMENTS + 1 }, (_, place) => place * FREQUENCY);
  let position = 0;
  const positions = Uint32Array.from({ length: DOCUMENTS * FREQUENCY }, (_, i) => {
    position = (i % FREQUENCY === 0 ? 0 : position) + (random32() % 300);
    return position;
  });
  const formNumbers = Uint8Array.from(positions, () => random32() % 3);
  const field = new FieldOccurrences(0, ordinals, starts, positions, formNumbers);
  const forms = [term, `${term}а`, `${term}у`];
  const frequencies = ordinals.map(() => FREQUENCY);
  return { term, fields: [{ field: 0, ordinals, frequencies }], occurrences: { forms, fields: [field] } };
}

function writeSegment(keepsOccurrences: boolean): FlushedSegment {
  const writer = new SegmentWriter({ ...options, keepsOccurrences, documents: DOCUMENTS }, () => 1);
  for (const term of terms) writer.addTerm(term);
  const random32 = seededRandom32(5);
  for (let id = 0; id < DOCUMENTS; id += 1) {
    // So many that either segment is over a MiB, and is not read whole.
    const note = Array.from({ length: 70 }, () => random32().toString(16)).join("");
    writer.addDocument({ id, sourceKey: "статьи", fields: { note }, fieldLengths: [1], digests: [] });
  }
  writer.addEntry({ sourceKey: "статьи", version: "1", documentCount: DOCUMENTS, fieldLengthSums: [DOCUMENTS] });
  const summary = writer.finish();
  return { bytes: concatBytes(writer.takeBytes()), summary };
}

/** Numbers as text, since arrays of them are long to compare one by one. */
function describe(occurrences: TermOccurrences | undefined): unknown {
  const text = (numbers: Uint8Array | Uint16Array | Uint32Array): string =>
    Buffer.from(Uint32Array.from(numbers).buffer).toString("latin1");
  const fields = occurrences?.fields.map(({ ordinals, starts, positions, formNumbers }) =>
    [ordinals, starts, positions, formNumbers].map((numbers) => toHex(sha256(text(numbers)))),
  );
  return { forms: occurrences?.forms, fields };
}

async function openFresh(segment: SegmentUnderTest): Promise<SegmentReader> {
  const blocks = new BlockCache(64 * 1024 * 1024).forSegment();
  return SegmentReader.open(segment.store, segment.key, segment.summary, { kept: blocks });
}

async function costOf(segment: SegmentUnderTest, work: () => Promise<unknown>): Promise<StoreCounts> {
  const before = segment.store.counts();
  await work();
  return countsBetween(before, segment.store.counts());
}

it("occurrences of several blocks come back as they were written", async () => {
  const reader = await openFresh(kept);
  expect(reader.contents.postings.sizesBytes.length).toBeGreaterThan(1);
  const found = await reader.occurrences(terms.map(({ term }) => term));
  for (const { term, occurrences } of terms) expect(describe(found.get(term))).toEqual(describe(occurrences));
});

it("a merge lays blocks out as another writer does", async () => {
  const reader = await openFresh(kept);
  const merge = mergeSegments([{ reader, dead: deadEntries() }], { ...options, wordsOfToken: () => [] });
  const { chunks, summary } = await takeMerged(merge);
  await expectSameSegment({ bytes: concatBytes(chunks), summary }, kept);
});

it("a merge of segments of which one keeps no occurrences keeps none", async () => {
  const inputs = [
    { reader: await openFresh(kept), dead: deadEntries(0) },
    { reader: await openFresh(bare), dead: deadEntries() },
  ];
  const { chunks, summary } = await takeMerged(mergeSegments(inputs, { ...options, wordsOfToken: () => [] }));
  await expectSameSegment({ bytes: concatBytes(chunks), summary }, bare);
});

it("what reads no occurrences costs the same requests and bytes as in a segment that keeps none", async () => {
  const reads: ((reader: SegmentReader) => Promise<unknown>)[] = [
    (reader) => reader.postings(["слово07"]),
    (reader) => reader.termsWithPrefix("слово1"),
    (reader) => reader.lexiconBlocks(),
    (reader) => reader.lengths(0),
    (reader) => reader.storedDocuments([0, DOCUMENTS - 1]),
  ];
  expect(bare.summary.sizeBytes).toBeGreaterThan(SMALL_SEGMENT_BYTES);
  for (const read of reads) {
    const [withThem, without] = [await openFresh(kept), await openFresh(bare)];
    const [cost, bareCost] = [await costOf(kept, () => read(withThem)), await costOf(bare, () => read(without))];
    expect(cost.requests).toBe(bareCost.requests);
    // An index of stored blocks says where these begin, in up to eight digits.
    expect(Math.abs(cost.bytesRead - bareCost.bytesRead)).toBeLessThanOrEqual(8);
  }
});

it("occurrences come in the request for the postings that are asked for in the same turn, and cost none the second time", async () => {
  const reader = await openFresh(kept);
  const cost = await costOf(kept, () => Promise.all([reader.postings(["слово30"]), reader.occurrences(["слово30"])]));
  expect(cost.requests).toBe(1);
  expect((await costOf(kept, () => reader.occurrences(["слово30"]))).requests).toBe(0);
});
