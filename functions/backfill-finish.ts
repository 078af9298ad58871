/**
 * The last task of a backfill: compares bucket and index, queues what differs as if its events came now, and ends the
 * run.
 */

import { openQueueing } from "./backfill/queueing.ts";
import { createFinishTask } from "./backfill/tasks.ts";

export const handler = createFinishTask(openQueueing());
