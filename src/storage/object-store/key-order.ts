/**
 * The order of a listing and its cursor (layer 1): ascending UTF-8 bytes, as S3 lists
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). JavaScript compares UTF-16 units, which
 * differs where a character beyond U+FFFF meets one in U+E000 to U+FFFF.
 */
import { SearchIndexError } from "../../errors.ts";
import type { ListOptions } from "./object-store.ts";

/** The most objects of a page, S3's own bound. */
const maxListLimit = 1000;

/** Negative, zero or positive as `a` comes before, is, or comes after `b` in UTF-8 bytes. Well-formed text only. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return byteRank(unitA) - byteRank(unitB);
  }
  return a.length - b.length;
}

/** Moves surrogates, halves of characters beyond U+FFFF, above all other units. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Index of the first element that is `key` or comes after it, in an array ascending by {@link compareUtf8}. */
export function firstAtOrAfter(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(sorted[middle] ?? "", key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first element that comes after `key`, in an array of distinct keys in ascending order. */
export function firstAfter(sorted: readonly string[], key: string): number {
  const index = firstAtOrAfter(sorted, key);
  return sorted[index] === key ? index + 1 : index;
}

/**
 * A cursor for the memory and the file store that begins after this text (which need not be a key), for S3's
 * `start-after` and for skipping a whole folder.
 */
export function listCursorAfter(key: string): string {
  return Buffer.from(key, "utf8").toString("base64url");
}

/** What a listing of the memory and the file store asks for, checked. `after` is "" for the first page. */
export function parseListOptions(options: ListOptions): { prefix: string; after: string; limit: number } {
  const limit = parseListLimit(options);
  const { startAfter = "" } = options;
  const after = options.cursor === undefined ? startAfter : Buffer.from(options.cursor, "base64url").toString("utf8");
  if (options.cursor !== undefined && listCursorAfter(after) !== options.cursor) {
    throw new SearchIndexError(
      "invalid-options",
      "This is no cursor of a listing. Take nextCursor of the page before.",
    );
  }
  return { prefix: options.prefix, after, limit };
}

/** The objects a page that were asked for, in [1, 1000]; `invalid-options` for any other number. */
export function parseListLimit(options: ListOptions): number {
  const limit = options.limit ?? maxListLimit;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxListLimit) {
    throw new SearchIndexError("invalid-options", `A page of a listing holds 1 to ${maxListLimit} objects.`, {
      details: { limit },
    });
  }
  return limit;
}
