/**
 * What every decorator of a store has in common (layer 1): each call goes on to a store below. A decorator says in one place how,
 * and overrides the methods of which it does more.
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

export type StoreMethod = keyof ObjectStore;

export abstract class ForwardingObjectStore implements ObjectStore {
  /** Has `call` done by a store below; `call` may be run again where `method` may be. */
  protected abstract forward<T>(method: StoreMethod, call: (store: ObjectStore) => Promise<T>): Promise<T>;

  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    return this.forward("get", (store) => store.get(key, options));
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.forward("getIfNoneMatch", (store) => store.getIfNoneMatch(key, etag));
  }

  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return this.forward("getRange", (store) => store.getRange(key, start, end));
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.forward("head", (store) => store.head(key));
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.forward("putIfAbsent", (store) => store.putIfAbsent(key, bytes, options));
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.forward("putStreamIfAbsent", (store) => store.putStreamIfAbsent(key, chunks, options));
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.forward("putIfMatch", (store) => store.putIfMatch(key, bytes, etag, options));
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.forward("list", (store) => store.list(options));
  }

  delete(key: ObjectKey): Promise<void> {
    return this.forward("delete", (store) => store.delete(key));
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.forward("deleteIfMatch", (store) => store.deleteIfMatch(key, etag));
  }
}
