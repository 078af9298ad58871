import { describe, expect, it } from "vitest";
import { concatBytes } from "../../../../src/bytes.ts";
import type { SegmentReader } from "../../../../src/index/read.ts";
import { type DocumentSection, resolveIndexOptions } from "../../../../src/index/shared.ts";
import { deadEntries } from "../../../support/dead-entries.ts";
import { codeOf } from "../../../support/error-of.ts";
import { LONE_BLOCK_MULTIPLE_BYTES } from "../../../support/inside/index-blocks.ts";
import { invertDocuments } from "../../../support/inside/index-inverter.ts";
import { mergeSegments } from "../../../support/inside/index-merge.ts";
import {
  allCards,
  allDocuments,
  documentBlocks,
  findEntry,
  storedBlocks,
} from "../../../support/inside/index-reader.ts";
import type { PackedStoredBlock } from "../../../support/inside/index-stored.ts";
import { flushSegment } from "../../../support/inside/index-writer.ts";
import { takeMerged } from "../../../support/merged-bytes.ts";
import {
  bulkySources,
  plainIndexOptions,
  plainOptions,
  putBytes,
  putSegment,
} from "../../../support/segment-under-test.ts";

/** A column is kept whole, and what is not compressed of these sources would all be in one. */
const withoutColumns = resolveIndexOptions({ ...plainIndexOptions, columnFields: [] });

describe("a merge", () => {
  it("of a single segment without dead is the segment again", async () => {
    const { open, bytes, summary } = await putSegment(bulkySources(40));
    const merged = await takeMerged(mergeSegments([{ reader: await open(), dead: deadEntries() }], plainOptions));
    expect(merged.summary).toEqual(summary);
    expect(Buffer.concat(merged.chunks).equals(Buffer.from(bytes))).toBe(true);
  });

  it("copies stored blocks that survive whole as they lie, packed, and packs only the others again", async () => {
    const sources = bulkySources(1_200);
    const parts = [sources.slice(0, 600), sources.slice(600)];
    const segments = await Promise.all(parts.map((part) => putSegment(part)));
    const readers = await Promise.all(segments.map(({ open }) => open()));
    const before = (await Promise.all(readers.map((reader) => packedPayloads(reader)))).flat();
    const inputs = readers.map((reader, i) => ({ reader, dead: deadEntries(...(i === 0 ? [100] : [])) }));
    const { chunks, summary } = await takeMerged(mergeSegments(inputs, plainOptions));
    const merged = await putBytes({ bytes: concatBytes(chunks), summary });
    const after = await packedPayloads(await merged.open());
    expect(before.length).toBeGreaterThan(20);
    const copied = after.filter((payload) => before.includes(payload)).length;
    // The one with a death, what it drags along to be half full again, and each input's last.
    expect(copied).toBeGreaterThanOrEqual(before.length - 5);
    expect(after.length - copied).toBeGreaterThan(0);
  });

  it("copies blocks of cards that survive whole, and leaves the cards of the dead out", async () => {
    const { open } = await putSegment(bulkySources(3_000));
    const before = await packedPayloads(await open(), "cards");
    const { chunks, summary } = await takeMerged(
      mergeSegments([{ reader: await open(), dead: deadEntries(1_500) }], plainOptions),
    );
    const merged = await (await putBytes({ bytes: concatBytes(chunks), summary })).open();
    const after = await packedPayloads(merged, "cards");
    expect(before.length).toBeGreaterThan(8);
    // The one with a death, what it drags along to be half full again, and the last.
    expect(after.filter((payload) => before.includes(payload)).length).toBeGreaterThanOrEqual(before.length - 4);
    const cards: unknown[] = [];
    for await (const { id, fields } of allCards(merged)) cards.push([id, fields]);
    const titles = Array.from({ length: 3_000 }, (_, i) => [i, { title: `новость номер${i}` }]);
    expect(cards).toEqual(titles.filter(([id]) => id !== 1_500));
  });

  it("of a segment without cards has none, and gives what is stored in their place", async () => {
    const { cardOf: _, ...cardless } = plainIndexOptions;
    const inputs = [
      await putSegment(bulkySources(3).slice(0, 2), resolveIndexOptions(cardless)),
      await putSegment(bulkySources(3).slice(2)),
    ];
    const readers = await Promise.all(inputs.map(async ({ open }) => ({ reader: await open(), dead: deadEntries() })));
    const { chunks, summary } = await takeMerged(mergeSegments(readers, plainOptions));
    const merged = await (await putBytes({ bytes: concatBytes(chunks), summary })).open();
    expect(merged.hasCards).toBe(false);
    expect(await merged.documents("cards", [0, 2])).toEqual(await merged.storedDocuments([0, 2]));
  });

  it("keeps documents apart where it is told to, each in a block of whole multiples, and they are as before", async () => {
    const { open } = await putSegment(bulkySources(300));
    const input = await open();
    const { chunks, summary } = await takeMerged(
      mergeSegments([{ reader: input, dead: deadEntries(7) }], { ...plainOptions, cardOf: null, isReadByRanges: true }),
    );
    const merged = await (await putBytes({ bytes: concatBytes(chunks), summary })).open();
    const blocks: PackedStoredBlock[] = [];
    for await (const block of storedBlocks(merged)) blocks.push(block);
    expect(blocks.map(({ documentCount }) => documentCount)).toEqual(Array(299).fill(1));
    expect(blocks.map(({ bytes }) => bytes.length % LONE_BLOCK_MULTIPLE_BYTES)).toEqual(Array(299).fill(0));
    expect(merged.hasCards).toBe(false);
    const before: unknown[] = [];
    const after: unknown[] = [];
    for await (const document of allDocuments(input)) before.push(document);
    for await (const document of allDocuments(merged)) after.push(document);
    expect(after).toEqual(before.toSpliced(7, 1));
  });

  it("checks a block that it copies, as one that it reads", async () => {
    const { bytes, summary, open } = await putSegment(bulkySources(300));
    const blocks: PackedStoredBlock[] = [];
    for await (const block of storedBlocks(await open())) blocks.push(block);
    const damaged = Uint8Array.from(bytes);
    const at = Buffer.from(bytes).indexOf(blocks[1]!.bytes) + 40;
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    const reader = await (await putBytes({ bytes: damaged, summary })).open();
    const merge = () => takeMerged(mergeSegments([{ reader, dead: deadEntries() }], plainOptions));
    expect(await codeOf(merge)).toBe("corrupt-segment");
  });

  it("of a segment without a column that is now asked for makes the column from the documents", async () => {
    const sources = bulkySources(120);
    const { open } = await putSegment(sources, withoutColumns);
    const merged = await takeMerged(mergeSegments([{ reader: await open(), dead: deadEntries() }], plainOptions));
    const flushed = flushSegment(sources, plainOptions, invertDocuments);
    expect(Buffer.concat(merged.chunks).equals(Buffer.from(flushed.bytes))).toBe(true);
  });

  it("of two segments that speak for one source key is refused, since one of them must be dead", async () => {
    const [a, b] = [await putSegment(bulkySources(3)), await putSegment(bulkySources(2))];
    const inputs = [
      { reader: await a.open(), dead: deadEntries() },
      { reader: await b.open(), dead: deadEntries(0) },
    ];
    expect(await codeOf(() => takeMerged(mergeSegments(inputs, plainOptions)))).toBe("invariant-violated");
    const rest = [inputs[0]!, { reader: inputs[1]!.reader, dead: deadEntries(0, 1) }];
    expect((await takeMerged(mergeSegments(rest, plainOptions))).summary.documents).toBe(3);
  });
});

