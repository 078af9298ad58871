import { beforeAll, describe, expect, it } from "vitest";
import { SegmentReader } from "../../../../src/index/read.ts";
import type { ObjectStore } from "../../../../src/store/store.ts";
import { codeOf } from "../../../support/error-of.ts";
import { STORED_BLOCK_BYTES } from "../../../support/inside/index-blocks.ts";
import { BlockCache } from "../../../support/inside/index-reader.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { bulkySources, putSegment, type SegmentUnderTest } from "../../../support/segment-under-test.ts";

const ORDINALS = [3, 900, 2_000];

describe("stored fields of a large segment", () => {
  let segment: SegmentUnderTest;

  beforeAll(async () => {
    const sources = bulkySources(2_200, 120).map((source) => ({
      ...source,
      // Texts pack well, unlike the bulk that makes the segment large.
      documents: source.documents.map((document) => ({ ...document, title: "новость о погоде ".repeat(100) })),
    }));
    segment = await putSegment(sources);
  });

  it("are kept packed: no request the second time, for fewer bytes than they have", async () => {
    const cache = new BlockCache(10_000_000);
    const reader = await SegmentReader.open(segment.store, segment.key, segment.summary, { kept: cache.forSegment() });
    const first = await reader.storedDocuments(ORDINALS);
    const { requests } = segment.store.counts();
    expect(await reader.storedDocuments(ORDINALS)).toEqual(first);
    expect(segment.store.counts().requests).toBe(requests);
    expect(cache.counts()).toMatchObject({ hits: ORDINALS.length, misses: ORDINALS.length });
    expect(cache.counts().usedBytes).toBeLessThan((ORDINALS.length * STORED_BLOCK_BYTES * 2) / 3);
  });

  it("that come damaged once are asked for again, and nothing damaged is kept", async () => {
    let isNoisy = false;
    const store: ObjectStore = {
      ...interceptStore(segment.store, {}),
      getRange: async (key, start, end) => {
        const bytes = (await segment.store.getRange(key, start, end)).slice();
        if (isNoisy) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        return bytes;
      },
    };
    const cache = new BlockCache(10_000_000);
    const reader = await SegmentReader.open(store, segment.key, segment.summary, { kept: cache.forSegment() });
    await reader.lengths(0);
    isNoisy = true;
    expect(await codeOf(() => reader.storedDocuments([900]))).toBe("corrupt-segment");
    isNoisy = false;
    expect((await reader.storedDocuments([900])).get(900)?.id).toBe(900);
  });
});
