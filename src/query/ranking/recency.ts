/**
 * Gentle recency (layer 4, pure but for the loading of dates): of articles that answer a query as well the newer comes
 * first. The owner sets a half-life in days; without one the date says nothing.
 *
 * A score is multiplied by (1 + 2 ** (-age / half-life)) / 2: by 1 today, by 3/4 after a half-life, never by less than 1/2,
 * so that what a reader asks for is found however old it is. An undated article counts as old without end. Untuned.
 */

import { loadPublicationTimes, MINUTES_PER_DAY, UNDATED } from "../documents/publication-times.ts";
import type { RankKey } from "../documents/result-order.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";

/** Both in days; `today` since 0000-01-01, so that scores stay the same for a day, as the tags of answers do. */
export interface Recency {
  readonly halfLifeDays: number;
  readonly today: number;
}

/** Days from 0000-01-01 to 1970-01-01. */
const EPOCH_DAY = 719_528;
const DAY_MS = 86_400_000;

/** The recency of an instant; null where the owner set no half-life, or none that is above 0. */
export function recencyAt(nowMs: number, halfLifeDays: number | null | undefined): Recency | null {
  if (halfLifeDays === null || halfLifeDays === undefined || !(halfLifeDays > 0)) return null;
  return { halfLifeDays, today: Math.floor(nowMs / DAY_MS) + EPOCH_DAY };
}

/** The factor of an article's score, in [1/2, 1], by the first minute of its date; 1 for one of the future. */
export function recencyFactor({ halfLifeDays, today }: Recency, firstMinute: number): number {
  if (firstMinute === UNDATED) return 0.5;
  const ageDays = Math.max(0, today - Math.floor(firstMinute / MINUTES_PER_DAY));
  return (1 + 2 ** (-ageDays / halfLifeDays)) / 2;
}

/** Scores by segment, changed by recency. Requests: as loadPublicationTimes, in one round. */
export function loadRecencyKeys({ segments }: IndexSnapshot, recency: Recency): Promise<readonly RankKey[]> {
  return Promise.all(
    segments.map(async ({ reader }): Promise<RankKey> => {
      const { firstMinutes } = await loadPublicationTimes(reader);
      return (ordinal, score) => score * recencyFactor(recency, firstMinutes[ordinal] ?? UNDATED);
    }),
  );
}
