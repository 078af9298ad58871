/**
 * Manifests for tests that look at manifests alone.
 */

import type { Manifest, SegmentId } from "../../src/index/shared.ts";
import { emptyManifest, type ManifestSegment } from "./inside/index-manifest.ts";

/** Ids that ascend with their number. */
export function sampleId(number: number): SegmentId {
  return `01J${String(number).padStart(23, "0")}` as SegmentId;
}

/** Time of the deaths in a sample. */
export const SAMPLE_TIME_MS = 1_767_225_500_000;

/** A segment of ten source keys with a document each, all alive but what the change says. */
export function sampleSegment(number: number, change: Partial<ManifestSegment> = {}): ManifestSegment {
  const dead = (change.tombstones ?? []).length > 0 || (change.tombstoneObject ?? null) !== null;
  return {
    id: sampleId(number),
    sizeBytes: 5_000,
    contentsStart: 4_000,
    documents: 10,
    entries: 10,
    liveDocuments: 10,
    liveEntries: 10,
    fieldLengthSums: [50, 800],
    tombstones: [],
    superseded: [],
    tombstoneObject: null,
    oldestTombstoneAtMs: dead ? SAMPLE_TIME_MS : null,
    ...change,
  };
}

export function sampleManifest(change: Partial<Manifest> = {}): Manifest {
  const schema = { analyzer: "russian-1", parser: "parser-1", fields: ["title", "text"] };
  return { ...emptyManifest(schema, "01J0000000000000000000COMM", 1_767_225_600_000), ...change };
}
