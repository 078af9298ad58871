/**
 * How long a merge takes, and how to cut one that would not be done in time (layer 4): pure.
 */
import type { ManifestSegment } from "../../manifest/manifest.ts";
import { compareCandidates, type MergeChoice } from "./policy.ts";

/**
 * Bytes of inputs that a merge gets through in a second: three quarters of the slowest that was measured, on one core of a
 * busy machine (docs/decisions/0009-merging.md).
 */
const MERGE_BYTES_PER_SECOND = 2_000_000;

/** Opening the inputs and committing; requests of 25 ms, some of them in vain. */
const FIXED_MS = 2_000;

/** The time that a merge of these segments takes, on the safe side. */
export function estimateMergeMs(inputs: readonly Pick<ManifestSegment, "sizeBytes">[]): number {
  const sizeBytes = inputs.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  return FIXED_MS + (sizeBytes / MERGE_BYTES_PER_SECOND) * 1_000;
}

/**
 * The choice without its largest inputs, so that it is done in the time that is left; null where too few stay to be of
 * use: two, but one for the sake of its dead.
 */
export function cutToTime(
  { inputs, reason }: MergeChoice<ManifestSegment>,
  remainingMs: number,
): MergeChoice<ManifestSegment> | null {
  const kept = [...inputs].sort(compareCandidates);
  while (kept.length > 0 && estimateMergeMs(kept) > remainingMs) kept.pop();
  return kept.length >= (reason === "size" ? 2 : 1) ? { inputs: kept, reason } : null;
}
