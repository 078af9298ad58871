/**
 * The hidden verb `ingest-worker`: a process that `import` starts beside itself. It takes batches of keys to ingest and
 * segments to merge from its parent, one task after another, and ends when its parent does. And the parent's side of
 * it.
 */

import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { Option } from "commander";
import { type ErrorCode, isSearchIndexError, SearchIndexError } from "../../../src/errors.ts";
import type { SegmentId } from "../../../src/index/shared.ts";
import { type ImportWorker, localImportWorker, type OnWork, type PartsReport } from "../../../src/index/write.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { CommandFailure, failureText, UsageError } from "../terminal/failure.ts";
import type { Verb, VerbCall } from "./verb.ts";

/** A failure as it travels between processes; `code` is null where it is none of poisk's own. */
interface SentFailure {
  readonly code: ErrorCode | null;
  readonly message: string;
  /** Failure of the store, for example; null if the cause is none of poisk's own. */
  readonly cause: SentFailure | null;
}

/** A task of a worker: to ingest uploads, or to merge segments into one. */
type WorkerTask =
  | { readonly keys: readonly ObjectKey[]; readonly isSuspect: boolean }
  | { readonly segments: readonly SegmentId[] };

/** A worker's progress message: the number of articles done since the last one. */
interface WorkerWork {
  readonly work: number;
}

/** A worker's answer to its task. */
type WorkerAnswer =
  | { readonly report: Omit<PartsReport, "failed"> & { readonly failed: ReadonlyMap<string, SentFailure> } }
  | { readonly mergedDocuments: number }
  | { readonly failure: SentFailure };

export const ingestWorkerVerb: Verb = {
  name: "ingest-worker",
  summary: "ingests what import hands to it",
  options: [new Option("--location <json>")],
  run: async ({ options }: VerbCall<{ readonly location?: string }>) => {
    const sendToParent = process.send?.bind(process);
    if (sendToParent === undefined || options.location === undefined) {
      throw new UsageError("Only import starts ingest-worker.");
    }
    // A parent that was stopped closes the channel before this process hears of it.
    const send = (message: WorkerWork | WorkerAnswer): void => {
      sendToParent(message, undefined, undefined, (error) => error !== null && endAtOnce());
    };
    const { context } = openIndex(JSON.parse(options.location) as IndexLocation, { mayCreate: true });
    const worker = localImportWorker(context, openUploadProcessor(process.env));
    process.on("message", async (task: WorkerTask) => {
      send(await answer(task, worker, (work) => send({ work })));
    });
    await new Promise((resolve) => process.on("disconnect", resolve));
    return endAtOnce();
  },
};

/**
 * Ends this process, also in the midst of a task: nobody waits for it, and the next import does what it has not
 * committed. The end is a signal, since process.exit aborts with a dump where a thread is opening a zlib stream
 * (Node 20: "close before init").
 */
function endAtOnce(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("The process outlived SIGKILL.");
}

async function answer(task: WorkerTask, worker: ImportWorker, onWork: OnWork): Promise<WorkerAnswer> {
  try {
    if ("segments" in task) return { mergedDocuments: await worker.merge(task.segments, false) };
    const report = await worker.ingest(task.keys, false, onWork, task.isSuspect);
    const failed = [...report.failed].map(([key, reason]): [string, SentFailure] => [key, sendable(reason)]);
    return { report: { ...report, failed: new Map(failed) } };
  } catch (failure) {
    return { failure: sendable(failure) };
  }
}

/** An error loses its class on the way. */
function sendable(failure: unknown): SentFailure {
  if (!isSearchIndexError(failure)) return { code: null, message: failureText(failure), cause: null };
  const { code, message, cause } = failure;
  return { code, message, cause: isSearchIndexError(cause) ? sendable(cause) : null };
}

// Ingests batches, and runs merges, in processes of their own, one a core: what costs time of an import is reading,
// inverting and packing, and a process of Node does that on one core. Each is a writer of the index like any other; the
// commit protocol keeps them apart. Work that is the only piece stays in this process, unless another is there already.

/** Untuned: by what each has. */
const MAX_PROCESSES = 8;

/** Memory of each process while it inverts, measured on news. */
const PROCESS_MB = 600;

/**
 * V8's young generation: tokens and postings of a part outlive the 16 MB that it has by default, and would be copied
 * about. A fifteenth of an import's time, measured.
 */
const YOUNG_SPACE_MB = 64;

/** Five find one part that ends each worker, three more each further one; a machine without memory kills them all. */
const MAX_DEATHS_OF_A_BATCH = 12;

/** The death of a worker; its task is not known to be done. */
class WorkerDeath extends CommandFailure {}

