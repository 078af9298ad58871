/**
 * A child of a backfill: reads a batch of uploads and flushes it, without a commit.
 */
import { createFlushTask } from "./backfill/tasks.ts";
import { openUploadProcessor } from "./ingest/open-processor.ts";
import { openMaintenance } from "./settings/writer-parts.ts";

const maintenance = openMaintenance();
const processor = openUploadProcessor(process.env, maintenance.logger);
export const handler = createFlushTask({ ...maintenance, processor });
