import { describe, expect, it } from "vitest";
import { nextBatchSize } from "../../../support/inside/index-bulk.ts";

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
    [4, 2, [4]],
    [5, 2, [3, 2]],
    [40, 2, [20, 20]],
    [64, 2, [32, 32]],
    [65, 2, [17, 16, 16, 16]],
    [400, 2, [29, 29, 29, 29, 29, 29, 29, 29, 28, 28, 28, 28, 28, 28]],
    [20, 8, [4, 4, 4, 4, 4]],
    [65, 1, [22, 22, 21]],
  ])("of %i parts for %i workers are as few and as even as can be", (parts, concurrency, sizes) => {
    expect(sizesOf(parts, concurrency)).toEqual(sizes);
  });

  it("of unknown length begin small and grow, for one worker at once", () => {
    expect(sizesOf(168, 2, null)).toEqual([4, 4, 4, 4, 8, 8, 8, 8, 16, 16, 16, 16, 32, 24]);
    expect(sizesOf(65, 1, null)).toEqual([32, 32, 1]);
  });

  it("end with the archive where it is longer or shorter than was thought", () => {
    expect(sizesOf(9, 2, 6).reduce((sum, size) => sum + size, 0)).toBe(9);
    expect(sizesOf(3, 2, 5)).toEqual([3]);
  });
});
