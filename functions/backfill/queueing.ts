/**
 * Opens the parts of those backfill tasks that hand keys to the queue of uploads, as if their events came now.
 */
import { SqsQueue } from "../queue/sqs-queue.ts";
import { backfillQueueSettings, parseEnvironment } from "../settings/environment.ts";
import { openMaintenance } from "../settings/writer-parts.ts";
import type { QueueingDependencies } from "./tasks.ts";

/** `invalid-options` names every variable that is wrong. */
export function openQueueing(): QueueingDependencies {
  const { POISK_UPLOAD_QUEUE: url, POISK_BUCKET: bucket } = parseEnvironment(process.env, backfillQueueSettings);
  const queue = new SqsQueue({ url });
  return { ...openMaintenance(), queue: (keys) => queue.sendUploads(bucket, keys) };
}
