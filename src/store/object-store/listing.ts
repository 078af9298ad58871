/**
 * The order of a listing, its cursor, and its walk by ranges: ascending UTF-8 bytes, as S3 lists
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). JavaScript compares UTF-16 units, which
 * differs where a character beyond U+FFFF meets one in U+E000 to U+FFFF.
 */
import { isErrorOfKind, SearchIndexError } from "../../errors.ts";
import type { ListOptions, ListPage, ObjectStore, ObjectSummary } from "./object-store.ts";

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

/** Prefix of cursors; no key begins with it. */
const CURSOR_MARK = "/after/";

/**
 * A cursor for the memory and the file store that begins after this text (which need not be a key), for S3's
 * `start-after` and for skipping a whole folder.
 */
export function listCursorAfter(key: string): string {
  return CURSOR_MARK + encodeURIComponent(key);
}

/** Parses the options of a listing of the memory and the file store. `after` is "" for the first page. */
export function parseListOptions(options: ListOptions): { prefix: string; after: string; limit: number } {
  const limit = parseListLimit(options);
  const { startAfter = "" } = options;
  const after = options.cursor === undefined ? startAfter : readCursor(options.cursor);
  if (after === null) {
    throw new SearchIndexError(
      "invalid-options",
      "This is no cursor of a listing. Take nextCursor of the page before.",
    );
  }
  return { prefix: options.prefix, after, limit };
}

/** The text that a cursor begins after; null for what {@link listCursorAfter} does not give. */
function readCursor(cursor: string): string | null {
  try {
    const after = decodeURIComponent(cursor.slice(CURSOR_MARK.length));
    return listCursorAfter(after) === cursor ? after : null;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
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

// Listing a prefix in ranges of keys: S3 gives a thousand keys a request, and the next page only for the one before, so
// that ten million keys are ten thousand requests in a row, but of sixteen ranges at once no more than a sixteenth.

/** The keys that come after `after` and not after `last`, which need be no keys themselves; null for no bound. */
export interface KeyRange {
  readonly after: string | null;
  readonly last: string | null;
}

export const ALL_KEYS: KeyRange = { after: null, last: null };

/**
 * Ranges listed at once. Untuned: ten million keys are some 700 requests in a row, and S3 takes thousands a second of a
 * prefix.
 */
export const RANGES_AT_ONCE = 16;

/** Fewest keys of a range: fewer are a handful of pages, which are not worth as many requests more. */
const MIN_KEYS_PER_RANGE = 2_000;

/**
 * Versions of more keys are not held at once, each some 300 bytes. A range costs at most one request more than its
 * keys. Untuned.
 */
const MAX_KEYS_PER_RANGE = 20_000;

/** Units from here on may sort differently in UTF-16 and UTF-8; only texts with one do. */
const UNLIKE_UNITS = /[\ud800-\uffff]/;

/**
 * All keys in ascending ranges of about as many each, if they are distributed as those of the sample, which come in any
 * order; one range where they are few. UTF-8 bytes and UTF-16 units agree on which keys a range has. Pure.
 */
export function cutIntoRanges(sample: readonly string[], keyCount: number): readonly KeyRange[] {
  const wanted = Math.max(
    Math.min(RANGES_AT_ONCE, Math.floor(keyCount / MIN_KEYS_PER_RANGE)),
    Math.ceil(keyCount / MAX_KEYS_PER_RANGE),
  );
  const ascending = sample.filter((key) => !UNLIKE_UNITS.test(key)).sort();
  const ends = Array.from({ length: wanted }, (_, i) => ascending[Math.floor((i * ascending.length) / wanted)]);
  // The first begins the first range.
  const distinct = [...new Set(ends.slice(1))].filter((key) => key !== undefined);
  return [...distinct, null].map((last, i) => ({ after: distinct[i - 1] ?? null, last }));
}

/**
 * The ranges, where the store begins a listing at the place that it is told; one range of all keys where it begins at
 * the first key all the same, or refuses. One request; none for one range.
 */
export async function listableRanges(
  store: ObjectStore,
  prefix: string,
  ranges: readonly KeyRange[],
): Promise<readonly KeyRange[]> {
  const startAfter = ranges.at(-1)?.after ?? null;
  if (startAfter === null) return ranges;
  try {
    const { objects } = await store.list({ prefix, startAfter, limit: 1 });
    return objects.every(({ key }) => compareUtf8(key, startAfter) > 0) ? ranges : [ALL_KEYS];
  } catch (error) {
    if (isErrorOfKind(error, "unavailable")) throw error;
    return [ALL_KEYS];
  }
}

/**
 * The objects of a range under a prefix, in order. A request a thousand, and at most one more. What comes or goes
 * meanwhile may be in it or not, as in any listing.
 */
export async function* listRange(
  store: ObjectStore,
  prefix: string,
  { after, last }: KeyRange,
): AsyncGenerator<ObjectSummary> {
  let cursor: string | null = null;
  do {
    const start = after === null ? { prefix } : { prefix, startAfter: after };
    const { objects, nextCursor }: ListPage = await store.list(cursor === null ? start : { prefix, cursor });
    for (const object of objects) {
      const order = last === null ? -1 : compareUtf8(object.key, last);
      if (order <= 0) yield object;
      if (order >= 0) return;
    }
    cursor = nextCursor;
  } while (cursor !== null);
}
