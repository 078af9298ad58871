/**
 * The Lambda function behind the bucket's notifications: uploads in, one commit out. Its queue needs
 * `ReportBatchItemFailures` and a dead letter queue.
 */
import type { ObjectKey } from "../src/storage/object-store/object-store.ts";
import { createIngestHandler } from "./ingest/handler.ts";
import { openWriter } from "./ingest/open-writer.ts";
import { SqsQueue } from "./queue/sqs-queue.ts";
import { ingestSettings, parseEnvironment } from "./settings/environment.ts";

const settings = parseEnvironment(process.env, ingestSettings);
const { context, ...writer } = openWriter(settings);

const handleEvent = createIngestHandler({
  ...writer,
  ...queueOf(settings.POISK_UPLOAD_QUEUE),
  watched: { bucket: settings.POISK_BUCKET, layout: context.layout },
});

export const handler: typeof handleEvent = (event, invocation) => handleEvent(event, invocation);

/** Both sides of the queue that messages come from, where it is known. */
function queueOf(url: string | undefined) {
  if (url === undefined) return {};
  const messages = new SqsQueue({ url });
  return { messages, queue: (keys: readonly ObjectKey[]) => messages.sendUploads(settings.POISK_BUCKET, keys) };
}
