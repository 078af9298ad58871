/**
 * The date of a hit in words, as precisely as it is known and no more (layer 5). A time is told as the article had it: its own
 * clock, not the reader's. Pure.
 */
import type { ArticleFields } from "../search-api.ts";

const FORMATS: readonly Intl.DateTimeFormatOptions[] = [
  { year: "numeric" },
  { year: "numeric", month: "long" },
  { dateStyle: "long" },
  { dateStyle: "long", timeStyle: "short" },
];

const ISO_DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?/;
const DAY_MS = 86_400_000;

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
  const match = ISO_DATE.exec(iso ?? "");
  if (match === null) return null;
  const precision = match[4] ? 3 : match[3] ? 2 : match[2] ? 1 : 0;
  const [, year = 0, month = 1, day = 1, hour = 0, minute = 0] = match.map((part) => (part ? Number(part) : undefined));
  return { ms: dayNumber(year, month, day) * DAY_MS + (hour * 60 + minute) * 60_000, precision };
}

/** Days since 1970-01-01 in the Gregorian calendar; years are counted from March, so that a leap day ends one. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leapDays + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 719_469;
}
