/**
 * The writing half of `poisk serve` and of the local server: brings in what reconciling finds and what a queue tells of, merges
 * and collects. Each is what the functions do at AWS; any number of workers, and functions beside them, may share a bucket.
 */
import { countMerges, type MaintenanceReport } from "../../src/indexer/compaction/maintenance.ts";
import { Ingester } from "../../src/indexer/ingest/batch.ts";
import type { Differences } from "../../src/indexer/ingest/reconcile.ts";
import { SuspectIngester } from "../../src/indexer/ingest/suspect-ingest.ts";
import type { UploadProcessor } from "../../src/indexer/processing/upload-processor.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import { resolvedArticleOptions } from "../../src/segment/schema/article-options.ts";
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";
import { ingestMessages } from "../ingest/messages.ts";
import { ingestRound, type RoundDependencies, reviewRejections } from "../ingest/round.ts";
import { type ParsedMessage, parseMessages } from "../ingest/s3-event.ts";
import type { MessageQueue, QueuedMessage } from "../queue/message-queue.ts";
import type { Logger } from "../telemetry/log.ts";
import { startMaintenanceLoop } from "./maintenance-loop.ts";
import { startQueueConsumer } from "./queue-consumer.ts";

interface IndexWorkerOptions {
  readonly context: IndexContext;
  /** The caller's to close. */
  readonly processor: UploadProcessor;
  readonly logger: Logger;
  /** Pause between two looks at the whole bucket. */
  readonly reconcileEveryMs: number;
  /** Where notifications come from, and of which bucket; `prefix` stands before the keys in them. Null: none come. */
  readonly notifications: { readonly queue: MessageQueue; readonly bucket: string; readonly prefix: string } | null;
}

export interface IndexWorker {
  /** When it has compared bucket and index for the first time, and brought in what it found. */
  readonly firstRounds: Promise<void>;
  /** Takes up nothing more, and resolves when what is under way is done. */
  close(): Promise<void>;
}

/** Begins at once; failures are logged, and what failed is tried again in the next round. */
export function startIndexWorker(options: IndexWorkerOptions): IndexWorker {
  const { context, processor, logger, reconcileEveryMs, notifications } = options;
  let isClosing = false;
  const { parserVersion } = resolvedArticleOptions;
  const ingester = new Ingester(context, processor);
  const dependencies: RoundDependencies = {
    ingester,
    suspects: new SuspectIngester(context, parserVersion, ingester),
    logger,
    clock: context.clock,
    // The maintenance loop merges a minute later at the latest.
    compaction: null,
  };
  const ingest = async ({ keys, missing, changed, gone }: Differences): Promise<void> => {
    logger.info("differences-found", { missing, changed, gone });
    await ingestRound(keys, dependencies, { isOver: () => isClosing });
  };
  const maintenance = startMaintenanceLoop({
    context,
    ingest,
    review: () => reviewRejections(context, parserVersion, dependencies),
    processor,
    reconcileEveryMs,
    onRebuild: ({ uploads, articles, sequence }) => logger.info("rebuilt", { uploads, articles, sequence }),
    onMaintenance: (report) => logMaintenance(report, logger),
    onFailure: (error) => logger.error("round-failed", { error }),
  });
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
    firstRounds: maintenance.firstRounds,
    close: async () => {
      isClosing = true;
      await Promise.all([maintenance.close(), consumer?.close()]);
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

function logMaintenance({ compaction, collection }: MaintenanceReport, logger: Logger): void {
  const merged = compaction?.merges ?? [];
  if (merged.length === 0 && collection.deleted.length === 0) return;
  logger.info("compacted", { ...countMerges(merged), deletedObjects: collection.deleted.length });
}
