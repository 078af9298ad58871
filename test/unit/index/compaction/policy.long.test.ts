import { expect, it } from "vitest";
import type { SegmentId } from "../../../../src/index/shared.ts";
import { compactionPolicy, type MergeCandidate, smallMergePolicy } from "../../../support/inside/index-compaction.ts";
import { NOW_MS, segment } from "../../../support/merge-candidates.ts";

/**
 * Uploads in batches of some sizes in turn up to a million documents, each followed by all merges due; counters only.
 */
function growToAMillion(batches: readonly number[]) {
  let segments: (MergeCandidate & { readonly rewrites: number })[] = [];
  let uploaded = 0;
  let rewritten = 0;
  let mostSegments = 0;
  let nextId = 0;
  const add = (documents: number, rewrites: number) => {
    const id = String(nextId++).padStart(10, "0") as SegmentId;
    segments.push({ ...segment(0, documents), id, rewrites });
  };
  for (let turn = 0; uploaded < 1_000_000; turn += 1) {
    const batchDocuments = batches[turn % batches.length] ?? 1;
    add(batchDocuments, 0);
    uploaded += batchDocuments;
    for (const policy of [smallMergePolicy, compactionPolicy]) {
      for (let choice = policy.choose(segments, NOW_MS); choice !== null; choice = policy.choose(segments, NOW_MS)) {
        const { inputs } = choice;
        const documents = inputs.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0);
        const isLarge = documents > 1_000;
        if (isLarge) rewritten += documents;
        segments = segments.filter((candidate) => !inputs.includes(candidate));
        add(documents, Math.max(...inputs.map(({ rewrites }) => rewrites)) + (isLarge ? 1 : 0));
      }
    }
    mostSegments = Math.max(mostSegments, segments.length);
  }
  return {
    documents: segments.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0),
    uploaded,
    meanRewrites: rewritten / uploaded,
    mostRewrites: Math.max(...segments.map(({ rewrites }) => rewrites)),
    mostSegments,
    segments: segments.length,
    largest: Math.max(...segments.map(({ liveDocuments }) => liveDocuments)),
  };
}

it.each(["1", "7", "100", "1000", "30000", "8000, 1, 1, 100, 1, 7, 2000, 1"])(
  "a million articles that come %s at a time",
  (batches) => {
    const grown = growToAMillion(batches.split(", ").map(Number));
    expect(grown.documents).toBe(grown.uploaded);
    expect(grown.mostSegments).toBeLessThanOrEqual(20);
    expect(grown.segments).toBeLessThanOrEqual(14);
    expect(grown.meanRewrites).toBeLessThanOrEqual(6);
    expect(grown.mostRewrites).toBeLessThanOrEqual(9);
    expect(grown.largest).toBeLessThanOrEqual(250_000);
  },
  120_000,
);
