/**
 * Ingests what the messages of one event name: all keys together, in one commit; and says which messages failed.
 *
 * Where the whole batch is refused for a reason that waiting does not mend, each message is tried alone, so that one
 * upload that brings the writer down does not keep the others out.
 */
import type { Clock } from "../src/clock.ts";
import { isSearchIndexError } from "../src/errors.ts";
import type { Ingester, IngestReport } from "../src/indexer/ingest-batch.ts";
import type { Logger } from "./log.ts";
import type { ParsedMessage } from "./s3-event.ts";

export interface IngestDependencies {
  readonly ingester: Pick<Ingester, "ingest">;
  readonly logger: Logger;
  readonly clock: Clock;
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
  for (const messageId of await ingestTogether(naming, dependencies)) failed.add(messageId);
  return failed;
}

async function ingestTogether(
  messages: readonly ParsedMessage[],
  dependencies: IngestDependencies,
): Promise<readonly string[]> {
  if (messages.length === 0) return [];
  const { ingester, logger, clock } = dependencies;
  const startedMs = clock.monotonicMs();
  try {
    const report = await ingester.ingest([...new Set(messages.flatMap(({ keys }) => keys))]);
    logReport(logger, report, Math.round(clock.monotonicMs() - startedMs));
    return messages.filter(({ keys }) => keys.some((key) => report.failed.has(key))).map(({ messageId }) => messageId);
  } catch (error) {
    const mayPass = isSearchIndexError(error) && error.retryable;
    logger.error("ingest-failed", { messages: messages.length, error });
    if (mayPass || messages.length === 1) return messages.map(({ messageId }) => messageId);
  }
  const failed: string[] = [];
  for (const message of messages) failed.push(...(await ingestTogether([message], dependencies)));
  return failed;
}

/** One line a commit, and one for each upload that needs somebody's attention. */
function logReport(logger: Logger, report: IngestReport, durationMs: number): void {
  const { sequence, committed, unchanged, failed, rejected, articles, segmentBytes, conflicts, isCompactionDue } =
    report;
  logger.info(committed.length > 0 ? "committed" : "nothing-to-commit", {
    sequence,
    uploads: committed.length,
    unchanged: unchanged.length,
    articles,
    segmentBytes,
    conflicts,
    isCompactionDue,
    durationMs,
  });
  for (const [key, parts] of rejected) logger.warn("upload-rejected", { key, parts: parts.slice(0, 10) });
  for (const [key, error] of failed) logger.error("upload-failed", { key, error });
}
