/**
 * Days of the proleptic Gregorian calendar as plain numbers: validity, order, arithmetic, ISO form. No clock and no
 * time zone: those are in time-zone.ts.
 */

/** A day; `month` 1 to 12, `day` 1 to 31. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** News is not older than the web's archives of newspapers, nor of the next century. */
const MIN_YEAR = 1900;
const MAX_YEAR = 2100;

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Tells whether the month has the day in some year. */
export function isMonthDay(month: number, day: number): boolean {
  return day >= 1 && day <= (DAYS_IN_MONTH[month - 1] ?? 0);
}

export function isCalendarDay({ year, month, day }: CalendarDay): boolean {
  if (!isYear(year) || !isMonthDay(month, day)) return false;
  return month !== 2 || day < 29 || isLeapYear(year);
}

/** Tells whether a number may be the year of a news article. */
export function isYear(year: number): boolean {
  return Number.isInteger(year) && year >= MIN_YEAR && year <= MAX_YEAR;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/**
 * Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). A day beyond
 * its month, such as 29 February of a common year, counts on into the next.
 */
export function dayNumber({ year, month, day }: CalendarDay): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of {@link dayNumber} (the same source, civil_from_days). */
export function dayOfNumber(days: number): CalendarDay {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** `a - b` in days. */
export function daysBetween(a: CalendarDay, b: CalendarDay): number {
  return dayNumber(a) - dayNumber(b);
}

export function isoDay({ year, month, day }: CalendarDay): string {
  return `${isoMonth(year, month)}-${pad(day)}`;
}

export function isoMonth(year: number, month: number): string {
  return `${String(year).padStart(4, "0")}-${pad(month)}`;
}

export function lastDayOfMonth(year: number, month: number): CalendarDay {
  const day = month === 2 && !isLeapYear(year) ? 28 : (DAYS_IN_MONTH[month - 1] ?? 31);
  return { year, month, day };
}

/** The same day so many months later, negative for before; the last one of a shorter month. */
export function addMonths({ year, month, day }: CalendarDay, months: number): CalendarDay {
  const sum = year * 12 + month - 1 + months;
  const last = lastDayOfMonth(Math.floor(sum / 12), (((sum % 12) + 12) % 12) + 1);
  return { ...last, day: Math.min(day, last.day) };
}

/** Two digits. */
export function pad(value: number): string {
  return String(value).padStart(2, "0");
}
