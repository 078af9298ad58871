/**
 * An unconditional put over the port, which has none on purpose: the newest writer wins, and each attempt
 * looks again before it writes, so that no answer is ever retried blindly.
 */
import { isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { isOutOfRoom } from "./contract.ts";
import {
  type ETag,
  headIfPresent,
  type ObjectKey,
  type ObjectStore,
  type PutOptions,
  putIfUnchanged,
} from "./object-store.ts";

/** Other writers of the same key in a row before giving up. */
const MAX_ATTEMPTS = 20;

/** Puts without an answer before giving up. */
const MAX_DOUBTS = 10;

/** Waits before the put that follows the n-th without an answer. */
type PauseAfterDoubt = (doubts: number) => Promise<void>;

/**
 * Creates or replaces the object. Two requests where nobody else writes the key. A put without an answer is made again
 * only where `pause` is given, after another look; whether the store is there at all is not waited for, nor that it has
 * room.
 */
export async function putLatest(
  store: ObjectStore,
  key: ObjectKey,
  bytes: Uint8Array,
  options: PutOptions = {},
  pause: PauseAfterDoubt | null = null,
): Promise<ETag> {
  let doubts = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const present = await headIfPresent(store, key);
    try {
      return await putIfUnchanged(store, key, bytes, present?.etag ?? null, options);
    } catch (error) {
      if (isErrorOfKind(error, "conflict")) continue;
      const isDoubt = isErrorOfKind(error, "unavailable") && !isOutOfRoom(error);
      if (!isDoubt || pause === null || ++doubts === MAX_DOUBTS) throw error;
    }
    await pause(doubts);
  }
  throw new SearchIndexError("store-unavailable", `Others write ${key} without a pause. Try again later.`, {
    details: { key },
  });
}

/** Puts what is never replaced; false where something lies there already. One request. */
export async function putOnce(
  store: Pick<ObjectStore, "putIfAbsent">,
  key: ObjectKey,
  bytes: Uint8Array,
  options: PutOptions,
): Promise<boolean> {
  try {
    await store.putIfAbsent(key, bytes, options);
    return true;
  } catch (error) {
    if (isSearchIndexError(error) && error.code === "object-exists") return false;
    throw error;
  }
}
