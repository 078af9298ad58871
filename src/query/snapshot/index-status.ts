/**
 * What the manifest tells of an index (layer 4).
 */
import { countLiveDocuments } from "../../manifest/manifest.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";

/** What the manifest tells of an index. */
export interface IndexStatus {
  readonly documents: number;
  readonly segments: number;
  readonly indexBytes: number;
  readonly sequence: number;
  readonly updatedAtMs: number;
  readonly analyzer: string;
  readonly commitId: string;
}

/** No request. */
export function statusOf({ manifest }: IndexSnapshot): IndexStatus {
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
