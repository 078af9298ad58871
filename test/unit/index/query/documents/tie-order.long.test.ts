import { describe, expect, it } from "vitest";
import { orderHits, type RankedHit, type SegmentReader } from "../../../../../src/index/read.ts";
import type { SourceDocuments } from "../../../../../src/index/write.ts";
import { bulkySources, putSegment, type SegmentUnderTest } from "../../../../support/segment-under-test.ts";

const sources = (...keys: string[]): SourceDocuments[] =>
  keys.map((sourceKey) => ({ sourceKey, version: "1", documents: [{ id: sourceKey, title: "мир" }] }));

/** A hit a document of each segment, all of one score, best ordinals first. */
function allHits(readers: readonly SegmentReader[], score = 1): RankedHit[] {
  return readers.flatMap((reader, segmentNumber) =>
    Array.from({ length: reader.contents.documents }, (_, ordinal) => ({
      segmentNumber,
      ordinal,
      score,
      tier: 1,
      hasAllWords: true,
    })),
  );
}

async function open(...segments: SourceDocuments[][]): Promise<{ put: SegmentUnderTest[]; readers: SegmentReader[] }> {
  const put = await Promise.all(segments.map((segment) => putSegment(segment)));
  return { put, readers: await Promise.all(put.map((segment) => segment.open())) };
}

async function keysOf(hits: readonly RankedHit[], readers: readonly SegmentReader[]): Promise<string[]> {
  return Promise.all(
    hits.map(async ({ segmentNumber, ordinal }) => {
      const documents = await readers[segmentNumber]!.storedDocuments([ordinal]);
      return documents.get(ordinal)?.sourceKey ?? "";
    }),
  );
}

const requests = (segments: readonly SegmentUnderTest[]): number =>
  segments.reduce((sum, { store }) => sum + store.counts().requests, 0);

describe("hits of equal score", () => {
  it("come by source key across segments", async () => {
    const { readers } = await open(sources("а", "г", "д"), sources("б", "е"), sources("в"));
    const hits = await orderHits(allHits(readers), 0, 100, readers);
    expect(await keysOf(hits, readers)).toEqual(["а", "б", "в", "г", "д", "е"]);
  });

  it("of one source key come by id, which is the order of ordinals", async () => {
    const documents = [{ id: "б" }, { id: 2 }, { id: "а" }];
    const { readers } = await open([{ sourceKey: "а", version: "1", documents }], sources("б"));
    const hits = await orderHits(allHits(readers), 0, 100, readers);
    expect(hits.map(({ segmentNumber, ordinal }) => [segmentNumber, ordinal])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
  });

  it("give the same pages whichever segment comes first, without doubles or gaps", async () => {
    const { readers } = await open(sources("а", "в", "д", "ж"), sources("б", "г", "е"));
    const whole = await keysOf(await orderHits(allHits(readers), 0, 100, readers), readers);
    const turned = [...readers].reverse();
    expect(await keysOf(await orderHits(allHits(turned), 0, 100, turned), turned)).toEqual(whole);
    const pages: string[] = [];
    for (let start = 0; start < 7; start += 2) {
      pages.push(...(await keysOf(await orderHits(allHits(readers), start, start + 2, readers), readers)));
    }
    expect(pages).toEqual(whole);
  });
});

it("higher tiers come first, then higher scores, then ties by key", async () => {
  const { readers } = await open(sources("а", "б"), sources("в", "г"));
  const hit = (segmentNumber: number, ordinal: number, score: number, tier: number) => {
    return { segmentNumber, ordinal, score, tier, hasAllWords: tier === 1 };
  };
  const hits = [hit(0, 0, 9, 0), hit(0, 1, 1, 1), hit(1, 0, 2, 1), hit(1, 1, 1, 1)];
  expect(await keysOf(await orderHits(hits, 0, 4, readers), readers)).toEqual(["в", "б", "г", "а"]);
});

it("a run of very many hits is put in order as a short one is", async () => {
  const { readers } = await open(sources("а"));
  const hits = Array.from({ length: 300_000 }, (_, i) => ({
    segmentNumber: 0,
    ordinal: 299_999 - i,
    score: 1,
    tier: 1,
    hasAllWords: true,
  }));
  const ordered = await orderHits(hits, 0, Number.POSITIVE_INFINITY, readers);
  expect([ordered.length, ordered[0]?.ordinal, ordered.at(-1)?.ordinal]).toEqual([300_000, 0, 299_999]);
});

describe("requests for keys", () => {
  const half = (remainder: number): SourceDocuments[] => bulkySources(4_400, 400).filter((_, i) => i % 2 === remainder);

  it("are none where the blocks of keys do not meet, or the run of equal scores is of one segment", async () => {
    const all = bulkySources(4_400, 400);
    const { put, readers } = await open(all.slice(0, 2_200), all.slice(2_200));
    const before = requests(put);
    // The last block of a segment has no upper bound, so it meets whatever lies above it.
    const clear = allHits(readers).filter((hit) => hit.segmentNumber === 1 || hit.ordinal < 2_048);
    await orderHits(clear, 0, 5_000, readers);
    const single = allHits(readers).map((hit) => ({ ...hit, score: hit.segmentNumber }));
    await orderHits(single, 0, 5_000, readers);
    expect(requests(put)).toBe(before);
  });

  it("are none for a run that ends before the page begins", async () => {
    const { put, readers } = await open(half(0), half(1));
    const before = requests(put);
    const hits = allHits(readers).map((item) => ({ ...item, score: item.ordinal < 1_000 ? 2 : item.segmentNumber }));
    await orderHits(hits, 2_000, 2_010, readers);
    expect(requests(put)).toBe(before);
  });

  it("are at most one a block of keys, however many hits lie in it", async () => {
    const { put, readers } = await open(half(0), half(1));
    const before = requests(put);
    const hits = await orderHits(allHits(readers), 0, 5_000, readers);
    const blocks = readers.reduce((sum, reader) => sum + reader.contents.entryBlocks.sizesBytes.length, 0);
    expect(requests(put) - before).toBeLessThanOrEqual(blocks);
    expect(hits.slice(0, 4).map(({ segmentNumber, ordinal }) => [segmentNumber, ordinal])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
  });
});
