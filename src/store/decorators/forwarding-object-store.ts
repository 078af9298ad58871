/**
 * The common part of all decorators of a store: each call goes on to a store below. A decorator says in one place how,
 * and overrides the methods of which it does more.
 */
import { SearchIndexError } from "../../errors.ts";
import type {
  ETag,
  GetOptions,
  ListOptions,
  ListPage,
  ObjectHead,
  ObjectKey,
  ObjectReader,
  ObjectStore,
  PutOptions,
  StoredObject,
} from "../object-store/object-store.ts";

export type StoreMethod = keyof ObjectStore;

/** Asks a store for what a method of the decorator stands for. */
export type StoreCall<T> = (store: ObjectStore) => Promise<T>;

/** Decorator that changes nothing. */
export class ForwardingObjectStore implements ObjectStore {
  protected readonly inner: ObjectStore;

  constructor(inner: ObjectStore) {
    this.inner = inner;
  }

  /**
   * Has `call` done by a store below; `call` may be run again where `method` may be. `key` is the prefix of a listing.
   */
  protected forward<T>(_method: StoreMethod, call: StoreCall<T>, _key: string): Promise<T> {
    return call(this.inner);
  }

  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    return this.forward("get", (store) => store.get(key, options), key);
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.forward("getIfNoneMatch", (store) => store.getIfNoneMatch(key, etag), key);
  }

  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return this.forward("getRange", (store) => store.getRange(key, start, end), key);
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.forward("head", (store) => store.head(key), key);
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.forward("putIfAbsent", (store) => store.putIfAbsent(key, bytes, options), key);
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.forward("putStreamIfAbsent", (store) => store.putStreamIfAbsent(key, chunks, options), key);
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.forward("putIfMatch", (store) => store.putIfMatch(key, bytes, etag, options), key);
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.forward("list", (store) => store.list(options), options.prefix);
  }

  delete(key: ObjectKey): Promise<void> {
    return this.forward("delete", (store) => store.delete(key), key);
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.forward("deleteIfMatch", (store) => store.deleteIfMatch(key, etag), key);
  }
}

/** The methods of {@link ObjectReader}. */
const READING: ReadonlySet<StoreMethod> = new Set<keyof ObjectReader>(["get", "getIfNoneMatch", "getRange", "head"]);

/**
 * A store that can only be read, where a whole one is asked for: all else is refused, as by a bucket that gives the
 * right to nothing else.
 */
class ReadOnlyObjectStore extends ForwardingObjectStore {
  protected override async forward<T>(method: StoreMethod, call: StoreCall<T>, key: string): Promise<T> {
    if (READING.has(method)) return call(this.inner);
    const message = `This index is read where it is published: ${method} is not possible there. Ask the store that it is published from.`;
    throw new SearchIndexError("store-denied", message, { details: { method, key } });
  }
}

export function isObjectStore(store: ObjectReader): store is ObjectStore {
  return "putIfAbsent" in store;
}

/** The store itself where it is whole. */
export function asObjectStore(store: ObjectReader): ObjectStore {
  return isObjectStore(store) ? store : new ReadOnlyObjectStore(store as ObjectStore);
}
