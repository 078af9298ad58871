/**
 * When a page that was brought in is asked for again (pure): where its site says that it changed, else the more seldom
 * the longer it is known.
 */
import { epochMsOf } from "../../src/clock.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Largest difference of clocks and lag of a site's caches. Untuned. */
const LASTMOD_SLACK_MS = 600_000;
/** Looks fall at the ages of 1, 2, 4, … hours, so many of them; then 30 days apart. Untuned. */
const DOUBLING_LOOKS = 11;
const LONGEST_PAUSE_MS = 30 * DAY_MS;
const LAST_DOUBLED_MS = 2 ** (DOUBLING_LOOKS - 1) * HOUR_MS;

/** The facts about a page. Times are in milliseconds since the epoch. */
export interface KnownPage {
  /** Date in the map; null if there is none. */
  readonly lastmod: string | null;
  /** Time when it was put, or first found to give nothing to put. */
  readonly sinceMs: number;
  /** Start of the last run that checked whether it was due; -Infinity if none did. */
  readonly ranAtMs: number;
}

/** Tells whether a check falls between the last run and now; a page is checked at growing ages. */
export function isLookDue({ sinceMs, ranAtMs }: Omit<KnownPage, "lastmod">, nowMs: number): boolean {
  return looksUpTo(nowMs - sinceMs) > looksUpTo(ranAtMs - sinceMs);
}

function looksUpTo(ageMs: number): number {
  if (ageMs < HOUR_MS) return 0;
  if (ageMs < LAST_DOUBLED_MS) return 1 + Math.floor(Math.log2(ageMs / HOUR_MS));
  return DOUBLING_LOOKS + Math.floor((ageMs - LAST_DOUBLED_MS) / LONGEST_PAUSE_MS);
}

/**
 * Decides whether an upload is due: `yes`, `no`, or `if-other`: if its map's `lastmod` was so shortly before the put
 * that the page may have changed since, it is due only if the map now has another `lastmod`.
 */
export function dueOf(page: KnownPage, nowMs: number): "yes" | "no" | "if-other" {
  const isDue = isLookDue(page, nowMs);
  if (page.lastmod === null) return isDue ? "yes" : "no";
  const changedMs = latestMsOf(page.lastmod) + LASTMOD_SLACK_MS;
  if (Math.max(page.sinceMs, page.ranAtMs) > changedMs) return "no";
  return isDue || nowMs > changedMs ? "yes" : "if-other";
}

/** Tells whether a page that gave nothing to put is due. */
export function isDueAgain(page: KnownPage, nowMs: number): boolean {
  return isLookDue(page, nowMs) || (page.lastmod !== null && latestMsOf(page.lastmod) > page.ranAtMs);
}

/**
 * The last moment that a `lastmod` may mean: a day ends at another time in each zone, and a time without a zone is of
 * any.
 */
function latestMsOf(lastmod: string): number {
  if (lastmod.length === 10) return epochMsOf(lastmod) + DAY_MS + 12 * HOUR_MS;
  return /Z|[+-]\d\d:?\d\d$/i.test(lastmod) ? epochMsOf(lastmod) : epochMsOf(`${lastmod}Z`) + 12 * HOUR_MS;
}
