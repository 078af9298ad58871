/**
 * From the environment to the object graph of each function: the functions' only reader of `process.env`. Made once a
 * process, so that warm calls find connections and cache as they were.
 */
import { systemClock } from "../src/clock.ts";
import type { HttpDependencies } from "../src/http/requests/http-context.ts";
import { systemIdSource } from "../src/id-source.ts";
import type { QueueUploads } from "../src/indexer/bulk/backfill-run.ts";
import { Ingester } from "../src/indexer/ingest/batch.ts";
import { SuspectIngester } from "../src/indexer/ingest/suspect-ingest.ts";
import type { UploadProcessor } from "../src/indexer/processing/upload-processor.ts";
import type { IndexContext } from "../src/manifest/manifest-store.ts";
import { ArticleSearch } from "../src/query/article-search.ts";
import { resolvedArticleOptions } from "../src/segment/schema/article-options.ts";
import { MeteredObjectStore } from "../src/storage/decorators/metered-object-store.ts";
import { RetryingObjectStore } from "../src/storage/decorators/retrying-object-store.ts";
import { VerifiedObjectStore } from "../src/storage/decorators/verified-object-store.ts";
import type { ObjectStore } from "../src/storage/object-store/object-store.ts";
import { S3ObjectStore } from "../src/storage/s3/s3-object-store.ts";
import type { BackfillDependencies } from "./backfill/tasks.ts";
import { LambdaCompactionTrigger } from "./ingest/lambda-compaction-trigger.ts";
import { openUploadProcessor } from "./ingest/open-processor.ts";
import type { ReconcileDependencies } from "./ingest/reconcile-uploads.ts";
import type { RoundDependencies } from "./ingest/round.ts";
import type { WatchedUploads } from "./ingest/s3-event.ts";
import { chooseAnswers } from "./query/answer-settings.ts";
import { withSearchMetrics } from "./query/search-metrics.ts";
import type { MessageQueue } from "./queue/message-queue.ts";
import { SqsUploadQueue } from "./queue/sqs-upload-queue.ts";
import { SqsMessageQueue } from "./serve/sqs-message-queue.ts";
import {
  backfillFinishSettings,
  compactSettings,
  type EnvironmentVariables,
  type FunctionSettings,
  ingestSettings,
  keyLayoutOf,
  parseEnvironment,
  querySettings,
  reconcileSettings,
} from "./settings/environment.ts";
import { createLogger, type Logger } from "./telemetry/log.ts";
import { createMetrics, type Metrics } from "./telemetry/metrics.ts";

/** A client of the search gives up after half a minute (API Gateway: 29 seconds); one request has a third of that. */
const QUERY_REQUEST_TIMEOUT_MS = 10_000;
const QUERY_RETRY_BUDGET_MS = 8_000;

const ports = { clock: systemClock, ids: systemIdSource };

/** What the ingest function works with. `invalid-options` names every variable that is wrong. */
export function composeIngest(
  variables: EnvironmentVariables = process.env,
): RoundDependencies & { readonly watched: WatchedUploads; readonly messages?: Pick<MessageQueue, "postpone"> } {
  const settings = parseEnvironment(variables, ingestSettings);
  const meter = new MeteredObjectStore(openStore(settings));
  const unproven = contextOver(meter, settings);
  const context = { ...unproven, store: new VerifiedObjectStore(unproven) };
  const { POISK_COMPACT_FUNCTION: compactFunction, POISK_UPLOAD_QUEUE: queueUrl } = settings;
  const queue = queueUrl === undefined ? null : new SqsUploadQueue(queueUrl, settings.POISK_BUCKET);
  const logger = openLogger(settings);
  const ingester = new Ingester(context, openUploadProcessor(variables, logger));
  return {
    compaction: compactFunction === undefined ? null : new LambdaCompactionTrigger(compactFunction),
    ingester,
    suspects: new SuspectIngester(context, resolvedArticleOptions.parserVersion, ingester),
    watched: { bucket: settings.POISK_BUCKET, layout: context.layout },
    logger,
    clock: systemClock,
    meter,
    ...(queue === null ? {} : { queue: (keys) => queue.send(keys) }),
    ...(queueUrl === undefined ? {} : { messages: new SqsMessageQueue({ url: queueUrl }) }),
    ...(settings.POISK_METRICS === "on" ? { metrics: openMetrics(settings) } : {}),
  };
}

