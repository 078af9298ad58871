/**
 * What keeps an index small: one run of compaction, then one of garbage collection. Run on a schedule, by
 * hand, or whenever an ingest reports that compaction is due; any number at once do no harm.
 */
import type { Manifest } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import { type CompactOptions, type CompactReport, compact, type FinishedMerge } from "./compactor.ts";
import { type CollectReport, collectGarbage } from "./garbage-collector.ts";
import { compactionPolicy, type MergePolicy } from "./policy.ts";

interface MaintenanceOptions extends CompactOptions {
  readonly policy?: MergePolicy;
}

interface MaintenanceReport {
  /** Null where the bucket holds no index. */
  readonly compaction: CompactReport | null;
  readonly collection: CollectReport;
}

/** What some merges did; those for the sake of old deaths apart, since no policy of merging avoids them. */
export interface MergeCounts {
  readonly merges: number;
  readonly purges: number;
  /** Bytes that merges wrote: with those of ingests, what write amplification is made of. */
  readonly mergedBytes: number;
  readonly purgedBytes: number;
}

/** Adds merges up. */
export function countMerges(landed: readonly FinishedMerge[]): MergeCounts {
  const counts = { merges: 0, purges: 0, mergedBytes: 0, purgedBytes: 0 };
  for (const { reason, writtenBytes } of landed) {
    counts[reason === "purge" ? "purges" : "merges"] += 1;
    counts[reason === "purge" ? "purgedBytes" : "mergedBytes"] += writtenBytes;
  }
  return counts;
}

/** Runs come every hour, and what left the index is collected by the first or second of them. Untuned. */
const OVERDUE_MS = 24 * 60 * 60 * 1_000;

/** Whether what left the index a day ago is still listed as such (pure): no maintenance came to its end since. */
export function isMaintenanceOverdue({ retired }: Pick<Manifest, "retired">, nowMs: number): boolean {
  return retired.some(({ retiredAtMs }) => nowMs - retiredAtMs > OVERDUE_MS);
}

/** Rejects as `compact` and `collectGarbage` do; merges that landed before stay, and the next run does the rest. */
export async function runMaintenance(
  context: IndexContext,
  options: ResolvedIndexOptions,
  { policy = compactionPolicy, ...limits }: MaintenanceOptions = {},
): Promise<MaintenanceReport> {
  const snapshot = await new ManifestStore(context).load();
  const compaction = snapshot === null ? null : await compact(context, options, snapshot, policy, limits);
  return { compaction, collection: await collectGarbage(context) };
}
