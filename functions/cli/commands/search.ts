/**
 * `poisk search "…"`: the ranked hits of a query, for people or as JSON.
 */
import type { Command } from "commander";
import { describeResult } from "../../../src/http/endpoints/search-endpoint.ts";
import { type SearchParameters, toArticleQuery } from "../../../src/http/requests/search-parameters.ts";
import { ArticleSearch, type ArticleSearchResult } from "../../../src/query/article-search.ts";
import { addLocationOptions, type IndexLocation, openIndex, requireIndex } from "../location/open-index.ts";
import { facetLines } from "../rendering/facet-text.ts";
import { correctionLines, leftOutLines, renderHit, summaryText } from "../rendering/hit-text.ts";
import {
  addRankingOptions,
  addSearchOptions,
  readRankingOptions,
  readSearchOptions,
  type SearchQueryOptions,
  searchParametersOf,
} from "../rendering/search-options.ts";
import type { ExitCode } from "../terminal/failure.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";

interface SearchOptions extends IndexLocation, SearchQueryOptions {
  readonly json?: true;
}

export function addSearchCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("search")
    .description("search, best hits first; without words the newest articles")
    .argument("[words...]", "what to search for; behind -- where it begins with a minus")
    .option("--json", "print JSON");
  addRankingOptions(addSearchOptions(command));
  addLocationOptions(command).action(async (words: string[], options: SearchOptions, own: Command) => {
    const parameters = searchParametersOf(words, options);
    const values = readSearchOptions(parameters);
    const ranking = readRankingOptions(own);
    const index = openIndex(options);
    await requireIndex(index);
    const result = await new ArticleSearch(index.context, ranking).search(toArticleQuery(values));
    if (options.json) terminal.print(JSON.stringify(describeResult(values.q, parameters, result), null, 2));
    else printResult(values, result, terminal);
    done(0);
  });
}

function printResult(values: SearchParameters, result: ArticleSearchResult, terminal: Terminal): void {
  const { q, offset } = values;
  for (const line of correctionLines(result, terminal)) terminal.print(line);
  for (const line of leftOutLines(result)) terminal.print(line);
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

function isFiltered({ from, to, source, agency, place }: SearchParameters): boolean {
  return [from, to, source, agency, place].some((part) => part !== undefined);
}
