/** Names inside index/scoring that tests import past its doors. Moving a file changes this list alone. */
export { ListCursor } from "../../../src/index/query/scoring/list-cursor.ts";
export { MinCompetitiveScore } from "../../../src/index/query/scoring/min-competitive-score.ts";
export { CountsBySlot, uniteCounts } from "../../../src/index/query/scoring/root-list.ts";
export { type IndexCounts, ownFrequency } from "../../../src/index/query/scoring/word-score.ts";
