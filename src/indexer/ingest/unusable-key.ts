/**
 * Uploads whose keys cannot be used (layer 4): S3 takes a key such as `articles/../page.txt`, but a client that asks for it
 * asks for another path, so that nobody can be sure to read that object. It gets a record of rejection, and its events are
 * handled with that: trying again would not help.
 */
import type { RejectedPart } from "../../article/model/rejection.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { findKeyFault } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { listedVersion } from "../commit/upload-version.ts";
import { deleteRejectedRecord, findListed, putRejectedRecord } from "./rejected-records.ts";

/** Whether an object can be asked for by this key. */
export function isUsableKey(key: string): boolean {
  return findKeyFault(key) === null;
}

/**
 * Leaves the record of such an upload and gives what it says; null, and no record, where the bucket does not hold it. Three
 * requests at most.
 */
export async function rejectUnusableKey(
  context: IndexContext,
  parserVersion: string,
  key: ObjectKey,
): Promise<readonly RejectedPart[] | null> {
  const listed = await findListed(context.store, key);
  if (listed === null) {
    await deleteRejectedRecord(context, key);
    return null;
  }
  const reason = `Nothing can be read under this key: ${findKeyFault(key)}. Upload the file under another key.`;
  const rejected: readonly RejectedPart[] = [{ code: "unusable-key", reason }];
  await putRejectedRecord(context, key, listedVersion(listed, parserVersion), rejected);
  return rejected;
}
