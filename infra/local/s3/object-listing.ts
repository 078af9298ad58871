/**
 * One page of a listing with a delimiter: keys and common prefixes in UTF-8 byte order, beginning after any text. A
 * common prefix is skipped as soon as it is known, so a listing costs what it shows and not what it holds.
 */
import { compareUtf8, listCursorAfter } from "../../../src/storage/object-store/key-order.ts";
import type { ObjectStore, ObjectSummary } from "../../../src/storage/object-store/object-store.ts";

export interface ListingRequest {
  readonly prefix: string;
  /** Keys that hold this after the prefix are rolled up into common prefixes; "" for none. */
  readonly delimiter: string;
  /** Only keys and common prefixes after this; "" for all. */
  readonly after: string;
  /** Keys and common prefixes together, at most. */
  readonly maxEntries: number;
}

export interface Listing {
  readonly objects: readonly ObjectSummary[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix, where there is more after it; else null. */
  readonly truncatedAfter: string | null;
}

/** Comes after every key that begins with the text before it, but for keys that go on with this very character. */
const LAST_CHARACTER = "\u{10ffff}";

/** Lists from a store whose cursors are made by {@link listCursorAfter}: the memory store and the file store. */
export async function listObjects(store: ObjectStore, request: ListingRequest): Promise<Listing> {
  const objects: ObjectSummary[] = [];
  const commonPrefixes: string[] = [];
  if (request.maxEntries === 0) return { objects, commonPrefixes, truncatedAfter: null };
  let last = request.after;
  for await (const entry of entries(store, request)) {
    if (objects.length + commonPrefixes.length === request.maxEntries) {
      return { objects, commonPrefixes, truncatedAfter: last };
    }
    if (typeof entry === "string") commonPrefixes.push(entry);
    else objects.push(entry);
    last = typeof entry === "string" ? entry : entry.key;
  }
  return { objects, commonPrefixes, truncatedAfter: null };
}

/** Keys (as summaries) and common prefixes (as text) in order, each once. */
async function* entries(store: ObjectStore, request: ListingRequest): AsyncGenerator<ObjectSummary | string> {
  const { prefix } = request;
  let emitted = request.after;
  let cursor: string | null = emitted === "" ? null : cursorAfterEntry(emitted, request);
  do {
    const page = await store.list(cursor === null ? { prefix } : { prefix, cursor });
    cursor = page.nextCursor;
    for (const object of page.objects) {
      const commonPrefix = commonPrefixOf(object.key, request);
      if (commonPrefix === null) {
        if (compareUtf8(object.key, emitted) > 0) yield object;
      } else if (compareUtf8(commonPrefix, emitted) > 0) {
        yield commonPrefix;
        emitted = commonPrefix;
        cursor = listCursorAfter(commonPrefix + LAST_CHARACTER);
        break;
      }
    }
  } while (cursor !== null);
}

/** Where the last entry was, or lies in, a common prefix, all of that is passed over, as S3 does. */
function cursorAfterEntry(entry: string, request: ListingRequest): string {
  const commonPrefix = entry.startsWith(request.prefix) ? commonPrefixOf(entry, request) : null;
  return listCursorAfter(commonPrefix === null ? entry : commonPrefix + LAST_CHARACTER);
}

function commonPrefixOf(key: string, { prefix, delimiter }: ListingRequest): string | null {
  if (delimiter === "") return null;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? null : key.slice(0, at + delimiter.length);
}
