/**
 * The Lambda function behind the bucket's notifications: uploads in, one commit out. Its queue needs
 * `ReportBatchItemFailures` and a dead letter queue.
 */
import { composeIngest } from "./composition.ts";
import { createIngestHandler } from "./ingest/handler.ts";

const handleEvent = createIngestHandler(composeIngest());

export const handler: typeof handleEvent = (event, context) => handleEvent(event, context);
