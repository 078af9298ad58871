/**
 * `--time-zone` of the verbs that bring articles in: the zone of their site, which their uploads keep.
 */
import { Option } from "commander";
import { articleTimeZone, isTimeZone } from "../../../src/articles/news.ts";
import { UsageError } from "../terminal/failure.ts";

export interface TimeZoneOption {
  readonly timeZone?: string;
}

export const timeZoneOption = new Option(
  "--time-zone <zone>",
  "of the site, whose days its articles count under, such as Asia/Vladivostok",
).env("POISK_TIME_ZONE");

/** The zone that was named, or Moscow's. An empty variable names none. */
export function readTimeZone({ timeZone = "" }: TimeZoneOption): string {
  if (timeZone === "") return articleTimeZone;
  if (isTimeZone(timeZone)) return timeZone;
  throw new UsageError(`--time-zone is the name of a time zone, such as Asia/Vladivostok, not ${timeZone}.`);
}
