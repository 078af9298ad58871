/**
 * The first task of a backfill: names the run in the manifest, or finds one that was stopped.
 */
import { createBeginTask } from "./backfill/tasks.ts";
import { openMaintenance } from "./settings/writer-parts.ts";

const task = createBeginTask(openMaintenance());

export const handler: typeof task = (event, invocation) => task(event, invocation);
