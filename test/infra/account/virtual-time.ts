/**
 * Time that passes only when nobody has anything to do: hours of waiting functions and queues take no time of a test's.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../../src/clock.ts";

interface Waiting {
  readonly atMs: number;
  readonly wake: () => void;
}

export class VirtualTime implements Clock {
  #nowMs: number;
  /** In the order in which they are due; of equal times the first that was set. */
  readonly #waiting: Waiting[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.at(this.#nowMs + durationMs, resolve));
  }

  at(atMs: number, wake: () => void): void {
    const place = this.#waiting.findIndex((other) => other.atMs > atMs);
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, { atMs, wake });
  }

  /** Lets time pass until nothing is waited for, or until `endMs`. */
  async run(endMs = Infinity): Promise<void> {
    await turn();
    for (let next = this.#waiting[0]; next !== undefined && next.atMs <= endMs; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      await turn();
    }
  }
}
