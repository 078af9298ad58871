/**
 * The first task of a backfill: names the run in the manifest, or finds one that was stopped.
 */

import { openQueueing } from "./backfill/queueing.ts";
import { createBeginTask } from "./backfill/tasks.ts";

export const handler = createBeginTask(openQueueing());
