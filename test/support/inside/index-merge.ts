/** What tests pin down inside of index, merge, beside its doors. Moving a file touches this list alone. */
export {
  DEAD_ORDINAL,
  type MergeInput,
  type MergeResult,
  mergePostings,
  mergeSegments,
} from "../../../src/index/merge/segment-merge.ts";
