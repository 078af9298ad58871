/**
 * The process that `serve` keeps beside itself for writing, and what the two say to each other: it is started again
 * when it ends by itself, until it is told to stop.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { ErrorCode } from "../../src/errors.ts";
import type { PartReadiness } from "../../src/search-api.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import type { EventTask } from "../ingest/store-event.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { readinessOf } from "./lasting-failures.ts";

/** A request to the process. */
export type WorkerRequest =
  /** Examines an upload; `receiveCount` is 2 if a process may have died of it before. */
  | { readonly kind: "look"; readonly id: number; readonly key: ObjectKey; readonly receiveCount: number }
  | { readonly kind: "run"; readonly id: number; readonly task: EventTask }
  /** Ends the process as soon as its running work is done. */
  | { readonly kind: "stop" };

/** A message of the process. */
export type WorkerMessage =
  /** The process takes work. */
  | { readonly kind: "started" }
  /** A request was done, or has failed and must be sent again. */
  | { readonly kind: "settled"; readonly id: number; readonly isDone: boolean }
  /** The code of a failure that stops indexing until somebody helps; null once it can index again. */
  | { readonly kind: "stuck"; readonly code: ErrorCode | null }
  /** Figures of a commit, or of feeds that were asked. */
  | { readonly kind: "figures"; readonly figures: Parameters<Metrics["put"]>[0] };

interface IndexProcessOptions {
  /** Arguments of the command, the verb included. */
  readonly args: readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told of each commit, before what asked for it is settled. */
  readonly onCommit: () => void;
}

/** A process that ends at once, again and again, is started again so seldom. */
const RESTART_AFTER_MS = 5_000;
/**
 * Longer than its own patience (serve-index.ts). What is killed loses nothing: its messages and uploads are found
 * again.
 */
const KILL_AFTER_MS = 9_000;

/** Uploads that it has not looked at yet; more are refused, so that their sender keeps them. Untuned. */
const MAX_PENDING = 10_000;

interface Pending {
  readonly key: ObjectKey | null;
  readonly settle: (isDone: boolean) => void;
}

export class IndexProcess {
  readonly #options: IndexProcessOptions;
  #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #isUp = false;
  /** Code that the present process reported. */
  #stuckCode: ErrorCode | null = null;
  #restarts = 0;
  /** Pending requests by number. */
  readonly #pending = new Map<number, Pending>();
  /** Uploads of which it was ended, perhaps: they are read under marks, so that they cannot keep the others out. */
  readonly #suspects = new Set<ObjectKey>();
  #asked = 0;

  /** Starts it. What it writes goes where this process's output goes. */
  constructor(options: IndexProcessOptions) {
    this.#options = options;
    this.#child = this.#start();
  }

  /** True if it takes work. */
  get isUp(): boolean {
    return this.#isUp && !this.#isStopping;
  }

  /** The readiness of indexing, with the reason if it runs without indexing. */
  get readiness(): PartReadiness {
    if (!this.isUp) return { ready: false };
    return readinessOf(this.#stuckCode);
  }

  /** Number of times that it ended by itself. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Has it look at an upload. Resolves when the index agrees with the bucket about it (true), or when that must be
   * asked for again: the store did not answer, the process ended, or is not there, or has more to do than it should.
   */
  look(key: ObjectKey): Promise<boolean> {
    const receiveCount = this.#suspects.has(key) ? 2 : 1;
    return this.#ask(key, (id) => ({ kind: "look", id, key, receiveCount }));
  }

  /** Has it do what is otherwise done by the clock. Resolves as look. */
  run(task: EventTask): Promise<boolean> {
    return this.#ask(null, (id) => ({ kind: "run", id, task }));
  }

  #ask(key: ObjectKey | null, request: (id: number) => WorkerRequest): Promise<boolean> {
    if (!this.#child.connected || this.#isStopping || this.#pending.size >= MAX_PENDING) return Promise.resolve(false);
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((settle) => {
      this.#pending.set(id, { key, settle });
      // Of one that cannot be sent, the end of the process is told too.
      this.#child.send(request(id), (error) => {
        if (error !== null) this.#settle(id, false);
      });
    });
  }

  #settle(id: number, isDone: boolean): void {
    const { key = null, settle } = this.#pending.get(id) ?? {};
    if (isDone && key !== null) this.#suspects.delete(key);
    this.#pending.delete(id);
    settle?.(isDone);
  }

  /** Asks it to end and waits for that, 9 seconds at the most. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    const killer = setTimeout(() => {
      this.#options.logger.warn("index-worker-killed");
      child.kill("SIGKILL");
    }, KILL_AFTER_MS);
    // What it finishes meanwhile is told yet.
    if (child.connected) child.send({ kind: "stop" } satisfies WorkerRequest, () => {});
    await ended;
    clearTimeout(killer);
  }

  #start(): ChildProcess {
    const { args, logger } = this.#options;
    const child = fork(process.argv[1] ?? "", [...args], {
      execArgv: process.execArgv,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("message", (message) => this.#hear(message as WorkerMessage));
    child.on("exit", (exitCode, signal) => {
      this.#isUp = false;
      this.#stuckCode = null;
      for (const [id, { key }] of [...this.#pending]) {
        if (key !== null && !this.#isStopping) this.#suspects.add(key);
        this.#settle(id, false);
      }
      if (this.#isStopping) return;
      this.#restarts += 1;
      logger.error("index-worker-ended", { exitCode, signal });
      this.#timer = setTimeout(() => {
        this.#child = this.#start();
      }, RESTART_AFTER_MS);
    });
    // Of a process that could not be started there is no exit.
    child.on("error", (error) => logger.error("index-worker-failed", { error }));
    return child;
  }

  #hear(message: WorkerMessage): void {
    if (message.kind === "started") this.#isUp = true;
    else if (message.kind === "settled") this.#settle(message.id, message.isDone);
    else if (message.kind === "stuck") this.#stuckCode = message.code;
    else {
      this.#options.metrics.put(message.figures);
      this.#options.onCommit();
    }
  }
}
