import { expect, it } from "vitest";
import { chooseMerges, chooseOwn } from "../../../support/inside/index-bulk.ts";
import { compactionPolicy, type MergeCandidate } from "../../../support/inside/index-compaction.ts";
import { sampleId } from "../../../support/manifest-samples.ts";

const NOW_MS = 1_767_225_600_000;

/** Makes segments as an import leaves them. */
const segments = (count: number, documents: number): MergeCandidate[] =>
  Array.from({ length: count }, (_, i) => ({
    id: sampleId(i),
    sizeBytes: documents * 1_200,
    documents,
    entries: 4,
    liveDocuments: documents,
    liveEntries: 4,
    oldestTombstoneAtMs: null,
  }));

it("chooses at once the merges that fill segments, and none twice of a segment", () => {
  const choices = chooseMerges(segments(125, 8_000), NOW_MS);
  expect(choices.map((ids) => ids.length).slice(0, 4)).toEqual([31, 31, 31, 31]);
  expect(new Set(choices.flat()).size).toBe(choices.flat().length);
});

it("begins with what compaction would do first", () => {
  for (const count of [2, 13, 40]) {
    const candidates = segments(count, 8_000);
    const first = compactionPolicy.choose(candidates, NOW_MS)?.inputs.map(({ id }) => id);
    expect(chooseMerges(candidates, NOW_MS)[0]).toEqual(first);
  }
  expect(chooseMerges(segments(1, 8_000), NOW_MS)).toEqual([]);
});

it("makes one of the import's own segments where nothing is due, and leaves older ones and full ones alone", () => {
  const [large, older, small, full] = [6_000, 3_000, 4_000, 240_000].map((documents, i) => ({
    ...segments(1, documents)[0],
    id: sampleId(i),
  })) as [MergeCandidate, MergeCandidate, MergeCandidate, MergeCandidate];
  expect(chooseMerges([large, small], NOW_MS)).toEqual([]);
  expect(chooseOwn([large, small], new Set())).toEqual([[small.id, large.id]]);
  expect(chooseOwn([large, older, small, full], new Set([older.id]))).toEqual([[small.id, large.id]]);
  expect(chooseOwn([large, older], new Set([older.id]))).toEqual([]);
  expect(chooseOwn([], new Set())).toEqual([]);
});

it("makes no segment of its own larger than one may be", () => {
  const united = chooseOwn(segments(3, 100_000), new Set());
  expect(united.map((ids) => ids.length)).toEqual([2]);
});
