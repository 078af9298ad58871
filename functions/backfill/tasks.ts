/**
 * The tasks of the backfill's state machine without their environment: begin, flush (once a batch of uploads), commit
 * (until it says that it is complete), finish, and, once its report has arrived, finish again to forget the run. What
 * they are given and give back is what infra/constructs/backfill.ts passes between them.
 */
import { SearchIndexError } from "../../src/errors.ts";
import { type IndexContext, parseSegmentId, type SegmentId } from "../../src/index/shared.ts";
import {
  beginBackfill,
  commitFlushed,
  finishBackfill,
  flushBatch,
  forgetBackfill,
  type UploadProcessor,
} from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { type Invocation, type InvocationTools, runInvocation } from "../telemetry/invocation.ts";
import type { Logger } from "../telemetry/log.ts";

/** Kept for the last segment of a child: it is flushed and put. */
const FLUSH_RESERVED_MS = 120_000;
/** Kept for the last commit: thousands of uploads are looked at, perhaps several times. */
const COMMIT_RESERVED_MS = 60_000;

export interface BackfillDependencies {
  readonly context: IndexContext;
  readonly logger: Logger;
}

/** The event of every task but the first. */
interface RunEvent {
  readonly run: string;
}

/** The last task is called twice: its report would be lost with the run's files. */
interface FinishEvent extends RunEvent {
  readonly isReported: boolean;
}

/** A batch as a Distributed Map hands it to a child (AWS Step Functions Developer Guide, "ItemBatcher"). */
export interface FlushEvent {
  readonly BatchInput: RunEvent;
  readonly Items: readonly { readonly Key: string }[];
}

/** Counts alone: all children's results must fit into one state's. */
export interface FlushResult {
  readonly segments: number;
  readonly uploads: number;
  readonly articles: number;
  readonly rejected: number;
  readonly live: number;
  readonly left: number;
}

export interface CommitResult extends RunEvent {
  /** False where the time was up: the same task goes on. */
  readonly isComplete: boolean;
}

type Task<Event, Result> = (event: Event, invocation: Invocation) => Promise<Result>;

/** The first and the last task hand keys to the queue. */
export interface QueueingDependencies extends BackfillDependencies {
  readonly queue: (keys: readonly ObjectKey[]) => Promise<void>;
}

export function createBeginTask(dependencies: QueueingDependencies) {
  return logged(dependencies, "begin", async (_event: unknown, { context }) => {
    return beginBackfill(context, resolvedArticleOptions, dependencies.queue);
  });
}

export function createFlushTask(
  dependencies: BackfillDependencies & { readonly processor: UploadProcessor },
): Task<FlushEvent, FlushResult> {
  return logged(dependencies, "flush", async ({ BatchInput, Items }, { deadlineMs }) => {
    const keys = Items.map(({ Key }) => Key as ObjectKey);
    const { segments, uploads, rejected, live, left } = await flushBatch(
      dependencies.context,
      dependencies.processor,
      runOf(BatchInput),
      keys,
      {
        deadlineMs: deadlineMs(FLUSH_RESERVED_MS),
      },
    );
    const articles = segments.reduce((sum, { documents }) => sum + documents, 0);
    return { segments: segments.length, uploads, articles, rejected, live, left };
  });
}

export function createCommitTask(dependencies: BackfillDependencies): Task<RunEvent, CommitResult> {
  return logged(dependencies, "commit", async (event, { context, deadlineMs, log }) => {
    const { left } = await commitFlushed(context, resolvedArticleOptions, runOf(event), {
      deadlineMs: deadlineMs(COMMIT_RESERVED_MS),
      onSettled: (settled) => log.info("backfill-segment", { ...settled }),
      onMerge: ({ inputs, ...merge }) => log.info("merged", { segments: inputs.length, ...merge }),
    });
    return { run: event.run, isComplete: left === 0 };
  });
}

export function createFinishTask(dependencies: QueueingDependencies) {
  return logged(dependencies, "finish", async (event: FinishEvent, { context }) => {
    const run = runOf(event);
    if (!event.isReported)
      return { run, ...(await finishBackfill(context, resolvedArticleOptions, run, dependencies.queue)) };
    await forgetBackfill(context, run);
    return { run };
  });
}

/** One line a task; what it throws goes on to Step Functions, which tries again. */
function logged<Event, Result extends object>(
  dependencies: BackfillDependencies,
  name: string,
  work: (event: Event, tools: InvocationTools & { readonly context: IndexContext }) => Promise<Result>,
): Task<Event, Result> {
  const { context } = dependencies;
  return (event, invocation) =>
    runInvocation(dependencies, `backfill-${name}-failed`, invocation, async (tools) => {
      const result = await work(event, { ...tools, context });
      const durationMs = Math.round(context.clock.monotonicMs() - tools.startedMs);
      tools.log.info(`backfill-${name}`, { ...result, durationMs });
      return result;
    });
}

function runOf({ run }: RunEvent): SegmentId {
  const id = parseSegmentId(String(run));
  if (id !== null) return id;
  throw new SearchIndexError(
    "invalid-options",
    "The event names no run of a backfill: start the state machine instead.",
  );
}
