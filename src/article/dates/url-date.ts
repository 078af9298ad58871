/**
 * Dates in addresses and keys (layer 1): /20161009/, /2016/10/09/, /2016-10-09/, /08/11/2017/, -09-10-2016, news/2016/10/.
 */
import { type CalendarDay, isCalendarDay, isYear } from "../../news/calendar-date.ts";

/** What an address says: a day, or a year and a month. */
export type AddressDate =
  | { readonly precision: "day"; readonly day: CalendarDay; readonly raw: string }
  | { readonly precision: "month"; readonly year: number; readonly month: number; readonly raw: string };

const MAX_ADDRESS_LENGTH = 2_048;
/** The web's news begins in the nineties: 19160509 in an address is an article's number. */
const MIN_ADDRESS_YEAR = 1990;

const COMPACT = /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/g;
const YEAR_FIRST = /(?<!\d)(\d{4})([/_.-])(\d{1,2})\2(\d{1,2})(?!\d)/g;
const DAY_FIRST = /(?<!\d)(\d{1,2})([/_.-])(\d{1,2})\2(\d{4})(?!\d)/g;
const MONTH = /(?<!\d)(\d{4})\/(\d{2})(?=\/)/g;

/** The first date of an address or key, days before months; null where it holds none. */
export function findAddressDate(address: string): AddressDate | null {
  const text = address.slice(0, MAX_ADDRESS_LENGTH);
  return (
    firstDay(text, YEAR_FIRST, (m) => [m[1], m[3], m[4]]) ??
    firstDay(text, DAY_FIRST, (m) => [m[4], m[3], m[1]]) ??
    firstDay(text, COMPACT, (m) => [m[1], m[2], m[3]]) ??
    firstMonth(text)
  );
}

type YearMonthDay = readonly [string | undefined, string | undefined, string | undefined];

function firstDay(text: string, pattern: RegExp, order: (match: RegExpMatchArray) => YearMonthDay): AddressDate | null {
  for (const match of text.matchAll(pattern)) {
    const [year, month, dayOfMonth] = order(match);
    const day = { year: Number(year), month: Number(month), day: Number(dayOfMonth) };
    if (day.year >= MIN_ADDRESS_YEAR && isCalendarDay(day)) return { precision: "day", day, raw: match[0] };
  }
  return null;
}

function firstMonth(text: string): AddressDate | null {
  for (const match of text.matchAll(MONTH)) {
    const year = Number(match[1]);
    const month = Number(match[2]);
    if (year >= MIN_ADDRESS_YEAR && isYear(year) && month >= 1 && month <= 12) {
      return { precision: "month", year, month, raw: match[0] };
    }
  }
  return null;
}
