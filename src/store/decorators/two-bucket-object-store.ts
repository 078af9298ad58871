/**
 * The index in a bucket of its own, and uploads in another, as one store: what works with both goes on naming keys
 * alone.
 */
import type { ObjectStore } from "../object-store/object-store.ts";
import { ForwardingObjectStore, type StoreCall, type StoreMethod } from "./forwarding-object-store.ts";

/**
 * Keys and listings under the index's prefix go to one store, all others to the other. What lies under that prefix
 * among the uploads is reached by no key; a listing of a shorter prefix shows it, and it is no upload (`isUploadKey`).
 */
export class TwoBucketObjectStore extends ForwardingObjectStore {
  readonly #index: ObjectStore;
  readonly #indexPrefix: string;

  constructor(uploads: ObjectStore, index: ObjectStore, { indexPrefix }: { readonly indexPrefix: string }) {
    super(uploads);
    this.#index = index;
    this.#indexPrefix = indexPrefix;
  }

  protected override forward<T>(_method: StoreMethod, call: StoreCall<T>, key: string): Promise<T> {
    return call(key.startsWith(this.#indexPrefix) ? this.#index : this.inner);
  }
}
