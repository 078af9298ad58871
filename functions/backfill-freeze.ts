/**
 * A child of a backfill: reads a batch of uploads and freezes it, without a commit.
 */
import { createFreezeTask } from "./backfill/tasks.ts";
import { composeBackfillFreeze } from "./composition.ts";

const task = createFreezeTask(composeBackfillFreeze());

export const handler: typeof task = (event, invocation) => task(event, invocation);
