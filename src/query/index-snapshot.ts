/**
 * A manifest with its segments open (layer 4): what one query sees from its beginning to its end.
 */
import { countLiveDocuments, type Manifest, type ManifestSegment } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-store.ts";
import { deadDocuments, loadTombstones } from "../manifest/tombstones.ts";
import type { SegmentCache } from "../segment/segment-cache.ts";
import type { SegmentReader } from "../segment/segment-reader.ts";
import { ScoreTablePool } from "./score-table.ts";

/** A live segment, open. `dead[ordinal]` is 1 for a dead document; null where none is. */
export interface OpenSegment {
  readonly segment: ManifestSegment;
  readonly reader: SegmentReader;
  readonly dead: Uint8Array | null;
}

/** All of an index at one sequence. */
export interface IndexSnapshot {
  readonly manifest: Manifest;
  readonly segments: readonly OpenSegment[];
  /** Live documents: MiniSearch's documentCount. */
  readonly documentCount: number;
  /** Average length of each field over the live documents, from integer sums. */
  readonly averageFieldLengths: readonly number[];
  /** For scoring its segments; a few MB of a segment of 250,000 documents, kept between searches. */
  readonly scoreTables: ScoreTablePool;
}

/** Opens every segment of a manifest, in parallel. At most two requests a segment that was not open. */
export async function openSnapshot(
  context: IndexContext,
  manifest: Manifest,
  cache: SegmentCache,
): Promise<IndexSnapshot> {
  cache.retain(manifest.segments.map((segment) => segment.id));
  const segments = await Promise.all(
    manifest.segments.map(async (segment): Promise<OpenSegment> => {
      const [reader, tombstones] = await Promise.all([
        cache.open(segment),
        loadTombstones(context.store, context.layout, segment),
      ]);
      return { segment, reader, dead: deadDocuments(tombstones, segment.documents) };
    }),
  );
  const documentCount = countLiveDocuments(manifest);
  const averageFieldLengths = manifest.fields.map((_, field) => {
    const sum = manifest.segments.reduce((total, segment) => total + (segment.fieldLengthSums[field] ?? 0), 0);
    return sum / documentCount;
  });
  const largest = manifest.segments.reduce((most, { documents }) => Math.max(most, documents), 0);
  return { manifest, segments, documentCount, averageFieldLengths, scoreTables: new ScoreTablePool(largest) };
}
