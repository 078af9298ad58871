/**
 * The option --hosts: names of hosts with commas between.
 */
import { canonicalHosts, findHostsFault } from "../../../src/articles/news.ts";
import { UsageError } from "../terminal/failure.ts";

/** The names as they are given; UsageError where one is none, or they are too many. */
export function parseHostsOption(option: string): readonly string[] {
  const names = option.split(",").map((name) => name.trim());
  const fault = findHostsFault(names);
  if (fault !== null) throw new UsageError(`--hosts cannot be ${option.slice(0, 200)}: ${fault}.`);
  return names;
}

/** The same in the form in which hosts are compared, each once. */
export function parseSpeakingHosts(option: string): readonly string[] {
  return canonicalHosts(parseHostsOption(option));
}
