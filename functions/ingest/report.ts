/**
 * What is told of an ingest: one line a commit, one for each upload that needs somebody's attention, and the metrics that
 * alarms look at.
 */
import type { IngestReport } from "../../src/indexer/ingest/batch.ts";
import type { QueryCost } from "../../src/search-api.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Rejected parts in a line; `poisk rejected` lists all. */
const MAX_PARTS = 10;

/** How long an ingest took, and what it asked of the store, where that is counted. */
interface IngestEffort {
  readonly durationMs: number;
  readonly cost: QueryCost | null;
}

/** Keys of uploads are told, their texts are not; a rejection once, when it is committed. */
export function tellReport(
  logger: Logger,
  metrics: Metrics | null,
  report: IngestReport,
  { durationMs, cost }: IngestEffort,
): void {
  const { sequence, committed, unchanged, failed, rejected, partlyRead, articles, segmentBytes, conflicts } = report;
  const changed = new Set(committed);
  const newlyRejected = [...rejected].filter(([key]) => changed.has(key));
  const requests = cost === null ? {} : { requests: cost.requests };
  logger.info(committed.length > 0 ? "committed" : "nothing-to-commit", {
    sequence,
    uploads: committed.length,
    ...(committed.length === 1 ? { key: committed[0] } : {}),
    rejected: newlyRejected.length,
    unchanged: unchanged.length,
    articles,
    segmentBytes,
    ...requests,
    conflicts,
    isCompactionDue: report.isCompactionDue,
    durationMs,
  });
  for (const [key, parts] of newlyRejected) {
    logger.warn("upload-rejected", { key, isPartlyRead: partlyRead.has(key), parts: parts.slice(0, MAX_PARTS) });
  }
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
