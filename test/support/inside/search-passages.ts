/** What tests pin down inside of search, passages, beside its doors. Moving a file touches this list alone. */
export { compileMarks, NO_MARKS, type QueryMarks } from "../../../src/search/passages/query-marks.ts";
export {
  ANALYSED_LENGTH,
  markArticle,
  markWords,
  rangesWithin,
  scanStretches,
  stretchesToAnalyse,
} from "../../../src/search/passages/snippet.ts";
