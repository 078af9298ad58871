/**
 * Tells what one piece of asynchronous work costs, while others are under way in the same process (layer 1). Each piece
 * reads through a CountingObjectStore of its own, found by the asynchronous context of the call.
 *
 * Stands right over a store, below cache and retries, so that what it counts is what is billed. Work that two pieces share
 * (one revalidation of the manifest, say) counts for the one that began it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { QueryCost } from "../../search-api.ts";
import type {
  ETag,
  GetOptions,
  ListOptions,
  ListPage,
  ObjectHead,
  ObjectKey,
  ObjectStore,
  PutOptions,
  StoredObject,
} from "../object-store/object-store.ts";
import { CountingObjectStore } from "./counting-object-store.ts";

export class MeteredObjectStore implements ObjectStore {
  readonly #inner: ObjectStore;
  readonly #work = new AsyncLocalStorage<CountingObjectStore>();

  constructor(inner: ObjectStore) {
    this.#inner = inner;
  }

  /** Runs a piece of work on an account of its own, also inside another one. */
  measure<T>(work: () => Promise<T>): Promise<T> {
    return this.#work.run(new CountingObjectStore(this.#inner), work);
  }

  /** What the piece of work that asks has cost so far: requests, and bytes read. Nothing outside of any. */
  get cost(): QueryCost {
    const counts = this.#work.getStore()?.counts();
    return { requests: counts?.requests ?? 0, bytes: counts?.bytesRead ?? 0 };
  }

  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    return this.#store().get(key, options);
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.#store().getIfNoneMatch(key, etag);
  }

  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return this.#store().getRange(key, start, end);
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#store().head(key);
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.#store().putIfAbsent(key, bytes, options);
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.#store().putStreamIfAbsent(key, chunks, options);
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.#store().putIfMatch(key, bytes, etag, options);
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#store().list(options);
  }

  delete(key: ObjectKey): Promise<void> {
    return this.#store().delete(key);
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#store().deleteIfMatch(key, etag);
  }

  #store(): ObjectStore {
    return this.#work.getStore() ?? this.#inner;
  }
}
