import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../support/error-of.ts";
import { STORED_BLOCKS_PER_GROUP } from "../../../../support/inside/index-blocks.ts";
import { decodeStoredIndex, encodeStoredIndex } from "../../../../support/inside/index-stored.ts";

const sumOf = (items: readonly number[]): number => items.reduce((sum, item) => sum + item, 0);

describe("the index of stored blocks", () => {
  it("tells where each block lies, which documents it holds, and the block of each document", () => {
    const block = fc.record({
      sizeBytes: fc.integer({ min: 1, max: 100_000 }),
      documents: fc.integer({ min: 1, max: 3 }),
    });
    const blocks = fc.array(block, { maxLength: 3 * STORED_BLOCKS_PER_GROUP, size: "max" });
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 2 ** 40 }), blocks, (start, written) => {
        const sizes = written.map(({ sizeBytes }) => sizeBytes);
        const counts = written.map(({ documents }) => documents);
        const content = encodeStoredIndex({ start, sizesBytes: sizes, documentCounts: counts });
        const index = decodeStoredIndex(content, sumOf(counts));
        expect([index.blockCount, index.documentCount]).toEqual([written.length, sumOf(counts)]);
        let [next, ordinal] = [start, 0];
        for (const [number, { sizeBytes, documents }] of written.entries()) {
          expect(index.placeOf(number)).toEqual({ start: next, sizeBytes });
          expect(index.documentsOf(number)).toEqual({ firstOrdinal: ordinal, documentCount: documents });
          for (let i = 0; i < documents; i += 1) expect(index.blockOf(ordinal + i)).toBe(number);
          next += sizeBytes;
          ordinal += documents;
        }
      }),
    );
  });

  it("of another number of documents than its segment has is corrupt", async () => {
    const content = encodeStoredIndex({ start: 16, sizesBytes: [10, 10], documentCounts: [2, 3] });
    expect(decodeStoredIndex(content, 5).documentCount).toBe(5);
    for (const documents of [4, 6])
      expect(await codeOf(() => decodeStoredIndex(content, documents))).toBe("corrupt-segment");
    expect(await codeOf(() => decodeStoredIndex(new Uint8Array(), 0))).toBe("corrupt-segment");
    expect(await codeOf(() => decodeStoredIndex(content.subarray(0, -1), 5))).toBe("corrupt-segment");
  });
});

it("a group of the index of stored blocks that is not the sum of its blocks is corrupt where it is looked up", async () => {
  const counts = Array.from({ length: STORED_BLOCKS_PER_GROUP + 1 }, () => 1);
  const content = encodeStoredIndex({ start: 16, sizesBytes: counts.map(() => 7), documentCounts: counts });
  // The size of the first block, behind u48, u32 and the width.
  content[11] = 8;
  const index = decodeStoredIndex(content, counts.length);
  expect(await codeOf(() => index.placeOf(1))).toBe("corrupt-segment");
  expect(index.placeOf(STORED_BLOCKS_PER_GROUP)).toEqual({ start: 16 + 7 * STORED_BLOCKS_PER_GROUP, sizeBytes: 7 });
});

it("an index of stored blocks that is longer than its items, or of items without a width, is corrupt", async () => {
  const content = encodeStoredIndex({ start: 16, sizesBytes: [7], documentCounts: [1] });
  expect(await codeOf(() => decodeStoredIndex(Uint8Array.of(...content, 0), 1))).toBe("corrupt-segment");
  content[10] = 3;
  expect(await codeOf(() => decodeStoredIndex(content, 1))).toBe("corrupt-segment");
});
