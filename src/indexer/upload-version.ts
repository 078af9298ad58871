/**
 * The version of an upload (layer 4): ETag, last modification in whole seconds, and the parser that reads it. Compared
 * for equality only, never for order; a new parser makes every upload a new version.
 */
import type { ObjectSummary } from "../storage/object-store.ts";

export function uploadVersion(object: Pick<ObjectSummary, "etag" | "lastModifiedMs">, parserVersion: string): string {
  return `${object.etag}/${Math.floor(object.lastModifiedMs / 1000)}/${parserVersion}`;
}
