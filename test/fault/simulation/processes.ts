/**
 * The processes of the simulation: each has a clock, a way to the bucket and whatever it remembers, takes one piece of
 * work after another as a warm function does, and dies where it is killed.
 */
import { isSearchIndexError } from "../../../src/errors.ts";
import { openSearcher, type Searcher } from "../../../src/index/read.ts";
import type { IndexContext, ResolvedIndexOptions } from "../../../src/index/shared.ts";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import { type ObjectStore, RetryingObjectStore } from "../../../src/store/store.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import type { Profile } from "./profile.ts";
import type { Roles, Writer } from "./roles.ts";
import { scheduledStore } from "./scheduled-store.ts";
import { drawClockSkewMs, type Scheduler, type Worker } from "./scheduler.ts";
import type { Spells } from "./spells.ts";

const MINUTE_MS = 60_000;
/** A reader's grace less what two clocks may differ and what a query takes. */
const LONGEST_READ_MS = 4 * MINUTE_MS;
/** The readers' grace less what clocks differ: who works for longer may find that its segments were collected. */
const SURE_GRACE_MS = 5 * MINUTE_MS;

export interface Process {
  readonly worker: Worker;
  readonly context: IndexContext;
  /** Options of the release that the process runs. */
  readonly options: ResolvedIndexOptions;
  readonly writer: Writer;
  readonly searcher: Searcher;
  isBusy: boolean;
}

export class Processes {
  /** The violation of a promise that processes rely on. */
  violation: unknown = null;
  readonly #scheduler: Scheduler;
  readonly #context: IndexContext;
  readonly #profile: Profile;
  readonly #roles: Roles;
  readonly #spells: Spells;
  readonly #all: Process[] = [];
  /** Time of the last deletion without the readers' grace. */
  #purgedAtMs = Number.NEGATIVE_INFINITY;

  /** `context` is the bucket's own, without faults. */
  constructor(scheduler: Scheduler, context: IndexContext, profile: Profile, roles: Roles, spells: Spells) {
    this.#scheduler = scheduler;
    this.#context = context;
    this.#profile = profile;
    this.#roles = roles;
    this.#spells = spells;
  }

  get killed(): number {
    return this.#all.filter(({ worker }) => worker.isDead).length;
  }

  /** Gives a process work; it may fail as the store fails, and as a batch that others overtook, but in no other way. */
  start(role: string, options: ResolvedIndexOptions, work: (process: Process) => Promise<void>): void {
    const process = this.#idleProcess(role) ?? this.#create(role, options);
    const { worker } = process;
    worker.startedAtMs = this.#scheduler.nowMs;
    process.isBusy = true;
    work(process)
      .catch((error: unknown) => {
        if (!this.#isTolerable(error, worker)) this.violation = error;
      })
      .finally(() => {
        process.isBusy = false;
      });
  }

  /** Ends all that run another release. */
  endOthers(options: ResolvedIndexOptions): void {
    for (const process of this.#all) if (process.options !== options) process.worker.isDead = true;
  }

  /** One that is idle, with what it remembers, or null for a new one. */
  #idleProcess(role: string): Process | null {
    const idle = this.#all.find(
      ({ worker, isBusy }) => worker.name.startsWith(`${role}-`) && !worker.isDead && !isBusy,
    );
    return idle !== undefined && this.#scheduler.choices.chance("warm", 0.7) ? idle : null;
  }

  #create(role: string, options: ResolvedIndexOptions): Process {
    const { choices, nowMs } = this.#scheduler;
    const { longestStallMs } = this.#profile;
    const worker: Worker = {
      name: `${role}-${this.#all.length}`,
      clockSkewMs: drawClockSkewMs(choices),
      longestStallMs: role === "reader" ? Math.min(LONGEST_READ_MS, longestStallMs) : longestStallMs,
      isDead: false,
      startedAtMs: nowMs,
    };
    const bare = { ...this.#context, clock: this.#scheduler.clockOf(worker) };
    const scheduled = scheduledStore(this.#bucketFor(role), this.#scheduler, worker);
    const retries = choices.chance("retries", 0.5);
    const inner = retries ? new RetryingObjectStore(scheduled, { clock: bare.clock, ids: bare.ids }) : scheduled;
    const context = { ...bare, store: this.#roles.openStore(role, inner, bare, options) };
    const process: Process = {
      worker,
      context,
      options,
      writer: this.#roles.createWriter(context, options),
      searcher: openSearcher({ ...context, options: articleIndexOptions }),
      isBusy: false,
    };
    this.#all.push(process);
    return process;
  }

  #bucketFor(role: string): ObjectStore {
    return interceptStore(this.#context.store, {
      before: (method, key) => {
        this.#spells.check(role, method, key);
        if (role === "purger" && method === "delete") this.#purgedAtMs = this.#scheduler.nowMs;
      },
    });
  }

  #isTolerable(error: unknown, worker: Worker): boolean {
    if (!isSearchIndexError(error)) return false;
    if (error.retryable || error.code === "store-read-only") return true;
    const missed = error.code === "missing-segment" || error.code === "object-not-found";
    const wasSlow = this.#scheduler.nowMs - worker.startedAtMs > SURE_GRACE_MS;
    return missed && (wasSlow || this.#purgedAtMs >= worker.startedAtMs);
  }
}
