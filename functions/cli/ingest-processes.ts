/**
 * Ingests batches in processes of their own, one a core: what costs time of an import is reading and inverting, and a
 * process of Node does that on one core. Each is a writer of the index like any other; the commit protocol keeps them
 * apart. A batch that is the only one stays in this process.
 */
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { type ErrorCode, SearchIndexError } from "../../src/errors.ts";
import type { PartIngester, PartsReport } from "../../src/indexer/bulk-import.ts";
import type { ObjectKey } from "../../src/storage/object-store.ts";
import { CommandFailure } from "./failure.ts";
import type { IndexLocation } from "./open-index.ts";

/** A failure as it travels between processes; `code` is null where it is none of poisk's own. */
export interface SentFailure {
  readonly code: ErrorCode | null;
  readonly message: string;
}

/** What a worker says of a batch. */
export type WorkerAnswer =
  | { readonly report: Omit<PartsReport, "failed"> & { readonly failed: ReadonlyMap<string, SentFailure> } }
  | { readonly failure: SentFailure };

/** Each has some 500 MB while it inverts. Our decision. */
const MAX_PROCESSES = 8;

/** A pool of workers that grows as batches come. */
export class IngestProcesses implements PartIngester {
  readonly concurrency = Math.min(MAX_PROCESSES, availableParallelism());
  readonly #location: IndexLocation;
  readonly #local: PartIngester;
  readonly #idle: ChildProcess[] = [];
  readonly #all: ChildProcess[] = [];

  /** `local` is of the same place as `location`. */
  constructor(location: IndexLocation, local: PartIngester) {
    this.#local = local;
    this.#location = location;
  }

  async ingest(keys: readonly ObjectKey[], isOnly: boolean): Promise<PartsReport> {
    if (isOnly) return this.#local.ingest(keys, isOnly);
    const worker = this.#idle.pop() ?? this.#startWorker();
    const answer = await askWorker(worker, keys);
    this.#idle.push(worker);
    if ("failure" in answer) throw received(answer.failure);
    const failed = [...answer.report.failed].map(([key, failure]): [string, unknown] => [key, received(failure)]);
    return { ...answer.report, failed: new Map(failed) };
  }

  /** Ends the workers; a batch that one of them still has is finished first. */
  stop(): void {
    for (const worker of this.#all) if (worker.connected) worker.disconnect();
  }

  #startWorker(): ChildProcess {
    const location = JSON.stringify(this.#location);
    const worker = fork(process.argv[1] ?? "", ["ingest-worker", "--location", location], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#all.push(worker);
    return worker;
  }
}

function askWorker(worker: ChildProcess, keys: readonly ObjectKey[]): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      worker.off("message", onMessage);
      worker.off("exit", onEnd);
      worker.off("error", onEnd);
      act();
    };
    const onMessage = (answer: unknown) => settle(() => resolve(answer as WorkerAnswer));
    const onEnd = () =>
      settle(() =>
        reject(new CommandFailure("A process that ingests was ended. Run the same import again: it goes on.")),
      );
    worker.on("message", onMessage);
    worker.on("exit", onEnd);
    worker.on("error", onEnd);
    worker.send([...keys]);
  });
}

function received({ code, message }: SentFailure): unknown {
  return code === null ? new CommandFailure(message) : new SearchIndexError(code, message);
}
