/**
 * What the functions are made of, from their settings: store, index, log and metrics. Each function puts its own together in
 * its entry file, once a process, so that warm calls find connections and cache as they were.
 */
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import { RetryingObjectStore } from "../../src/storage/decorators/retrying-object-store.ts";
import { TwoBucketObjectStore } from "../../src/storage/decorators/two-bucket-object-store.ts";
import type { ObjectStore } from "../../src/storage/object-store/object-store.ts";
import { S3ObjectStore, type S3ObjectStoreOptions } from "../../src/storage/s3/s3-object-store.ts";
import { createLogger, type Logger } from "../telemetry/log.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { compactSettings, type FunctionSettings, keyLayoutOf, parseEnvironment } from "./environment.ts";

type StoreOptions = Pick<S3ObjectStoreOptions, "requestTimeoutMs" | "onSession">;

/** The bucket of the index, in the function's own region. Credentials are the SDK's to find, in the function's own role. */
export function openIndexStore(settings: FunctionSettings, options: StoreOptions = {}): S3ObjectStore {
  const { POISK_BUCKET: bucket, POISK_INDEX_BUCKET: indexBucket = bucket, POISK_ENDPOINT: endpoint } = settings;
  return new S3ObjectStore({ bucket: indexBucket, ...(endpoint === undefined ? {} : { endpoint }), ...options });
}

/** Uploads and index, in one bucket or in two. */
export function openStore(settings: FunctionSettings, options: StoreOptions = {}): ObjectStore {
  const { POISK_BUCKET: bucket, POISK_BUCKET_REGION: region, POISK_ENDPOINT: endpoint } = settings;
  const index = openIndexStore(settings, options);
  if (settings.POISK_INDEX_BUCKET === undefined) return index;
  const uploads = new S3ObjectStore({
    bucket,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
  });
  return new TwoBucketObjectStore(uploads, index, keyLayoutOf(settings));
}

/** The index in a store that is asked again where it does not answer. */
export function openContext(store: ObjectStore, settings: FunctionSettings): IndexContext {
  const ports = { clock: systemClock, ids: systemIdSource };
  return { store: new RetryingObjectStore(store, ports), layout: keyLayoutOf(settings), ...ports };
}

/** What a function works with that reads no uploads. `invalid-options` names every variable that is wrong. */
export function openMaintenance(): { readonly context: IndexContext; readonly logger: Logger } {
  const settings = parseEnvironment(process.env, compactSettings);
  return { context: openContext(openStore(settings), settings), logger: openLogger(settings) };
}

export function openLogger({ POISK_LOG_LEVEL: level }: FunctionSettings): Logger {
  return createLogger({ level, clock: systemClock, output: process.stdout });
}

/** The stack's alarms look for the index by this name. */
export function openMetrics(settings: FunctionSettings): Metrics {
  const { POISK_BUCKET: bucket, POISK_INDEX_BUCKET: indexBucket = bucket, POISK_INDEX_PREFIX: prefix } = settings;
  return createMetrics({ index: `${indexBucket}/${prefix}`, clock: systemClock, output: process.stdout });
}
