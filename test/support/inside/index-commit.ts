/** Names inside index/commit that tests import past its doors. Moving a file changes this list alone. */
export type { ReadSourceState } from "../../../src/index/commit/batch-commit.ts";
export { allLiveEntries, LiveEntries, LiveEntryFinder, openLive } from "../../../src/index/commit/live-entries.ts";
export { changeManifest, type Decision, type NameSegment } from "../../../src/index/commit/transaction.ts";
export {
  isSameUpload,
  isSettledVersion,
  listedVersion,
  uploadVersion,
} from "../../../src/index/commit/upload-version.ts";
