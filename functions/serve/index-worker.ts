/**
 * The writing half of `poisk serve` and of the local server: brings in what reconciling finds and what a queue tells
 * of, merges and collects. It creates the index, and makes it anew where its manifest is gone. Each is what the
 * functions do at AWS, where a schedule stands for the timers; any number of workers, and functions beside them, may
 * share a bucket.
 */
import { type ErrorCode, isSearchIndexError } from "../../src/errors.ts";
import { type IndexContext, ManifestStore, type Snapshot, schemaOf } from "../../src/index/shared.ts";
import {
  countMerges,
  findDifferences,
  Ingester,
  MAX_DIFFERENCES_PER_ROUND,
  rebuildIndex,
  runMaintenance,
  SuspectIngester,
  UnsettledVersions,
  type UploadProcessor,
} from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { type PollOptions, pollFeeds } from "../feeds/poll.ts";
import { ingestMessages } from "../ingest/messages.ts";
import { ingestRound, type RoundDependencies, reviewRejections } from "../ingest/round.ts";
import { type EventTask, parseMessages, type WatchedUploads } from "../ingest/store-event.ts";
import type { MessageQueue } from "../queue/message-queue.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { StuckWorks } from "./lasting-failures.ts";
import { startQueueConsumer } from "./queue-consumer.ts";

const MAINTENANCE_EVERY_MS = 60_000;
/** Rejected uploads are looked through so seldom: each costs a request or two. */
const REVIEW_EVERY_MS = 3_600_000;
/** Looks for feeds that are due; each look is a request a feed. */
const POLL_EVERY_MS = 60_000;

type RoundName = "reconcile" | "maintain" | "review" | "poll";

export interface IndexWorkerOptions {
  readonly context: IndexContext;
  /** The caller's to close. */
  readonly processor: UploadProcessor;
  readonly logger: Logger;
  /** Told of each commit, and of feeds that were asked; nobody is without. */
  readonly metrics?: Metrics;
  /**
   * Pause between two looks at the whole bucket. Null: nothing is done by the clock, but what is asked for by `run`.
   */
  readonly reconcileEveryMs: number | null;
  /** Feeds that are asked for what is new; nobody asks any without. */
  readonly polling?: PollOptions | null;
  /**
   * False where what is put of feeds is left to whoever the bucket tells of it. Default true: it is indexed at once.
   */
  readonly indexesPolled?: boolean;
  /**
   * The index is made anew from the uploads where its manifest cannot be loaded for one of these reasons. Default:
   * where it is gone.
   */
  readonly rebuildsOn?: readonly ErrorCode[];
  /** Told why something cannot be indexed, merged or deleted until somebody helps, and of null when all can again. */
  readonly onStuck?: (code: ErrorCode | null) => void;
  /** Queues of notifications, and the uploads they are about. Null: none come. */
  readonly notifications: { readonly queues: readonly MessageQueue[]; readonly watched: WatchedUploads } | null;
}

export interface IndexWorker {
  /** Resolves once each of its rounds has run. */
  readonly firstRounds: Promise<void>;
  /** Does at once what is otherwise done by the clock, after the same that is under way. Whether it went well. */
  run(task: EventTask): Promise<boolean>;
  /** Takes up nothing more, and resolves when what is under way is done. */
  close(): Promise<void>;
}

