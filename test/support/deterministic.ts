/**
 * Time and randomness that repeat: a clock that only moves when told (or by a millisecond a look), and seeded ids.
 */
import type { Clock } from "../../src/clock.ts";
import type { IdSource } from "../../src/id-source.ts";

/** 2026-01-01T00:00:00Z. */
const START_MS = 1_767_225_600_000;

/** A clock that moves by one millisecond each time it is read and by each sleep, at once. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(startMs = START_MS) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    this.#nowMs += 1;
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  async sleep(durationMs: number): Promise<void> {
    this.advance(durationMs);
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}

/** Mulberry32 (Tommy Ettinger, public domain): a small seeded generator of 32-bit words. */
export function seededRandom32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Ids of a seed. */
export function seededIds(seed = 1): IdSource {
  return { random32: seededRandom32(seed) };
}
