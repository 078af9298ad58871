/**
 * The size of a function and its longest run; docs/decisions/aws.md gives the reasons.
 */
interface FunctionSize {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

/**
 * Lambda gives processor time in proportion to memory: at 1,769 MB one whole CPU (AWS Lambda Developer Guide,
 * "Memory").
 */
const ONE_CPU_MB = 1_769;

/** Names of bundles in dist/functions. */
export type FunctionName = "ingest" | "compact" | "reconcile" | "query" | "push" | "poll" | BackfillTask;

/** Tasks of the backfill's state machine. */
export type BackfillTask = "backfill-begin" | "backfill-flush" | "backfill-commit" | "backfill-finish";

export const functionSizes: Readonly<Record<FunctionName, FunctionSize>> = {
  /** A batch of files of thousands of articles takes minutes; its messages are hidden for six times this. */
  ingest: { memoryMb: ONE_CPU_MB, timeoutSeconds: 300 },
  /** Lambda's longest: a large merge streams, and stops in time by itself. */
  compact: { memoryMb: 1_024, timeoutSeconds: 900 },
  /** The size of ingest, with time for many batches. */
  reconcile: { memoryMb: 3_008, timeoutSeconds: 900 },
  /** CloudFront waits 30 seconds for an answer; a cold start is processor time. */
  query: { memoryMb: ONE_CPU_MB, timeoutSeconds: 30 },
  /** The size for reading an upload as ingest will, for a minute at the longest. */
  push: { memoryMb: ONE_CPU_MB, timeoutSeconds: 90 },
  /**
   * A feed of 10 MB that unpacks to 50, and its items. Feeds are asked one after another, until it stops in time by
   * itself.
   */
  poll: { memoryMb: 1_024, timeoutSeconds: 900 },
  /** A handful of requests. */
  "backfill-begin": { memoryMb: 512, timeoutSeconds: 60 },
  /**
   * The size of ingest, for thousands of uploads: a minute or two of processor time; the rest goes through the queue.
   */
  "backfill-flush": { memoryMb: ONE_CPU_MB, timeoutSeconds: 900 },
  /** The size of compact; it stops in time, and is called again. */
  "backfill-commit": { memoryMb: ONE_CPU_MB, timeoutSeconds: 900 },
  /** The size of reconcile, without its batches. */
  "backfill-finish": { memoryMb: 3_008, timeoutSeconds: 900 },
};
