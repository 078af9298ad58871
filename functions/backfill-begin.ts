/**
 * The first task of a backfill: names the run in the manifest, or finds one that was stopped.
 */
import { createBeginTask } from "./backfill/tasks.ts";
import { openMaintenance } from "./settings/writer-parts.ts";

export const handler = createBeginTask(openMaintenance());
