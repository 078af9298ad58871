/**
 * Ingests what the messages of one event name: all keys together, in one commit, or in several where their articles are
 * thousands; and says which messages failed. What time does not suffice for goes back to the queue as new messages, which are
 * no failures: a function's time is that of some ten of the largest uploads, and a batch may hold two hundred.
 *
 * Where the whole batch is refused for a reason that waiting does not mend, each message is tried alone, so that one
 * upload that brings the writer down does not keep the others out. Where the commits made compaction due, it is asked for,
 * once a batch.
 */
import type { Clock } from "../src/clock.ts";
import { isSearchIndexError, SearchIndexError } from "../src/errors.ts";
import type { CostMeter } from "../src/http/http-context.ts";
import type { QueueUploads } from "../src/indexer/backfill/backfill-run.ts";
import type { Ingester } from "../src/indexer/ingest-batch.ts";
import type { ObjectKey } from "../src/storage/object-store.ts";
import type { CompactionTrigger } from "./compaction-trigger.ts";
import { tellReport } from "./ingest-report.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { ParsedMessage } from "./s3-event.ts";

export interface IngestDependencies {
  readonly ingester: Pick<Ingester, "ingest">;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Null where compaction runs by its schedule alone. */
  readonly compaction: CompactionTrigger | null;
  /** Where metrics go; none without. */
  readonly metrics?: Metrics;
  /** Takes keys that time did not suffice for; without it their messages fail. */
  readonly queue?: QueueUploads;
  /** Right over the store, so that a commit can tell its requests; not told without. */
  readonly meter?: CostMeter;
}

/** The messages that failed, keys that time did not suffice for, and whether a commit left compaction due. */
interface BatchOutcome {
  readonly failed: readonly string[];
  readonly left: readonly string[];
  readonly isCompactionDue: boolean;
}

/**
 * The ids of the messages that must come again; never rejects. After `deadlineMs` of the clock's own time no commit but the
 * first begins.
 */
export async function ingestMessages(
  messages: readonly ParsedMessage[],
  dependencies: IngestDependencies,
  deadlineMs = Infinity,
): Promise<ReadonlySet<string>> {
  const { logger } = dependencies;
  const failed = new Set<string>();
  for (const { messageId, fault } of messages) {
    if (fault === null) continue;
    logger.error("event-refused", { messageId, reason: fault });
    failed.add(messageId);
  }
  const naming = messages.filter(({ keys }) => keys.length > 0);
  const outcome = await ingestTogether(naming, dependencies, deadlineMs);
  for (const messageId of outcome.failed) failed.add(messageId);
  for (const messageId of await giveBack(naming, outcome.left, dependencies)) failed.add(messageId);
  if (outcome.isCompactionDue) await requestCompaction(dependencies);
  return failed;
}

/** Queues the keys that are left; the messages that name them fail where that does not go, or there is no queue. */
async function giveBack(
  messages: readonly ParsedMessage[],
  left: readonly string[],
  { queue, logger }: IngestDependencies,
): Promise<readonly string[]> {
  if (left.length === 0) return [];
  try {
    if (queue === undefined) throw new SearchIndexError("store-unavailable", "There is no queue to give them back to.");
    await queue(left as ObjectKey[]);
    logger.info("uploads-queued-again", { uploads: left.length });
    return [];
  } catch (error) {
    logger.warn("uploads-left", { uploads: left.length, error });
    const keys = new Set(left);
    return messages.filter((message) => message.keys.some((key) => keys.has(key))).map(({ messageId }) => messageId);
  }
}

/** The uploads are in already: a trigger that fails is no failure of theirs. */
async function requestCompaction({ compaction, logger }: IngestDependencies): Promise<void> {
  if (compaction === null) return;
  try {
    await compaction.request();
    logger.info("compaction-requested");
  } catch (error) {
    logger.warn("compaction-not-requested", { error });
  }
}

async function ingestTogether(
  messages: readonly ParsedMessage[],
  dependencies: IngestDependencies,
  deadlineMs: number,
): Promise<BatchOutcome> {
  if (messages.length === 0) return { failed: [], left: [], isCompactionDue: false };
  const { ingester, logger, clock, meter, metrics } = dependencies;
  const keys = [...new Set(messages.flatMap((message) => message.keys))];
  const startedMs = clock.monotonicMs();
  try {
    const { report, cost } = await ingestMeasured(ingester, keys, deadlineMs, meter);
    tellReport(logger, metrics ?? null, report, { durationMs: Math.round(clock.monotonicMs() - startedMs), cost });
    const failing = messages.filter(({ keys }) => keys.some((key) => report.failed.has(key)));
    const { left, isCompactionDue } = report;
    return { failed: failing.map(({ messageId }) => messageId), left, isCompactionDue };
  } catch (error) {
    const mayPass = isSearchIndexError(error) && error.retryable;
    logger.error("ingest-failed", { messages: messages.length, error });
    if (mayPass || messages.length === 1) {
      return { failed: messages.map(({ messageId }) => messageId), left: [], isCompactionDue: false };
    }
  }
  const outcomes: BatchOutcome[] = [];
  for (const message of messages) outcomes.push(await ingestTogether([message], dependencies, deadlineMs));
  return {
    left: outcomes.flatMap(({ left }) => left),
    failed: outcomes.flatMap(({ failed }) => failed),
    isCompactionDue: outcomes.some(({ isCompactionDue }) => isCompactionDue),
  };
}

async function ingestMeasured(
  ingester: IngestDependencies["ingester"],
  keys: Parameters<Ingester["ingest"]>[0],
  deadlineMs: number,
  meter: CostMeter | undefined,
) {
  const ingest = () => ingester.ingest(keys, { deadlineMs });
  if (meter === undefined) return { report: await ingest(), cost: null };
  return meter.measure(async () => ({ report: await ingest(), cost: meter.cost }));
}
