/**
 * All articles, newest first (layer 4): what an empty query lists. Reads the date column of each segment, once.
 */
import type { IndexSnapshot } from "./index-snapshot.ts";
import { orderHits } from "./tie-order.ts";
import { type RankedHit, TopHits } from "./top-hits.ts";

/** Below every date: articles without one come last. */
const UNDATED = -1;

/** Hits [offset, offset + limit) of all live articles by date, newest first. One request a segment, then none. */
export async function listNewest(snapshot: IndexSnapshot, offset: number, limit: number): Promise<RankedHit[]> {
  const candidates = await Promise.all(
    snapshot.segments.map(async ({ reader, segment, dead }, segmentNumber) => {
      const column = await reader.values("publishedAt");
      const sortKeys = [UNDATED, ...(column?.values ?? []).map(dateSortKey)];
      const top = new TopHits(segmentNumber, offset + limit);
      for (let ordinal = 0; ordinal < segment.documents; ordinal += 1) {
        if (dead?.[ordinal] === 1) continue;
        top.offer(ordinal, sortKeys[column?.items[ordinal] ?? 0] ?? UNDATED, 1);
      }
      return top.sorted();
    }),
  );
  const readers = snapshot.segments.map(({ reader }) => reader);
  return orderHits(candidates.flat(), offset, offset + limit, readers);
}

/**
 * A number that grows with the date: year, month, day, hour and minute as twelve digits, what is not known as 0. All
 * dates of an index are in one time zone, the owner's, so that local times compare.
 */
export function dateSortKey(publishedAt: unknown): number {
  if (typeof publishedAt !== "string") return UNDATED;
  const digits = publishedAt.slice(0, 16).replace(/\D/g, "").padEnd(12, "0").slice(0, 12);
  return digits.length === 12 ? Number(digits) : UNDATED;
}