/** What the reconcile function works with: what ingest does, and the index that it compares with. `invalid-options` as composeIngest. */
export function composeReconcile(variables: EnvironmentVariables = process.env): ReconcileDependencies {
  const unproven = openContext(parseEnvironment(variables, reconcileSettings));
  const context = { ...unproven, store: new VerifiedObjectStore(unproven) };
  return { ...composeIngest(variables), context, parserVersion: resolvedArticleOptions.parserVersion };
}

/** What the compaction function works with. `invalid-options` as composeIngest. */
export function composeCompact(variables: EnvironmentVariables = process.env): {
  readonly context: IndexContext;
  readonly logger: Logger;
} {
  const settings = parseEnvironment(variables, compactSettings);
  return { context: openContext(settings), logger: openLogger(settings) };
}

/** What the tasks of a backfill work with, but the last. `invalid-options` as composeIngest. */
export const composeBackfill = composeCompact;

/** What the task of a backfill that reads uploads works with. `invalid-options` as composeIngest. */
export function composeBackfillFreeze(
  variables: EnvironmentVariables = process.env,
): BackfillDependencies & { readonly processor: UploadProcessor } {
  const dependencies = composeBackfill(variables);
  return { ...dependencies, processor: openUploadProcessor(variables, dependencies.logger) };
}

/** What the last task of a backfill works with: it hands uploads to the queue. `invalid-options` as composeIngest. */
export function composeBackfillFinish(variables: EnvironmentVariables = process.env): BackfillDependencies & {
  readonly queue: QueueUploads;
} {
  const settings = parseEnvironment(variables, backfillFinishSettings);
  const queue = new SqsUploadQueue(settings.POISK_UPLOAD_QUEUE, settings.POISK_BUCKET);
  return { context: openContext(settings), logger: openLogger(settings), queue: (keys) => queue.send(keys) };
}

/** What the query function works with. `invalid-options` as composeIngest, and of the file of the owner's words. */
export function composeQuery(variables: EnvironmentVariables = process.env): HttpDependencies {
  const settings = parseEnvironment(variables, querySettings);
  const { search, http } = chooseAnswers(settings);
  const meter = new MeteredObjectStore(openStore(settings, QUERY_REQUEST_TIMEOUT_MS));
  const store = new RetryingObjectStore(meter, { ...ports, budgetMs: QUERY_RETRY_BUDGET_MS });
  return {
    search: new ArticleSearch({ store, layout: keyLayoutOf(settings), ...ports }, search),
    meter,
    ...ports,
    logger:
      settings.POISK_SEARCH_METRICS === "on"
        ? withSearchMetrics(openLogger(settings), openMetrics(settings))
        : openLogger(settings),
    settings: http,
  };
}

function openContext(settings: FunctionSettings): IndexContext {
  return contextOver(openStore(settings), settings);
}

function contextOver(store: ObjectStore, settings: FunctionSettings): IndexContext {
  return { store: new RetryingObjectStore(store, ports), layout: keyLayoutOf(settings), ...ports };
}

/** Region and credentials are the SDK's to find, in the function's own role. */
function openStore({ POISK_BUCKET: bucket, POISK_ENDPOINT: endpoint }: FunctionSettings, requestTimeoutMs?: number) {
  return new S3ObjectStore({
    bucket,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
}

function openLogger({ POISK_LOG_LEVEL: level }: FunctionSettings): Logger {
  return createLogger({ level, clock: systemClock, output: process.stdout });
}

/** The stack's alarms look for the index by this name. */
function openMetrics({ POISK_BUCKET: bucket, POISK_INDEX_PREFIX: prefix }: FunctionSettings): Metrics {
  return createMetrics({ index: `${bucket}/${prefix}`, clock: systemClock, output: process.stdout });
}
