/**
 * The ingest function without its environment: on Lambda ingest.ts gives it one, on one machine the local stack does.
 */
import type { S3Event, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { SearchIndexError } from "../src/errors.ts";
import { type IngestDependencies, ingestMessages } from "./ingest-messages.ts";
import { isQueueEvent, parseQueueEvent, parseStoreEvent, type WatchedUploads } from "./s3-event.ts";

/** Names the failed messages of a queue's batch; for an event of the bucket itself rejects, so that Lambda retries. */
export type IngestHandler = (event: SQSEvent | S3Event) => Promise<SQSBatchResponse | undefined>;

export function createIngestHandler(dependencies: IngestDependencies & { watched: WatchedUploads }): IngestHandler {
  const { watched } = dependencies;
  return async (event) => {
    if (isQueueEvent(event)) {
      const failed = await ingestMessages(parseQueueEvent(event, watched), dependencies);
      return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
    }
    const failed = await ingestMessages([{ messageId: "direct", ...parseStoreEvent(event, watched) }], dependencies);
    if (failed.size === 0) return undefined;
    throw new SearchIndexError("store-unavailable", "Not all of the event could be ingested; the log says why.");
  };
}
