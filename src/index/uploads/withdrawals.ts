/**
 * Notes of uploads that the owner changed or removed by a command, so that their text is to be nowhere. A published
 * index may else keep text for a while that a newer state of its upload superseded (src/index/publish), and of a
 * corrected upload the private index holds nothing but a newer state.
 */
import { listAll, type ObjectKey, putLatest } from "../../store/store.ts";
import { JSON_TYPE, recordBytes } from "../json-records.ts";
import { withdrawnKey, withdrawnPrefix } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";

/** Notes it before the upload is changed; again for an upload that has a note. Two requests. */
export async function noteWithdrawal({ store, layout }: IndexContext, sourceKey: ObjectKey): Promise<void> {
  await putLatest(store, withdrawnKey(layout, sourceKey), recordBytes({ key: sourceKey }), JSON_TYPE);
}

/** Tells of uploads whether they have a note of `sinceMs` or later, by the store's clock. A listing. */
export async function loadWithdrawals(
  { store, layout }: IndexContext,
  sinceMs: number,
): Promise<(sourceKey: ObjectKey) => boolean> {
  const noted = new Set<ObjectKey>();
  for await (const { key, lastModifiedMs } of listAll(store, withdrawnPrefix(layout))) {
    // 0 of a store that tells no times.
    if (lastModifiedMs === 0 || lastModifiedMs >= sinceMs) noted.add(key);
  }
  return (sourceKey) => noted.has(withdrawnKey(layout, sourceKey));
}
