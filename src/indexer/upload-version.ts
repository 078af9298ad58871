/**
 * The version of an upload (layer 4): ETag, last modification in whole seconds, and the parser that reads it. Compared
 * for equality only, never for order; a new parser makes every upload a new version.
 */
import { isErrorOfKind } from "../errors.ts";
import type { ObjectKey, ObjectStore, ObjectSummary } from "../storage/object-store.ts";

export function uploadVersion(object: Pick<ObjectSummary, "etag" | "lastModifiedMs">, parserVersion: string): string {
  return `${object.etag}/${Math.floor(object.lastModifiedMs / 1000)}/${parserVersion}`;
}

/** The version that lies in the bucket now, null where none does. One HEAD; rejects as the store does. */
export async function presentVersion(
  store: ObjectStore,
  key: ObjectKey,
  parserVersion: string,
): Promise<string | null> {
  try {
    return uploadVersion(await store.head(key), parserVersion);
  } catch (error) {
    if (isErrorOfKind(error, "not-found")) return null;
    throw error;
  }
}

/** What a version says of the upload alone, whoever read it; the version itself where this parser did not make it. */
export function contentOfVersion(version: string, parserVersion: string): string {
  const suffix = `/${parserVersion}`;
  return version.endsWith(suffix) ? version.slice(0, -suffix.length) : version;
}