/** Begins at once; failures are logged, and what failed is tried again in the next round. */
export function startIndexWorker(options: IndexWorkerOptions): IndexWorker {
  const { context, processor, logger, metrics = null, reconcileEveryMs, notifications, polling = null } = options;
  let isClosing = false;
  const { parserVersion } = resolvedArticleOptions;
  const ingester = new Ingester(context, processor);
  const told = { logger, metrics };
  const stuck = new StuckWorks<"ingest" | "maintenance" | RoundName>(options.onStuck ?? (() => {}));
  const dependencies: RoundDependencies = {
    ...told,
    ingester,
    suspects: new SuspectIngester(context, ingester),
    clock: context.clock,
    // It comes a minute later at the latest.
    compaction: null,
    onReport: ({ committed, failed }) => {
      if (committed.length > 0) stuck.succeeded("ingest");
      else stuck.failed("ingest", failed.values());
    },
  };
  const unsettled = new UnsettledVersions(parserVersion);
  const reconcile = async (): Promise<void> => {
    const snapshot = await openIndex(options);
    const { keys, ...found } = await findDifferences(context, parserVersion, {
      snapshot,
      unsettled,
      maxDifferences: MAX_DIFFERENCES_PER_ROUND,
    });
    metrics?.put({ MissedUploads: found.missed });
    if (keys.length === 0) {
      stuck.succeeded("ingest");
      return;
    }
    logger.info("differences-found", found);
    await ingestRound(keys, dependencies, { isOver: () => isClosing });
  };
  const maintain = async (): Promise<void> => {
    const { compaction, collection, failures } = await runMaintenance(context, resolvedArticleOptions);
    for (const error of failures) logger.error("maintenance-failed", { error });
    if (failures.length > 0) stuck.failed("maintenance", failures);
    else stuck.succeeded("maintenance");
    const merged = compaction?.merges ?? [];
    metrics?.put({ Merges: merged.length });
    const deletedObjects = collection?.deleted.length ?? 0;
    if (merged.length === 0 && deletedObjects === 0) return;
    logger.info("compacted", { ...countMerges(merged), deletedObjects });
  };
  const review = () => reviewRejections(context, parserVersion, dependencies);
  const poll = async (): Promise<void> => {
    const polled = polling === null ? [] : await pollFeeds(context, polling, { ...told, isOver: () => isClosing });
    const keys = polled.flatMap((feed) => feed.keys);
    if (keys.length > 0 && options.indexesPolled !== false)
      await ingestRound(keys, dependencies, { isOver: () => isClosing });
  };
  const round = (name: RoundName, work: () => Promise<unknown>, pauseMs: number | null) => {
    const attempt = async (): Promise<void> => {
      await work();
      stuck.succeeded(name);
    };
    return repeat(attempt, pauseMs, (error) => {
      logger.error("round-failed", { error });
      stuck.failed(name, [error]);
    });
  };
  const isTimed = reconcileEveryMs !== null;
  const rounds: Readonly<Record<RoundName, ReturnType<typeof repeat>>> = {
    reconcile: round("reconcile", reconcile, reconcileEveryMs),
    maintain: round("maintain", maintain, isTimed ? MAINTENANCE_EVERY_MS : null),
    review: round("review", review, isTimed ? REVIEW_EVERY_MS : null),
    poll: round("poll", poll, isTimed && polling !== null ? POLL_EVERY_MS : null),
  };
  const all = Object.values(rounds);
  const consumers =
    notifications?.queues.map((queue) =>
      startQueueConsumer({
        queue,
        handle: (messages, slowUploads) =>
          ingestMessages(parseMessages(messages, notifications.watched), dependencies, { slowUploads }),
        logger,
        clock: context.clock,
      }),
    ) ?? [];
  return {
    firstRounds: Promise.all(all.map(({ running }) => running())).then(() => {}),
    run: async (task) => {
      if (task !== "reconcile") return rounds[task].run();
      return (await rounds.reconcile.run()) && (await rounds.review.run());
    },
    close: async () => {
      isClosing = true;
      for (const { stop } of all) stop();
      await Promise.all([...all.map(({ running }) => running()), ...consumers.map((consumer) => consumer.close())]);
    },
  };
}

const REBUILDS_ON: readonly ErrorCode[] = ["missing-manifest"];

/**
 * The newest state of the index: a new one where there was none, one made of the uploads for the reasons that the
 * options name.
 */
async function openIndex(options: IndexWorkerOptions): Promise<Snapshot> {
  const { context, processor, logger, rebuildsOn = REBUILDS_ON } = options;
  const manifests = new ManifestStore(context);
  try {
    return await manifests.begin(schemaOf(resolvedArticleOptions));
  } catch (error) {
    if (!isSearchIndexError(error) || !rebuildsOn.includes(error.code)) throw error;
    logger.error("round-failed", { error });
    const { uploads, articles, sequence } = await rebuildIndex(context, processor);
    logger.info("rebuilt", { uploads, articles, sequence });
    return manifests.require();
  }
}

/** Runs at once, and again so long after each end; with null only when it is asked for. One at a time. */
function repeat(work: () => Promise<unknown>, pauseMs: number | null, onFailure: (failure: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const attempt = async (): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (failure) {
      onFailure(failure);
      return false;
    }
  };
  let running: Promise<boolean> = Promise.resolve(true);
  const next = (): Promise<boolean> => {
    running = running.then(() => !isStopped && attempt());
    return running;
  };
  const goOn = async (): Promise<void> => {
    await next();
    if (isStopped || pauseMs === null) return;
    timer = setTimeout(goOn, pauseMs);
    timer.unref();
  };
  if (pauseMs !== null) void goOn();
  return {
    running: () => running,
    run: next,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
