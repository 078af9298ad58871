/**
 * Metrics of CloudWatch: who writes them and who alarms on them agree here. Few, since each name is billed by the month
 * in which it is told; everything else that a line says can be asked of the log.
 */

/** CloudWatch's namespace for all of them. */
export const METRIC_NAMESPACE = "poisk";

/** The one dimension: which index, as `bucket/prefix`. */
export const INDEX_DIMENSION = "Index";

/** Units as CloudWatch names them. */
export const METRIC_UNITS = {
  Articles: "Count",
  CommitBytes: "Bytes",
  CommitRequests: "Count",
  CommitMilliseconds: "Milliseconds",
  Conflicts: "Count",
  /** Told by those alone who ask feeds. */
  FailedFeeds: "Count",
  LeftOutPercent: "Percent",
  /** Told by every run of compaction that comes to its end, 0 too: its heartbeat. */
  Merges: "Count",
  /** Told by every run of reconcile that comes to its end, 0 too: its heartbeat. */
  MissedUploads: "Count",
  RejectedUploads: "Count",
  SearchMilliseconds: "Milliseconds",
  SearchesWithoutHits: "Count",
} as const;

export type MetricName = keyof typeof METRIC_UNITS;

/** A counted figure. Those that are no metrics are in CloudWatch's logs alone, which is not billed by the name. */
export type FigureName = MetricName | "FeedUploads" | "ReadFeeds" | "UnchangedFeeds";
