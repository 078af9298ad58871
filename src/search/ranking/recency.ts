/**
 * Gentle recency: of articles that answer a query about as well the newer comes first, since news queries are about
 * now. The owner sets how fast, or ends it.
 *
 * A score is multiplied by .8 + .2 * 2 ** (-age / half-life), so that old articles are still found: 1 for the newest
 * article of the index, .9 after a half-life, never below .8. The age is counted from the newest article, not from
 * today, so that an archive has an order too. An undated article counts as one of a half-life. Figures:
 * docs/decisions/search.md#the-best-hundred.
 */

import { isoTimestamp } from "../../clock.ts";
import { type IndexSnapshot, loadOnce } from "../../index/read.ts";
import { dayOfMinute, loadPublicationDays, spanOfDate, UNDATED } from "../filters/publication-times.ts";
export const DEFAULT_HALF_LIFE_DAYS = 30;

/** Factor of the oldest articles. */
export const LEAST_RECENCY = 0.8;

/** The factors of an index's articles. */
export interface Recency {
  /** Computes the factor, in [least, 1]. */
  factorOf(segmentNumber: number, ordinal: number): number;
}

/** Days since 0000-01-01. */
interface Dates {
  /** Day of the newest live article. */
  readonly newest: number;
  /** First day by segment and ordinal. */
  readonly days: readonly Int32Array[];
}

const datesBySnapshot = new WeakMap<IndexSnapshot, Promise<Dates | null>>();

/**
 * Null where no article has a date. `least` is the factor without end of age. Requests: as loadPublicationDays, in one
 * round.
 */
export async function loadRecency(
  snapshot: IndexSnapshot,
  halfLifeDays: number,
  least = LEAST_RECENCY,
): Promise<Recency | null> {
  const dates = await loadOnce(datesBySnapshot, snapshot, () => loadDates(snapshot));
  if (dates === null) return null;
  const { newest, days } = dates;
  return {
    factorOf: (segmentNumber, ordinal) => {
      const day = days[segmentNumber]?.[ordinal] ?? UNDATED;
      return recencyFactor(day === UNDATED ? halfLifeDays : newest - day, halfLifeDays, least);
    },
  };
}

/** Computes the factor, in [least, 1], from the age in days; 1 for a negative age. */
export function recencyFactor(ageDays: number, halfLifeDays: number, least = LEAST_RECENCY): number {
  return least + (1 - least) * 2 ** (-Math.max(0, ageDays) / halfLifeDays);
}

/** Time: a look at each document of the index, for each new manifest. */
async function loadDates({ segments, manifest }: IndexSnapshot): Promise<Dates | null> {
  const columns = await Promise.all(segments.map(({ reader }) => loadPublicationDays(reader)));
  const days = columns.map(({ firstDays }) => firstDays);
  const committed = spanOfDate(isoTimestamp(manifest.committedAtMs));
  // A wrong date years ahead would make all others old. A day more, since the owner's day may have begun.
  const latest = dayOfMinute(committed?.first ?? 0) + 1;
  let newest = Number.NEGATIVE_INFINITY;
  for (const [segmentNumber, ofSegment] of days.entries()) {
    const dead = segments[segmentNumber]?.dead ?? null;
    for (let ordinal = 0; ordinal < ofSegment.length; ordinal += 1) {
      const day = ofSegment[ordinal] ?? UNDATED;
      if (day !== UNDATED && dead?.[ordinal] !== 1) newest = Math.max(newest, Math.min(latest, day));
    }
  }
  return newest === Number.NEGATIVE_INFINITY ? null : { newest, days };
}
