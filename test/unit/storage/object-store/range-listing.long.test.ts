/**
 * Listing in ranges, against one listing of the whole.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { MemoryObjectStore } from "../../../../src/storage/memory-object-store.ts";
import { chooseBoundaries, compareUtf8, listInRanges } from "../../../../src/storage/object-store/listing.ts";
import {
  listAll,
  type ObjectKey,
  type ObjectStore,
  type ObjectSummary,
} from "../../../../src/storage/object-store/object-store.ts";
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

describe("a listing in ranges", () => {
  it("has every object under the prefix once, wherever the ranges are cut", async () => {
    const name = fc.string({
      unit: fc.constantFrom("a", "b", "/", "ё", "я", "\uffee", "\u{1f600}"),
      minLength: 1,
      maxLength: 4,
    });
    const under = (part: string) => `p/x${part}`.replaceAll("//", "/-").replace(/\/$/, "-");
    await fc.assert(
      fc.asyncProperty(fc.array(name), fc.array(name, { maxLength: 5 }), async (names, cuts) => {
        const store = await storeOf([...new Set([...names.map(under), "o", "q"])]);
        const boundaries = [...new Set(cuts.map(under))].sort(compareUtf8);
        const listed = await keysOf(listInRanges(store, "p/", boundaries));
        expect([...listed].sort(compareUtf8)).toEqual(await keysOf(listAll(store, "p/")));
      }),
    );
  });

  it("of forty thousand keys is a few requests in a row, and few more than by one range", async () => {
    const keys = numbered(40_000);
    const inner = await storeOf(keys);
    let requests = 0;
    let underWay = 0;
    const rounds = new Set<number>();
    let round = 0;
    // All requests of a round are answered together, as by a store that takes as long for each.
    let release: (() => void)[] = [];
    const store: ObjectStore = interceptStore(inner, {
      async before() {
        requests += 1;
        underWay += 1;
        rounds.add(round);
        await new Promise<void>((resolve) => {
          release.push(resolve);
          setImmediate(() => {
            if (release.length === 0) return;
            round += 1;
            for (const go of release.splice(0)) go();
          });
        });
        underWay -= 1;
      },
    });
    const listed = await keysOf(listInRanges(store, "articles/", chooseBoundaries(keys, keys.length)));
    expect(listed).toHaveLength(40_000);
    expect(underWay).toBe(0);
    expect(requests).toBeLessThanOrEqual(40 + 2 * 16);
    expect(rounds.size).toBeLessThanOrEqual(10);
    release = [];
  });

  it("ends with what the store says, and leaves no rejection to nobody", async () => {
    const keys = numbered(20_000);
    let asked = 0;
    const store = interceptStore(await storeOf(keys), {
      before() {
        asked += 1;
        if (asked > 5) throw new SearchIndexError("store-unavailable", "away");
      },
    });
    const listing = keysOf(listInRanges(store, "articles/", chooseBoundaries(keys, keys.length)));
    await expect(listing).rejects.toMatchObject({ code: "store-unavailable" });
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("boundaries", () => {
  it("are none for few keys, which are a handful of pages", () => {
    expect(chooseBoundaries(numbered(3_999), 3_999)).toEqual([]);
  });

  it("cut many keys into ranges of about as many, in whatever order they come", () => {
    const keys = numbered(200_000);
    const boundaries = chooseBoundaries(keys, keys.length);
    expect(boundaries).toHaveLength(15);
    expect([...boundaries].sort(compareUtf8)).toEqual(boundaries);
    const counts = [...boundaries, "\uffff"].map(
      (last, i) => keys.filter((key) => key <= last && (i === 0 || key > (boundaries[i - 1] ?? ""))).length,
    );
    expect(Math.max(...counts)).toBeLessThan(2 * (keys.length / 16));
  });
});
