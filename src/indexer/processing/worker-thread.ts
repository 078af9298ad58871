/**
 * One thread with limits on heap, stack and processor time (layer 4). What goes beyond them ends the thread and nothing else; the
 * owner is told which limit it was.
 */
import { setFlagsFromString } from "node:v8";
import { type TransferListItem, Worker } from "node:worker_threads";
import type { Clock } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import type { ProcessorTask, TaskFailure, TaskMessage, ThreadMessage } from "./worker-messages.ts";

interface ThreadLimits {
  /** Of V8's old generation. Typed arrays lie outside of it. */
  readonly heapMb: number;
}

/** What ended a thread: `stalled` is one that used no processor time and did not answer either. */
export type ThreadEnd = "processor-time" | "memory" | "crash" | "stalled";

export type TaskOutcome =
  | { readonly kind: "done"; readonly answer: unknown }
  | { readonly kind: "failed"; readonly failure: TaskFailure }
  | { readonly kind: "ended"; readonly end: ThreadEnd; readonly error: unknown };

/** How often a task's processor time is looked at. Untuned. */
const POLL_MS = 100;
/** A task that lasts so many times its processor time waits for what never comes, or for a machine that has none. Untuned. */
const STALLED_FACTOR = 10;
/** Node's default. A larger one would need a larger stack of the system's thread, which Node does not give (Node.js, "resourceLimits"). */
const STACK_MB = 4;

interface RunningTask {
  readonly number: number;
  readonly maxMs: number;
  readonly startMs: number;
  readonly startUsage: NodeJS.CpuUsage;
  readonly startUtilization: ReturnType<Worker["performance"]["eventLoopUtilization"]>;
  readonly settle: (outcome: TaskOutcome) => void;
}

export class WorkerThread {
  readonly #worker: Worker;
  readonly #clock: Clock;
  #task: RunningTask | null = null;
  #tasks = 0;
  #isWatched = false;
  #end: ThreadEnd = "crash";
  #error: unknown = null;
  readonly #ended: Promise<void>;
  #hasEnded = false;

  private constructor(worker: Worker, clock: Clock) {
    this.#worker = worker;
    this.#clock = clock;
    worker.on("message", (message: ThreadMessage) => this.#onMessage(message));
    worker.on("error", (error: NodeJS.ErrnoException) => {
      this.#error = error;
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") this.#end = "memory";
    });
    this.#ended = new Promise((resolve) => {
      worker.on("exit", (exitCode) => {
        this.#hasEnded = true;
        this.#error ??= new Error(`The thread ended with exit code ${exitCode}.`);
        this.#settle({ kind: "ended", end: this.#end, error: this.#error });
        resolve();
      });
    });
  }

  /** Resolves when its modules are loaded; `reader-unavailable` where it ended before. It does not keep the process alive while it is idle. */
  static async start(entry: URL, { heapMb }: ThreadLimits, clock: Clock): Promise<WorkerThread> {
    freeLimitsOfThreads();
    let thread: WorkerThread;
    let ready: Promise<void>;
    try {
      const { code, isText } = sourceOf(entry);
      const worker = new Worker(code, {
        eval: isText,
        resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: STACK_MB },
        // It needs nothing of the process's options and environment, credentials least of all.
        execArgv: [],
        env: {},
      });
      ready = new Promise((resolve) => worker.once("message", () => resolve()));
      thread = new WorkerThread(worker, clock);
    } catch (cause) {
      throw notStarted(cause);
    }
    await Promise.race([ready, thread.#ended]);
    if (thread.#hasEnded) throw notStarted(thread.#error);
    thread.#worker.unref();
    return thread;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** How many tasks it was given. */
  get tasks(): number {
    return this.#tasks;
  }

  /** One task at a time. Processor time is the smaller of what the thread was not idle and what the whole process used. */
  run(task: ProcessorTask, maxMs: number, moved: readonly TransferListItem[] = []): Promise<TaskOutcome> {
    this.#tasks += 1;
    if (this.#hasEnded) return Promise.resolve({ kind: "ended", end: this.#end, error: this.#error });
    return new Promise((resolve, reject) => {
      const number = this.#tasks;
      this.#worker.ref();
      this.#task = {
        number,
        maxMs,
        startMs: this.#clock.monotonicMs(),
        startUsage: process.cpuUsage(),
        startUtilization: this.#worker.performance.eventLoopUtilization(),
        settle: resolve,
      };
      try {
        this.#worker.postMessage({ number, task } satisfies TaskMessage, moved);
      } catch (error) {
        this.#task = null;
        this.#worker.unref();
        reject(error);
        return;
      }
      if (!this.#isWatched) void this.#watch();
    });
  }

  /** Ends it, whatever it does. */
  async end(end: ThreadEnd): Promise<void> {
    this.#end = end;
    await this.#worker.terminate();
    await this.#ended;
  }

  #onMessage(message: ThreadMessage): void {
    if (message.kind === "ready" || message.number !== this.#task?.number) return;
    this.#settle(message.kind === "done" ? { kind: "done", answer: message.answer } : message);
  }

  #settle(outcome: TaskOutcome): void {
    const task = this.#task;
    this.#task = null;
    this.#worker.unref();
    task?.settle(outcome);
  }

  async #watch(): Promise<void> {
    this.#isWatched = true;
    while (this.#task !== null) {
      await this.#clock.sleep(POLL_MS);
      const end = this.#task === null ? null : this.#findExcess(this.#task);
      if (end !== null) await this.end(end);
    }
    this.#isWatched = false;
  }

  #findExcess({ maxMs, startMs, startUsage, startUtilization }: RunningTask): ThreadEnd | null {
    const { user, system } = process.cpuUsage(startUsage);
    const { active } = this.#worker.performance.eventLoopUtilization(startUtilization);
    if (Math.min(active, (user + system) / 1_000) > maxMs) return "processor-time";
    return this.#clock.monotonicMs() - startMs > STALLED_FACTOR * maxMs ? "stalled" : null;
  }
}

/**
 * A thread's limits do not count where the process was begun with --max-old-space-size or --max-semi-space-size, as Lambda begins it
 * (Node.js, "resourceLimits"). The heap that this thread has already keeps its limits.
 */
function freeLimitsOfThreads(): void {
  setFlagsFromString("--max-old-space-size=0");
}

/** In development the thread is TypeScript, which a Worker takes by way of tsx alone (tsx, "tsImport()"). */
function sourceOf(entry: URL): { readonly code: string | URL; readonly isText: boolean } {
  if (!entry.pathname.endsWith(".ts")) return { code: entry, isText: false };
  const loader = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const module = JSON.stringify(entry.href);
  return { code: `import(${loader}).then(({ tsImport }) => tsImport(${module}, ${module}))`, isText: true };
}

function notStarted(cause: unknown): SearchIndexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SearchIndexError(
    "reader-unavailable",
    `The thread that reads uploads could not be started: ${reason.replace(/\.$/, "")}. Give the process more memory; uploads wait until then.`,
    { cause },
  );
}
