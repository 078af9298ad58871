/**
 * Messages between a processor's thread and its owner, and the thread's side of them. Each answer names its task, so
 * that none is taken for another's.
 */

import type { MessagePort, TransferListItem } from "node:worker_threads";
import type { PlacedArticle, RejectedPart } from "../../articles/articles.ts";
import { type ErrorCode, isSearchIndexError } from "../../errors.ts";
import type { BuiltSegments, OnWork, SourceDocuments } from "../../index/write.ts";
import type { ArticleProcessor, ProcessorContext, ReadUpload } from "./article-processor.ts";

export type ProcessorTask =
  | { readonly kind: "read"; readonly bytes: Uint8Array; readonly context: ProcessorContext }
  | { readonly kind: "build"; readonly sources: readonly SourceDocuments[] };

/** A request to the thread. */
export interface TaskMessage {
  readonly number: number;
  readonly task: ProcessorTask;
}

/** The articles that `placed` names are those of `result` themselves: one message keeps identity. */
export interface ReadAnswer {
  readonly result: Awaited<ReturnType<ReadUpload>>;
  readonly placed: readonly PlacedArticle[];
}

/** An error as it travels. `code` is null where it is none of poisk's own. */
export interface TaskFailure {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly stack: string;
  /** True if the process, not the thread's own heap, was out of memory. */
  readonly isForWantOfMemory: boolean;
}

/**
 * A message of the thread: first that it is ready, then an answer to each task, and before it the progress of a build.
 */
export type ThreadMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "work"; readonly number: number; readonly articles: number }
  | { readonly kind: "done"; readonly number: number; readonly answer: ReadAnswer | BuiltSegments<RejectedPart> }
  | { readonly kind: "failed"; readonly number: number; readonly failure: TaskFailure };

/** Answers every task that comes, one after another. */
export function serveTasks(port: MessagePort, processor: ArticleProcessor): void {
  const post = (message: ThreadMessage, moved: readonly TransferListItem[] = []) => port.postMessage(message, moved);
  port.on("message", async ({ number, task }: TaskMessage) => {
    try {
      const { answer, moved } = await answerTask(processor, task, (articles) =>
        post({ kind: "work", number, articles }),
      );
      post({ kind: "done", number, answer }, moved);
    } catch (error) {
      post({ kind: "failed", number, failure: toFailure(error) });
    }
  });
  post({ kind: "ready" });
}

async function answerTask(
  processor: ArticleProcessor,
  task: ProcessorTask,
  onWork: OnWork,
): Promise<{ readonly answer: ReadAnswer | BuiltSegments<RejectedPart>; readonly moved: readonly TransferListItem[] }> {
  if (task.kind === "read") {
    const placed: PlacedArticle[] = [];
    const result = await processor.read(task.bytes, task.context, (article) => placed.push(article));
    return { answer: { result, placed }, moved: [] };
  }
  const built = await processor.build(task.sources, onWork);
  return { answer: built, moved: built.segments.map(({ bytes }) => bytes.buffer as ArrayBuffer) };
}

/** V8 and Node say by a RangeError that the system gave no memory for a buffer. */
const WANT_OF_MEMORY = /^(?:Array buffer allocation failed|Invalid typed array length: out of memory)/;

function toFailure(error: unknown): TaskFailure {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  return {
    code: isSearchIndexError(error) ? error.code : null,
    message,
    stack,
    isForWantOfMemory: WANT_OF_MEMORY.test(message),
  };
}
