/**
 * Decorator that asks again where the store did not answer (layer 1).
 *
 * Only what may be done twice is: reading, listing, deleting. A failed condition is an answer and never repeated, and
 * a conditional write without an answer is a doubt that only the caller can settle, by looking: it may have landed,
 * and its repetition would then be told that another was faster.
 */
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
import { type RepeatOptions, retryWithBackoff } from "./retry-with-backoff.ts";

export class RetryingObjectStore implements ObjectStore {
  readonly #inner: ObjectStore;
  readonly #options: RepeatOptions;

  constructor(inner: ObjectStore, options: RepeatOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    return this.#repeat(() => this.#inner.get(key, options));
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.#repeat(() => this.#inner.getIfNoneMatch(key, etag));
  }

  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return this.#repeat(() => this.#inner.getRange(key, start, end));
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#repeat(() => this.#inner.head(key));
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.#inner.putIfAbsent(key, bytes, options);
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.#inner.putStreamIfAbsent(key, chunks, options);
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.#inner.putIfMatch(key, bytes, etag, options);
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#repeat(() => this.#inner.list(options));
  }

  delete(key: ObjectKey): Promise<void> {
    return this.#repeat(() => this.#inner.delete(key));
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#inner.deleteIfMatch(key, etag);
  }

  #repeat<T>(call: () => Promise<T>): Promise<T> {
    return retryWithBackoff(call, this.#options);
  }
}
