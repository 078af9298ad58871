/**
 * Runs workers step by step from one seed: every store call and every sleep of a worker waits here until it is picked,
 * and may be made to fail, to stall, to be answered slowly, to land late or to be the worker's last. One call is one
 * step, and takes effect whole.
 */
import type { Clock } from "../../../src/clock.ts";
import { SearchIndexError } from "../../../src/errors.ts";
import type { Choices } from "./choices.ts";

/** Odds of each fault at each call. */
export interface FaultOdds {
  readonly killBefore: number;
  readonly killAfter: number;
  /** The call waits before it takes effect. */
  readonly stall: number;
  /** The call takes effect, and its answer, true of then, comes late. */
  readonly slowAnswer: number;
  /** 500, 503 or a time-out, without effect. */
  readonly failBefore: number;
  /** A time-out after the effect. */
  readonly loseAnswer: number;
  /** A write answers that it failed, and lands later. */
  readonly landLate: number;
  /** A conditional write answers 409 without being tried. */
  readonly conflict: number;
  /** The worker's clock is set, to another that is wrong by less than two minutes. */
  readonly clockJump: number;
}

export const noFaults: FaultOdds = {
  killBefore: 0,
  killAfter: 0,
  stall: 0,
  slowAnswer: 0,
  failBefore: 0,
  loseAnswer: 0,
  landLate: 0,
  conflict: 0,
  clockJump: 0,
};

const MINUTE_MS = 60_000;
const START_MS = 1_767_225_600_000;

/** Draws the error of a clock. */
export function drawClockSkewMs(choices: Choices): number {
  return choices.below("skew", 4 * MINUTE_MS) - 2 * MINUTE_MS;
}

/** One process of the simulation. */
export interface Worker {
  readonly name: string;
  /** Difference of its clock from the true time. */
  clockSkewMs: number;
  /** The longest that it may stall in one call. */
  readonly longestStallMs: number;
  isDead: boolean;
  /** Start of its present work, to judge whether it outlived a grace. */
  startedAtMs: number;
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

/** The one timeline. */
export class Scheduler {
  readonly choices: Choices;
  /** Happenings in order, for whoever must understand a failure. */
  readonly log: string[] = [];
  nowMs = START_MS;
  odds: FaultOdds = noFaults;
  /** Odds that after a call any worker goes on, and not the same one. */
  switchOdds = 1;
  /** Longest time between two calls. */
  longestCallMs = 200;
  #lastWorker: Worker | null = null;
  #pending: PendingCall[] = [];
  #late: { atMs: number; perform: () => Promise<unknown>; label: string }[] = [];

  constructor(choices: Choices) {
    this.choices = choices;
  }

  get isIdle(): boolean {
    return this.#pending.every(({ worker }) => worker.isDead) && this.#late.length === 0;
  }

