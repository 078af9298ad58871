/**
 * `poisk search "…"`: the ranked hits of a query, for people or as JSON.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { ArticleSearch, type ArticleSearchResult } from "../../src/query/article-search.ts";
import type { MatchMode } from "../../src/search-api.ts";
import type { ExitCode } from "./failure.ts";
import { renderHit, summaryText } from "./hit-text.ts";
import { addLocationOptions, type IndexLocation, openIndex, requireIndex } from "./open-index.ts";
import { searchJson } from "./search-json.ts";
import { printable, type Terminal } from "./terminal.ts";

interface SearchOptions extends IndexLocation {
  readonly json?: true;
  readonly limit: number;
  readonly offset: number;
  readonly match: MatchMode;
}

/** As the HTTP API has them. */
const MAX_LIMIT = 50;
const MAX_OFFSET = 1_000;

export function addSearchCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("search")
    .description("search, best hits first; without words the newest articles")
    .argument("[words...]", "what to search for")
    .option("--json", "print JSON")
    .option("--limit <n>", `hits at most, 1 to ${MAX_LIMIT}`, parseInteger(1, MAX_LIMIT), 10)
    .option("--offset <n>", "hits to pass over", parseInteger(0, MAX_OFFSET), 0)
    .addOption(
      new Option("--match <mode>", "all words first and then the rest, all words, or any")
        .choices(["auto", "all", "any"])
        .default("auto"),
    );
  addLocationOptions(command).action(async (words: string[], options: SearchOptions) => {
    const index = openIndex(options);
    await requireIndex(index);
    const { limit, offset, match } = options;
    const text = words.join(" ");
    const result = await new ArticleSearch(index.context).search({ text, match, offset, limit });
    if (options.json) terminal.print(JSON.stringify(searchJson(text, result), null, 2));
    else printResult(text, result, offset, terminal);
    done(0);
  });
}

function printResult(text: string, result: ArticleSearchResult, offset: number, terminal: Terminal): void {
  if (result.hits.length === 0) {
    const nothing =
      offset > 0 ? "No more hits" : text.trim() === "" ? "No articles yet" : `Nothing found for «${printable(text)}»`;
    terminal.print(`${nothing}.`);
    return;
  }
  for (const [i, hit] of result.hits.entries()) {
    for (const line of renderHit(hit, offset + i + 1, terminal)) terminal.print(line);
    terminal.print("");
  }
  terminal.print(terminal.style("dim", summaryText(text, result, offset)));
}

/** A parser of commander's for a whole number within bounds. */
function parseInteger(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[0-9]{1,10}$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
