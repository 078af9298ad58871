/**
 * `--time-zone` of the verbs that bring articles in: the zone of their site, which their uploads keep.
 */
import { Option } from "commander";
import { articleTimeZone, isTimeZone, TIME_ZONE_FORM } from "../../../src/articles/news.ts";
import { UsageError } from "../terminal/failure.ts";

export interface TimeZoneOption {
  readonly timeZone: string;
}

export const timeZoneOption = new Option(
  "--time-zone <zone>",
  "time zone of the site, by which its articles have their days, such as Asia/Vladivostok",
)
  .env("POISK_TIME_ZONE")
  .argParser(parseTimeZone)
  .default(articleTimeZone);

/** The zone that was named. An empty variable names none: then Moscow's. */
export function parseTimeZone(name: string): string {
  if (name === "") return articleTimeZone;
  if (isTimeZone(name)) return name;
  throw new UsageError(`--time-zone must be ${TIME_ZONE_FORM}, not ${name}.`);
}
