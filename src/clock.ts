/**
 * Time as a port, so that tests and the simulation can drive it. The only file of src that reads the system clock or
 * waits by it; the time-outs of requests of a store alone are the platform's own (s3-object-store.ts,
 * fetch-object-store.ts).
 */

/** Wall clock, monotonic clock and waiting. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump in either direction. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. For measuring and deadlines inside one process. */
  monotonicMs(): number;
  /** Resolves after at least `durationMs` milliseconds of this clock. */
  sleep(durationMs: number): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
};

/** Milliseconds since a time of `monotonicMs`, to a tenth. */
export function elapsedMs(clock: Clock, sinceMs: number): number {
  return Math.max(0, Math.round((clock.monotonicMs() - sinceMs) * 10) / 10);
}

/**
 * Milliseconds since the epoch of an ISO 8601 text, a day alone at midnight in UTC, or of an HTTP date; NaN where it is
 * none.
 */
export function epochMsOf(isoText: string): number {
  return Date.parse(isoText);
}

/** ISO 8601 in UTC with milliseconds, of milliseconds since the epoch. */
export function isoTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The form of RFC 822 and of HTTP, with a year of four digits: Fri, 12 Mar 2021 06:40:00 GMT. */
export function utcDate(epochMs: number): string {
  return new Date(epochMs).toUTCString();
}
