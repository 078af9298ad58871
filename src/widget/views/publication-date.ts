/**
 * The date of a hit in words, as precisely as it is known and no more (layer 5). A time is told as the article had it: its own
 * clock, not the reader's. Pure.
 */
import { epochMsOf } from "../../clock.ts";
import type { ArticleFields } from "../../search-api.ts";

const FORMATS: readonly Intl.DateTimeFormatOptions[] = [
  { year: "numeric" },
  { year: "numeric", month: "long" },
  { dateStyle: "long" },
  { dateStyle: "long", timeStyle: "short" },
];

const ISO_DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?/;

/** «9 октября 2016 в 12:30», «октябрь 2016», «2016», a span of days where only that is known, or null. */
export function publicationDate(
  { publishedAt, dateRange }: Pick<ArticleFields, "publishedAt" | "dateRange">,
  language: string,
): string | null {
  const [moment, first, last] = [publishedAt, dateRange?.[0], dateRange?.[1]].map(wallClock);
  const format = (precision: number) => new Intl.DateTimeFormat(language, { ...FORMATS[precision], timeZone: "UTC" });
  const text = moment
    ? format(moment.precision).format(moment.ms)
    : first && last && first.ms <= last.ms
      ? format(2).formatRange(first.ms, last.ms)
      : null;
  // Headlines do without «г.»; a no-break space keeps the day by its month.
  return text?.replace(/\sг\./g, "").replace(/^(\d+) /, "$1\u00a0") ?? null;
}

/** The written time as if it were UTC: a formatter in UTC says it back unmoved. Null where it is none. */
function wallClock(iso: string | null | undefined): { ms: number; precision: number } | null {
  const [written = "", month, day, minute] = ISO_DATE.exec(iso ?? "") ?? [];
  const ms = epochMsOf(minute ? `${written}Z` : written);
  return Number.isNaN(ms) ? null : { ms, precision: minute ? 3 : day ? 2 : month ? 1 : 0 };
}
