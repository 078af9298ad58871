/**
 * One backfill from its beginning to its end (layer 4): brings into the index what lay in the bucket before anybody listened to
 * its events, at any size, by many processes at once. While it lasts its name stands in the manifest as the pin of the
 * collector, and what it flushes is named after it; docs/commit-protocol.md, "Backfill", has the argument.
 *
 * Its steps: begin; backfill-flush.ts, as often as there are batches; backfill-commit.ts, until all is committed; finish; forget.
 */
import { createUlid } from "../../id-source.ts";
import { type Manifest, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore } from "../../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { SegmentId } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { GcPin, isPinDue } from "../compaction/gc-pin.ts";
import { findDifferences } from "../ingest/reconcile.ts";
import { BackfillRecords, type FlushedBatch, findStandingRun, type SettledSegment } from "./backfill-records.ts";

/** A run that began, or that goes on. */
export interface BegunBackfill {
  readonly run: SegmentId;
  /** Whether an earlier run was stopped: what it flushed is committed first, so that nothing is read twice. */
  readonly isResumed: boolean;
}

/** What a whole run did. Uploads are told apart by what became of them, each once, but for those flushed twice. */
export interface BackfillReport {
  readonly uploads: number;
  /** Uploads that the run brought into the index, and their articles. */
  readonly committed: number;
  readonly articles: number;
  /** Of the uploads that were read, those that hold something that is no article. */
  readonly rejected: number;
  /** Uploads that were live already, or by then. */
  readonly skipped: number;
  /** Uploads that changed or went while the run was at work. */
  readonly outdated: number;
  /** Uploads that were left, since time did not suffice or their segment was lost. */
  readonly left: number;
  /** Uploads on which bucket and index differ at the end, and which were queued. */
  readonly queued: number;
}

/** Hands keys to whoever ingests uploads. Resolves once they are taken; a key twice does no harm. */
export type QueueUploads = (keys: readonly ObjectKey[]) => Promise<void>;

/**
 * Begins a run, or goes on with one that was stopped, and names it in the manifest. Four requests; two more in an empty
 * bucket. `index-outdated` where the index was made by other rules.
 */
export async function beginBackfill(context: IndexContext, options: ResolvedIndexOptions): Promise<BegunBackfill> {
  await new ManifestStore(context).loadForWriting(schemaOf(options));
  const standing = await findStandingRun(context);
  const run = standing ?? (createUlid(context.clock.nowMs(), context.ids) as SegmentId);
  await new GcPin(context, run).place();
  return { run, isResumed: standing !== null };
}

/**
 * Keeps the run's name in the manifest: no request while half of its time is left, else those of a commit. True where it
 * committed, so that `manifest` is no longer the present one.
 */
export async function pinForRun(context: IndexContext, run: SegmentId, manifest: Manifest): Promise<boolean> {
  const isDue = isPinDue(manifest, run, context.clock.nowMs());
  if (isDue) await new GcPin(context, run).place();
  return isDue;
}

/**
 * The end: compares bucket and index, hands what differs to `queue`, and takes the run's name out of the manifest. Requests and
 * memory as findDifferences. If it fails halfway, or its answer is lost, it can be run again, and queues what still differs.
 */
export async function finishBackfill(
  context: IndexContext,
  options: ResolvedIndexOptions,
  run: SegmentId,
  queue: QueueUploads,
): Promise<BackfillReport> {
  const records = new BackfillRecords(context, run);
  const [batches, segments] = [await records.loadFlushed(), await records.loadSettled()];
  const { keys } = await findDifferences(context, options.parserVersion);
  await queue(keys);
  await new GcPin(context, run).release();
  return { ...sumUp(batches, segments), queued: keys.length };
}

/** Deletes the run's files, once its report has arrived. A listing and a request each. */
export async function forgetBackfill(context: IndexContext, run: SegmentId): Promise<void> {
  await new BackfillRecords(context, run).removeAll();
}

function sumUp(batches: readonly FlushedBatch[], segments: readonly SettledSegment[]): Omit<BackfillReport, "queued"> {
  const ofBatches = (of: (batch: FlushedBatch) => number) => batches.reduce((sum, batch) => sum + of(batch), 0);
  const ofSegments = (of: (segment: SettledSegment) => number) =>
    segments.reduce((sum, segment) => sum + of(segment), 0);
  return {
    uploads: ofBatches(({ uploads }) => uploads),
    committed: ofSegments(({ uploads }) => uploads),
    articles: ofSegments(({ articles }) => articles),
    rejected: ofBatches(({ rejected }) => rejected),
    skipped: ofBatches(({ live }) => live) + ofSegments(({ live }) => live),
    outdated: ofBatches(({ gone }) => gone) + ofSegments(({ outdated }) => outdated),
    left: ofBatches(({ left }) => left) + ofSegments(({ lost }) => lost),
  };
}
