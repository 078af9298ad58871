/**
 * `poisk search WORDS…`: the ranked hits of a query.
 */
import { describeResult, type SearchParameters, toArticleQuery } from "../../../src/api/api.ts";
import { ArticleSearch, type ArticleSearchResult } from "../../../src/search/search.ts";
import type { FacetCounts } from "../../../src/search-api.ts";
import { type IndexLocation, requireIndex } from "../location/open-index.ts";
import {
  correctionLines,
  leftOutLines,
  missingLines,
  offerLines,
  renderHit,
  summaryText,
  understoodLines,
} from "../rendering/hit-text.ts";
import {
  rankingOptions,
  readRankingOptions,
  readSearchOptions,
  type SearchQueryOptions,
  searchOptions,
  searchParametersOf,
} from "../rendering/search-options.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const searchVerb: Verb = {
  name: "search",
  group: "Search",
  summary: "search, best hits first; without words the newest articles",
  argument: ["[words...]", "what to search for; put -- before words that begin with a minus"],
  options: [...searchOptions, ...rankingOptions],
  examples: [
    "search паром волга",
    "search --limit 3 --sort newest  # the newest articles",
    "search мост --from 2014-01-01 --facets source,year --json",
  ],
  run: async ({ words, options, terminal, command }: VerbCall<IndexLocation & SearchQueryOptions>) => {
    const parameters = searchParametersOf(words, options);
    const values = readSearchOptions(parameters);
    const ranking = readRankingOptions(command);
    const { context } = await requireIndex(options);
    const result = await new ArticleSearch(context, ranking).search(toArticleQuery(values));
    printResult(values, result, terminal);
    return { value: describeResult(values.q, parameters, result) };
  },
};

function printResult(values: SearchParameters, result: ArticleSearchResult, terminal: Terminal): void {
  const { q, offset } = values;
  const understood = [correctionLines, offerLines, missingLines, understoodLines, leftOutLines].flatMap((of) =>
    of(result, terminal),
  );
  for (const line of understood) terminal.print(line);
  if (result.hits.length === 0) {
    const nothing =
      offset > 0 ? "No more hits" : q.trim() === "" ? "No articles" : `Nothing found for «${printable(q)}»`;
    terminal.print(`${nothing}${isFiltered(values) ? " with these filters" : ""}.`);
    return;
  }
  for (const [i, hit] of result.hits.entries()) {
    for (const line of renderHit(hit, offset + i + 1, terminal)) terminal.print(line);
    terminal.print("");
  }
  for (const line of facetLines(result.facets, terminal)) terminal.print(line);
  terminal.print(terminal.style("dim", summaryText(values, result)));
}

function isFiltered({ from, to, source, agency, place, section, author }: SearchParameters): boolean {
  return [from, to, source, agency, place, section, author].some((part) => part !== undefined);
}

/** More is what `--json` is for. */
const MAX_SHOWN = 10;

const NAMES = [
  ["source", "Sources"],
  ["year", "Years"],
  ["month", "Months"],
  ["place", "Places"],
  ["section", "Sections"],
  ["author", "Authors"],
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
