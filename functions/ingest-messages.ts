/**
 * Ingests what the messages of one event name: all keys together, in one commit; and says which messages failed.
 *
 * Where the whole batch is refused for a reason that waiting does not mend, each message is tried alone, so that one
 * upload that brings the writer down does not keep the others out. Where the commits made compaction due, it is asked for,
 * once a batch.
 */
import type { Clock } from "../src/clock.ts";
import { isSearchIndexError } from "../src/errors.ts";
import type { CostMeter } from "../src/http/http-context.ts";
import type { Ingester } from "../src/indexer/ingest-batch.ts";
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
  /** Right over the store, so that a commit can tell its requests; not told without. */
  readonly meter?: CostMeter;
}

/** The messages that failed, and whether a commit left compaction due. */
interface BatchOutcome {
  readonly failed: readonly string[];
  readonly isCompactionDue: boolean;
}

/** The ids of the messages that must come again; never rejects. */
export async function ingestMessages(
  messages: readonly ParsedMessage[],
  dependencies: IngestDependencies,
): Promise<ReadonlySet<string>> {
  const { logger } = dependencies;
  const failed = new Set<string>();
  for (const { messageId, fault } of messages) {
    if (fault === null) continue;
    logger.error("event-refused", { messageId, reason: fault });
    failed.add(messageId);
  }
  const naming = messages.filter(({ keys }) => keys.length > 0);
  const outcome = await ingestTogether(naming, dependencies);
  for (const messageId of outcome.failed) failed.add(messageId);
  if (outcome.isCompactionDue) await requestCompaction(dependencies);
  return failed;
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
): Promise<BatchOutcome> {
  if (messages.length === 0) return { failed: [], isCompactionDue: false };
  const { ingester, logger, clock, meter, metrics } = dependencies;
  const keys = [...new Set(messages.flatMap((message) => message.keys))];
  const startedMs = clock.monotonicMs();
  try {
    const { report, cost } = await ingestMeasured(ingester, keys, meter);
    tellReport(logger, metrics ?? null, report, { durationMs: Math.round(clock.monotonicMs() - startedMs), cost });
    const failing = messages.filter(({ keys }) => keys.some((key) => report.failed.has(key)));
    return { failed: failing.map(({ messageId }) => messageId), isCompactionDue: report.isCompactionDue };
  } catch (error) {
    const mayPass = isSearchIndexError(error) && error.retryable;
    logger.error("ingest-failed", { messages: messages.length, error });
    if (mayPass || messages.length === 1) {
      return { failed: messages.map(({ messageId }) => messageId), isCompactionDue: false };
    }
  }
  const outcomes: BatchOutcome[] = [];
  for (const message of messages) outcomes.push(await ingestTogether([message], dependencies));
  return {
    failed: outcomes.flatMap(({ failed }) => failed),
    isCompactionDue: outcomes.some(({ isCompactionDue }) => isCompactionDue),
  };
}

async function ingestMeasured(
  ingester: IngestDependencies["ingester"],
  keys: Parameters<Ingester["ingest"]>[0],
  meter: CostMeter | undefined,
) {
  if (meter === undefined) return { report: await ingester.ingest(keys), cost: null };
  return meter.measure(async () => ({ report: await ingester.ingest(keys), cost: meter.cost }));
}
