/**
 * Keeps an index small: one run of garbage collection, then one of compaction. Run on a schedule, by hand, or whenever
 * an ingest reports that compaction is due; any number at once do no harm.
 */
import type { Manifest } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import { type CompactOptions, type CompactReport, compact, type FinishedMerge } from "./compactor.ts";
import { type CollectReport, collectGarbage } from "./garbage-collector.ts";
import { compactionPolicy, type MergePolicy } from "./policy.ts";
import { refreshTails } from "./tail-refresh.ts";

interface MaintenanceOptions extends CompactOptions {
  readonly policy?: MergePolicy;
}

interface MaintenanceReport {
  /** Null where the bucket holds no index, or it failed. */
  readonly compaction: CompactReport | null;
  /** Null where it failed. */
  readonly collection: CollectReport | null;
  /** Errors that stopped a step, in the order of the steps; the others ran. */
  readonly failures: readonly unknown[];
  /** False where a step failed, or left something due to the next run. */
  readonly isComplete: boolean;
}

/** Counts of merges. Those that remove old deleted documents are separate, since no merge policy avoids them. */
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

/** Tells whether segments retired a day ago are still listed (pure): no maintenance has finished since. */
export function isMaintenanceOverdue({ retired }: Pick<Manifest, "retired">, nowMs: number): boolean {
  return retired.some(({ retiredAtMs }) => nowMs - retiredAtMs > OVERDUE_MS);
}

/**
 * Collects, which makes room, then merges, then refreshes the tails where something was merged. Each step runs whatever
 * the others did: a merge that fails each time must not keep what is due to be deleted. Failures are those of
 * `collectGarbage`, `compact` and `refreshTails`; merges that landed stay, and the next run does the rest.
 */
export async function runMaintenance(
  context: IndexContext,
  options: ResolvedIndexOptions,
  { policy = compactionPolicy, ...limits }: MaintenanceOptions = {},
): Promise<MaintenanceReport> {
  const failures: unknown[] = [];
  const attempt = async <Done>(step: () => Promise<Done>): Promise<Done | null> => {
    try {
      return await step();
    } catch (error) {
      failures.push(error);
      return null;
    }
  };
  const collection = await attempt(() => collectGarbage(context));
  const compaction = await attempt(async () => {
    const snapshot = await new ManifestStore(context).load();
    return snapshot === null ? null : compact(context, options, snapshot, policy, limits);
  });
  const mayHaveMerged = compaction === null ? failures.length > 0 : compaction.merges.length > 0;
  const isTailed = mayHaveMerged ? await attempt(() => refreshTails(context)) : true;
  const isComplete = [collection?.isComplete, compaction?.isComplete, isTailed].every((done) => done !== false);
  return { compaction, collection, failures, isComplete: isComplete && failures.length === 0 };
}
