/** Segments as a merge policy sees them. */

import type { MergeCandidate } from "./inside/index-compaction.ts";
import { sampleId } from "./manifest-samples.ts";

export const HOUR_MS = 3_600_000;
export const NOW_MS = 1_767_225_600_000;

/** Size of an article of 280 words in a segment, text and postings. */
const ARTICLE_BYTES = 1_200;

export const segment = (number: number, documents: number, change: Partial<MergeCandidate> = {}): MergeCandidate => ({
  id: sampleId(number),
  sizeBytes: documents * ARTICLE_BYTES,
  documents,
  entries: documents,
  liveDocuments: documents,
  liveEntries: documents,
  oldestTombstoneAtMs: null,
  ...change,
});

export const withDead = (number: number, documents: number, dead: number, hoursAgo = 1): MergeCandidate =>
  segment(number, documents, {
    liveDocuments: documents - dead,
    liveEntries: documents - dead,
    oldestTombstoneAtMs: NOW_MS - hoursAgo * HOUR_MS,
  });
