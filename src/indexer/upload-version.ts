/**
 * The version of an upload (layer 4): ETag, last modification in whole seconds, and the parser that reads it. Compared
 * for equality only, never for order; a new parser makes every upload a new version.
 */
import type { ObjectSummary } from "../storage/object-store.ts";

export function uploadVersion(object: Pick<ObjectSummary, "etag" | "lastModifiedMs">, parserVersion: string): string {
  return `${object.etag}/${Math.floor(object.lastModifiedMs / 1000)}/${parserVersion}`;
}

/** What a version says of the upload alone, whoever read it; the version itself where this parser did not make it. */
export function contentOfVersion(version: string, parserVersion: string): string {
  const suffix = `/${parserVersion}`;
  return version.endsWith(suffix) ? version.slice(0, -suffix.length) : version;
}
