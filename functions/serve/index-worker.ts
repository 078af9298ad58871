/**
 * The writing half of `poisk serve` and of the local server: brings in what reconciling finds and what a queue tells of, merges
 * and collects. It creates the index, and makes it anew where its manifest is gone. Each is what the functions do at AWS, where a
 * schedule stands for the timers; any number of workers, and functions beside them, may share a bucket.
 */
import { isSearchIndexError } from "../../src/errors.ts";
import { rebuildIndex } from "../../src/indexer/bulk/rebuild.ts";
import { countMerges, runMaintenance } from "../../src/indexer/compaction/maintenance.ts";
import { Ingester } from "../../src/indexer/ingest/batch.ts";
import { UnsettledVersions } from "../../src/indexer/ingest/listed-uploads.ts";
import { findDifferences, MAX_DIFFERENCES_PER_ROUND } from "../../src/indexer/ingest/reconcile.ts";
import { SuspectIngester } from "../../src/indexer/ingest/suspect-ingest.ts";
import type { UploadProcessor } from "../../src/indexer/processing/upload-processor.ts";
import { schemaOf } from "../../src/manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../src/manifest/manifest-store.ts";
import { resolvedArticleOptions } from "../../src/segment/schema/article-options.ts";
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";
import { ingestMessages } from "../ingest/messages.ts";
import { ingestRound, type RoundDependencies, reviewRejections } from "../ingest/round.ts";
import { type ParsedMessage, parseMessages } from "../ingest/s3-event.ts";
import type { MessageQueue, QueuedMessage } from "../queue/message-queue.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { startQueueConsumer } from "./queue-consumer.ts";

const MAINTENANCE_EVERY_MS = 60_000;
/** Rejected uploads are looked through so seldom: each costs a request or two. */
const REVIEW_EVERY_MS = 3_600_000;

interface IndexWorkerOptions {
  readonly context: IndexContext;
  /** The caller's to close. */
  readonly processor: UploadProcessor;
  readonly logger: Logger;
  /** Told of each commit; nobody is without. */
  readonly metrics?: Metrics;
  /** Pause between two looks at the whole bucket. */
  readonly reconcileEveryMs: number;
  /** Where notifications come from, and of which bucket; `prefix` stands before the keys in them. Null: none come. */
  readonly notifications: { readonly queue: MessageQueue; readonly bucket: string; readonly prefix: string } | null;
}

export interface IndexWorker {
  /** When each of its rounds has been run once. */
  readonly firstRounds: Promise<void>;
  /** Takes up nothing more, and resolves when what is under way is done. */
  close(): Promise<void>;
}

/** Begins at once; failures are logged, and what failed is tried again in the next round. */
export function startIndexWorker(options: IndexWorkerOptions): IndexWorker {
  const { context, processor, logger, metrics, reconcileEveryMs, notifications } = options;
  let isClosing = false;
  const { parserVersion } = resolvedArticleOptions;
  const ingester = new Ingester(context, processor);
  const dependencies: RoundDependencies = {
    ingester,
    suspects: new SuspectIngester(context, ingester),
    logger,
    clock: context.clock,
    // It comes a minute later at the latest.
    compaction: null,
    ...(metrics === undefined ? {} : { metrics }),
  };
  const unsettled = new UnsettledVersions(parserVersion);
  const reconcile = async (): Promise<void> => {
    const snapshot = await openIndex(options);
    const { keys, ...found } = await findDifferences(context, parserVersion, {
      snapshot,
      unsettled,
      maxDifferences: MAX_DIFFERENCES_PER_ROUND,
    });
    if (keys.length === 0) return;
    logger.info("differences-found", found);
    await ingestRound(keys, dependencies, { isOver: () => isClosing });
  };
  const maintain = async (): Promise<void> => {
    const { compaction, collection } = await runMaintenance(context, resolvedArticleOptions);
    const merged = compaction?.merges ?? [];
    if (merged.length === 0 && collection.deleted.length === 0) return;
    logger.info("compacted", { ...countMerges(merged), deletedObjects: collection.deleted.length });
  };
  const review = () => reviewRejections(context, parserVersion, dependencies);
  const onFailure = (error: unknown): void => logger.error("round-failed", { error });
  const rounds = [
    repeat(reconcile, reconcileEveryMs, onFailure),
    repeat(maintain, MAINTENANCE_EVERY_MS, onFailure),
    repeat(review, REVIEW_EVERY_MS, onFailure),
  ];
  const consumer =
    notifications === null
      ? null
      : startQueueConsumer({
          queue: notifications.queue,
          handle: (messages) => ingestMessages(parseForIndex(messages, context, notifications), dependencies),
          logger,
          clock: context.clock,
        });
  return {
    firstRounds: Promise.all(rounds.map((round) => round.running())).then(() => {}),
    close: async () => {
      isClosing = true;
      for (const round of rounds) round.stop();
      await Promise.all([...rounds.map((round) => round.running()), consumer?.close()]);
    },
  };
}

/** Keys as the index has them, without what stands before them in the bucket. */
function parseForIndex(
  messages: readonly QueuedMessage[],
  { layout }: IndexContext,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): ParsedMessage[] {
  const watched = {
    bucket,
    layout: { uploadsPrefix: prefix + layout.uploadsPrefix, indexPrefix: prefix + layout.indexPrefix },
  };
  return parseMessages(messages, watched).map((message) => ({
    ...message,
    keys: message.keys.map((key) => key.slice(prefix.length) as ObjectKey),
  }));
}

/** The newest state of the index: a new one where there was none, one made of the uploads where its manifest is gone. */
async function openIndex({ context, processor, logger }: IndexWorkerOptions): Promise<Snapshot> {
  const manifests = new ManifestStore(context);
  try {
    return await manifests.begin(schemaOf(resolvedArticleOptions));
  } catch (error) {
    if (!isSearchIndexError(error) || error.code !== "missing-manifest") throw error;
    logger.error("round-failed", { error });
    const { uploads, articles, sequence } = await rebuildIndex(context, processor);
    logger.info("rebuilt", { uploads, articles, sequence });
    return manifests.require();
  }
}

/** Runs at once, and again so long after each end. */
function repeat(work: () => Promise<unknown>, pauseMs: number, onFailure: (failure: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (failure) {
      onFailure(failure);
    }
    if (isStopped) return;
    timer = setTimeout(() => {
      running = run();
    }, pauseMs);
    timer.unref();
  };
  let running = run();
  return {
    running: () => running,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