/** A pool of workers that grows as work comes. */
export class IngestProcesses implements ImportWorker {
  readonly concurrency = Math.min(MAX_PROCESSES, availableParallelism());
  readonly #location: IndexLocation;
  readonly #local: ImportWorker;
  readonly #commandPath: string;
  readonly #idle: ChildProcess[] = [];
  readonly #all: ChildProcess[] = [];

  /**
   * `local` is of the same place as `location`; `commandPath` is the command's script, by default this process's own.
   */
  constructor(location: IndexLocation, local: ImportWorker, commandPath = process.argv[1] ?? "") {
    this.#local = local;
    this.#location = location;
    this.#commandPath = commandPath;
  }

  /** Starts them all: a process takes a third of a second to begin. */
  prepare(): void {
    while (this.#all.length < this.concurrency) this.#idle.push(this.#startWorker());
  }

  async ingest(keys: readonly ObjectKey[], isOnly: boolean, onWork: OnWork = () => {}): Promise<PartsReport> {
    if (isOnly) return this.#local.ingest(keys, isOnly, onWork);
    const answer = await this.#askUntilAnswered(keys, onWork);
    if (!("report" in answer)) throw unexpectedAnswer();
    const failed = [...answer.report.failed].map(([key, failure]): [string, unknown] => [key, received(failure)]);
    return { ...answer.report, failed: new Map(failed) };
  }

  async merge(segments: readonly SegmentId[], isOnly: boolean): Promise<number> {
    // A process that is there already has its code compiled, and room for what dies young.
    if (isOnly && this.#idle.length === 0) return this.#local.merge(segments, isOnly);
    // What the others hold is of no more use.
    if (isOnly) for (const worker of this.#idle.splice(1)) worker.disconnect();
    const answer = await this.#ask({ segments });
    if (!("mergedDocuments" in answer)) throw unexpectedAnswer();
    return answer.mergedDocuments;
  }

  /** A part may end its worker: the next one reads the batch under marks (src/index/uploads/suspect-ingest.ts). */
  async #askUntilAnswered(keys: readonly ObjectKey[], onWork: OnWork) {
    for (let deaths = 0; ; deaths += 1) {
      let told = 0;
      try {
        return await this.#ask({ keys, isSuspect: deaths > 0 }, (articles) => {
          told += articles;
          onWork(articles);
        });
      } catch (error) {
        onWork(-told);
        if (!(error instanceof WorkerDeath) || deaths === MAX_DEATHS_OF_A_BATCH) throw error;
      }
    }
  }

  /** Ends the workers, also one that has still something to do. */
  stop(): void {
    for (const worker of this.#all) if (worker.connected) worker.disconnect();
  }

  async #ask(
    task: WorkerTask,
    onWork: OnWork = () => {},
  ): Promise<Exclude<WorkerAnswer, { readonly failure: SentFailure }>> {
    const worker = this.#idle.pop() ?? this.#startWorker();
    const answer = await askWorker(worker, task, onWork);
    this.#idle.push(worker);
    if ("failure" in answer) throw received(answer.failure);
    return answer;
  }

  #startWorker(): ChildProcess {
    const location = JSON.stringify(this.#location);
    const worker = fork(this.#commandPath, ["ingest-worker", "--location", location], {
      execArgv: [...process.execArgv, `--max-semi-space-size=${YOUNG_SPACE_MB}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#all.push(worker);
    return worker;
  }
}

function askWorker(worker: ChildProcess, task: WorkerTask, onWork: OnWork): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off("message", onMessage);
      worker.off("exit", onEnd);
      worker.off("error", onEnd);
      act();
    };
    const onMessage = (message: unknown) => {
      const said = message as WorkerAnswer | WorkerWork;
      if ("work" in said) onWork(said.work);
      else settle(() => resolve(said));
    };
    const onEnd = (_: unknown, signal: NodeJS.Signals | null = null) =>
      settle(() => reject(new WorkerDeath(endedText(signal))));
    worker.on("message", onMessage);
    worker.on("exit", onEnd);
    worker.on("error", onEnd);
    worker.send(task);
  });
}

/** The kernel kills, and V8 aborts, a process for which there is no memory: the same import would end so again. */
function endedText(signal: NodeJS.Signals | null): string {
  const isForWant = signal === "SIGKILL" || signal === "SIGABRT";
  const cause = isForWant ? ` by ${signal}, as where memory runs out: each takes some ${PROCESS_MB} MB` : "";
  return `A process that ingests was ended${cause}. Run the same import again: it goes on.`;
}

function unexpectedAnswer(): SearchIndexError {
  return new SearchIndexError("unexpected-failure", "A process that ingests answered something else than was asked.");
}

function received({ code, message, cause }: SentFailure): unknown {
  if (code === null) return new CommandFailure(message);
  return new SearchIndexError(code, message, cause === null ? {} : { cause: received(cause) });
}
