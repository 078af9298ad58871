/**
 * Listing a prefix in several ranges of keys at once (layer 1): S3 gives a thousand keys a request and the next page only for the one
 * before, so that ten million keys in one range are ten thousand requests in a row.
 */
import { compareUtf8 } from "./key-order.ts";
import type { ListPage, ObjectStore, ObjectSummary } from "./object-store.ts";

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
