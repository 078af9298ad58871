/**
 * Dates on pages (pure): absolute, since a page is kept and printed, and as precise as they are known.
 */

import { epochMsOf } from "../../clock.ts";
import type { ArticleFields } from "../../search-api.ts";
import type { PageLanguage } from "../requests/http-options.ts";

/** A date is shown by the clock that it is written with, that of its site, and is moved by no zone. */
const FORMATS = {
  year: { timeZone: "UTC", year: "numeric" },
  month: { timeZone: "UTC", year: "numeric", month: "long" },
  day: { timeZone: "UTC", year: "numeric", month: "long", day: "numeric" },
  minute: { timeZone: "UTC", dateStyle: "long", timeStyle: "short" },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

type Precision = keyof typeof FORMATS;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(precision: Precision, language: PageLanguage): Intl.DateTimeFormat {
  const name = `${precision} ${language}`;
  const formatter = formatters.get(name) ?? new Intl.DateTimeFormat(language, FORMATS[precision]);
  formatters.set(name, formatter);
  return formatter;
}

interface Moment {
  readonly epochMs: number;
  readonly precision: Precision;
}

/** ISO 8601 as Article has it; seconds may follow the minutes. */
const ISO_DATE = /^\d{4}(-\d\d(-\d\d(?:(T\d\d:\d\d(?::\d\d)?)(?:Z|[+-]\d\d:\d\d))?)?)?$/;

/**
 * The date as precisely as it is known and no more: «9 октября 2016 в 12:30», «октябрь 2016», «2016», a span of days
 * where only that is known, or null.
 */
export function publicationDate(
  { publishedAt, dateRange }: Pick<ArticleFields, "publishedAt" | "dateRange">,
  language: PageLanguage,
): string | null {
  const moment = parseMoment(publishedAt);
  if (moment !== null) return shortened(formatterOf(moment.precision, language).format(moment.epochMs));
  return dateRange === undefined ? null : spanOfDays(dateRange, language);
}

/** Two days of ISO 8601 and those between; null where they are none, or in the wrong order. */
export function spanOfDays([from, to]: readonly [string, string], language: PageLanguage): string | null {
  const [first, last] = [parseMoment(from), parseMoment(to)];
  if (first === null || last === null || first.epochMs > last.epochMs) return null;
  return shortened(formatterOf("day", language).formatRange(first.epochMs, last.epochMs));
}

/** Headlines do without «г.». */
function shortened(text: string): string {
  return text.replace(/\sг\./g, "");
}

function parseMoment(iso: string | null): Moment | null {
  const match = ISO_DATE.exec(iso ?? "");
  if (match === null) return null;
  const [written, month, day, time] = match;
  // What names no time is of UTC (ECMAScript, "Date Time String Format").
  const epochMs = epochMsOf(time === undefined ? written : `${written.slice(0, 10)}${time}Z`);
  if (Number.isNaN(epochMs)) return null;
  const precision = time !== undefined ? "minute" : day !== undefined ? "day" : month !== undefined ? "month" : "year";
  return { epochMs, precision };
}
