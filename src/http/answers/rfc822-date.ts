/**
 * Dates as RSS has them (layer 5, pure): RFC 822 with years of four digits. Only of a day or a minute that is known; a month
 * or a year is no date there.
 */
import { type CalendarDay, dayNumber, isCalendarDay, pad } from "../../news/calendar-date.ts";
import { isoMinute } from "../../news/time-zone.ts";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 1970-01-01, day 0, was a Thursday. */
const FIRST_WEEKDAY = 4;

/** ISO 8601 as articles and the clock have it; seconds may follow the minutes. */
const ISO_DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** A day is its first minute in the owner's time zone. Null for what is less than a day, or no date. */
export function rfc822Date(iso: string | null): string | null {
  const match = ISO_DATE.exec(iso ?? "");
  if (match === null) return null;
  const [, year, month, dayOfMonth, hour, minute = "00", second = "00", offset = ""] = match;
  const day: CalendarDay = { year: Number(year), month: Number(month), day: Number(dayOfMonth) };
  if (!isCalendarDay(day)) return null;
  if (hour === undefined) return rfc822Date(isoMinute({ day, hour: 0, minute: 0 }));
  const weekday = WEEKDAYS[(((dayNumber(day) + FIRST_WEEKDAY) % 7) + 7) % 7];
  const zone = offset === "Z" ? "+0000" : offset.replace(":", "");
  return `${weekday}, ${pad(day.day)} ${MONTHS[day.month - 1]} ${year} ${hour}:${minute}:${second} ${zone}`;
}
