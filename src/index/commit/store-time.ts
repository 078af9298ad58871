/**
 * Reads the store's clock. How old an object is, is a difference of one clock, the store's: what the clocks of those
 * say who put it and who asks may be hours apart. So it is asked by an object that is put, and not by the `Date` of an
 * answer, which a store need not give, and which a folder takes from the asking process.
 */
import { createUlid } from "../../id-source.ts";
import { readingMarkKey } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";

/**
 * The time at which the store takes an object now, in whole seconds. Three requests: a put under a fresh key, a look, a
 * delete.
 */
export async function storeNowMs({ store, layout, clock, ids }: IndexContext): Promise<number> {
  const key = readingMarkKey(layout, createUlid(clock.nowMs(), ids));
  try {
    await store.putIfAbsent(key, new Uint8Array());
    return (await store.head(key)).lastModifiedMs;
  } finally {
    await store.delete(key);
  }
}
