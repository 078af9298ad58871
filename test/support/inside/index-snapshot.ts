/** Names inside index/snapshot that tests import past its doors. Moving a file changes this list alone. */
export { BitsetCache, SegmentSets } from "../../../src/index/query/snapshot/bitset-cache.ts";
export { WINDOW_DOCUMENTS } from "../../../src/index/query/snapshot/document-window.ts";
export { ScoreAccumulator, ScoreAccumulatorPool } from "../../../src/index/query/snapshot/score-accumulator.ts";
