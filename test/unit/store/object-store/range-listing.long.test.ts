/**
 * Listing in ranges of keys, against one listing of the whole.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import {
  ALL_KEYS,
  compareUtf8,
  cutIntoRanges,
  type KeyRange,
  listAll,
  listableRanges,
  listRange,
  type ObjectKey,
  type ObjectSummary,
} from "../../../../src/store/store.ts";
import { faultyStore } from "../../../support/faulty-object-store.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";

async function storeOf(keys: readonly string[]): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore();
  for (const key of keys) await store.putIfAbsent(key as ObjectKey, new Uint8Array(0));
  return store;
}

async function keysOf(listing: AsyncIterable<ObjectSummary>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listing) keys.push(key);
  return keys;
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `articles/${2000 + (i % 27)}/${String(i).padStart(7, "0")}.json`);

const name = fc.string({
  unit: fc.constantFrom("a", "b", "/", "ё", "я", "\uffee", "\u{1f600}"),
  minLength: 1,
  maxLength: 4,
});
const under = (part: string) => `p/x${part}`.replaceAll("//", "/-").replace(/\/$/, "-");

/** Ranges that end with some texts. */
function rangesEndingWith(ends: readonly string[]): KeyRange[] {
  const ascending = [...new Set(ends)].sort(compareUtf8);
  return [...ascending, null].map((last, i) => ({ after: ascending[i - 1] ?? null, last }));
}

describe("ranges of a listing", () => {
  it("one after another have every object under the prefix once and in order, wherever they are cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(name), fc.array(name, { maxLength: 5 }), async (names, cuts) => {
        const store = await storeOf([...new Set([...names.map(under), "o", "q"])]);
        const listed: string[] = [];
        for (const range of rangesEndingWith(cuts.map(under)))
          listed.push(...(await keysOf(listRange(store, "p/", range))));
        expect(listed).toEqual(await keysOf(listAll(store, "p/")));
      }),
    );
  });

  it("cost a request a thousand objects, and at most one more each", async () => {
    const keys = numbered(40_000);
    let requests = 0;
    const store = interceptStore(await storeOf(keys), {
      before() {
        requests += 1;
      },
    });
    for (const range of cutIntoRanges(keys, keys.length)) {
      requests = 0;
      const listed = await keysOf(listRange(store, "articles/", range));
      expect(requests).toBeLessThanOrEqual(Math.floor(listed.length / 1_000) + 1);
    }
  });

  it("end with what the store says", async () => {
    const store = interceptStore(await storeOf(numbered(3_000)), {
      before() {
        throw new SearchIndexError("store-unavailable", "away");
      },
    });
    const listing = keysOf(listRange(store, "articles/", ALL_KEYS));
    await expect(listing).rejects.toMatchObject({ code: "store-unavailable" });
  });
});

describe("cutting keys into ranges", () => {
  it("leaves few keys, which are a handful of pages, in one", () => {
    expect(cutIntoRanges(numbered(3_999), 3_999)).toEqual([ALL_KEYS]);
    expect(cutIntoRanges([], 1_000_000)).toEqual([ALL_KEYS]);
  });

  it.each([
    [200_000, 16],
    [400_000, 20],
  ])("makes of %i keys, in whatever order a sample comes, %i ranges of about as many", (count, ranges) => {
    const keys = numbered(count);
    const sample = keys.filter((_, i) => i % 256 === 0);
    const cut = cutIntoRanges(sample, count);
    expect(cut).toHaveLength(ranges);
    expect(cutIntoRanges(sample.reverse(), count)).toEqual(cut);
    const sizes = cut.map(
      ({ after, last }) => keys.filter((key) => key > (after ?? "") && (last === null || key <= last)).length,
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBe(count);
    expect(Math.max(...sizes)).toBeLessThan(1.1 * (count / ranges));
  });

  it("cuts only where UTF-8 and UTF-16 agree on what comes before", () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 3, maxLength: 40 }), (names) => {
        for (const { last } of cutIntoRanges(names, names.length * 20_000)) {
          if (last === null) continue;
          for (const key of names) expect(key <= last).toBe(compareUtf8(key, last) <= 0);
        }
      }),
    );
  });
});

describe("a store", () => {
  const ranges = cutIntoRanges(numbered(10_000), 10_000);

  it("that begins a listing where it is told to is listed in ranges", async () => {
    expect(ranges).toHaveLength(5);
    expect(await listableRanges(await storeOf(numbered(10_000)), "articles/", ranges)).toBe(ranges);
    expect(await listableRanges(new MemoryObjectStore(), "articles/", ranges)).toBe(ranges);
  });

  it("that begins at the first key all the same, or refuses, is listed in one", async () => {
    const inner = await storeOf(numbered(100));
    const deaf = { ...faultyStore("drops metadata", inner), list: () => inner.list({ prefix: "articles/" }) };
    expect(await listableRanges(deaf, "articles/", ranges)).toEqual([ALL_KEYS]);
    expect(await listableRanges(faultyStore("may not be listed"), "articles/", ranges)).toEqual([ALL_KEYS]);
    const away = listableRanges(faultyStore("is not there"), "articles/", ranges);
    await expect(away).rejects.toMatchObject({ code: "store-unavailable" });
  });
});
