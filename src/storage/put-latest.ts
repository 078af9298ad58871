/**
 * An unconditional put over the port (layer 1), which has none on purpose: the newest writer wins, and each attempt
 * looks again before it writes, so that no answer is ever retried blindly.
 */
import { isErrorOfKind, SearchIndexError } from "../errors.ts";
import type { ETag, ObjectKey, ObjectStore, PutOptions } from "./object-store.ts";

/** Other writers of the same key in a row before giving up. */
const MAX_ATTEMPTS = 20;

/** Creates or replaces the object. Two requests where nobody else writes the key. */
export async function putLatest(
  store: ObjectStore,
  key: ObjectKey,
  bytes: Uint8Array,
  options: PutOptions = {},
): Promise<ETag> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const etag = await presentETag(store, key);
    try {
      return etag === null
        ? await store.putIfAbsent(key, bytes, options)
        : await store.putIfMatch(key, bytes, etag, options);
    } catch (error) {
      if (!isErrorOfKind(error, "conflict")) throw error;
    }
  }
  throw new SearchIndexError("store-unavailable", `Others write ${key} without a pause. Try again later.`, {
    details: { key },
  });
}

async function presentETag(store: ObjectStore, key: ObjectKey): Promise<ETag | null> {
  try {
    return (await store.head(key)).etag;
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return null;
    throw error;
  }
}
