/**
 * The task of a backfill that commits what was flushed, and merges. The state machine calls it until it is complete.
 */
import { createCommitTask } from "./backfill/tasks.ts";
import { openMaintenance } from "./settings/writer-parts.ts";

export const handler = createCommitTask(openMaintenance());
