import { describe, expect, it } from "vitest";
import { cutToTime, estimateMergeMs, type MergeReason } from "../../../support/inside/index-compaction.ts";
import { sampleSegment } from "../../../support/manifest-samples.ts";

const megabytes = (...sizes: number[]) =>
  sizes.map((size, i) => sampleSegment(i, { sizeBytes: size * 1_000_000, liveDocuments: size }));
const cut = (reason: MergeReason, remainingMs: number, ...sizes: number[]) =>
  cutToTime({ inputs: megabytes(...sizes), reason }, remainingMs)?.inputs.map(({ liveDocuments }) => liveDocuments);

describe("a merge", () => {
  it("takes time by the bytes of its inputs", () => {
    const [small, large] = [estimateMergeMs(megabytes(1)), estimateMergeMs(megabytes(100, 100))];
    expect(small).toBeGreaterThan(0);
    expect(large).toBeGreaterThan(small * 10);
  });

  it("that fits is left as it is", () => {
    expect(cut("size", Number.POSITIVE_INFINITY, 1, 50, 200)).toEqual([1, 50, 200]);
    expect(cut("size", estimateMergeMs(megabytes(1, 50, 200)), 1, 50, 200)).toEqual([1, 50, 200]);
  });

  it("that does not fit loses its largest inputs", () => {
    expect(cut("size", estimateMergeMs(megabytes(1, 50)), 200, 1, 50)).toEqual([1, 50]);
  });

  it("of which too little would be left is not made: two inputs for size, one for its dead", () => {
    expect(cut("size", estimateMergeMs(megabytes(1)), 1, 50)).toBeUndefined();
    expect(cut("purge", estimateMergeMs(megabytes(1)), 1, 50)).toEqual([1]);
    expect(cut("dead", estimateMergeMs(megabytes(1)), 50)).toBeUndefined();
  });
});
