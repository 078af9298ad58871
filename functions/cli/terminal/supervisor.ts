/**
 * A process of the same command that is kept running: begun again when it ends by itself, until it is told to stop.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Logger } from "../../telemetry/log.ts";

/** A process that ends at once, again and again, is begun again so seldom. */
const RESTART_AFTER_MS = 5_000;
/** Longer than its own patience (serve-index.ts). What is killed loses nothing: its messages and uploads are found again. */
const KILL_AFTER_MS = 25_000;

export class Supervisor {
  readonly #args: readonly string[];
  readonly #logger: Logger;
  #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  /** Begins it. What it writes goes where this process's output goes. */
  constructor(args: readonly string[], logger: Logger) {
    this.#args = args;
    this.#logger = logger;
    this.#child = this.#start();
  }

  /** Asks it to end and waits for that. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    const killer = setTimeout(() => {
      this.#logger.warn("index-worker-killed");
      child.kill("SIGKILL");
    }, KILL_AFTER_MS);
    if (child.connected) child.disconnect();
    await ended;
    clearTimeout(killer);
  }

  #start(): ChildProcess {
    const child = fork(process.argv[1] ?? "", [...this.#args], {
      execArgv: process.execArgv,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("exit", (exitCode, signal) => {
      if (this.#isStopping) return;
      this.#logger.error("index-worker-ended", { exitCode, signal });
      this.#timer = setTimeout(() => {
        this.#child = this.#start();
      }, RESTART_AFTER_MS);
    });
    // Of a process that could not be begun there is no exit.
    child.on("error", (error) => this.#logger.error("index-worker-failed", { error }));
    return child;
  }
}
