/**
 * The processes of a torture: started from one bundle, killed at random, and started again.
 */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { bundleProgram } from "../../support/bundled-program.ts";
import type { TorturePlace } from "./torture-place.ts";
import type { WorkerMessage, WorkerRole } from "./torture-worker.ts";

/** Bundles the worker into a folder, so that each starts in some 200 ms; gives the script. */
export async function bundleTortureWorker(folder: string): Promise<string> {
  const outfile = join(folder, "torture-worker.mjs");
  await bundleProgram(new URL("./torture-worker.ts", import.meta.url), outfile);
  return outfile;
}

/** One worker, in one process after another. */
export class TortureWorker {
  readonly role: WorkerRole;
  readonly #script: string;
  readonly #place: TorturePlace;
  readonly #onMessage: (worker: TortureWorker, message: WorkerMessage) => void;
  #process: ChildProcess;
  #batch: readonly string[] | null = null;
  #isReady = false;

  constructor(
    role: WorkerRole,
    script: string,
    place: TorturePlace,
    onMessage: (worker: TortureWorker, message: WorkerMessage) => void,
  ) {
    this.role = role;
    this.#script = script;
    this.#place = place;
    this.#onMessage = onMessage;
    this.#process = this.#start();
  }

  /** True if a writer can be given a batch. */
  get isIdle(): boolean {
    return this.#isReady && this.#batch === null;
  }

  get isWorking(): boolean {
    return this.#batch !== null;
  }

  give(keys: readonly string[]): void {
    this.#batch = keys;
    this.#process.send([...keys]);
  }

  /** SIGKILL, and a fresh process; gives the batch that died with it, which comes again. */
  kill(): readonly string[] {
    const lost = this.#batch ?? [];
    this.end();
    this.#batch = null;
    this.#isReady = false;
    this.#process = this.#start();
    return lost;
  }

  end(): void {
    this.#process.removeAllListeners("message");
    this.#process.kill("SIGKILL");
  }

  #start(): ChildProcess {
    const child = fork(this.#script, [this.role, JSON.stringify(this.#place)], {
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.on("message", (message: WorkerMessage) => {
      if (message.kind === "ready") this.#isReady = true;
      if (message.kind === "handled") this.#batch = null;
      this.#onMessage(this, message);
    });
    return child;
  }
}
