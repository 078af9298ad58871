import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../../src/errors.ts";
import { SMALL_SEGMENT_BYTES } from "../../../../../src/index/shared.ts";
import { MemoryObjectStore } from "../../../../../src/store/local.ts";
import { CountingObjectStore, parseObjectKey } from "../../../../../src/store/store.ts";
import { seededRandom32 } from "../../../../support/deterministic.ts";
import { codeOf } from "../../../../support/error-of.ts";
import { COALESCE_GAP_BYTES, SegmentBytes } from "../../../../support/inside/index-reader.ts";

const GAP_BYTES = COALESCE_GAP_BYTES.requests;
const KEY = parseObjectKey("index/segments/a.segment");

async function put(sizeBytes: number) {
  const random32 = seededRandom32(3);
  const content = Uint8Array.from({ length: sizeBytes }, () => random32() & 0xff);
  const store = new CountingObjectStore(new MemoryObjectStore());
  await store.putIfAbsent(KEY, content);
  return { content, store, bytes: new SegmentBytes(store, KEY, sizeBytes) };
}

describe("an object over a MiB", () => {
  /** Four blocks: a gap of what is still read through between the first and the third, a byte more to the fourth. */
  const run = { start: 100, sizesBytes: [1_000, GAP_BYTES, 2_000, GAP_BYTES + 1, 3_000] };
  const SIZE = SMALL_SEGMENT_BYTES + 1;

  it("is read by one request for blocks no further apart than the gap, by two for others", async () => {
    const { store, bytes, content } = await put(SIZE);
    const near = await Promise.all(bytes.readBlocks(run, [2, 0]));
    expect(store.counts().byMethod.getRange).toBe(1);
    const start = 100 + 1_000 + GAP_BYTES;
    expect(near.map((block) => block.length)).toEqual([2_000, 1_000]);
    expect(near[0]).toEqual(content.subarray(start, start + 2_000));
    expect(near[1]).toEqual(content.subarray(100, 1_100));
    await Promise.all(bytes.readBlocks(run, [0, 2, 4]));
    expect(store.counts().byMethod.getRange).toBe(3);
  });

  it("is read by as many requests as blocks where they are further apart than what may be read through to spare bytes", async () => {
    const { store, content } = await put(SIZE);
    const bytes = new SegmentBytes(store, KEY, SIZE, undefined, "bytes");
    const spaced = { start: 0, sizesBytes: [10, COALESCE_GAP_BYTES.bytes, 20, COALESCE_GAP_BYTES.bytes + 1, 30] };
    const blocks = await Promise.all(bytes.readBlocks(spaced, [0, 2, 4]));
    expect(blocks.map(({ length }) => length)).toEqual([10, 20, 30]);
    expect(blocks[0]).toEqual(content.subarray(0, 10));
    expect(store.counts().byMethod.getRange).toBe(2);
  });

  it("is read by one request for near blocks of two runs that are asked for in one turn, and by another for a later turn", async () => {
    const { store, bytes, content } = await put(SIZE);
    const behind = { start: 1_100, sizesBytes: [500], between: [] };
    const [first, second] = await Promise.all([bytes.readBlocks(run, [0]), bytes.readBlocks(behind, [0])].flat());
    expect([first, second]).toEqual([content.subarray(100, 1_100), content.subarray(1_100, 1_600)]);
    expect(store.counts().byMethod.getRange).toBe(1);
    await bytes.read(100, 200);
    expect(store.counts().byMethod.getRange).toBe(2);
  });

  it("tells everybody who shares a request of its failure, and nobody else", async () => {
    const { store, bytes } = await put(SIZE);
    const far = bytes.read(SIZE - 10, SIZE);
    const outside = [bytes.read(0, 5), bytes.read(3, 9)].map((reading) => codeOf(() => reading));
    store.getRange = (_, start) =>
      start === 0
        ? Promise.reject(new SearchIndexError("object-not-found", "Gone."))
        : Promise.resolve(new Uint8Array(10));
    expect(await Promise.all(outside)).toEqual(["object-not-found", "object-not-found"]);
    expect((await far).length).toBe(10);
  });

  it("reads nothing for no blocks", async () => {
    const { store, bytes } = await put(SIZE);
    expect(bytes.readBlocks(run, [])).toEqual([]);
    expect(store.counts().byMethod.getRange).toBe(0);
  });
});

describe("an object up to a MiB", () => {
  it("is read whole once, also for those who ask at the same time, and for no one who asks later", async () => {
    const { store, bytes, content } = await put(SMALL_SEGMENT_BYTES);
    const parts = await Promise.all([bytes.read(0, 10), bytes.read(500, 600), bytes.read(1_000_000, 1_000_001)]);
    expect(parts[1]).toEqual(content.subarray(500, 600));
    await Promise.all(bytes.readBlocks({ start: 7, sizesBytes: [10, 20] }, [1, 0]));
    expect(store.counts()).toMatchObject({ byMethod: { getRange: 1 } });
  });

  it("is read by ranges where its end is known, as that of a published index is, also once a part of that is forgotten", async () => {
    const { store, content } = await put(SMALL_SEGMENT_BYTES);
    const bytes = new SegmentBytes(store, KEY, SMALL_SEGMENT_BYTES, content.subarray(-100));
    const readEnd = (from: number, to: number) => bytes.read(SMALL_SEGMENT_BYTES - from, SMALL_SEGMENT_BYTES - to);
    expect(await readEnd(50, 0)).toEqual(content.subarray(-50));
    bytes.forgetFrom(SMALL_SEGMENT_BYTES - 60);
    expect(await readEnd(100, 60)).toEqual(content.subarray(-100, -60));
    expect(await bytes.read(500, 600)).toEqual(content.subarray(500, 600));
    expect(store.counts()).toMatchObject({ byMethod: { getRange: 1 }, bytesRead: 100 });
    expect(await readEnd(80, 40)).toEqual(content.subarray(-80, -40));
    expect(store.counts()).toMatchObject({ byMethod: { getRange: 2 }, bytesRead: 140 });
  });

  it("is read again after a failure", async () => {
    const store = new MemoryObjectStore();
    const bytes = new SegmentBytes(store, KEY, 10);
    expect(await codeOf(() => bytes.read(0, 5))).toBe("object-not-found");
    await store.putIfAbsent(KEY, new Uint8Array(10));
    expect((await bytes.read(0, 5)).length).toBe(5);
  });
});
