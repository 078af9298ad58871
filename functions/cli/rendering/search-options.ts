/**
 * The options of `poisk search`, as the parameters of GET /search: what is wrong with them is decided in one place.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { readSearchParameters, type SearchParameters } from "../../../src/api/api.ts";
import { isSearchIndexError } from "../../../src/errors.ts";
import { type ArticleSearchOptions, FACET_NAMES } from "../../../src/search/search.ts";
import { MAX_LIMIT, MAX_NAMES, MAX_OFFSET, NAME_FILTERS, type NameFilter } from "../../../src/search-api.ts";
import { readRanking } from "../../query/answer-settings.ts";
import type { EnvironmentVariables } from "../../settings/environment.ts";
import { UsageError } from "../terminal/failure.ts";

/** Options as commander parses them. */
export interface SearchQueryOptions extends Partial<Readonly<Record<NameFilter, readonly string[]>>> {
  readonly limit: number;
  readonly offset: number;
  readonly match: string;
  readonly sort: string;
  readonly from?: string;
  readonly to?: string;
  readonly facets?: string;
  readonly facetQuery?: string;
  readonly correct: boolean;
  readonly ignore?: readonly string[];
  readonly collapse?: true;
  readonly sameAs?: string;
  readonly key?: string;
}

export const searchOptions: readonly Option[] = [
  ...NAME_FILTERS.map((name) =>
    new Option(`--${name} <name>`, `only of this ${name}; up to ${MAX_NAMES} times, for any of them`).argParser(
      collect,
    ),
  ),
  limitOption(MAX_LIMIT, 10),
  new Option("--offset <n>", "hits to pass over").argParser(parseInteger(0, MAX_OFFSET)).default(0),
  new Option("--match <mode>", "words that a hit must have: all first and then some, all, or any")
    .choices(["auto", "all", "any"])
    .default("auto"),
  new Option("--sort <order>", "order of the hits: by relevance or by date")
    .choices(["relevance", "newest", "oldest"])
    .default("relevance"),
  new Option("--from <day>", "only articles of this day or later, such as 2016-10-09; or today, week, month, year"),
  new Option("--to <day>", "only articles of this day or earlier"),
  new Option("--facets <names>", `count ${FACET_NAMES.join(", ")} of what is found; names separated by commas`),
  new Option("--facet-query <text>", "count only values whose names contain this; years and months are all counted"),
  new Option("--no-correct", "search for the words as typed, even if the index does not know them"),
  new Option(
    "--ignore <id>",
    `read a part of the query by its words, not as it was understood; up to ${MAX_NAMES} times`,
  ).argParser(collect),
  new Option("--collapse", "show one of several equal articles, and the number of the others"),
  new Option("--same-as <id>", "list what --collapse hides under the article of this id"),
  new Option("--key <key>", "the upload that holds the article of --same-as"),
];

/** The owner's settings of every search, the same as the query function's. */
interface RankingOptions {
  readonly wordsFile?: string;
  readonly recency?: string;
  readonly timeZone?: string;
}

/** They have the names and the values of the query function's variables, which they take where left out. */
export const rankingOptions: readonly Option[] = [
  new Option("--words-file <file>", "the owner's synonyms and words in their form").env("POISK_WORDS_FILE"),
  new Option("--recency <days>", "half-life in days of an article's freshness, default 30; 0 turns it off").env(
    "POISK_RECENCY_HALF_LIFE_DAYS",
  ),
  new Option("--time-zone <zone>", "time zone of days such as «вчера», for example Asia/Vladivostok").env(
    "POISK_TIME_ZONE",
  ),
];

/**
 * Reads the ranking options. A UsageError if the call itself has a wrong value; `invalid-options` with its name for a
 * variable.
 */
export function readRankingOptions(command: Command): ArticleSearchOptions {
  const { wordsFile, recency, timeZone } = command.opts<RankingOptions>();
  const given = command.options.filter(
    (option) => option.envVar !== undefined && command.getOptionValueSource(option.attributeName()) === "cli",
  );
  // A variable that is empty is as good as none.
  const empty = given.find((option) => command.getOptionValue(option.attributeName()) === "");
  if (empty !== undefined) throw new UsageError(`${empty.long} is empty.`);
  const variables: EnvironmentVariables = {
    POISK_WORDS_FILE: wordsFile,
    POISK_RECENCY_HALF_LIFE_DAYS: recency,
    POISK_TIME_ZONE: timeZone,
  };
  try {
    return readRanking(variables);
  } catch (failure) {
    const wrong = given.find(({ envVar = "" }) => messageOf(failure).includes(envVar));
    if (wrong === undefined) throw failure;
    const detail = messageOf(failure).replace("The settings are not right: ", "");
    throw new UsageError(detail.replace(wrong.envVar ?? "", wrong.long ?? ""), { cause: failure });
  }
}

function messageOf(failure: unknown): string {
  return isSearchIndexError(failure) && failure.code === "invalid-options" ? failure.message : "";
}

/** The parameters that a call stands for. */
export function searchParametersOf(words: readonly string[], options: SearchQueryOptions): URLSearchParams {
  const { collapse, correct, limit, offset } = options;
  const parameters = new URLSearchParams({ q: words.join(" "), limit: String(limit), offset: String(offset) });
  for (const name of [...NAME_FILTERS, "ignore"] as const) {
    for (const value of options[name] ?? []) parameters.append(name, value);
  }
  for (const name of ["match", "sort", "from", "to", "facets", "facetQuery", "sameAs", "key"] as const) {
    const value = options[name];
    if (value !== undefined) parameters.set(name, value);
  }
  if (!correct) parameters.set("correct", "off");
  if (collapse) parameters.set("collapse", "true");
  return parameters;
}

/** Their values; UsageError names what is wrong. */
export function readSearchOptions(parameters: URLSearchParams): SearchParameters {
  const { values, problem } = readSearchParameters(parameters);
  if (problem === null) return values;
  const faults = (problem.errors ?? []).map(
    ({ parameter, detail }) => `${optionName(parameter)}: ${inOptions(detail)}`,
  );
  throw new UsageError(faults.join(" "));
}

function optionName(parameter: string): string {
  return parameter === "q" ? "The words" : `--${parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Replaces names of parameters by those of their options. */
function inOptions(detail: string): string {
  return detail.replaceAll(/`(\w+)`/g, (_, parameter: string) => optionName(parameter));
}

function collect(value: string, former: readonly string[] = []): string[] {
  return [...former, value];
}

/** Option of the largest number of hits, or suggestions. */
export function limitOption(max: number, usual: number): Option {
  return new Option("--limit <n>", `the most to list, 1 to ${max}`).argParser(parseInteger(1, max)).default(usual);
}

/** A parser of commander's for a whole number within bounds. */
export function parseInteger(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[0-9]{1,10}$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
