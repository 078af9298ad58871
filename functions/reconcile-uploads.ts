/**
 * Brings in what events missed: everything on which bucket and index do not agree, in batches as the queue would hand them
 * to the ingest function, until the time is up. Records of rejection that no longer hold go too.
 */
import { findDifferences, removeStaleRejectedRecords } from "../src/indexer/reconcile.ts";
import { isUpkeepOverdue } from "../src/indexer/upkeep.ts";
import { type IndexContext, ManifestStore } from "../src/manifest/manifest-store.ts";
import { type IngestDependencies, ingestMessages } from "./ingest-messages.ts";

/** As many uploads as share a commit on the way through the queue. */
const KEYS_PER_BATCH = 200;

export interface ReconcileDependencies extends IngestDependencies {
  readonly context: IndexContext;
  readonly parserVersion: string;
}

/** What a run found and did. */
export interface ReconcileResult {
  readonly uploads: number;
  readonly missing: number;
  readonly changed: number;
  readonly gone: number;
  readonly failedBatches: number;
  /** Uploads that were left to the next run. */
  readonly left: number;
  readonly staleRecords: number;
  /** Whether compaction has not run for a day, so that its schedule needs a look. */
  readonly isUpkeepOverdue: boolean;
}

/** Begins no batch after `deadlineMs` of the clock's own time. Rejects where the listing or the index cannot be read. */
export async function reconcileUploads(
  dependencies: ReconcileDependencies,
  deadlineMs: number,
): Promise<ReconcileResult> {
  const { context, parserVersion, clock } = dependencies;
  const { keys, ...found } = await findDifferences(context, parserVersion);
  let failedBatches = 0;
  let left = 0;
  const leave = async (some: readonly unknown[]): Promise<void> => {
    left += some.length;
  };
  let done = 0;
  while (done < keys.length && clock.monotonicMs() < deadlineMs) {
    const batch = keys.slice(done, done + KEYS_PER_BATCH);
    const message = { messageId: `reconcile-${done}`, keys: batch, fault: null };
    const failed = await ingestMessages([message], { ...dependencies, queue: leave }, deadlineMs);
    failedBatches += failed.size;
    done += batch.length;
  }
  const staleRecords = await removeStaleRejectedRecords(context, parserVersion);
  const snapshot = await new ManifestStore(context).load();
  const isOverdue = snapshot !== null && isUpkeepOverdue(snapshot.manifest, clock.nowMs());
  return { ...found, failedBatches, left: left + keys.length - done, staleRecords, isUpkeepOverdue: isOverdue };
}
