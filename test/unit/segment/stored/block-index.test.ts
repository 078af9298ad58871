import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeJson } from "../../../../src/segment/blocks/json-block.ts";
import { SEGMENT_FORMAT, STORED_BLOCKS_PER_GROUP } from "../../../../src/segment/blocks/segment-format.ts";
import { storedIndexCodec } from "../../../../src/segment/stored/block-index.ts";
import { codeOf } from "../../../support/error-of.ts";

const sumOf = (items: readonly number[]): number => items.reduce((sum, item) => sum + item, 0);

/** The bytes of `format`. */
function encodeAs(format: number, start: number, sizesBytes: number[], documentCounts: number[]): Uint8Array {
  if (format === SEGMENT_FORMAT) return storedIndexCodec.encode({ start, sizesBytes, documentCounts });
  const firstOrdinals = documentCounts.map((_, i) => sumOf(documentCounts.slice(0, i)));
  return encodeJson({ start, sizesBytes, firstOrdinals });
}

describe.each([3, SEGMENT_FORMAT])("the index of stored blocks of format %d", (format) => {
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
        const index = storedIndexCodec.decode(encodeAs(format, start, sizes, counts), format, sumOf(counts));
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
    // What JSON does not say is what is left for the last block, so that only more than there are shows.
    const content = encodeAs(format, 16, [10, 10], [2, 3]);
    expect(storedIndexCodec.decode(content, format, 5).documentCount).toBe(5);
    if (format === SEGMENT_FORMAT)
      expect(await codeOf(() => storedIndexCodec.decode(content, format, 6))).toBe("corrupt-segment");
    expect(await codeOf(() => storedIndexCodec.decode(new Uint8Array(), format, 0))).toBe("corrupt-segment");
    expect(await codeOf(() => storedIndexCodec.decode(content.subarray(0, -1), format, 5))).toBe("corrupt-segment");
  });
});

it("a group of the index of stored blocks that is not the sum of its blocks is corrupt where it is looked up", async () => {
  const counts = Array.from({ length: STORED_BLOCKS_PER_GROUP + 1 }, () => 1);
  const content = storedIndexCodec.encode({ start: 16, sizesBytes: counts.map(() => 7), documentCounts: counts });
  // The size of the first block, behind u48, u32 and the width.
  content[11] = 8;
  const index = storedIndexCodec.decode(content, SEGMENT_FORMAT, counts.length);
  expect(await codeOf(() => index.placeOf(1))).toBe("corrupt-segment");
  expect(index.placeOf(STORED_BLOCKS_PER_GROUP)).toEqual({ start: 16 + 7 * STORED_BLOCKS_PER_GROUP, sizeBytes: 7 });
});

it("an index of stored blocks that is longer than its items, or of items without a width, is corrupt", async () => {
  const content = storedIndexCodec.encode({ start: 16, sizesBytes: [7], documentCounts: [1] });
  expect(await codeOf(() => storedIndexCodec.decode(Uint8Array.of(...content, 0), SEGMENT_FORMAT, 1))).toBe(
    "corrupt-segment",
  );
  content[10] = 3;
  expect(await codeOf(() => storedIndexCodec.decode(content, SEGMENT_FORMAT, 1))).toBe("corrupt-segment");
});
