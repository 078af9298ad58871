/**
 * Manifests for tests that look at manifests alone.
 */
import type { Manifest, ManifestSegment } from "../../src/manifest/manifest.ts";
import { emptyManifest } from "../../src/manifest/manifest.ts";
import type { SegmentId } from "../../src/storage/object-keys.ts";

/** Ids that ascend with their number. */
export function sampleId(number: number): SegmentId {
  return `01J${String(number).padStart(23, "0")}` as SegmentId;
}

/** A segment of ten source keys with a document each, all alive. */
export function sampleSegment(number: number, change: Partial<ManifestSegment> = {}): ManifestSegment {
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
    tombstoneObject: null,
    ...change,
  };
}

export function sampleManifest(change: Partial<Manifest> = {}): Manifest {
  const schema = { analyzer: "russian-1", parser: "parser-1", fields: ["title", "text"] };
  return { ...emptyManifest(schema, "01J0000000000000000000COMM", 1_767_225_600_000), ...change };
}
