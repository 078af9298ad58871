/**
 * A child of a backfill: reads a batch of uploads and freezes it, without a commit.
 */
import { createFreezeTask } from "./backfill-tasks.ts";
import { composeBackfill } from "./composition.ts";

const task = createFreezeTask(composeBackfill());

export const handler: typeof task = (event, invocation) => task(event, invocation);
