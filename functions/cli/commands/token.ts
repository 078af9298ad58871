/**
 * `poisk token`: makes a token for pushing articles, and what the setting says of it. Keeps nothing.
 */
import { Option } from "commander";
import { isoTimestamp, systemClock } from "../../../src/clock.ts";
import { systemIdSource } from "../../../src/id-source.ts";
import { createToken, findPrefixFault, tokenEntry } from "../../push/push-tokens.ts";
import { parseSpeakingHosts } from "../location/hosts-option.ts";
import { parseTimeZone } from "../location/time-zone-option.ts";
import { UsageError } from "../terminal/failure.ts";
import type { Verb, VerbCall } from "./verb.ts";

interface TokenOptions {
  readonly keys: string;
  readonly hosts?: string;
  readonly timeZone?: string | null;
  readonly days: string;
}

const DAY_MS = 86_400_000;
/** Ten years: a token that outlives its owner's memory is replaced by nobody. Untuned. */
const MAX_DAYS = 3_650;

export const tokenVerb: Verb = {
  name: "token",
  group: "Serve",
  summary: "make a token for pushing articles over HTTP",
  hasIndex: false,
  options: [
    new Option("--keys <beginning>", "only uploads whose keys begin with this, such as blog/").default("", "all"),
    new Option("--hosts <names>", "only addresses of these hosts, separated by commas (default: all)"),
    new Option(
      "--time-zone <zone>",
      "time zone of the site that pushes (default: POISK_TIME_ZONE of the server)",
    ).argParser(parseTimeZone),
    new Option("--days <number>", "number of days for which it is valid").default("365"),
  ],
  examples: [
    "token",
    "token --keys blog/ --hosts news.example,blog.example --days 90",
    "token --keys siberia/ --time-zone Asia/Omsk",
  ],
  run: async ({ options: { keys, hosts, timeZone = null, days }, terminal }: VerbCall<TokenOptions>) => {
    const fault = findPrefixFault(keys);
    if (fault !== null) throw new UsageError(`--keys cannot be ${keys}: ${fault}.`);
    if (!/^[1-9]\d{0,3}$/.test(days) || Number(days) > MAX_DAYS) {
      throw new UsageError(`--days must be 1 to ${MAX_DAYS}, not ${days}.`);
    }
    const speaking = hosts === undefined ? null : parseSpeakingHosts(hosts);
    const token = createToken(systemIdSource);
    const lastDay = isoTimestamp(systemClock.nowMs() + Number(days) * DAY_MS).slice(0, "2027-01-01".length);
    const entry = tokenEntry(token, lastDay, keys, { hosts: speaking, timeZone });
    terminal.note("For whoever pushes; it is shown this once:");
    terminal.print(token);
    terminal.note("For POISK_PUSH_TOKENS, behind a comma after those that are good already:");
    terminal.print(entry);
    const whose = speaking === null ? "all hosts; --hosts names those that it may" : speaking.join(", ");
    terminal.note(`Its articles may have addresses of ${whose}.`);
    return { value: { token, entry } };
  },
};
