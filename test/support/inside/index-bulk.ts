/** Names inside index/bulk that tests import past its doors. Moving a file changes this list alone. */
export type { BackfillReport, BegunBackfill, CommitLimits } from "../../../src/index/bulk/backfill.ts";
export { readInGroups } from "../../../src/index/bulk/flush-uploads.ts";
export {
  cutIntoParts,
  localPartIngester,
  MAX_PART_ARTICLES,
  MAX_PART_BYTES,
  nextBatchSize,
  type PartIngester,
} from "../../../src/index/bulk/import.ts";
export { chooseMerges, chooseOwn } from "../../../src/index/bulk/import-merges.ts";
