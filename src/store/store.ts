/**
 * The door of the room that keeps bytes under keys: the interface of a store, keys and listings, and what is put around
 * any store (retries, meters, two buckets as one). Stores of this machine, S3 and the web have doors of their own
 * beside it.
 */
export { CountingObjectStore, MeteredObjectStore } from "./decorators/counting-object-store.ts";
export { asObjectStore, ForwardingObjectStore, isObjectStore } from "./decorators/forwarding-object-store.ts";
export { jitteredDelayMs, RetryingObjectStore } from "./decorators/retrying-object-store.ts";
export { TwoBucketObjectStore } from "./decorators/two-bucket-object-store.ts";
export { checkRange, isOutOfRoom } from "./object-store/contract.ts";
export {
  ALL_KEYS,
  compareUtf8,
  cutIntoRanges,
  type KeyRange,
  listableRanges,
  listCursorAfter,
  listRange,
  parseListLimit,
  RANGES_AT_ONCE,
} from "./object-store/listing.ts";
export { findKeyFault, parseObjectKey } from "./object-store/object-keys.ts";
export {
  type ETag,
  type GetOptions,
  gather,
  headIfPresent,
  type ListOptions,
  type ListPage,
  listAll,
  MAX_METADATA_BYTES,
  metadataBytes,
  type ObjectHead,
  type ObjectKey,
  type ObjectReader,
  type ObjectStore,
  type ObjectSummary,
  type PutOptions,
  putIfUnchanged,
  STREAM_PART_BYTES,
  type StoredObject,
} from "./object-store/object-store.ts";
export { putLatest, putOnce } from "./object-store/put-latest.ts";
