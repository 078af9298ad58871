import { Command, type Option } from "commander";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  rankingOptions,
  readRankingOptions,
  readSearchOptions,
  type SearchQueryOptions,
  searchOptions,
  searchParametersOf,
} from "../../../functions/cli/rendering/search-options.ts";
import { UsageError } from "../../../functions/cli/terminal/failure.ts";
import { toArticleQuery } from "../../../src/api/api.ts";

function withOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}

/** Parses a command line to a search. */
function parse(...line: string[]) {
  const command = withOptions(new Command("search").argument("[words...]").exitOverride(), searchOptions);
  command.configureOutput({ writeErr: () => undefined }).parse(line, { from: "user" });
  return readSearchOptions(searchParametersOf(command.args, command.opts<SearchQueryOptions>()));
}

describe("the options of a search", () => {
  it("ask for what the parameters of the same names ask for", () => {
    const line =
      "паром волга --source Волна --source Берег --place Тверь --from 2021-03-01 --to 2021-03-31 --sort oldest";
    const more = "--facets year,source --collapse --limit 5 --offset 10 --match all --no-correct";
    expect(toArticleQuery(parse(...line.split(" "), ...more.split(" ")))).toMatchObject({
      text: "паром волга",
      match: "all",
      sort: "oldest",
      limit: 5,
      offset: 10,
      collapse: true,
      correct: "off",
      facets: ["source", "year"],
      filter: {
        from: { year: 2021, month: 3, day: 1 },
        to: { year: 2021, month: 3, day: 31 },
        source: ["Волна", "Берег"],
        place: ["Тверь"],
      },
    });
  });

  it("filter nothing, collapse nothing and count nothing where they are left out", () => {
    const { filter, collapse, facets, sameAs, sort, correct } = toArticleQuery(parse("паром"));
    expect(Object.values(filter ?? {}).every((part) => part === undefined)).toBe(true);
    expect({ collapse, facets, sameAs, sort, correct }).toEqual({
      collapse: false,
      facets: undefined,
      sameAs: undefined,
      sort: "relevance",
      correct: "auto",
    });
  });

  it("name the article whose duplicates are listed", () => {
    expect(toArticleQuery(parse("--same-as", "а1", "--key", "articles/a.json")).sameAs).toEqual({
      id: "а1",
      key: "articles/a.json",
    });
  });

  it.each([
    ["--from", "2021-02-30", "--from: Give a day of the calendar"],
    ["--to", "завтра", "--to: Give a day of the calendar"],
    ["--source", " ", "--source: Give 1 to 200 characters"],
    ["--facets", "agency", "--facets: Give one or more of: source, year, month, place"],
    ["--same-as", "", "--same-as: Give 1 to 1024 characters"],
    ["--key", "articles/a.json", "--key: This goes with"],
  ])("%s %s is refused by the name of the option", (option, value, said) => {
    const act = () => parse("паром", option, value);
    expect(act).toThrow(UsageError);
    expect(act).toThrow(said);
  });

  it("are refused together where they contradict one another, and words that are too long with them", () => {
    expect(() => parse("--from", "2021-03-02", "--to", "2021-03-01")).toThrow("--to: Give a day that is not before");
    expect(() => parse("--collapse", "--same-as", "а1")).toThrow("--collapse: Leave this out: --same-as lists");
    expect(() => parse("я".repeat(501), "--from", "вчера")).toThrow(/^The words: .* --from: /);
  });
});

describe("the options of the ranking", () => {
  const read = (...line: string[]) =>
    readRankingOptions(withOptions(new Command("search"), rankingOptions).parse(line, { from: "user" }));
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    [["--recency", "-1"], "--recency must be a whole number of days, below 100000."],
    [["--words-file", "/nonexistent/words"], "--words-file (/nonexistent/words) cannot be read: ENOENT."],
    [["--words-file", ""], "--words-file is empty."],
  ])("of %j are mistakes of the call, told by their names", (line, message) => {
    expect(() => read(...line)).toThrow(new UsageError(message));
  });

  it("are told by the variable where that gives them", () => {
    vi.stubEnv("POISK_RECENCY_HALF_LIFE_DAYS", "x");
    expect(() => read()).toThrow("The settings are not right: POISK_RECENCY_HALF_LIFE_DAYS must be");
    expect(read("--recency", "7").recencyHalfLifeDays).toBe(7);
  });
});
