/**
 * When the articles of a segment were published: typed arrays by ordinal, made once a segment from its columns.
 *
 * A date is a span of minutes of its site's wall clock, from the first to the last in which the article may have been
 * published: a minute, a day, a month, a year, or the range that is kept where only that is known. It is written in the
 * time zone of its site, so its day is the one it is written with: 00:10 in Moscow belongs to the new day though UTC
 * still has the old one.
 */
import { type CalendarDay, dayNumber, dayOfNumber, isCalendarDay, lastDayOfMonth } from "../../articles/news.ts";
import { loadOnce, type SegmentReader } from "../../index/read.ts";
import type { ValueColumn } from "../../index/shared.ts";

/** Stands for no date in both arrays of minutes. */
export const UNDATED = -1;

export const MINUTES_PER_DAY = 1_440;

/**
 * Days from 0000-01-01 to 1970-01-01, so that no minute of a date is negative; those of 2100 still fit into 31 bits.
 */
const EPOCH_DAY = 719_528;

/** Dates are of 1900 to 2100 (news/calendar-date.ts). */
const FIRST_YEAR = 1_900;

/** The dates of a segment by ordinal. 10 bytes a document. */
export interface PublicationTimes {
  /** First and last minute since 0000-01-01T00:00, both inclusive; UNDATED where nothing is known. */
  readonly firstMinutes: Int32Array;
  readonly lastMinutes: Int32Array;
  /** Year and month that contain the whole span ({@link readPeriod}); 0 if it is unknown. */
  readonly periods: Uint16Array;
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

const timesByReader = new WeakMap<SegmentReader, Promise<PublicationTimes>>();

/** One request a large segment the first time, for the dates and the ranges, which lie side by side; then none. */
export function loadPublicationTimes(reader: SegmentReader): Promise<PublicationTimes> {
  return loadOnce(timesByReader, reader, () => readTimes(reader));
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
  const hasTime = publishedAt[10] === "T" && publishedAt[13] === ":";
  const [hour, minute] = hasTime ? [numberAt(publishedAt, 11, 2), numberAt(publishedAt, 14, 2)] : [-1, -1];
  if (span === null || hour < 0 || minute < 0) return span;
  const at = span.first + Math.min(hour * 60 + minute, MINUTES_PER_DAY - 1);
  return { first: at, last: at };
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

/** Tells whether articles of a first and a last minute were certainly published within some days. */
export function isOfDays(days: {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}): (first?: number, last?: number) => boolean {
  const [least, most] = [firstMinuteOf(days.from), firstMinuteOf(days.to) + MINUTES_PER_DAY];
  return (first = UNDATED, last = UNDATED) => first !== UNDATED && first >= least && last < most;
}

/** Days since 0000-01-01 of a minute. */
export function dayOfMinute(minute: number): number {
  return Math.floor(minute / MINUTES_PER_DAY);
}

/** The first minute of a day. */
export function firstMinuteOf(day: CalendarDay): number {
  return (dayNumber(day) + EPOCH_DAY) * MINUTES_PER_DAY;
}

async function readTimes(reader: SegmentReader): Promise<PublicationTimes> {
  const [dates, ranges] = await Promise.all([reader.values("publishedAt"), reader.values("dateRange")]);
  const { documents } = reader.contents;
  const firstMinutes = new Int32Array(documents).fill(UNDATED);
  const lastMinutes = new Int32Array(documents).fill(UNDATED);
  const periods = new Uint16Array(documents);
  const enter = (column: ValueColumn | null, spanOf: (value: unknown) => MinuteSpan | null): void => {
    if (column === null) return;
    // Once a value, since thousands of articles share each day.
    const spans = column.values.map(spanOf);
    const periodOfSpan = spans.map(periodOf);
    for (let ordinal = 0; ordinal < documents; ordinal += 1) {
      const place = (column.items[ordinal] ?? 0) - 1;
      const span = spans[place];
      if (span === undefined || span === null) continue;
      firstMinutes[ordinal] = span.first;
      lastMinutes[ordinal] = span.last;
      periods[ordinal] = periodOfSpan[place] ?? 0;
    }
  };
  enter(ranges, spanOfRange);
  // Over the range that may come with it, as spanOfArticle has it.
  enter(dates, spanOfDate);
  return { firstMinutes, lastMinutes, periods };
}

/** Reads a stored `dateRange`: first and last possible day. */
function spanOfRange(value: unknown): MinuteSpan | null {
  if (!Array.isArray(value)) return null;
  const [first, last] = [spanOfDate(value[0]), spanOfDate(value[1])];
  return first === null || last === null || first.first > last.last ? null : { first: first.first, last: last.last };
}

function periodOf(span: MinuteSpan | null): number {
  if (span === null) return 0;
  const [firstDay, lastDay] = [dayOfMinute(span.first), dayOfMinute(span.last)];
  const first = dayOfNumber(firstDay - EPOCH_DAY);
  const last = lastDay === firstDay ? first : dayOfNumber(lastDay - EPOCH_DAY);
  if (first.year !== last.year) return SEVERAL_YEARS;
  const month = first.month === last.month ? first.month : 0;
  return SEVERAL_YEARS + 1 + (first.year - FIRST_YEAR) * 13 + month;
}
