/**
 * The ingest function without its environment: on Lambda ingest.ts gives it one, on one machine the local stack does.
 */
import type { Context, S3Event, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { SearchIndexError } from "../src/errors.ts";
import { type IngestDependencies, ingestMessages } from "./ingest-messages.ts";
import { isQueueEvent, parseQueueEvent, parseStoreEvent, type WatchedUploads } from "./s3-event.ts";

/** Kept for the commit under way: the largest upload takes a minute. */
const RESERVED_MS = 120_000;

/** Names the failed messages of a queue's batch; for an event of the bucket itself rejects, so that Lambda retries. */
export type IngestHandler = (
  event: SQSEvent | S3Event,
  context?: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
) => Promise<SQSBatchResponse | undefined>;

export function createIngestHandler(
  dependencies: IngestDependencies & { readonly watched: WatchedUploads },
): IngestHandler {
  const { watched } = dependencies;
  return async (event, context) => {
    const logger = dependencies.logger.with(context === undefined ? {} : { requestId: context.awsRequestId });
    const remainingMs = context?.getRemainingTimeInMillis() ?? Infinity;
    const deadlineMs = dependencies.clock.monotonicMs() + Math.max(remainingMs - RESERVED_MS, remainingMs / 2);
    if (isQueueEvent(event)) {
      const failed = await ingestMessages(parseQueueEvent(event, watched), { ...dependencies, logger }, deadlineMs);
      return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
    }
    const message = { messageId: "direct", ...parseStoreEvent(event, watched) };
    const failed = await ingestMessages([message], { ...dependencies, logger }, deadlineMs);
    if (failed.size === 0) return undefined;
    throw new SearchIndexError("store-unavailable", "Not all of the event could be ingested; the log says why.");
  };
}
