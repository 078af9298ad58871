/**
 * Time and randomness of a test: a clock that only sleeping (or the test) moves, and ids from a seed.
 */
import type { Clock } from "../../src/clock.ts";
import type { IdSource } from "../../src/id-source.ts";
import { seededRandom } from "./failing-object-store.ts";

export interface VirtualClock extends Clock {
  advance(durationMs: number): void;
}

/** Sleeping takes no time of the machine: it moves the clock at once. */
export function virtualClock(startMs = Date.UTC(2016, 9, 9, 12)): VirtualClock {
  let elapsedMs = 0;
  return {
    nowMs: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    sleep: async (durationMs) => {
      elapsedMs += durationMs;
    },
    advance: (durationMs) => {
      elapsedMs += durationMs;
    },
  };
}

export function steadyIds(seed: number): IdSource {
  const random = seededRandom(seed);
  return { random32: () => Math.floor(random() * 2 ** 32) };
}
