/**
 * The process that `serve` keeps beside itself for writing, and what the two say to each other: it is started again when it ends
 * by itself, until it is told to stop.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** What the process says of itself. */
export type WorkerMessage =
  /** It takes work. */
  | { readonly kind: "started" }
  /** Figures of a commit. */
  | { readonly kind: "figures"; readonly figures: Parameters<Metrics["put"]>[0] };

interface IndexProcessOptions {
  /** Of the command, the verb among them. */
  readonly args: readonly string[];
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A process that ends at once, again and again, is started again so seldom. */
const RESTART_AFTER_MS = 5_000;
/** Longer than its own patience (serve-index.ts). What is killed loses nothing: its messages and uploads are found again. */
const KILL_AFTER_MS = 9_000;

export class IndexProcess {
  readonly #options: IndexProcessOptions;
  #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;
  #isUp = false;
  #restarts = 0;

  /** Starts it. What it writes goes where this process's output goes. */
  constructor(options: IndexProcessOptions) {
    this.#options = options;
    this.#child = this.#start();
  }

  /** Whether it takes work. */
  get isUp(): boolean {
    return this.#isUp && !this.#isStopping;
  }

  /** How often it ended by itself. */
  get restarts(): number {
    return this.#restarts;
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
    if (child.connected) child.disconnect();
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
    else this.#options.metrics.put(message.figures);
  }
}
