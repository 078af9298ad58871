/**
 * Runs workers step by step from one seed: every store call and every sleep of a worker waits here until it is picked,
 * and may be made to fail, to stall, to land late or to be the worker's last. One call is one step, and takes effect
 * whole.
 */
import type { Clock } from "../../../src/clock.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import { seededRandom32 } from "../../support/deterministic.ts";

/** Odds of each fault at each call. */
export interface FaultOdds {
  readonly killBefore: number;
  readonly killAfter: number;
  readonly stall: number;
  readonly failBefore: number;
  readonly loseAnswer: number;
  /** A write answers that it failed, and lands later. */
  readonly landLate: number;
  /** A conditional write answers 409 without being tried. */
  readonly conflict: number;
}

export const noFaults: FaultOdds = {
  killBefore: 0,
  killAfter: 0,
  stall: 0,
  failBefore: 0,
  loseAnswer: 0,
  landLate: 0,
  conflict: 0,
};

/** One process of the simulation. */
export interface Worker {
  readonly name: string;
  /** What its clock shows more than the true one. */
  readonly clockSkewMs: number;
  /** The longest that it may stall in one call. */
  readonly longestStallMs: number;
  isDead: boolean;
  /** For judging whether it outlived a grace. */
  readonly startedAtMs: number;
}

interface PendingCall {
  readonly worker: Worker;
  readonly isWrite: boolean;
  readonly label: string;
  readyAtMs: number;
  readonly perform: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Seeded choices. */
export class Random {
  readonly next32: () => number;

  constructor(seed: number) {
    this.next32 = seededRandom32(seed);
  }

  /** In [0, 1). */
  fraction(): number {
    return this.next32() / 0x100000000;
  }

  chance(odds: number): boolean {
    return this.fraction() < odds;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

/** The one timeline. */
export class Scheduler {
  readonly random: Random;
  readonly log: string[] = [];
  nowMs = 1_767_225_600_000;
  odds: FaultOdds = noFaults;
  #pending: PendingCall[] = [];
  #late: { atMs: number; perform: () => Promise<unknown>; label: string }[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  get isIdle(): boolean {
    return this.#pending.every(({ worker }) => worker.isDead) && this.#late.length === 0;
  }

  /** A worker's call; settles when it is picked. */
  call<T>(worker: Worker, label: string, isWrite: boolean, perform: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = resolve as (value: unknown) => void;
      this.#pending.push({ worker, label, isWrite, perform, resolve: settle, reject, readyAtMs: this.nowMs });
    });
  }

  clockOf(worker: Worker): Clock {
    return {
      nowMs: () => this.nowMs + worker.clockSkewMs,
      monotonicMs: () => this.nowMs,
      sleep: (durationMs) => {
        return new Promise((resolve, reject) => {
          const call = { worker, label: "sleep", isWrite: false, perform: async () => undefined };
          this.#pending.push({ ...call, resolve: () => resolve(), reject, readyAtMs: this.nowMs + durationMs });
        });
      },
    };
  }

  /** Performs one pending call, or lets time pass to the next that is ready. False where nothing is left to do. */
  async step(): Promise<boolean> {
    await this.#landDue();
    this.#pending = this.#pending.filter(({ worker }) => !worker.isDead);
    const ready = this.#pending.filter(({ readyAtMs }) => readyAtMs <= this.nowMs);
    if (ready.length === 0) return this.#passTime();
    const call = this.random.pick(ready);
    this.nowMs += this.random.below(200);
    if (this.#stall(call)) return true;
    this.#pending = this.#pending.filter((other) => other !== call);
    await this.#perform(call);
    await settle();
    return true;
  }

  async #perform(call: PendingCall): Promise<void> {
    const { odds, random } = this;
    const { worker, label } = call;
    if (label !== "sleep") {
      if (random.chance(odds.killBefore)) return this.#kill(worker, `before ${label}`);
      if (random.chance(odds.failBefore)) return call.reject(unavailable());
      if (call.isWrite && random.chance(odds.conflict)) return call.reject(conflict());
      if (call.isWrite && random.chance(odds.landLate)) {
        this.#late.push({ atMs: this.nowMs + random.below(2 * 3_600_000), perform: call.perform, label });
        return call.reject(unavailable());
      }
    }
    this.log.push(`${worker.name} ${label}`);
    const outcome = await call.perform().then(
      (value) => () => call.resolve(value),
      (error: unknown) => () => call.reject(error),
    );
    if (label !== "sleep") {
      if (random.chance(odds.killAfter)) return this.#kill(worker, `after ${label}`);
      if (random.chance(odds.loseAnswer)) return call.reject(unavailable());
    }
    outcome();
  }

  #stall(call: PendingCall): boolean {
    if (!this.random.chance(this.odds.stall)) return false;
    const durationMs = this.random.below(call.worker.longestStallMs);
    call.readyAtMs = this.nowMs + durationMs;
    return true;
  }

  #kill(worker: Worker, when: string): void {
    worker.isDead = true;
    this.log.push(`${worker.name} killed ${when}`);
  }

  #passTime(): boolean {
    const moments = [...this.#pending.map(({ readyAtMs }) => readyAtMs), ...this.#late.map(({ atMs }) => atMs)];
    if (moments.length === 0) return false;
    this.nowMs = Math.max(this.nowMs, Math.min(...moments));
    return true;
  }

  async #landDue(): Promise<void> {
    const due = this.#late.filter(({ atMs }) => atMs <= this.nowMs);
    this.#late = this.#late.filter(({ atMs }) => atMs > this.nowMs);
    for (const { perform, label } of due) {
      this.log.push(`late ${label}`);
      // The client was told of a failure long ago; what the write answers now, nobody hears.
      await perform().catch(() => undefined);
    }
  }
}

/** Lets everything run that waits for no call. */
async function settle(): Promise<void> {
  for (let i = 0; i < 2; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

function unavailable(): SearchIndexError {
  return new SearchIndexError("store-unavailable", "Simulated: the store did not answer.");
}

function conflict(): SearchIndexError {
  return new SearchIndexError("etag-mismatch", "Simulated: 409 ConditionalRequestConflict.");
}
