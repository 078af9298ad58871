import { expect, it } from "vitest";
import { SegmentReader } from "../../../../src/index/read.ts";
import { resolveIndexOptions, SMALL_SEGMENT_BYTES } from "../../../../src/index/shared.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import type { ObjectKey, ObjectStore } from "../../../../src/store/store.ts";
import { deadEntries } from "../../../support/dead-entries.ts";
import { ManualClock } from "../../../support/deterministic.ts";
import { invertDocuments } from "../../../support/inside/index-inverter.ts";
import { type MergeInput, mergeSegments } from "../../../support/inside/index-merge.ts";
import { flushSegment } from "../../../support/inside/index-writer.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { bulkySources, plainIndexOptions } from "../../../support/segment-under-test.ts";

/** A column is kept whole, and what is not compressed of these sources would all be in one. */
const withoutColumns = resolveIndexOptions({ ...plainIndexOptions, columnFields: [] });

it("a merge holds a small part of its bytes at any time: blocks are written as they are read", async () => {
  const store = new MemoryObjectStore({ clock: new ManualClock() });
  const meter = { readBytes: 0, writtenBytes: 0, largestChunkBytes: 0, mostAheadBytes: 0 };
  const metered: ObjectStore = {
    ...interceptStore(store, {}),
    getRange: async (key, start, end) => {
      meter.readBytes += end - start;
      meter.mostAheadBytes = Math.max(meter.mostAheadBytes, meter.readBytes - meter.writtenBytes);
      return store.getRange(key, start, end);
    },
  };
  const inputs: MergeInput[] = [];
  let inputBytes = 0;
  // Every other document in the first input, so that both are read side by side.
  const sources = bulkySources(5_000, 900);
  for (const number of [0, 1]) {
    const { bytes, summary } = flushSegment(
      sources.filter((_, i) => i % 2 === number),
      withoutColumns,
      invertDocuments,
    );
    expect(bytes.length).toBeGreaterThan(SMALL_SEGMENT_BYTES);
    const key = `index/segments/${number}.segment` as ObjectKey;
    await store.putIfAbsent(key, bytes);
    inputBytes += bytes.length;
    inputs.push({ reader: await SegmentReader.open(metered, key, summary), dead: deadEntries() });
  }
  const merge = mergeSegments(inputs, withoutColumns);
  async function* measured(): AsyncGenerator<Uint8Array> {
    for await (const chunk of merge) {
      meter.writtenBytes += chunk.length;
      meter.largestChunkBytes = Math.max(meter.largestChunkBytes, chunk.length);
      yield chunk;
    }
  }
  await store.putStreamIfAbsent("index/segments/merged.segment" as ObjectKey, measured());
  expect(meter.writtenBytes).toBeGreaterThan(inputBytes * 0.8);
  // Each byte is read once; the tables of contents and the indexes, which were read before, apart.
  expect(meter.readBytes).toBeLessThan(inputBytes * 1.1);
  expect(meter.mostAheadBytes).toBeLessThan(inputBytes * 0.3);
  expect(meter.largestChunkBytes).toBeLessThan(inputBytes * 0.05);
});
