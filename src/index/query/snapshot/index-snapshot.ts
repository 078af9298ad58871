/**
 * A manifest with its segments open: what one query sees from its beginning to its end, and what it tells of the index.
 */
import { SearchIndexError } from "../../../errors.ts";
import { countLiveDocuments, type Manifest, type ManifestSegment } from "../../manifest/manifest.ts";
import type { IndexContext } from "../../manifest/manifest-reader.ts";
import { NO_TAILS, type SegmentTails, tailOf } from "../../manifest/segment-tails.ts";
import { deadDocuments, loadDeadParts } from "../../manifest/tombstones.ts";
import type { SegmentCache } from "../../segment/reader/segment-cache.ts";
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { DocumentSection, StoredDocument } from "../../segment/stored/fields.ts";
import { type RankedHit, readHitDocuments } from "../hits/top-hits.ts";
import { BitsetCache, type SegmentSets } from "./bitset-cache.ts";
import { WINDOW_DOCUMENTS } from "./document-window.ts";
import { ScoreAccumulatorPool } from "./score-accumulator.ts";

/** A live segment, open. `dead[ordinal]` is 1 for a dead document; null where none is. */
export interface OpenSegment {
  readonly segment: ManifestSegment;
  readonly reader: SegmentReader;
  readonly dead: Uint8Array | null;
  readonly sets: SegmentSets;
}

/** The state of an index at one sequence. */
export interface IndexSnapshot {
  readonly manifest: Manifest;
  readonly segments: readonly OpenSegment[];
  /** Live documents: MiniSearch's documentCount. */
  readonly documentCount: number;
  /** Average length of each field over the live documents, from integer sums. */
  readonly averageFieldLengths: readonly number[];
  /** Tables for scoring its segments; 80 KB each, kept between searches. */
  readonly scoreTables: ScoreAccumulatorPool;
}

/** Known parts of an index that is being opened. */
interface KnownBefore {
  /** A snapshot of the same index at an earlier sequence. */
  readonly former?: IndexSnapshot | null;
  readonly tails?: SegmentTails;
}

/**
 * Opens every segment of a manifest, in one parallel round. At most one request a segment that was not open and whose
 * tail is not known; one for a new tombstone object.
 */
export async function openSnapshot(
  context: IndexContext,
  manifest: Manifest,
  cache: SegmentCache,
  { former = null, tails = NO_TAILS }: KnownBefore = {},
  keptSets = new BitsetCache(0),
): Promise<IndexSnapshot> {
  const formerById = new Map(former?.segments.map((open) => [open.segment.id, open]));
  const segments = await Promise.all(
    manifest.segments.map(async (segment): Promise<OpenSegment> => {
      const [reader, dead] = await Promise.all([
        cache.open(segment, tailOf(tails, segment), manifest.publication?.partBytes),
        loadDead(context, segment, formerById.get(segment.id)),
      ]);
      return { segment, reader, dead, sets: keptSets.ofSegment(segment.id, segment.documents, dead) };
    }),
  );
  const documentCount = countLiveDocuments(manifest);
  const averageFieldLengths = manifest.fields.map((_, field) => {
    const sum = manifest.segments.reduce((total, segment) => total + (segment.fieldLengthSums[field] ?? 0), 0);
    return sum / documentCount;
  });
  return {
    manifest,
    segments,
    documentCount,
    averageFieldLengths,
    scoreTables: new ScoreAccumulatorPool(WINDOW_DOCUMENTS),
  };
}

/**
 * Loads the deleted parts. Dead documents stay dead: if the tombstone object is known, only later tombstones are added.
 */
async function loadDead(
  context: IndexContext,
  segment: ManifestSegment,
  former: OpenSegment | undefined,
): Promise<Uint8Array | null> {
  const { tombstoneObject, documents } = segment;
  if (tombstoneObject === null || former?.segment.tombstoneObject?.id !== tombstoneObject.id) {
    return deadDocuments(await loadDeadParts(context.store, context.layout, segment), documents);
  }
  const dead = deadDocuments(segment, documents);
  if (dead === null || former.dead === null) return dead ?? former.dead;
  for (const [ordinal, isDead] of former.dead.entries()) if (isDead === 1) dead[ordinal] = 1;
  return dead;
}

/**
 * Fields go by number in an index: with others, or in another order, a query would look into the wrong ones.
 * `index-outdated` where they are not those of the options.
 */
export function requireFields({ manifest }: IndexSnapshot, { fields }: Pick<ResolvedIndexOptions, "fields">): void {
  const isSame = manifest.fields.length === fields.length && fields.every((name, i) => manifest.fields[i] === name);
  if (isSame) return;
  throw new SearchIndexError(
    "index-outdated",
    `The index has the fields ${manifest.fields.join(", ")}, this searcher ${fields.join(", ")}. Open it with the ` +
      "options that it was made with, or run rebuild.",
  );
}

/** The stored documents of some hits, or their cards, in their order. One request a distinct block. */
export async function loadHitDocuments(
  snapshot: IndexSnapshot,
  hits: readonly RankedHit[],
  section: DocumentSection = "stored",
): Promise<StoredDocument[]> {
  const documentOf = await readHitDocuments(
    hits,
    snapshot.segments.map(({ reader }) => reader),
    section,
  );
  return hits.map((hit) => {
    const document = documentOf(hit);
    if (document !== undefined) return document;
    throw new SearchIndexError(
      "corrupt-segment",
      "A segment lacks the stored fields of a document. Run poisk rebuild.",
    );
  });
}

/** The facts about an index in its manifest. */
export interface IndexStatus {
  readonly documents: number;
  readonly segments: number;
  readonly indexBytes: number;
  readonly sequence: number;
  readonly updatedAtMs: number;
  readonly analyzer: string;
  readonly commitId: string;
}

/** Reads the state of a snapshot. No request. */
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
