/**
 * The Lambda function behind the bucket's notifications: uploads in, one commit out. Its queue needs
 * `ReportBatchItemFailures` and a dead letter queue.
 */
import { createIngestHandler } from "./ingest/handler.ts";
import type { GiveBack } from "./ingest/messages.ts";
import { openWriter } from "./ingest/open-writer.ts";
import { SqsQueue } from "./queue/sqs-queue.ts";
import { ingestSettings, parseEnvironment } from "./settings/environment.ts";

const settings = parseEnvironment(process.env, ingestSettings);
const { context, ...writer } = openWriter(settings);

export const handler = createIngestHandler({
  ...writer,
  ...queueOf(settings.POISK_UPLOAD_QUEUE),
  watched: { bucket: settings.POISK_BUCKET, layout: context.layout },
});

/** Makes both sides of the queue that messages come from, if it is known. */
function queueOf(url: string | undefined) {
  if (url === undefined) return {};
  const messages = new SqsQueue({ url });
  const giveBack: GiveBack = (keys, stalledPasses) => messages.sendUploads(settings.POISK_BUCKET, keys, stalledPasses);
  return { messages, giveBack };
}
