/**
 * Reads and inverts uploads in a thread with limits (layer 4). An upload that goes beyond them, or ends the thread, is rejected
 * with the reason, and the next one gets a fresh thread: no upload harms its neighbours, and the event loop stays free.
 */
import type { OnPlacedArticle } from "../../article/json/articles.ts";
import {
  type ReadResult,
  type RejectedPart,
  rejectedResult,
  rejection,
  type UploadContext,
} from "../../article/model/rejection.ts";
import type { Clock } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import { resolvedArticleOptions } from "../../segment/schema/article-options.ts";
import type { SourceDocuments } from "../../segment/writer/minisearch-codec.ts";
import { defaultProcessorLimits, type ProcessorLimits } from "./processor-limits.ts";
import type { BuiltSegments, UploadProcessor } from "./upload-processor.ts";
import type { ProcessorTask, ReadAnswer, TaskFailure } from "./worker-messages.ts";
import { type TaskOutcome, type ThreadEnd, WorkerThread } from "./worker-thread.ts";

/** An upload that ended its reader, or met a defect. */
export interface ProcessorFault {
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

/** What a task came to: an answer, or the reason why the upload has none. */
type TaskResult = { readonly answer: unknown } | { readonly rejected: RejectedPart; readonly error: unknown };

export class WorkerProcessor implements UploadProcessor {
  readonly options = resolvedArticleOptions;
  readonly #clock: Clock;
  readonly #limits: ProcessorLimits;
  readonly #onFault: (fault: ProcessorFault) => void;
  readonly #entry: URL;
  #thread: WorkerThread | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  /** Starts nothing yet: the thread comes with the first task and stays for the next ones. */
  constructor({
    clock,
    limits = defaultProcessorLimits,
    onFault = () => {},
    entry = ownEntry(),
  }: WorkerProcessorOptions) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onFault = onFault;
    this.#entry = entry;
  }

  readonly read = async (
    bytes: Uint8Array,
    context: UploadContext,
    onPlaced: OnPlacedArticle = () => {},
  ): Promise<ReadResult> => {
    const result = await this.#inTurn(() => this.#run({ kind: "read", bytes, context }, this.#limits.seconds));
    if ("rejected" in result) {
      this.#onFault({ key: context.key, code: result.rejected.code, error: result.error });
      return rejectedResult(result.rejected);
    }
    const { result: read, placed } = result.answer as ReadAnswer;
    for (const article of placed) onPlaced(article);
    return read;
  };

  build(sources: readonly SourceDocuments[]): Promise<BuiltSegments> {
    return this.#inTurn(() => this.#build(sources));
  }

  /** Ends the thread; the next task would start another. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#thread?.end("crash");
      this.#thread = null;
    });
  }

  /** Each source may take an upload's time. Where several are too much together, each half is tried, down to one. */
  async #build(sources: readonly SourceDocuments[]): Promise<BuiltSegments> {
    const result = await this.#run({ kind: "build", sources }, this.#limits.seconds * sources.length);
    if (!("rejected" in result)) return result.answer as BuiltSegments;
    const [only] = sources;
    if (only === undefined) throw new SearchIndexError("unexpected-failure", "A segment of nothing could not be made.");
    if (sources.length > 1) {
      const middle = sources.length >> 1;
      const former = await this.#build(sources.slice(0, middle));
      const latter = await this.#build(sources.slice(middle));
      return {
        segments: [...former.segments, ...latter.segments],
        rejected: new Map([...former.rejected, ...latter.rejected]),
      };
    }
    this.#onFault({ key: only.sourceKey, code: result.rejected.code, error: result.error });
    const { segments } = await this.#build([{ ...only, documents: [] }]);
    return { segments, rejected: new Map([[only.sourceKey, result.rejected]]) };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** A thread that had other tasks before may have ended for what they left in its memory: then a fresh one decides. */
  async #run(task: ProcessorTask, seconds: number): Promise<TaskResult> {
    for (;;) {
      if (this.#thread?.hasEnded === true) this.#thread = null;
      this.#thread ??= await WorkerThread.start(this.#entry, this.#limits, this.#clock);
      const thread = this.#thread;
      const outcome = await thread.run(...withOwnBytes(task, seconds * 1_000));
      if (thread.hasEnded) this.#thread = null;
      const mayBeOthersFault = outcome.kind === "ended" && outcome.end !== "processor-time" && thread.tasks > 1;
      if (!mayBeOthersFault) return this.#resultOf(outcome);
    }
  }

  #resultOf(outcome: TaskOutcome): TaskResult {
    if (outcome.kind === "done") return { answer: outcome.answer };
    if (outcome.kind === "failed") return resultOfFailure(outcome.failure);
    if (outcome.end === "stalled") throw unavailable("The thread that reads uploads did not answer", outcome.error);
    return { rejected: reasonOf(outcome.end, this.#limits), error: outcome.error };
  }
}

/** The bytes are the caller's, and a buffer may hold others' besides: what goes to the thread is a copy, and no second one. */
function withOwnBytes(task: ProcessorTask, maxMs: number): Parameters<WorkerThread["run"]> {
  if (task.kind !== "read") return [task, maxMs];
  const bytes = Uint8Array.from(task.bytes);
  return [{ ...task, bytes }, maxMs, [bytes.buffer]];
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

/** Beside the bundle, or the source. */
function ownEntry(): URL {
  const isSource = import.meta.url.endsWith(".ts");
  return new URL(isSource ? "./processor-worker.ts" : "./processor-worker.mjs", import.meta.url);
}
