import { describe, expect, it } from "vitest";
import type { SegmentReader } from "../../../../../src/index/read.ts";
import { deadEntries } from "../../../../support/dead-entries.ts";
import { errorOf } from "../../../../support/error-of.ts";
import { mergeSegments } from "../../../../support/inside/index-merge.ts";
import { storedBlocks } from "../../../../support/inside/index-reader.ts";
import {
  bulkySources,
  plainOptions,
  putBytes,
  putSegment,
  type SegmentUnderTest,
} from "../../../../support/segment-under-test.ts";

/** Every fifth byte of a segment's first blocks turned, or of its end. */
async function damage(segment: SegmentUnderTest, from: number, to: number): Promise<SegmentUnderTest> {
  const bytes = segment.bytes.slice();
  for (let i = from; i < to; i += 5) bytes[i] = (bytes[i] ?? 0) ^ 0x55;
  return putBytes({ ...segment, bytes });
}

async function drain(reader: SegmentReader): Promise<void> {
  const merge = mergeSegments([{ reader, dead: deadEntries(0) }], plainOptions);
  while (!(await merge.next()).done);
}

describe("a damaged segment is named in the details of the failure", () => {
  it.each<[string, (reader: SegmentReader) => Promise<unknown>]>([
    ["a term is looked up", (reader) => reader.postings(["новость"])],
    ["the lexicon is walked", (reader) => reader.termsWithPrefix("")],
    ["stored fields are read", (reader) => reader.storedDocuments([0])],
    ["lengths are read", (reader) => reader.lengths(0)],
    ["ids are read", (reader) => reader.ids()],
    ["it is merged", drain],
  ])("where %s", async (_, read) => {
    const segment = await putSegment(bulkySources(60));
    const damaged = await damage(segment, 16, segment.summary.contentsStart);
    const reader = await damaged.open();
    const { code, details } = await errorOf(() => read(reader));
    expect([code, details.segment]).toEqual(["corrupt-segment", segment.key]);
  });

  it("where it is opened", async () => {
    const segment = await putSegment(bulkySources(5));
    const damaged = await damage(segment, segment.summary.contentsStart, segment.bytes.length);
    const { code, details } = await errorOf(() => damaged.open());
    expect([code, details.segment]).toEqual(["corrupt-segment", segment.key]);
  });

  it("where a merge copies a block of stored fields packed", async () => {
    const segment = await putSegment(bulkySources(200));
    const opened = await segment.open();
    const blocks = [];
    for await (const block of storedBlocks(opened)) blocks.push(block);
    const at = Buffer.from(segment.bytes).indexOf(blocks[3]?.bytes ?? "");
    const damaged = await damage(segment, at + 8, at + 20);
    const { code, details } = await errorOf(async () => drain(await damaged.open()));
    expect([code, details.segment]).toEqual(["corrupt-segment", segment.key]);
  });
});
