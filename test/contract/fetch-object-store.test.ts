import { MemoryObjectStore } from "../../src/store/local.ts";
import { asObjectStore, ForwardingObjectStore, type ObjectStore } from "../../src/store/store.ts";
import { FetchObjectStore } from "../../src/store/web.ts";
import { startFileHost } from "../support/file-host.ts";
import type { StoreMethod } from "../support/inside/store-decorators.ts";
import { objectReaderContract } from "./object-store-contract.ts";

/** Written where it lies, and read as it is published. */
class PublishedStore extends ForwardingObjectStore {
  readonly #published: ObjectStore;

  constructor(kept: ObjectStore, address: string) {
    super(kept);
    this.#published = asObjectStore(new FetchObjectStore({ address }));
  }

  protected override forward<T>(method: StoreMethod, call: (store: ObjectStore) => Promise<T>): Promise<T> {
    return call(["get", "getIfNoneMatch", "getRange", "head"].includes(method) ? this.#published : this.inner);
  }
}

objectReaderContract("FetchObjectStore", async () => {
  const kept = new MemoryObjectStore();
  const host = await startFileHost(kept);
  return { store: new PublishedStore(kept, host.address), dispose: () => host.close() };
});
