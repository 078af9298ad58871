import { expect, it } from "vitest";
import { type MergeCandidate, smallMergePolicy, tieredMergePolicy } from "../../../support/inside/index-compaction.ts";
import { sampleId, sampleSegment } from "../../../support/manifest-samples.ts";

const segments = (...sizes: number[]): MergeCandidate[] =>
  sizes.map((liveDocuments, i) => sampleSegment(i, { liveDocuments, documents: liveDocuments }));
const chosen = (sizes: number[], policy = smallMergePolicy) => policy.choose(segments(...sizes), 0)?.inputs ?? [];
const sizesOf = (...sizes: number[]) => chosen(sizes).map(({ liveDocuments }) => liveDocuments);

it("four segments of one tier are merged, three are not", () => {
  expect(sizesOf(1, 1, 1)).toEqual([]);
  expect(sizesOf(1, 1, 1, 1)).toEqual([1, 1, 1, 1]);
  expect(sizesOf(4, 15, 4, 3, 15)).toEqual([4, 4, 15, 15]);
});

it("segments of different tiers are left apart", () => {
  expect(sizesOf(1, 4, 16, 64)).toEqual([]);
});

it("the smallest of the lowest full tier come first, older ones before newer ones", () => {
  expect(sizesOf(64, 65, 66, 67, 1, 2, 3, 1, 1)).toEqual([1, 1, 1, 2]);
  expect(chosen([2, 2, 2, 2, 2]).map(({ id }) => id)).toEqual([0, 1, 2, 3].map(sampleId));
});

it("a merge that would hold too many documents is not made, one of a higher tier may be", () => {
  expect(sizesOf(256, 256, 256, 256)).toEqual([]);
  expect(chosen([3, 3], tieredMergePolicy({ mergeFactor: 2, maxDocuments: 5 }))).toEqual([]);
  expect(chosen([0, 0, 0, 0]).length).toBe(4);
});