/** Lists the packed content of a segment's stored blocks, without their checksums, which depend on their numbers. */
async function packedPayloads(reader: SegmentReader, section: DocumentSection = "stored"): Promise<string[]> {
  const payloads: string[] = [];
  for await (const { bytes } of documentBlocks(reader, section))
    payloads.push(Buffer.from(bytes.subarray(4)).toString("base64"));
  return payloads;
}

it("a merge for strangers leaves out private fields, versions, and what uploads state", async () => {
  const stating = { ...plainOptions, privateFields: ["tag"], statementOf: () => ({ identity: "река", statedAt: 1 }) };
  const statements = [{ identity: "снято", statedAt: 2, kind: "removal" as const }];
  const documents = [{ id: "а", title: "мир", body: "труд", tag: "своё" }];
  const { open } = await putSegment([{ sourceKey: "а", version: "1", documents, statements }], stating);
  const options = { ...stating, cardOf: null, isReadByRanges: true, publishedVersion: () => "" };
  const { chunks, summary } = await takeMerged(mergeSegments([{ reader: await open(), dead: deadEntries() }], options));
  const published = await (await putBytes({ bytes: concatBytes(chunks), summary })).open();
  const stored = await published.storedDocuments([0]);
  expect(stored.get(0)?.fields).not.toHaveProperty("tag");
  expect(stored.get(0)).not.toHaveProperty("lengths");
  expect(await findEntry(published, "а")).toMatchObject({ version: "", documentCount: 1 });
  expect(await findEntry(published, "а")).not.toHaveProperty("statements");
});
