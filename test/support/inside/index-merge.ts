/** Names inside index/merge that tests import past its doors. Moving a file changes this list alone. */
export {
  DEAD_ORDINAL,
  type MergeInput,
  type MergeResult,
  mergePostings,
  mergeSegments,
} from "../../../src/index/merge/segment-merge.ts";
