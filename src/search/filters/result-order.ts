/**
 * Orders matches by relevance, or by date with one number for each document that is higher for earlier places. Equal
 * numbers are settled by source key and id (tie-order.ts).
 *
 * Of a date that is known in part, the newest first go by the first minute that it may mean, the oldest first by the
 * last: both ways it comes after all that is surely of its month or year, since the less is known, the less it should
 * be in the way. Undated articles come last both ways.
 */

import type { IndexSnapshot, RankKey } from "../../index/read.ts";
import type { SortOrder } from "../../search-api.ts";
import type { DayRange } from "../understanding/dates.ts";
import {
  isOfDays,
  loadPublicationDays,
  loadPublicationMinutes,
  MINUTES_PER_DAY,
  type MinuteSpan,
  type PublicationMinutes,
  UNDATED,
} from "./publication-times.ts";

/** Bound above the days of any span: 1900 to 2100. With minutes since year 0 (31 bits) it stays within 2 ** 53. */
const MOST_DAYS = 2 ** 17;

/** Finite, so that two of these differ by 0. */
const AFTER_ALL_DATES = Number.MIN_SAFE_INTEGER;

/** Bound above the difference of two keys, both of dated articles. */
const BEFORE_ALL_DATES = 2 ** 50;

/** Computes the sort key of a span of minutes; UNDATED is both ends of none. */
type SpanKey = (first: number, last: number) => number;

const spanKeys: Record<Exclude<SortOrder, "relevance">, SpanKey> = {
  newest: (first, last) => (first === UNDATED ? UNDATED : first * MOST_DAYS - daysOf(first, last)),
  oldest: (first, last) => (last === UNDATED ? AFTER_ALL_DATES : -last * MOST_DAYS - daysOf(first, last)),
};

/** Sort keys by ordinal, made once a query uses the order: 8 bytes a document. Every match needs its key. */
const keysByMinutes = { newest: new WeakMap<PublicationMinutes, Float64Array>(), oldest: new WeakMap() };

/**
 * Loads the sort keys by segment number; documents of the days `first` precede all others. Null for relevance, and then
 * no request. Else as loadPublicationMinutes, in one round.
 */
export async function loadRankKeys(
  { segments }: IndexSnapshot,
  sort: SortOrder,
  first?: DayRange,
): Promise<readonly RankKey[] | null> {
  if (sort === "relevance") return null;
  const isFirst = first === undefined ? null : isOfDays(first);
  return Promise.all(
    segments.map(async ({ reader }): Promise<RankKey> => {
      const minutes = await loadPublicationMinutes(reader);
      const keys = keysByMinutes[sort].get(minutes) ?? keysOf(minutes, spanKeys[sort]);
      keysByMinutes[sort].set(minutes, keys);
      const keyOf = (ordinal: number): number => keys[ordinal] ?? AFTER_ALL_DATES;
      if (isFirst === null) return keyOf;
      const { firstDays, lastDays } = await loadPublicationDays(reader);
      return (ordinal) => keyOf(ordinal) + (isFirst(firstDays[ordinal], lastDays[ordinal]) ? BEFORE_ALL_DATES : 0);
    }),
  );
}

/** A number that is higher for what comes first where the newest do; of no date the lowest. */
export function newestKey(span: MinuteSpan | null): number {
  return span === null ? UNDATED : spanKeys.newest(span.first, span.last);
}

function keysOf({ firstMinutes, lastMinutes }: PublicationMinutes, keyOf: SpanKey): Float64Array {
  return Float64Array.from(firstMinutes, (first, ordinal) => keyOf(first, lastMinutes[ordinal] ?? first));
}

/** 0 for a minute, 1 for a day. Of spans that begin, or end, together the narrower comes first. */
function daysOf(first: number, last: number): number {
  return Math.ceil((last - first) / MINUTES_PER_DAY);
}
