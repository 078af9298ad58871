/**
 * Reads all of an index and says what is wrong with it (layer 4): the manifest, every block of every segment, the objects
 * beside them, and the uploads that the index speaks for. Changes nothing.
 */
import { isErrorOfKind } from "../../errors.ts";
import { countLiveDocuments, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { CountingObjectStore } from "../../storage/decorators/counting-object-store.ts";
import { begunKey, manifestKey, segmentKey, segmentsPrefix } from "../../storage/object-store/object-keys.ts";
import { isSettledVersion, listedPartOf } from "../commit/upload-version.ts";
import { type BucketDifferences, checkBucket, type LiveUploads } from "./bucket-check.ts";
import { type Finding, Findings } from "./findings.ts";
import { checkManifest, checkObjects } from "./manifest-check.ts";
import { checkSegment } from "./segment-check.ts";
import { UploadTable } from "./upload-table.ts";

/** What a verification found. */
export interface VerifyReport {
  /** Null where there is no manifest that can be read. */
  readonly sequence: number | null;
  readonly segments: number;
  readonly documents: number;
  readonly readBytes: number;
  /** Null where a damaged index could not be compared with the bucket. */
  readonly bucket: BucketDifferences | null;
  readonly findings: readonly Finding[];
}

interface VerifyOptions {
  /** Bytes of segments that were read so far, and that there are. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** Times that a verification is begun again because segments were collected under it. */
const MAX_RESTARTS = 2;

/**
 * Verifies an index. Reads every segment whole, and lists the bucket; memory for one segment's columns and lexicon, and 34
 * to 68 bytes an upload, 200 more where its version is unsettled. Rejects where the store fails. May run beside writers: where it finds damage in a manifest that was
 * replaced meanwhile, whose segments may be collected by now, it begins again.
 */
export async function verifyIndex(
  context: IndexContext,
  options: ResolvedIndexOptions,
  { onProgress = () => {} }: VerifyOptions = {},
): Promise<VerifyReport> {
  for (let restarts = 0; ; restarts += 1) {
    const findings = new Findings();
    const snapshot = await loadManifest(context, findings);
    if (snapshot === null) {
      return { sequence: null, segments: 0, documents: 0, readBytes: 0, bucket: null, findings: findings.all };
    }
    const report = await verifySnapshot(context, options, snapshot, findings, onProgress);
    if (report.bucket !== null || restarts === MAX_RESTARTS || (await isPresent(context, snapshot))) return report;
  }
}

async function isPresent(context: IndexContext, { etag }: Snapshot): Promise<boolean> {
  try {
    return (await context.store.head(manifestKey(context.layout))).etag === etag;
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return false;
    throw error;
  }
}

async function verifySnapshot(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  findings: Findings,
  onProgress: NonNullable<VerifyOptions["onProgress"]>,
): Promise<VerifyReport> {
  const { manifest } = snapshot;
  checkManifest(manifest, schemaOf(options), manifestKey(context.layout), findings);
  const meter = new CountingObjectStore(context.store);
  const totalBytes = manifest.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const tell = () => onProgress(Math.min(meter.counts().bytesRead, totalBytes), totalBytes);
  const live = await checkSegments({ ...context, store: meter }, snapshot, findings, tell);
  await checkObjects(context, manifest, findings);
  const isDamaged = findings.all.some(({ severity }) => severity === "damage");
  // Of a damaged index not all keys are known: nearly every upload would seem to be missing.
  const bucket = isDamaged ? null : await checkBucket(context, snapshot, live, manifest.parser, findings);
  return {
    sequence: manifest.sequence,
    segments: manifest.segments.length,
    documents: countLiveDocuments(manifest),
    readBytes: meter.counts().bytesRead,
    bucket,
    findings: findings.all,
  };
}

/** The manifest, or null where it is missing or damaged; a bucket in which no index was begun has none and lacks none. */
async function loadManifest(context: IndexContext, findings: Findings): Promise<Snapshot | null> {
  const where = manifestKey(context.layout);
  let snapshot: Snapshot | null = null;
  await findings.guard(where, async () => {
    snapshot = await new ManifestStore(context).load();
    if (snapshot !== null) return;
    const { objects } = await context.store.list({ prefix: segmentsPrefix(context.layout), limit: 1 });
    if (objects.length > 0 || (await isBegun(context)))
      findings.add("damage", where, "It is gone, and what else there is of the index is still there.");
  });
  return snapshot;
}

async function isBegun({ store, layout }: IndexContext): Promise<boolean> {
  const { objects } = await store.list({ prefix: begunKey(layout), limit: 1 });
  return objects.length > 0;
}

/** The live source keys of all segments. */
async function checkSegments(
  context: IndexContext,
  { manifest }: Snapshot,
  findings: Findings,
  tell: () => void,
): Promise<LiveUploads> {
  const unsettled = new Map<string, string>();
  const table = new UploadTable(manifest.segments.reduce((sum, { entries }) => sum + entries, 0));
  for (const segment of manifest.segments) {
    const where = segmentKey(context.layout, segment.id);
    let entries = 0;
    await checkSegment(context, manifest, segment, findings, ({ sourceKey, version }) => {
      if (!isSettledVersion(version, manifest.parser)) unsettled.set(sourceKey, version);
      if (!table.add(sourceKey, listedPartOf(version, manifest.parser))) {
        findings.add("damage", where, `It holds ${sourceKey}, which is live a second time.`);
      }
      entries += 1;
      if (entries % 256 === 0) tell();
    });
    tell();
  }
  return { table, unsettled };
}
