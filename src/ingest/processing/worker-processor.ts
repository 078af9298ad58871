/**
 * Reads and inverts uploads in a thread with limits. An upload that goes beyond them, or ends the thread, is rejected
 * with the reason, and the next one gets a fresh thread: no upload harms its neighbours, and the event loop stays free.
 */

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { type TransferListItem, Worker } from "node:worker_threads";
import { type RejectedPart, rejectedResult, rejection } from "../../articles/articles.ts";
import type { Clock } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import type { BuiltSegments, OnWork, SourceDocuments } from "../../index/write.ts";
import { resolvedArticleOptions } from "../../schema/schema.ts";
import type { ArticleProcessor, ReadUpload } from "./article-processor.ts";
import type { ProcessorTask, ReadAnswer, TaskFailure, TaskMessage, ThreadMessage } from "./worker-messages.ts";

/** Limits of the thread that processes one upload. */
interface ProcessorLimits {
  /** Processor time of an upload's reading, and again of its inversion. */
  readonly seconds: number;
  /** The heap of the thread, which is V8's old generation. Typed arrays lie outside of it. */
  readonly heapMb: number;
}

/** Untuned defaults. */
export const defaultProcessorLimits: ProcessorLimits = { seconds: 60, heapMb: 1_024 };

/** Processor time of an upload's reading by the quick processor; most pages take a fiftieth. Untuned. */
const QUICK_SECONDS = 1;

/** An upload that ended its reader, or met a defect. */
interface ProcessorFault {
  readonly key: string;
  readonly code: RejectedPart["code"];
  readonly error: unknown;
}

interface WorkerProcessorOptions {
  readonly clock: Clock;
  readonly limits?: ProcessorLimits;
  /** Told of each upload that is rejected for what it did to its reader. */
  readonly onFault?: (fault: ProcessorFault) => void;
  /** The thread's module. */
  readonly entry?: URL;
}

/** The result of a task: an answer, or the reason why the upload has none. */
type TaskResult = { readonly answer: unknown } | { readonly rejected: RejectedPart; readonly error: unknown };

export class WorkerProcessor implements ArticleProcessor {
  readonly options = resolvedArticleOptions;
  readonly quick?: WorkerProcessor;
  readonly #clock: Clock;
  readonly #limits: ProcessorLimits;
  /** Seconds spent on reading alone. */
  readonly #readingSeconds: number;
  readonly #onFault: (fault: ProcessorFault) => void;
  readonly #entry: URL;
  /** The patient processor, if this is its quick one. */
  readonly #patient: WorkerProcessor | undefined;
  #thread: WorkerThread | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  /** Works under way, and that wait for their turn. */
  #works = 0;

  /** Starts nothing yet: the thread comes with the first task and stays for the next ones. */
  constructor(options: WorkerProcessorOptions, patient?: WorkerProcessor) {
    const { clock, limits = defaultProcessorLimits, onFault = () => {}, entry = ownEntry() } = options;
    this.#clock = clock;
    this.#limits = limits;
    this.#readingSeconds = patient === undefined ? limits.seconds : Math.min(QUICK_SECONDS, limits.seconds);
    this.#onFault = onFault;
    this.#entry = entry;
    this.#patient = patient;
    if (patient === undefined) this.quick = new WorkerProcessor(options, this);
  }

  readonly read: ReadUpload = async (bytes, context, onPlaced = () => {}) => {
    const result = await this.#inTurn(() => this.#run({ kind: "read", bytes, context }, this.#readingSeconds));
    if ("rejected" in result) {
      const isForPatient = this.#patient !== undefined && result.rejected.code === "reading-took-too-long";
      if (!isForPatient) this.#onFault({ key: context.key, code: result.rejected.code, error: result.error });
      return rejectedResult(result.rejected);
    }
    const { result: read, placed } = result.answer as ReadAnswer;
    for (const article of placed) onPlaced(article);
    return read;
  };

  build(sources: readonly SourceDocuments[], onWork: OnWork = () => {}): Promise<BuiltSegments<RejectedPart>> {
    return this.#inTurn(() => this.#build(sources, onWork));
  }

  /** Ends the threads; the next task would start another. */
  async close(): Promise<void> {
    await this.quick?.close();
    await this.#inTurn(() => this.#endThread());
  }

