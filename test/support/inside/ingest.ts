/** Names inside ingest that tests import past its doors. Moving a file changes this list alone. */
export { feedPrefix, feedRecordKey } from "../../../src/ingest/keys.ts";
export type { ArticleProcessor } from "../../../src/ingest/processing/article-processor.ts";
export { directProcessor } from "../../../src/ingest/processing/direct-processor.ts";
export { serveTasks } from "../../../src/ingest/processing/worker-messages.ts";
export { fieldsStamp, standingMetadata } from "../../../src/ingest/takedown/standing-correction.ts";
export { type Correction, type PlannedEdit, planUploadEdit } from "../../../src/ingest/takedown/upload-edit.ts";
export { textStamp, withoutCounters } from "../../../src/ingest/text-stamp.ts";
