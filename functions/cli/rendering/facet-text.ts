/**
 * How the counts of values look in a terminal: a line a facet, the values with their numbers.
 */
import type { FacetCounts } from "../../../src/search-api.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";

/** More is what `--json` is for. */
const MAX_SHOWN = 10;

const NAMES = [
  ["source", "Sources"],
  ["year", "Years"],
  ["place", "Places"],
] as const;

/** «Sources: ТАСС 12 · Вести 3», and an empty line after the last; none where nothing was counted. */
export function facetLines(facets: FacetCounts | null, terminal: Terminal): string[] {
  const lines = NAMES.flatMap(([name, label]) => {
    const values = facets?.[name];
    if (values === undefined) return [];
    const shown = values
      .slice(0, MAX_SHOWN)
      .map(({ value, count }) => `${printable(value)} ${terminal.style("dim", String(count))}`);
    const more = values.length > MAX_SHOWN ? [`${values.length - MAX_SHOWN} more`] : [];
    return [`${terminal.style("cyan", label)}: ${[...shown, ...more].join(" · ") || "none"}`];
  });
  return lines.length === 0 ? [] : [...lines, ""];
}
