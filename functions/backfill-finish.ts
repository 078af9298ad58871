/**
 * The last task of a backfill: compares bucket and index, queues what differs as if its events came now, and ends the run.
 */
import { createFinishTask } from "./backfill/tasks.ts";
import { composeBackfillFinish } from "./composition.ts";

const task = createFinishTask(composeBackfillFinish());

export const handler: typeof task = (event, invocation) => task(event, invocation);
