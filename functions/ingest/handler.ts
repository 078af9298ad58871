/**
 * The ingest function without its environment, which ingest.ts gives it.
 */
import type { Context, S3Event, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { SearchIndexError } from "../../src/errors.ts";
import type { MessageQueue } from "../queue/message-queue.ts";
import { type IngestDependencies, ingestMessages } from "./messages.ts";
import { hideSuspects, postponeFailed } from "./redelivery.ts";
import { isQueueEvent, parseMessages, parseStoreEvent, queuedMessages, type WatchedUploads } from "./store-event.ts";

/** Kept for the commit under way: the largest upload takes a minute. */
const RESERVED_MS = 120_000;
/** Time beyond the function's limit after which a hidden message comes again. */
const HIDDEN_BEYOND_MS = 5_000;

/** Names the failed messages of a queue's batch; for an event of the bucket itself rejects, so that Lambda retries. */
export type IngestHandler = (
  event: SQSEvent | S3Event,
  context?: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
) => Promise<SQSBatchResponse | undefined>;

export function createIngestHandler(
  dependencies: IngestDependencies & {
    readonly watched: WatchedUploads;
    /** The queue that messages come from, to say when they come again; without it the caller decides. */
    readonly messages?: Pick<MessageQueue, "postpone">;
  },
): IngestHandler {
  const { watched, messages: queue } = dependencies;
  return async (event, context) => {
    const logger = dependencies.logger.with(context === undefined ? {} : { requestId: context.awsRequestId });
    const remainingMs = context?.getRemainingTimeInMillis() ?? Infinity;
    const limits = {
      deadlineMs: dependencies.clock.monotonicMs() + Math.max(remainingMs - RESERVED_MS, remainingMs / 2),
      endsInMs: remainingMs,
    };
    if (isQueueEvent(event)) {
      const messages = queuedMessages(event);
      const hiddenSeconds = Math.ceil((remainingMs + HIDDEN_BEYOND_MS) / 1_000);
      if (queue !== undefined) await hideSuspects(messages, hiddenSeconds, queue, logger);
      const { failed } = await ingestMessages(parseMessages(messages, watched), { ...dependencies, logger }, limits);
      if (queue !== undefined) await postponeFailed(messages, failed, queue, logger);
      return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
    }
    const message = { messageId: "direct", ...parseStoreEvent(event, watched) };
    const { failed } = await ingestMessages([message], { ...dependencies, logger }, limits);
    if (failed.size === 0) return undefined;
    throw new SearchIndexError("store-unavailable", "Not all of the event could be ingested; the log says why.");
  };
}
