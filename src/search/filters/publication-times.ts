/**
 * When the articles of a segment were published: typed arrays by ordinal, made once a segment from its columns. Days
 * are enough for recency, filters and facets; orders by date need minutes, whose column is as large.
 *
 * A date is a span of minutes of its site's wall clock, from the first to the last in which the article may have been
 * published: a minute, a day, a month, a year, or the range that is kept where only that is known. It is written in the
 * time zone of its site, so its day is the one it is written with: 00:10 in Moscow belongs to the new day though UTC
 * still has the old one.
 */
import { type CalendarDay, dayNumber, dayOfNumber, isCalendarDay, lastDayOfMonth } from "../../articles/news.ts";
import { loadOnce, type SegmentReader } from "../../index/read.ts";

/** Stands for no date in the arrays of days and of minutes. */
export const UNDATED = -1;

export const MINUTES_PER_DAY = 1_440;

/**
 * Days from 0000-01-01 to 1970-01-01, so that no minute of a date is negative; those of 2100 still fit into 31 bits.
 */
const EPOCH_DAY = 719_528;

/** Dates are of 1900 to 2100 (news/calendar-date.ts). */
const FIRST_YEAR = 1_900;

/** The days of a segment by ordinal. 10 bytes a document. */
export interface PublicationDays {
  /** First and last day since 0000-01-01, both inclusive; UNDATED where nothing is known. */
  readonly firstDays: Int32Array;
  readonly lastDays: Int32Array;
  /** Year and month that contain the whole span ({@link readPeriod}); 0 if it is unknown. */
  readonly periods: Uint16Array;
}

/** The minutes of a segment by ordinal. 8 bytes a document. */
export interface PublicationMinutes {
  /** First and last minute since 0000-01-01T00:00, both inclusive; UNDATED where nothing is known. */
  readonly firstMinutes: Int32Array;
  readonly lastMinutes: Int32Array;
}

/** Periods are below this. */
export const PERIODS = 2_616;

/** The period of dated articles that are not within one year. */
const SEVERAL_YEARS = 1;

/** The year and the month (1 to 12) of a period; 0 where the span reaches beyond one. Not of the undated. */
export function readPeriod(period: number): { readonly year: number; readonly month: number } {
  const place = period - SEVERAL_YEARS - 1;
  return place < 0 ? { year: 0, month: 0 } : { year: FIRST_YEAR + Math.floor(place / 13), month: place % 13 };
}

/** Minutes [first, last] since 0000-01-01T00:00. */
export interface MinuteSpan {
  readonly first: number;
  readonly last: number;
}

const daysByReader = new WeakMap<SegmentReader, Promise<PublicationDays>>();

const minutesByReader = new WeakMap<SegmentReader, Promise<PublicationMinutes>>();

/** One request a large segment the first time, for the days and the ranges, which lie side by side; then none. */
export function loadPublicationDays(reader: SegmentReader): Promise<PublicationDays> {
  return loadOnce(daysByReader, reader, () => readDays(reader));
}

/** The same, and the times of the day in that request. */
export function loadPublicationMinutes(reader: SegmentReader): Promise<PublicationMinutes> {
  return loadOnce(minutesByReader, reader, () => readMinutes(reader));
}

/** The span of an ISO date as precise as it is: 2016, 2016-10, 2016-10-09 or 2016-10-09T12:30+03:00; else null. */
export function spanOfDate(publishedAt: unknown): MinuteSpan | null {
  if (typeof publishedAt !== "string") return null;
  // A cold process reads thousands, each at twice the price by a regular expression.
  const year = numberAt(publishedAt, 0, 4);
  if (year < 0) return null;
  const month = publishedAt[4] === "-" ? numberAt(publishedAt, 5, 2) : -1;
  if (month < 0) return spanOfDays({ year, month: 1, day: 1 }, { year, month: 12, day: 31 });
  const day = publishedAt[7] === "-" ? numberAt(publishedAt, 8, 2) : -1;
  if (day < 0) return spanOfDays({ year, month, day: 1 }, lastDayOfMonth(year, month));
  const own = { year, month, day };
  const span = spanOfDays(own, own);
  const minuteOfDay = minuteOfTime(publishedAt, 10);
  if (span === null || minuteOfDay < 0) return span;
  return { first: span.first + minuteOfDay, last: span.first + minuteOfDay };
}

/** The minute of the day of a time that begins in a text: T12:30. -1 if there is none. */
function minuteOfTime(text: string, start: number): number {
  if (text[start] !== "T" || text[start + 3] !== ":") return -1;
  const [hour, minute] = [numberAt(text, start + 1, 2), numberAt(text, start + 4, 2)];
  return hour < 0 || minute < 0 ? -1 : Math.min(hour * 60 + minute, MINUTES_PER_DAY - 1);
}

