/**
 * Decorator that lets an index be created only in a store that compares and swaps (layer 1): before the first object of an
 * index is put, the store is tried. The manifest is the memory of it: where one is, nothing is asked, and no request added.
 */

import { requireTrustedStore } from "../conformance/conformance-probe.ts";
import type { ProbeContext } from "../conformance/probe-run.ts";
import { begunKey, manifestKey } from "../object-store/object-keys.ts";
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

export class VerifiedObjectStore implements ObjectStore {
  readonly #context: ProbeContext;
  readonly #inner: ObjectStore;
  #proof: Promise<void> | null = null;

  /** `context.store` is the store to be proven. */
  constructor(context: ProbeContext) {
    this.#context = context;
    this.#inner = context.store;
  }

  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    return this.#inner.get(key, options);
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.#inner.getIfNoneMatch(key, etag);
  }

  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return this.#inner.getRange(key, start, end);
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#inner.head(key);
  }

  /** Of the manifest and what comes before it `store-unsafe` where the store fails the probe. */
  async putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    const { layout } = this.#context;
    if (key === begunKey(layout) || key === manifestKey(layout)) await this.#prove();
    return this.#inner.putIfAbsent(key, bytes, options);
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.#inner.putStreamIfAbsent(key, chunks, options);
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.#inner.putIfMatch(key, bytes, etag, options);
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#inner.list(options);
  }

  delete(key: ObjectKey): Promise<void> {
    return this.#inner.delete(key);
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#inner.deleteIfMatch(key, etag);
  }

  /** Once a process for all writers; a failure may pass, so that it is asked again. */
  async #prove(): Promise<void> {
    this.#proof ??= requireTrustedStore(this.#context);
    try {
      await this.#proof;
    } catch (error) {
      this.#proof = null;
      throw error;
    }
  }
}
