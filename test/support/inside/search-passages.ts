/** Names inside search/passages that tests import past its doors. Moving a file changes this list alone. */
export { compileMarks, NO_MARKS, type QueryMarks } from "../../../src/search/passages/query-marks.ts";
export {
  ANALYSED_LENGTH,
  markArticle,
  markWords,
  rangesWithin,
  scanStretches,
  stretchesToAnalyse,
} from "../../../src/search/passages/snippet.ts";