  async #endThread(): Promise<void> {
    await this.#thread?.end("crash");
    this.#thread = null;
  }

  /**
   * Builds the segments of sources. Each source may take an upload's time. If several are too much together, each half
   * is tried, down to one.
   */
  async #build(sources: readonly SourceDocuments[], onWork: OnWork): Promise<BuiltSegments<RejectedPart>> {
    let told = 0;
    const tell: OnWork = (articles) => {
      told += articles;
      onWork(articles);
    };
    const result = await this.#run({ kind: "build", sources }, this.#limits.seconds * sources.length, tell);
    if (!("rejected" in result)) return result.answer as BuiltSegments<RejectedPart>;
    // It is done again.
    onWork(-told);
    const [only] = sources;
    if (only === undefined) throw new SearchIndexError("unexpected-failure", "A segment of nothing could not be made.");
    if (sources.length > 1) {
      const middle = sources.length >> 1;
      const former = await this.#build(sources.slice(0, middle), onWork);
      const latter = await this.#build(sources.slice(middle), onWork);
      return {
        segments: [...former.segments, ...latter.segments],
        rejected: new Map([...former.rejected, ...latter.rejected]),
      };
    }
    this.#onFault({ key: only.sourceKey, code: result.rejected.code, error: result.error });
    const { segments } = await this.#build([{ ...only, documents: [] }], onWork);
    return { segments, rejected: new Map([[only.sourceKey, result.rejected]]) };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#works += 1;
    const turn = this.#turn.then(work).finally(() => {
      this.#works -= 1;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Starts a thread. If the other of the two is idle its thread is ended first, so that they need no more memory than
   * one.
   */
  async #startThread(): Promise<WorkerThread> {
    const other = this.quick ?? this.#patient;
    if (other !== undefined && other.#works === 0) await other.#inTurn(() => other.#endThread());
    return WorkerThread.start(this.#entry, this.#limits, this.#clock);
  }

  /** A thread that had other tasks before may have ended for what they left in its memory: then a fresh one decides. */
  async #run(task: ProcessorTask, seconds: number, onWork: OnWork = () => {}): Promise<TaskResult> {
    for (;;) {
      if (this.#thread?.hasEnded === true) this.#thread = null;
      this.#thread ??= await this.#startThread();
      const thread = this.#thread;
      const outcome = await thread.run(...withOwnBytes(task, seconds * 1_000, onWork));
      if (thread.hasEnded) this.#thread = null;
      const mayBeOthersFault = outcome.kind === "ended" && outcome.end !== "processor-time" && thread.tasks > 1;
      if (!mayBeOthersFault) return this.#resultOf(outcome, task);
    }
  }

  #resultOf(outcome: TaskOutcome, { kind }: ProcessorTask): TaskResult {
    if (outcome.kind === "done") return { answer: outcome.answer };
    if (outcome.kind === "failed") return resultOfFailure(outcome.failure);
    // A quick reading waits too little to tell a machine without time from a stuck thread: the patient one does.
    const isForPatient = this.#patient !== undefined && kind === "read";
    const end = outcome.end === "stalled" && isForPatient ? "processor-time" : outcome.end;
    if (end === "stalled") throw unavailable("The thread that reads uploads did not answer", outcome.error);
    return { rejected: reasonOf(end, this.#limits), error: outcome.error };
  }
}

/**
 * The bytes are the caller's, and a buffer may hold others' besides: what goes to the thread is a copy, and no second
 * one.
 */
function withOwnBytes(task: ProcessorTask, maxMs: number, onWork: OnWork): Parameters<WorkerThread["run"]> {
  if (task.kind !== "read") return [task, maxMs, onWork];
  const bytes = Uint8Array.from(task.bytes);
  return [{ ...task, bytes }, maxMs, onWork, [bytes.buffer]];
}

function resultOfFailure({ code, message, stack, isForWantOfMemory }: TaskFailure): TaskResult {
  const error = Object.assign(new Error(message), { stack });
  if (isForWantOfMemory) throw unavailable("The process has no memory left to read an upload", error);
  if (code !== null) throw new SearchIndexError(code, message, { cause: error });
  const reason = `Reading the file failed by a defect of poisk (${message}). Report it, and upload the text in another form.`;
  return { rejected: rejection("reading-failed", reason), error };
}

function reasonOf(end: Exclude<ThreadEnd, "stalled">, { seconds, heapMb }: ProcessorLimits): RejectedPart {
  switch (end) {
    case "processor-time": {
      const reason = `Reading the file took more than the ${seconds} seconds of processor time that one file may take. Split it, or upload its text alone.`;
      return rejection("reading-took-too-long", reason);
    }
    case "memory": {
      const reason = `Reading the file took more than the ${heapMb} MB of memory that one file may take. Split it, or upload its text alone.`;
      return rejection("reading-took-too-much-memory", reason);
    }
    case "crash":
      return rejection(
        "reading-failed",
        "Reading the file ended its reader. Report it, and upload the text in another form.",
      );
  }
}

function unavailable(what: string, cause: unknown): SearchIndexError {
  return new SearchIndexError("reader-unavailable", `${what}. Uploads wait; try again later.`, { cause });
}

/** Finds the entry file beside the bundle, or the source. */
function ownEntry(): URL {
  const isSource = import.meta.url.endsWith(".ts");
  return new URL(isSource ? "./processor-worker.ts" : "./processor-worker.mjs", import.meta.url);
}

// One thread with limits on heap, stack and processor time. What goes beyond them ends the thread and nothing else; the
// owner is told which limit it was.

/** The end of a thread: a `stalled` one used no processor time and did not answer either. */
type ThreadEnd = "processor-time" | "memory" | "crash" | "stalled";

type TaskOutcome =
  | { readonly kind: "done"; readonly answer: unknown }
  | { readonly kind: "failed"; readonly failure: TaskFailure }
  | { readonly kind: "ended"; readonly end: ThreadEnd; readonly error: unknown };

/** Interval at which a task's processor time is checked. Untuned. */
const POLL_MS = 100;
/**
 * A task that lasts so many times its processor time waits for what never comes, or for a machine that has none.
 * Untuned.
 */
const STALLED_FACTOR = 10;
/**
 * Node's default. A larger one would need a larger stack of the system's thread, which Node does not give (Node.js,
 * "resourceLimits").
 */
const STACK_MB = 4;

interface RunningTask {
  readonly number: number;
  readonly maxMs: number;
  readonly startMs: number;
  readonly startUsage: NodeJS.CpuUsage;
  readonly startUtilization: ReturnType<Worker["performance"]["eventLoopUtilization"]>;
  readonly onWork: OnWork;
  readonly settle: (outcome: TaskOutcome) => void;
}

class WorkerThread {
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

  /**
   * Resolves when its modules are loaded; `reader-unavailable` where it ended before. It does not keep the process
   * alive while it is idle.
   */
  static async start(entry: URL, { heapMb }: ProcessorLimits, clock: Clock): Promise<WorkerThread> {
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

  /** Number of tasks so far. */
  get tasks(): number {
    return this.#tasks;
  }

  /**
   * One task at a time. Processor time is the smaller of what the thread was not idle and what the whole process used.
   */
  run(
    task: ProcessorTask,
    maxMs: number,
    onWork: OnWork,
    moved: readonly TransferListItem[] = [],
  ): Promise<TaskOutcome> {
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
        onWork,
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
    if (message.kind === "work") this.#task.onWork(message.articles);
    else this.#settle(message.kind === "done" ? { kind: "done", answer: message.answer } : message);
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
 * A thread's limits do not count where the process was begun with --max-old-space-size or --max-semi-space-size, as
 * Lambda begins it (Node.js, "resourceLimits"). The heap that this thread has already keeps its limits.
 */
function freeLimitsOfThreads(): void {
  setFlagsFromString("--max-old-space-size=0");
}

/** Bundled sources by the address of their entry. */
const bundledSources = new Map<string, string>();

/**
 * Finds the code of the thread. In development it is TypeScript, bundled once for each process: a loader would take
 * half a second in each thread.
 */
function sourceOf(entry: URL): { readonly code: string | URL; readonly isText: boolean } {
  if (!entry.pathname.endsWith(".ts")) return { code: entry, isText: false };
  const code = bundledSources.get(entry.href) ?? bundleSource(entry);
  bundledSources.set(entry.href, code);
  return { code, isText: true };
}

function bundleSource(entry: URL): string {
  // By no import, so that no bundle of ours takes the bundler in.
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    platform: "node",
    format: "cjs",
    // What the code reads lies beside the file that reads it, and the dictionary is all that it reads.
    define: { "import.meta.url": JSON.stringify(new URL("../../russian/dictionary/", import.meta.url).href) },
    write: false,
    logLevel: "silent",
  });
  // In a function: a name of the bundle's at the top of a script would be one of the global object's, as `crypto` is.
  return `(function () {\n${outputFiles[0]?.text ?? ""}\n})();`;
}

function notStarted(cause: unknown): SearchIndexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SearchIndexError(
    "reader-unavailable",
    `The thread that reads uploads could not be started: ${reason.replace(/\.$/, "")}. Give the process more memory; uploads wait until then.`,
    { cause },
  );
}
