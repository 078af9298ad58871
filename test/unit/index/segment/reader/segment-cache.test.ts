import { expect, it } from "vitest";
import { SegmentCache } from "../../../../../src/index/read.ts";
import { defaultKeyLayout, parseSegmentId } from "../../../../../src/index/shared.ts";
import { MemoryObjectStore } from "../../../../../src/store/local.ts";
import { CountingObjectStore } from "../../../../../src/store/store.ts";
import { codeOf } from "../../../../support/error-of.ts";
import { invertDocuments } from "../../../../support/inside/index-inverter.ts";
import { segmentKey } from "../../../../support/inside/index-own.ts";
import { flushSegment } from "../../../../support/inside/index-writer.ts";
import { bulkySources, plainOptions } from "../../../../support/segment-under-test.ts";

const ID = parseSegmentId("01J00000000000000000000000")!;
const { bytes, summary } = flushSegment(bulkySources(2, 10), plainOptions, invertDocuments);
const SEGMENT = { id: ID, ...summary };

it("opens a segment once, also for two callers at the same time", async () => {
  const store = new CountingObjectStore(new MemoryObjectStore());
  await store.putIfAbsent(segmentKey(defaultKeyLayout, ID), bytes);
  const cache = new SegmentCache(store, defaultKeyLayout);
  const [first, second] = await Promise.all([cache.open(SEGMENT), cache.open(SEGMENT)]);
  expect(first).toBe(second);
  expect(await cache.open(SEGMENT)).toBe(first);
  expect(store.counts().byMethod.getRange).toBe(1);
});

it("lets go of segments that are no longer named", async () => {
  const store = new CountingObjectStore(new MemoryObjectStore());
  await store.putIfAbsent(segmentKey(defaultKeyLayout, ID), bytes);
  const cache = new SegmentCache(store, defaultKeyLayout);
  const first = await cache.open(SEGMENT);
  cache.retain([ID]);
  expect(await cache.open(SEGMENT)).toBe(first);
  cache.retain([]);
  expect(await cache.open(SEGMENT)).not.toBe(first);
});

it("tries again after a segment could not be opened", async () => {
  const store = new MemoryObjectStore();
  const cache = new SegmentCache(store, defaultKeyLayout);
  expect(await codeOf(() => cache.open(SEGMENT))).toBe("object-not-found");
  await store.putIfAbsent(segmentKey(defaultKeyLayout, ID), bytes);
  expect((await cache.open(SEGMENT)).contents.documents).toBe(2);
});

it("keeps unpacked blocks of open segments within its bytes, and none of a segment that it let go", async () => {
  const large = flushSegment(bulkySources(2_200), plainOptions, invertDocuments);
  const store = new CountingObjectStore(new MemoryObjectStore());
  await store.putIfAbsent(segmentKey(defaultKeyLayout, ID), large.bytes);
  const cache = new SegmentCache(store, defaultKeyLayout, { cacheBytes: 1_000_000 });
  const read = async () => (await cache.open({ id: ID, ...large.summary })).postings(["номер7"]);
  await read();
  const { requests } = store.counts();
  await read();
  expect(store.counts().requests).toBe(requests);
  expect(cache.blockCounts()).toMatchObject({ hits: 1, misses: 1 });
  const old = await cache.open({ id: ID, ...large.summary });
  cache.retain([]);
  expect(cache.blockCounts().usedBytes).toBe(0);
  await old.postings(["номер8"]);
  expect(cache.blockCounts().usedBytes).toBe(0);
});
