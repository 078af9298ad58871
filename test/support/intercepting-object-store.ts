/**
 * An ObjectStore that lets a test act just before or just after a call: the other writer that comes between, the object
 * that goes missing, the answer that is lost.
 */

import type { ObjectStore } from "../../src/store/store.ts";
import type { StoreMethod } from "./inside/store-decorators.ts";

/** Awaited around each call; what a hook throws is what the caller gets. */
export interface StoreHooks {
  readonly before?: (method: StoreMethod, key: string) => Promise<void> | void;
  readonly after?: (method: StoreMethod, key: string) => Promise<void> | void;
}

export function interceptStore(inner: ObjectStore, { before, after }: StoreHooks): ObjectStore {
  const around = async <T>(method: StoreMethod, key: string, act: () => Promise<T>): Promise<T> => {
    await before?.(method, key);
    const answer = await act();
    await after?.(method, key);
    return answer;
  };
  return {
    get: (key, options) => around("get", key, () => inner.get(key, options)),
    getIfNoneMatch: (key, etag) => around("getIfNoneMatch", key, () => inner.getIfNoneMatch(key, etag)),
    getRange: (key, start, end) => around("getRange", key, () => inner.getRange(key, start, end)),
    head: (key) => around("head", key, () => inner.head(key)),
    putIfAbsent: (key, bytes, options) => around("putIfAbsent", key, () => inner.putIfAbsent(key, bytes, options)),
    putStreamIfAbsent: (key, chunks, options) =>
      around("putStreamIfAbsent", key, () => inner.putStreamIfAbsent(key, chunks, options)),
    putIfMatch: (key, bytes, etag, options) =>
      around("putIfMatch", key, () => inner.putIfMatch(key, bytes, etag, options)),
    list: (options) => around("list", options.prefix, () => inner.list(options)),
    delete: (key) => around("delete", key, () => inner.delete(key)),
    deleteIfMatch: (key, etag) => around("deleteIfMatch", key, () => inner.deleteIfMatch(key, etag)),
  };
}
