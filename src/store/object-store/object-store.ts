/**
 * The port to object storage: bytes under keys, with compare-and-swap. Memory, a folder and S3 implement it with one
 * contract (test/contract), and a host of files the part of it that reads; retrying and counting are decorators over
 * it.
 *
 * Every method rejects with SearchIndexError only. An absent key is `object-not-found`, a failed condition is
 * `object-exists` or `etag-mismatch`, a store that would not decide between two writers `commit-conflict` (all of kind
 * conflict: nothing was written), a store that did not answer is `store-unavailable`. After `store-unavailable` a write
 * may or may not have happened, or may still happen: the caller must look again. What is no key is `invalid-key`,
 * options that S3 cannot keep are `invalid-options`.
 */

import { nullIf } from "../../errors.ts";

declare const brand: unique symbol;

/** A key in the bucket: 1 to 1,024 bytes of UTF-8, no leading `/`, no `.` or `..` as a path part. */
export type ObjectKey = string & { readonly [brand]: "ObjectKey" };

/** An opaque name of one content of one key, without quotes. Compared for equality only. */
export type ETag = string & { readonly [brand]: "ETag" };

/** The entry of an object in a listing. `lastModifiedMs` has whole seconds, and is 0 if the store does not tell. */
export interface ObjectSummary {
  readonly key: ObjectKey;
  readonly etag: ETag;
  readonly sizeBytes: number;
  readonly lastModifiedMs: number;
}

/** The facts about an object without its bytes. Metadata names are lower case, without `x-amz-meta-`. */
export interface ObjectHead extends ObjectSummary {
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly cacheControl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * Milliseconds since the epoch by the clock that `lastModifiedMs` is of: the object was looked at then or later. What
   * is put after the answer is modified no earlier, but for what the clocks of the store's nodes differ. Null where the
   * store does not tell.
   */
  readonly readAtMs: number | null;
}

/** An object whole; `bytes` are the caller's to read, not to change. */
export interface StoredObject extends ObjectHead {
  readonly bytes: Uint8Array;
}

/**
 * The options kept beside the bytes. Metadata values are printable ASCII, as S3 has it; their names come back in lower
 * case.
 */
export interface PutOptions {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** HTTP header for browsers and CDNs that read the store: how long they may cache the object. */
  readonly cacheControl?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface GetOptions {
  /** A larger object is `object-too-large` before its bytes are read. Default: no limit. */
  readonly maxBytes?: number;
}

export interface ListOptions {
  readonly prefix: string;
  /** The `nextCursor` of the page before; opaque. Omitted for the first page. */
  readonly cursor?: string;
  /** Text after which the keys of the first page begin; it need not be a key. Ignored with a cursor. */
  readonly startAfter?: string;
  /** Objects a page, 1 to 1,000. Default 1,000, the most that S3 gives. */
  readonly limit?: number;
}

/**
 * One page of a listing, in ascending order of the keys' UTF-8 bytes. A directory bucket of S3 Express One Zone lists
 * in no order, takes no `startAfter`, and only prefixes that are empty or end with `/`: so must the index be listed,
 * which may lie in one.
 */
export interface ListPage {
  readonly objects: readonly ObjectSummary[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** A reader of an index: any {@link ObjectStore}, or a host of files that supports ranges (src/store/web). */
export interface ObjectReader {
  /** The whole object. One request. */
  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject>;
  /** The whole object, or null where its ETag is still this one (HTTP 304). One request. */
  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null>;
  /**
   * Bytes [start, end) of an object. A range that is not wholly inside is `range-not-satisfiable`. One request; none
   * for an empty range, which is no bytes of anything.
   */
  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array>;
  /** Reads all except the bytes. One request. */
  head(key: ObjectKey): Promise<ObjectHead>;
}

/** Object storage with compare-and-swap. Reads see every write that finished before they began. */
export interface ObjectStore extends ObjectReader {
  /** Creates the object; `object-exists` where there is one. One request. */
  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag>;
  /**
   * Creates the object from chunks of any size, in memory bounded by a few parts (8 MiB each; the memory store: by the
   * object); `object-exists` where there is one at the end. If it fails, or the chunks throw, nothing becomes visible;
   * what they throw is passed on as it is. After `store-unavailable` it may be there whole. One request a part, and
   * two.
   */
  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag>;
  /** Replaces the object if its ETag is still this one, else `etag-mismatch` (absent too). One request. */
  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag>;
  /** One page of the keys that begin with the prefix. One request. */
  list(options: ListOptions): Promise<ListPage>;
  /** Deletes the object; an absent one is no error. One request. */
  delete(key: ObjectKey): Promise<void>;
  /** Deletes the object if its ETag is still this one, else `etag-mismatch` (absent too). At most two requests. */
  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void>;
}

/** Reads all except the bytes; null if there is no object. One request. */
export function headIfPresent(store: Pick<ObjectReader, "head">, key: ObjectKey): Promise<ObjectHead | null> {
  return nullIf(store.head(key), "not-found");
}

/**
 * Puts the object where what lies there still has this ETag; where there is still none for null. One request; rejects
 * as both puts do.
 */
export function putIfUnchanged(
  store: Pick<ObjectStore, "putIfAbsent" | "putIfMatch">,
  key: ObjectKey,
  bytes: Uint8Array,
  etag: ETag | null,
  options?: PutOptions,
): Promise<ETag> {
  return etag === null ? store.putIfAbsent(key, bytes, options) : store.putIfMatch(key, bytes, etag, options);
}

/**
 * The parts in which a stream is sent to S3. Above its least of 5 MiB (a part but the last); 10,000 of them make 80 GB.
 */
export const STREAM_PART_BYTES = 8 * 1024 * 1024;

/** Lists the objects under a prefix, page by page. One request a thousand objects. */
export async function* listAll(store: ObjectStore, prefix: string): AsyncGenerator<ObjectSummary> {
  let cursor: string | null = null;
  do {
    const page: ListPage = await store.list(cursor === null ? { prefix } : { prefix, cursor });
    yield* page.objects;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** Collects a sequence into an array. */
export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
}

/**
 * The most that an object's metadata may have, names and values together (Amazon S3 User Guide, "Working with object
 * metadata").
 */
export const MAX_METADATA_BYTES = 2_048;

/** The size of an object's metadata as S3 counts it: the UTF-8 bytes of names and values. */
export function metadataBytes(metadata: ObjectHead["metadata"]): number {
  return new TextEncoder().encode(Object.entries(metadata).flat().join("")).length;
}
