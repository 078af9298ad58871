/**
 * Days as the address has them and as readers write them. Pure.
 */
import { epochMsOf, isoTimestamp } from "../../clock.ts";

/** Ranges of days up to today, as the API counts them. */
export const RECENT = ["today", "week", "month", "year"] as const;

export function isRecent(text: string): text is (typeof RECENT)[number] {
  return /^(today|week|month|year)$/.test(text);
}

/** Tells whether a day is in the calendar and the API takes it: from 1900 to 2099. */
export function isDay(text: string): boolean {
  return text > "19" && text < "21" && isoTimestamp(epochMsOf(text) || 0).startsWith(`${text}T`);
}

/**
 * The first day of what is written, or the last: `9.10.2016`, `10.2016`, `2016`, or as ISO 8601 has these. Empty for
 * nothing, null where it is no day.
 */
export function parseDay(text: string, isLast: boolean): string | null {
  const parts = text.trim().split(/[-./]/);
  if (text.trim() === "") return "";
  const [year = "", month = isLast ? "12" : "1", day] = parts[0]?.length === 4 ? parts : parts.reverse();
  const days = day === undefined ? (isLast ? ["31", "30", "29", "28"] : ["1"]) : [day];
  const written = days.map((own) => [year, month, own].map((part) => part.padStart(2, "0")).join("-"));
  return parts.length > 3 ? null : (written.find(isDay) ?? null);
}
