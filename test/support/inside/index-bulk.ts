/** What tests pin down inside of index, bulk, beside its doors. Moving a file touches this list alone. */
export type { BackfillReport, BegunBackfill, CommitLimits } from "../../../src/index/bulk/backfill.ts";
export { readInGroups } from "../../../src/index/bulk/flush-uploads.ts";
export { cutIntoParts, MAX_PART_ARTICLES, MAX_PART_BYTES, nextBatchSize } from "../../../src/index/bulk/import.ts";
