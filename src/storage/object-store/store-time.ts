/**
 * What the store's clock says (layer 1). How old an object is, is a difference of one clock, the store's: what the clocks of
 * those say who put it and who asks may be hours apart.
 */
import type { ObjectKey, ObjectStore } from "./object-store.ts";

/** The time at which the store takes an object now, in whole seconds. Three requests: a put under this fresh key, a look, a delete. */
export async function storeNowMs(store: ObjectStore, key: ObjectKey): Promise<number> {
  try {
    await store.putIfAbsent(key, new Uint8Array());
    return (await store.head(key)).lastModifiedMs;
  } finally {
    await store.delete(key);
  }
}