/** The number of so many digits; -1 where another character is among them. */
function numberAt(text: string, start: number, length: number): number {
  let number = 0;
  for (let at = start; at < start + length; at += 1) {
    const digit = text.charCodeAt(at) - DIGIT_ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

const DIGIT_ZERO = 48;

/** The span of a stored article: of its date, which says more, else of its range of days; null where it has neither. */
export function spanOfArticle({
  publishedAt,
  dateRange,
}: {
  publishedAt?: unknown;
  dateRange?: unknown;
}): MinuteSpan | null {
  return spanOfDate(publishedAt) ?? spanOfRange(dateRange);
}

/** The span of some whole days, null where one of them is no day of the calendar or they come in the wrong order. */
function spanOfDays(first: CalendarDay, last: CalendarDay): MinuteSpan | null {
  if (!isCalendarDay(first) || !isCalendarDay(last)) return null;
  const start = firstMinuteOf(first);
  const span = { first: start, last: (last === first ? start : firstMinuteOf(last)) + MINUTES_PER_DAY - 1 };
  return span.first <= span.last ? span : null;
}

/** Tells whether articles of a first and a last day were certainly published within some days. */
export function isOfDays(days: {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}): (firstDay?: number, lastDay?: number) => boolean {
  const [least, most] = [daysTo(days.from), daysTo(days.to)];
  return (first = UNDATED, last = UNDATED) => first !== UNDATED && first >= least && last <= most;
}

/** Days since 0000-01-01 of a minute. */
export function dayOfMinute(minute: number): number {
  return Math.floor(minute / MINUTES_PER_DAY);
}

/** Days since 0000-01-01. */
export function daysTo(day: CalendarDay): number {
  return dayNumber(day) + EPOCH_DAY;
}

/** The first minute of a day. */
export function firstMinuteOf(day: CalendarDay): number {
  return daysTo(day) * MINUTES_PER_DAY;
}

async function readDays(reader: SegmentReader): Promise<PublicationDays> {
  const [firstDays, lastDays] = [undatedOf(reader), undatedOf(reader)];
  const periods = new Uint16Array(firstDays.length);
  for (const { items, spans } of await loadSpans(reader)) {
    const days = spans.map((span) => span && { first: dayOfMinute(span.first), last: dayOfMinute(span.last) });
    const periodOfValue = days.map(periodOf);
    for (const [ordinal, item] of items.entries()) {
      const span = days[item - 1];
      if (!span) continue;
      firstDays[ordinal] = span.first;
      lastDays[ordinal] = span.last;
      periods[ordinal] = periodOfValue[item - 1] ?? 0;
    }
  }
  return { firstDays, lastDays, periods };
}

async function readMinutes(reader: SegmentReader): Promise<PublicationMinutes> {
  const [columns, times] = await Promise.all([loadSpans(reader), reader.rests("publishedAt")]);
  const minuteOfValue = times?.values.map((time) => (typeof time === "string" ? minuteOfTime(time, 0) : -1));
  const [firstMinutes, lastMinutes] = [undatedOf(reader), undatedOf(reader)];
  for (const { items, spans, isCut } of columns) {
    for (const [ordinal, item] of items.entries()) {
      const span = spans[item - 1];
      if (!span) continue;
      const minute = (isCut ? minuteOfValue?.[(times?.items[ordinal] ?? 0) - 1] : undefined) ?? -1;
      firstMinutes[ordinal] = span.first + Math.max(0, minute);
      lastMinutes[ordinal] = minute < 0 ? span.last : span.first + minute;
    }
  }
  return { firstMinutes, lastMinutes };
}

function undatedOf({ contents }: SegmentReader): Int32Array {
  return new Int32Array(contents.documents).fill(UNDATED);
}

/** The spans of a column's values. */
interface ColumnSpans {
  /** A value's place from 1, by ordinal; 0 for none. */
  readonly items: Uint32Array;
  /** Once a value, since thousands of articles share each day. */
  readonly spans: readonly (MinuteSpan | null)[];
  /** True of the dates, whose times may be in a column of their own. */
  readonly isCut: boolean;
}

/** Ranges, then dates: where an article has both, that of the later column counts, as spanOfArticle has it. */
async function loadSpans(reader: SegmentReader): Promise<ColumnSpans[]> {
  const [ranges, dates] = await Promise.all([reader.heads("dateRange"), reader.heads("publishedAt")]);
  return [
    ...(ranges === null ? [] : [{ items: ranges.items, spans: ranges.values.map(spanOfRange), isCut: false }]),
    ...(dates === null ? [] : [{ items: dates.items, spans: dates.values.map(spanOfDate), isCut: true }]),
  ];
}

/** Reads a stored `dateRange`: first and last possible day. */
function spanOfRange(value: unknown): MinuteSpan | null {
  if (!Array.isArray(value)) return null;
  const [first, last] = [spanOfDate(value[0]), spanOfDate(value[1])];
  return first === null || last === null || first.first > last.last ? null : { first: first.first, last: last.last };
}

function periodOf(days: MinuteSpan | null): number {
  if (days === null) return 0;
  const first = dayOfNumber(days.first - EPOCH_DAY);
  const last = days.last === days.first ? first : dayOfNumber(days.last - EPOCH_DAY);
  if (first.year !== last.year) return SEVERAL_YEARS;
  const month = first.month === last.month ? first.month : 0;
  return SEVERAL_YEARS + 1 + (first.year - FIRST_YEAR) * 13 + month;
}
