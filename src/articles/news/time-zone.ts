/**
 * Moments and the wall clocks of time zones. The offsets come from the platform's time zone data:
 * Moscow was at +04:00 from 2011 to 2014, at +03:00 or +04:00 before and at +03:00 since.
 */
import { type CalendarDay, dayNumber, dayOfNumber, isCalendarDay, isoDay, pad } from "./calendar-date.ts";

/** The zone of an upload that names none. */
export const articleTimeZone = "Europe/Moscow";

/** The form of a zone's name, to stand behind "must be" in what refuses another. */
export const TIME_ZONE_FORM = "the name of a time zone, such as Asia/Vladivostok";

/** A minute of a wall clock. */
export interface WallTime {
  readonly day: CalendarDay;
  readonly hour: number;
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formatters.set(timeZone, formatter);
  return formatter;
}

/**
 * Tells whether the platform knows a zone of this name. An offset such as +05:00 is no name: only newer platforms know
 * it. The usual zone needs no formatter, which takes some 20 ms in a fresh process.
 */
export function isTimeZone(name: string): boolean {
  if (name === articleTimeZone) return true;
  if (!/^[a-z]/i.test(name)) return false;
  try {
    return formatterOf(name) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The metadata that tells the zone of an upload; none for the usual zone. */
export function zoneMetadata(timeZone: string = articleTimeZone): Readonly<Record<string, string>> {
  return timeZone === articleTimeZone ? {} : { zone: timeZone };
}

/** The wall clock of a zone at a moment. `epochMs` within what ECMAScript dates hold, else null. */
export function wallTimeAt(epochMs: number, timeZone: string = articleTimeZone): WallTime | null {
  if (!Number.isFinite(epochMs) || Math.abs(epochMs) > 8.64e15) return null;
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const day = { year: part("year"), month: part("month"), day: part("day") };
  return isCalendarDay(day) ? { day, hour: part("hour"), minute: part("minute") } : null;
}

/** ISO 8601 with the offset that the zone had then: 2016-10-09T12:30+03:00. */
export function isoMinute(wall: WallTime, timeZone: string = articleTimeZone): string {
  return `${isoDay(wall.day)}T${pad(wall.hour)}:${pad(wall.minute)}${formatOffset(offsetMinutes(wall, timeZone))}`;
}

/** The moment of a wall clock of a zone. */
export function epochMsAt(wall: WallTime, timeZone: string = articleTimeZone): number {
  return epochMsOf(wall, offsetMinutes(wall, timeZone));
}

/** The last minute of a day. */
export function endOfDay(day: CalendarDay): WallTime {
  return { day, hour: 23, minute: 59 };
}

/** The moment of a wall clock that runs `offset` minutes before UTC. */
export function epochMsOf(wall: WallTime, offset: number): number {
  return (wallMinutes(wall) - offset) * MINUTE_MS;
}

/** The wall clock so many minutes later; negative for earlier. */
export function addMinutes(wall: WallTime, minutes: number): WallTime {
  const sum = wallMinutes(wall) + minutes;
  const day = Math.floor(sum / MINUTES_PER_DAY);
  const rest = sum - day * MINUTES_PER_DAY;
  return { day: dayOfNumber(day), hour: Math.floor(rest / 60), minute: rest % 60 };
}

/** Two steps suffice: the guess is off by some hours at most, and matters only around a change of the clocks. */
function offsetMinutes(wall: WallTime, timeZone: string): number {
  const guess = offsetAt(epochMsOf(wall, 180), timeZone);
  return offsetAt(epochMsOf(wall, guess), timeZone);
}

function offsetAt(epochMs: number, timeZone: string): number {
  const wall = wallTimeAt(epochMs, timeZone);
  return wall === null ? 180 : wallMinutes(wall) - Math.floor(epochMs / MINUTE_MS);
}

function wallMinutes({ day, hour, minute }: WallTime): number {
  return dayNumber(day) * MINUTES_PER_DAY + hour * 60 + minute;
}

function formatOffset(offset: number): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** The day after a number of days; negative for before. */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  return dayOfNumber(dayNumber(day) + days);
}
