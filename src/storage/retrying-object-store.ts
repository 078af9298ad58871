/**
 * Decorator that asks again where the store did not answer (layer 1): bounded in attempts and in time, with full
 * jitter ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 *
 * Only what may be done twice is: reading, listing, deleting. A failed condition is an answer and never repeated, and
 * a conditional write without an answer is a doubt that only the caller can settle, by looking: it may have landed,
 * and its repetition would then be told that another was faster.
 */
import type { Clock } from "../clock.ts";
import { isSearchIndexError } from "../errors.ts";
import type { IdSource } from "../id-source.ts";
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
} from "./object-store.ts";

export interface RetryOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** With the first one. Default 4. */
  readonly maxAttempts?: number;
  /** The first wait is up to this, each further one up to twice as much. Default 50. */
  readonly baseDelayMs?: number;
  /** No wait is longer. Default 2,000. */
  readonly maxDelayMs?: number;
  /** From the first attempt on: no wait begins that would end later. Default 10,000. */
  readonly budgetMs?: number;
}

export class RetryingObjectStore implements ObjectStore {
  readonly #inner: ObjectStore;
  readonly #options: Required<RetryOptions>;

  constructor(inner: ObjectStore, options: RetryOptions) {
    this.#inner = inner;
    this.#options = { maxAttempts: 4, baseDelayMs: 50, maxDelayMs: 2000, budgetMs: 10_000, ...options };
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

  async #repeat<T>(call: () => Promise<T>): Promise<T> {
    const { clock, ids, maxAttempts, baseDelayMs, maxDelayMs, budgetMs } = this.#options;
    const startMs = clock.monotonicMs();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        if (!isSearchIndexError(error) || error.code !== "store-unavailable" || attempt >= maxAttempts) throw error;
        const longestMs = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
        const delayMs = (longestMs * ids.random32()) / 2 ** 32;
        if (clock.monotonicMs() - startMs + delayMs > budgetMs) throw error;
        await clock.sleep(delayMs);
      }
    }
  }
}
