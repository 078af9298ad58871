import fc from "fast-check";
import { expect, it } from "vitest";
import type { SegmentId } from "../../../../src/index/shared.ts";
import {
  type MergeCandidate,
  smallMergePolicy,
  type TierSettings,
  tieredMergePolicy,
} from "../../../support/inside/index-compaction.ts";

const settings: fc.Arbitrary<TierSettings> = fc.record({
  mergeFactor: fc.integer({ min: 2, max: 10 }),
  maxDocuments: fc.integer({ min: 1, max: 100_000 }),
});
const segments = fc
  .array(fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 2_000 })), { maxLength: 60 })
  .map((sizes) => sizes.map((documents, i) => allLive(i, documents)));

const allLive = (number: number, documents: number): MergeCandidate => ({
  id: String(number).padStart(6, "0") as SegmentId,
  sizeBytes: documents * 1_000,
  documents,
  entries: documents,
  liveDocuments: documents,
  liveEntries: documents,
  oldestTombstoneAtMs: null,
});

it("a merge is of just so many distinct segments as the policy says, and never of too many documents", () => {
  fc.assert(
    fc.property(segments, settings, (given, wanted) => {
      const chosen = tieredMergePolicy(wanted).choose(given, 0)?.inputs ?? [];
      expect([0, wanted.mergeFactor]).toContain(chosen.length);
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen.every((segment) => given.includes(segment))).toBe(true);
      expect(chosen.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0)).toBeLessThanOrEqual(
        wanted.maxDocuments,
      );
    }),
  );
});

it("the choice depends on the segments alone, not on their order, and leaves them as they are", () => {
  fc.assert(
    fc.property(segments, fc.infiniteStream(fc.nat()), (given, random) => {
      const before = structuredClone(given);
      const shuffled = given
        .map((segment) => ({ segment, at: random.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ segment }) => segment);
      expect(smallMergePolicy.choose(shuffled, 0)).toEqual(smallMergePolicy.choose(given, 0));
      expect(given).toEqual(before);
    }),
  );
});

it("a run of single uploads ends in few segments, each document rewritten a few times", () => {
  let live: MergeCandidate[] = [];
  let rewritten = 0;
  let most = 0;
  const uploads = 1_000;
  for (let i = 0; i < uploads; i += 1) {
    live.push(allLive(i, 1));
    for (;;) {
      const chosen = smallMergePolicy.choose(live, 0)?.inputs ?? [];
      if (chosen.length === 0) break;
      const liveDocuments = chosen.reduce((sum, segment) => sum + segment.liveDocuments, 0);
      rewritten += liveDocuments;
      live = [...live.filter((segment) => !chosen.includes(segment)), allLive(uploads + i, liveDocuments)];
    }
    most = Math.max(most, live.length);
  }
  expect(live.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0)).toBe(uploads);
  expect(most).toBeLessThanOrEqual(16);
  expect(rewritten / uploads).toBeLessThanOrEqual(4);
});