  /** Workers whose call could be performed now: neither stalled nor asleep. */
  get readyWorkers(): number {
    return this.#pending.filter(({ worker, readyAtMs }) => !worker.isDead && readyAtMs <= this.nowMs).length;
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

  note(what: string): void {
    this.log.push(`${new Date(this.nowMs).toISOString().slice(11, 23)} ${what}`);
  }

  /** Performs one pending call, or lets time pass to the next that is ready. False where nothing is left to do. */
  async step(): Promise<boolean> {
    await this.#landDue();
    this.#pending = this.#pending.filter(({ worker }) => !worker.isDead);
    const ready = this.#pending.filter(({ readyAtMs }) => readyAtMs <= this.nowMs);
    if (ready.length === 0) return this.#passTime();
    const call = this.#choose(ready);
    this.#lastWorker = call.worker;
    this.nowMs += this.choices.below("passes", this.longestCallMs);
    if (call.label !== "sleep" && this.#stall(call)) return true;
    this.#pending = this.#pending.filter((other) => other !== call);
    await (call.label === "sleep" ? this.#answer(call) : this.#perform(call));
    await settle();
    return true;
  }

  #choose(ready: readonly PendingCall[]): PendingCall {
    const same = ready.find(({ worker }) => worker === this.#lastWorker);
    if (same !== undefined && !this.choices.chance("switch", this.switchOdds)) return same;
    return this.choices.pick("next", ready);
  }

  async #answer(call: PendingCall): Promise<void> {
    await call.perform().then(call.resolve, call.reject);
  }

  async #perform(call: PendingCall): Promise<void> {
    const { odds, choices } = this;
    const { worker, label } = call;
    if (choices.happens("kill-before", odds.killBefore)) return this.#kill(worker, `before ${label}`);
    if (choices.happens("fail-before", odds.failBefore)) return this.#fail(call, unavailable(), "fails: 503");
    if (call.isWrite && choices.happens("conflict", odds.conflict)) return this.#fail(call, conflict(), "fails: 409");
    if (call.isWrite && choices.happens("land-late", odds.landLate)) {
      const atMs = this.nowMs + choices.durationMs("late by", 2 * 60 * MINUTE_MS);
      this.#late.push({ atMs, perform: call.perform, label: `${worker.name} ${label}` });
      return this.#fail(call, unavailable(), "times out, and lands later");
    }
    const outcome = await call.perform().then(
      (value) => ({ deliver: () => call.resolve(value), text: "" }),
      (error: unknown) => ({ deliver: () => call.reject(error), text: ` -> ${codeOf(error)}` }),
    );
    this.note(`${worker.name} ${label}${outcome.text}`);
    if (choices.happens("kill-after", odds.killAfter)) return this.#kill(worker, `after ${label}`);
    if (choices.happens("lose-answer", odds.loseAnswer)) return this.#fail(call, unavailable(), "loses the answer");
    if (!choices.happens("slow-answer", odds.slowAnswer)) return outcome.deliver();
    const readyAtMs = this.nowMs + choices.durationMs("slow by", call.worker.longestStallMs);
    this.note(`${worker.name} waits for the answer`);
    const answer = { worker, label: "sleep", isWrite: false, perform: async () => undefined, readyAtMs };
    this.#pending.push({ ...answer, resolve: outcome.deliver, reject: call.reject });
  }

  #fail({ worker, label, reject }: PendingCall, error: SearchIndexError, what: string): void {
    this.note(`${worker.name} ${label} ${what}`);
    reject(error);
  }

  #stall(call: PendingCall): boolean {
    const { worker, label } = call;
    if (this.choices.happens("clock-jump", this.odds.clockJump)) {
      worker.clockSkewMs = drawClockSkewMs(this.choices);
      this.note(`${worker.name} has its clock set`);
    }
    if (!this.choices.happens("stall", this.odds.stall)) return false;
    call.readyAtMs = this.nowMs + this.choices.durationMs("stalls for", worker.longestStallMs);
    this.note(`${worker.name} stalls before ${label}`);
    return true;
  }

  #kill(worker: Worker, when: string): void {
    worker.isDead = true;
    this.note(`${worker.name} is killed ${when}`);
  }

  #passTime(): boolean {
    const moments = [...this.#pending.map(({ readyAtMs }) => readyAtMs), ...this.#late.map(({ atMs }) => atMs)];
    if (moments.length === 0) return false;
    this.nowMs = Math.max(this.nowMs, Math.min(...moments));
    return true;
  }

  async #landDue(): Promise<void> {
    const due = this.#late.filter(({ atMs }) => atMs <= this.nowMs);
    if (due.length === 0) return;
    this.#late = this.#late.filter(({ atMs }) => atMs > this.nowMs);
    for (const { perform, label } of due) {
      // The client was told of a failure long ago; what the write answers now, nobody hears.
      const text = await perform().then(
        () => "",
        (error: unknown) => ` -> ${codeOf(error)}`,
      );
      this.note(`late: ${label}${text}`);
    }
  }
}

/** Lets everything run that waits for no call. */
async function settle(): Promise<void> {
  for (let i = 0; i < 2; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}

function unavailable(): SearchIndexError {
  return new SearchIndexError("store-unavailable", "Simulated: the store did not answer.");
}

function conflict(): SearchIndexError {
  return new SearchIndexError("etag-mismatch", "Simulated: 409 ConditionalRequestConflict.");
}
