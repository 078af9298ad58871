/**
 * The order of a listing, its cursor, and its walk by ranges (layer 1): ascending UTF-8 bytes, as S3 lists
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). JavaScript compares UTF-16 units, which
 * differs where a character beyond U+FFFF meets one in U+E000 to U+FFFF.
 */
import { SearchIndexError } from "../../errors.ts";
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

// Listing a prefix in several ranges of keys at once: S3 gives a thousand keys a request and the next page only for the one before,
// so that ten million keys in one range are ten thousand requests in a row.

/** Ranges at once. Untuned: ten million keys are some 600 requests in a row, and S3 takes thousands a second of a prefix. */
const RANGES = 16;

/** Fewer keys are a handful of pages, which are not worth as many requests more. */
const MIN_KEYS_PER_RANGE = 2_000;

/** Keys of a sample for each range: their places are right to some hundredths. */
const SAMPLE_PER_RANGE = 64;

/**
 * Keys that cut a listing into ranges of about as many keys each, if what is listed is distributed as these keys are, which may
 * come in any order. None for few. Looks at all keys, and holds a thousand.
 */
export function chooseBoundaries(keys: Iterable<string>, count: number): readonly string[] {
  const ranges = Math.min(RANGES, Math.floor(count / MIN_KEYS_PER_RANGE));
  if (ranges < 2) return [];
  const stride = Math.max(1, Math.floor(count / (ranges * SAMPLE_PER_RANGE)));
  const sample: string[] = [];
  let place = 0;
  for (const key of keys) {
    if (place % stride === 0) sample.push(key);
    place += 1;
  }
  sample.sort(compareUtf8);
  const boundaries = Array.from(
    { length: ranges - 1 },
    (_, i) => sample[Math.floor(((i + 1) * sample.length) / ranges)],
  );
  return [...new Set(boundaries)].filter((key) => key !== undefined);
}

/**
 * All objects under a prefix, each once, in no order between ranges. `boundaries` are ascending texts, which need be no keys: a range
 * ends with its boundary, and the next begins after it. One request a thousand objects and one a range; memory for two pages a
 * range. What comes or goes meanwhile may be in it or not, as in any listing. Rejects as the store does.
 */
export async function* listInRanges(
  store: ObjectStore,
  prefix: string,
  boundaries: readonly string[],
): AsyncGenerator<ObjectSummary> {
  const ranges = [...boundaries, null].map((last, i) => pagesOf(store, prefix, boundaries[i - 1] ?? null, last));
  const pending = new Map(ranges.map((range) => [range, nextOf(range)]));
  try {
    while (pending.size > 0) {
      const { range, result } = await Promise.race(pending.values());
      if (result.done === true) {
        pending.delete(range);
        continue;
      }
      // The next page comes while this one is looked at.
      pending.set(range, nextOf(range));
      yield* result.value;
    }
  } finally {
    // Of the others nothing is wanted any more, and no rejection is left to nobody.
    await Promise.allSettled(pending.values());
  }
}

type Pages = AsyncGenerator<readonly ObjectSummary[]>;

interface NextPage {
  readonly range: Pages;
  readonly result: IteratorResult<readonly ObjectSummary[]>;
}

function nextOf(range: Pages): Promise<NextPage> {
  const page = range.next().then((result) => ({ range, result }));
  // It may fail while another page is looked at; whoever waits for it next hears of it.
  page.catch(() => {});
  return page;
}

/** Pages of the keys in (after, last]; null for no bound. */
async function* pagesOf(store: ObjectStore, prefix: string, after: string | null, last: string | null): Pages {
  let cursor: string | null = null;
  do {
    const start = after === null ? { prefix } : { prefix, startAfter: after };
    const page: ListPage = await store.list(cursor === null ? start : { prefix, cursor });
    const end = last === null ? -1 : page.objects.findIndex(({ key }) => compareUtf8(key, last) > 0);
    yield end < 0 ? page.objects : page.objects.slice(0, end);
    cursor = end < 0 ? page.nextCursor : null;
  } while (cursor !== null);
}
