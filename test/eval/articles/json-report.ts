/**
 * The evaluation as JSON, for scripts that compare two states of the reader.
 */
import { type PageEvaluation, speedsOf, totalsOf } from "./evaluate-pages.ts";
import type { PageFolder } from "./page-folder.ts";

export function jsonReport({ hasTruth, missing }: PageFolder, evaluations: readonly PageEvaluation[]): string {
  const { byCheck, yearsInvented, forbiddenLeft } = totalsOf(evaluations);
  const report = {
    hasTruth,
    missing,
    sums: { ...Object.fromEntries(byCheck), yearsInvented, forbiddenLeft },
    speed: speedsOf(evaluations).map(({ slow, ...speed }) => ({
      ...speed,
      slow: slow.map(({ page, medianMs }) => ({ page: page.name, medianMs })),
    })),
    pages: evaluations.map(({ page, result, judgement, medianMs }) => ({
      page: page.name,
      key: page.key,
      verdicts: Object.fromEntries(judgement.verdicts),
      inventsYear: judgement.inventsYear,
      medianMs,
      ...result,
    })),
  };
  return JSON.stringify(report, null, 2);
}
