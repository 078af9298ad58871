/**
 * The last task of a backfill: compares bucket and index, queues what differs as if its events came now, and ends the run.
 */
import { createFinishTask } from "./backfill/tasks.ts";
import { SqsQueue } from "./queue/sqs-queue.ts";
import { backfillFinishSettings, parseEnvironment } from "./settings/environment.ts";
import { openMaintenance } from "./settings/writer-parts.ts";

const { POISK_UPLOAD_QUEUE: url, POISK_BUCKET: bucket } = parseEnvironment(process.env, backfillFinishSettings);
const queue = new SqsQueue({ url });
export const handler = createFinishTask({ ...openMaintenance(), queue: (keys) => queue.sendUploads(bucket, keys) });
