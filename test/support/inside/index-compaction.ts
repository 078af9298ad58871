/** Names inside index/compaction that tests import past its doors. Moving a file changes this list alone. */
export {
  compact,
  cutToTime,
  estimateMergeMs,
  type FinishedMerge,
  isCompactionDue,
} from "../../../src/index/compaction/compactor.ts";
export { collectGarbage } from "../../../src/index/compaction/garbage-collector.ts";
export { GcPin, PIN_MS } from "../../../src/index/compaction/gc-pin.ts";
export {
  compactionPolicy,
  createCompactionPolicy,
  defaultCompactionSettings,
  type MergeCandidate,
  type MergePolicy,
  type MergeReason,
  purgePolicy,
  smallMergePolicy,
  type TierSettings,
  tieredMergePolicy,
  unitingPolicy,
} from "../../../src/index/compaction/policy.ts";
export { chooseTailStarts, refreshTails } from "../../../src/index/compaction/tail-refresh.ts";
