/**
 * What is told of an ingest: one line a commit, one for each upload that needs somebody's attention, and the metrics that
 * alarms look at.
 */
import type { IngestReport } from "../../src/indexer/ingest/batch.ts";
import type { QueryCost } from "../../src/search-api.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** How long an ingest took, and what it asked of the store, where that is counted. */
interface IngestEffort {
  readonly durationMs: number;
  readonly cost: QueryCost | null;
}

/** Keys of uploads are told, their texts are not. */
export function tellReport(
  logger: Logger,
  metrics: Metrics | null,
  report: IngestReport,
  { durationMs, cost }: IngestEffort,
): void {
  const { sequence, committed, unchanged, failed, rejected, articles, segmentBytes, conflicts, isCompactionDue } =
    report;
  const requests = cost === null ? {} : { requests: cost.requests };
  logger.info(committed.length > 0 ? "committed" : "nothing-to-commit", {
    sequence,
    uploads: committed.length,
    unchanged: unchanged.length,
    articles,
    segmentBytes,
    ...requests,
    conflicts,
    isCompactionDue,
    durationMs,
  });
  for (const [key, parts] of rejected) logger.warn("upload-rejected", { key, parts: parts.slice(0, 10) });
  for (const [key, error] of failed) logger.error("upload-failed", { key, error });
  if (metrics === null || committed.length + rejected.size + conflicts === 0) return;
  metrics.put(
    {
      Articles: articles,
      CommitBytes: segmentBytes,
      ...(cost === null ? {} : { CommitRequests: cost.requests }),
      CommitMilliseconds: durationMs,
      Conflicts: conflicts,
      RejectedUploads: rejected.size,
    },
    { sequence, uploads: committed.length },
  );
}
