/**
 * What keeps an index small (layer 4): one run of compaction, then one of garbage collection. Run on a schedule, by
 * hand, or whenever an ingest reports that compaction is due; any number at once do no harm.
 */
import { type IndexContext, ManifestStore } from "../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../segment/minisearch-options.ts";
import { compactionPolicy } from "./compaction-policy.ts";
import { type CompactOptions, type CompactReport, compact } from "./compactor.ts";
import { type CollectReport, collectGarbage } from "./garbage-collector.ts";
import type { MergePolicy } from "./merge-policy.ts";

export interface UpkeepOptions extends CompactOptions {
  readonly policy?: MergePolicy;
}

export interface UpkeepReport {
  /** Null where the bucket holds no index. */
  readonly compaction: CompactReport | null;
  readonly collection: CollectReport;
}

/** Rejects as `compact` and `collectGarbage` do; merges that landed before stay, and the next run does the rest. */
export async function runUpkeep(
  context: IndexContext,
  options: ResolvedIndexOptions,
  { policy = compactionPolicy, ...limits }: UpkeepOptions = {},
): Promise<UpkeepReport> {
  const snapshot = await new ManifestStore(context).load();
  const compaction = snapshot === null ? null : await compact(context, options, snapshot, policy, limits);
  return { compaction, collection: await collectGarbage(context) };
}
