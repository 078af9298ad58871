/**
 * A clock that stands still until it is moved by hand; what sleeps wakes in the order of its time. Hours of waiting
 * take no time of a test's.
 */
import type { Clock } from "../../src/clock.ts";

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

export class HandClock implements Clock {
  #nowMs: number;
  /** Sleepers in the order of their due times; equal times in the order of setting. */
  readonly #sleepers: Sleeper[] = [];

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => this.at(this.#nowMs + durationMs, wake));
  }

  at(atMs: number, wake: () => void): void {
    const place = this.#sleepers.findIndex((other) => other.atMs > atMs);
    this.#sleepers.splice(place < 0 ? this.#sleepers.length : place, 0, { atMs, wake });
  }

  /** Lets all go on that is due until then, and what follows from it. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await this.#wakeUntil(untilMs);
    this.#nowMs = untilMs;
  }

  /** Lets time pass until nothing sleeps. */
  run(): Promise<void> {
    return this.#wakeUntil(Number.POSITIVE_INFINITY);
  }

  async #wakeUntil(untilMs: number): Promise<void> {
    await settle();
    for (let due = this.#sleepers[0]; due !== undefined && due.atMs <= untilMs; due = this.#sleepers[0]) {
      this.#sleepers.shift();
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.wake();
      await settle();
    }
  }
}

/** Waits until all promises that can go on have gone on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
