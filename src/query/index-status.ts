/**
 * What the manifest tells of an index (layer 4).
 */
import { countLiveDocuments } from "../manifest/manifest.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";

/** What the manifest tells of an index. */
export interface IndexStatus {
  readonly documents: number;
  readonly segments: number;
  readonly indexBytes: number;
  readonly sequence: number;
  readonly updatedAtMs: number | null;
  readonly analyzer: string | null;
  readonly commitId: string;
}

/** No request. Null is a bucket without an index. */
export function statusOf(snapshot: IndexSnapshot | null): IndexStatus {
  if (snapshot === null) {
    return { documents: 0, segments: 0, indexBytes: 0, sequence: 0, updatedAtMs: null, analyzer: null, commitId: "" };
  }
  const { manifest } = snapshot;
  return {
    documents: countLiveDocuments(manifest),
    segments: manifest.segments.length,
    indexBytes: manifest.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0),
    sequence: manifest.sequence,
    updatedAtMs: manifest.committedAtMs,
    analyzer: manifest.analyzer,
    commitId: manifest.commitId,
  };
}
