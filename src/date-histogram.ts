/**
 * When what matches was published, as the bars of a histogram: of the search box and of the page of results. Pure.
 */
import type { FacetValue } from "./search-api.ts";

export interface HistogramBar {
  /** `2016`, or `2016-10`. */
  readonly period: string;
  readonly count: number;
}

/** No more years than these are shown by month. Untuned. */
const MAX_YEARS_BY_MONTH = 3;

const MONTHS = Array.from({ length: 12 }, (_, i) => `${i + 1}`.padStart(2, "0"));

/**
 * A bar for each year from the first to the last, or for each of their months; those with nothing too. `years` and
 * `months` are whole facets, whose order does not matter.
 */
export function histogramBars(years: readonly FacetValue[], months: readonly FacetValue[]): HistogramBar[] {
  const numbers = years.map(({ value }) => Number(value));
  if (numbers.length === 0) return [];
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const isByMonth = last - first < MAX_YEARS_BY_MONTH;
  const counts = new Map((isByMonth ? months : years).map(({ value, count }) => [value, count]));
  const all = Array.from({ length: last - first + 1 }, (_, i) => `${first + i}`);
  const periods = isByMonth ? all.flatMap((year) => MONTHS.map((month) => `${year}-${month}`)) : all;
  return periods.map((period) => ({ period, count: counts.get(period) ?? 0 }));
}

/** Height of a chart in units of its bar width. */
export const HISTOGRAM_HEIGHT = 100;

/** One among thousands is to be seen too. */
export function barHeight(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(4, (count / most) * HISTOGRAM_HEIGHT);
}
