/**
 * Makes the parts that every function has from its settings: the index's bucket, log and metrics. Each function puts
 * its own together in its entry file, once a process, so that warm calls find connections and cache as they were.
 */
import { systemClock } from "../../src/clock.ts";
import { S3ObjectStore, type S3ObjectStoreOptions } from "../../src/store/s3.ts";
import { createLogger, type Logger } from "../telemetry/log.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import type { FunctionSettings } from "./environment.ts";
import { logUnknownSettings } from "./unknown-settings.ts";

export type StoreOptions = Pick<S3ObjectStoreOptions, "requestTimeoutMs" | "onSession">;

/**
 * The bucket of the index, in the function's own region. Credentials are the SDK's to find, in the function's own role.
 */
export function openIndexStore(settings: FunctionSettings, options: StoreOptions = {}): S3ObjectStore {
  const { POISK_BUCKET: bucket, POISK_INDEX_BUCKET: indexBucket = bucket, POISK_ENDPOINT: endpoint } = settings;
  return new S3ObjectStore({ bucket: indexBucket, endpoint, ...options });
}

export function openLogger({ POISK_LOG_LEVEL: level }: FunctionSettings): Logger {
  const logger = createLogger({ level, clock: systemClock, output: process.stdout });
  logUnknownSettings(logger);
  return logger;
}

/** The stack's alarms look for the index by this name. Null where they are not wanted. */
export function openMetrics(settings: FunctionSettings, wanted: "on" | "off"): Metrics | null {
  if (wanted === "off") return null;
  const { POISK_BUCKET: bucket, POISK_INDEX_BUCKET: indexBucket = bucket, POISK_INDEX_PREFIX: prefix } = settings;
  return createMetrics({ index: `${indexBucket}/${prefix}`, clock: systemClock, output: process.stdout });
}
