import { describe, expect, it } from "vitest";
import { nextBatchSize } from "../../../../src/indexer/bulk/import.ts";

/** The sizes of all batches of an archive of so many parts, as so many workers get them. */
function sizesOf(parts: number, concurrency: number, expectedParts: number | null = parts): number[] {
  const sizes: number[] = [];
  for (let startedParts = 0; startedParts < parts; ) {
    const size = nextBatchSize({ expectedParts, startedBatches: sizes.length, startedParts }, concurrency);
    sizes.push(Math.min(size, parts - startedParts));
    startedParts += size;
  }
  return sizes;
}

describe("the batches of an archive", () => {
  it.each([
    [1, 2, [1]],
    [2, 2, [1, 1]],
    [10, 2, [5, 5]],
    [16, 2, [8, 8]],
    [17, 2, [5, 4, 4, 4]],
    [100, 2, [8, 8, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]],
    [5, 8, [1, 1, 1, 1, 1]],
    [17, 1, [6, 6, 5]],
  ])("of %i parts for %i workers are as few and as even as can be", (parts, concurrency, sizes) => {
    expect(sizesOf(parts, concurrency)).toEqual(sizes);
  });

  it("of unknown length begin small and grow, for one worker at once", () => {
    expect(sizesOf(42, 2, null)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 8, 6]);
    expect(sizesOf(17, 1, null)).toEqual([8, 8, 1]);
  });

  it("end with the archive where it is longer or shorter than was thought", () => {
    expect(sizesOf(7, 2, 5).reduce((sum, size) => sum + size, 0)).toBe(7);
    expect(sizesOf(3, 2, 5)).toEqual([3]);
  });
});
