/**
 * Since when an upload says what it does of an article: what an edit changes, and what is told later of the same
 * address supersedes.
 */
import { endOfDay, epochMsAt } from "../news/time-zone.ts";
import { readingDay } from "./date-formats.ts";
import type { DateClue } from "./publication-date.ts";

const SECOND_MS = 1_000;
const WRITTEN_SECONDS = /\d:\d{2}:(\d{2})(?!\d)/;
const EPOCH = /^\d{10}(?:\d{3})?$/;

/**
 * Seconds since 1970: the latest of the times at which the upload says that it was changed, never later than when it
 * was put; without one when it was put; 0 where neither is known. `put` by the store's clock. Pure.
 */
export function statedAt(changed: readonly DateClue[], put: DateClue | null, timeZone: string): number {
  const putAtMs = put === null ? Number.POSITIVE_INFINITY : momentOf(put, timeZone);
  const changedAtMs = changed.length === 0 ? putAtMs : Math.max(...changed.map((clue) => momentOf(clue, timeZone)));
  const statedMs = Math.min(changedAtMs, putAtMs);
  return Number.isFinite(statedMs) ? Math.max(0, Math.floor(statedMs / SECOND_MS)) : 0;
}

/**
 * Milliseconds since 1970, to the second where it is written so; of a day its end, since nothing of that day is newer.
 */
function momentOf({ reading, raw }: DateClue, timeZone: string): number {
  if (EPOCH.test(raw)) return raw.length === 10 ? Number(raw) * SECOND_MS : Number(raw);
  if (reading.precision === "minute") {
    return epochMsAt(reading.wall, timeZone) + Number(WRITTEN_SECONDS.exec(raw)?.[1] ?? 0) * SECOND_MS;
  }
  const day = readingDay(reading);
  return day === null ? Number.NEGATIVE_INFINITY : epochMsAt(endOfDay(day), timeZone);
}
