/**
 * Makes the parts of the functions that write the index: both buckets as one store, and the index in it.
 */
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";
import { type ObjectStore, RetryingObjectStore, TwoBucketObjectStore } from "../../src/store/store.ts";
import type { Logger } from "../telemetry/log.ts";
import { type FunctionSettings, functionSettings, keyLayoutOf, parseEnvironment } from "./environment.ts";
import { openIndexStore, openLogger, type StoreOptions } from "./function-parts.ts";

/** Uploads and index, in one bucket or in two. */
export function openStore(settings: FunctionSettings, options: StoreOptions = {}): ObjectStore {
  const { POISK_BUCKET: bucket, POISK_BUCKET_REGION: region, POISK_ENDPOINT: endpoint } = settings;
  const index = openIndexStore(settings, options);
  if (settings.POISK_INDEX_BUCKET === undefined) return index;
  const uploads = new S3ObjectStore({ bucket, endpoint, region });
  return new TwoBucketObjectStore(uploads, index, keyLayoutOf(settings));
}

/** The index in a store that is asked again where it does not answer. */
export function openContext(store: ObjectStore, settings: FunctionSettings): IndexContext {
  const ports = { clock: systemClock, ids: systemIdSource };
  return { store: new RetryingObjectStore(store, ports), layout: keyLayoutOf(settings), ...ports };
}

/** Opens the parts of a function that reads no uploads. `invalid-options` names every invalid variable. */
export function openMaintenance(settings: FunctionSettings = parseEnvironment(process.env, functionSettings)): {
  readonly context: IndexContext;
  readonly logger: Logger;
} {
  return { context: openContext(openStore(settings), settings), logger: openLogger(settings) };
}
