import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Listing, listObjects } from "../../../infra/local/s3/listing.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { ObjectKey } from "../../../src/store/store.ts";

async function storeOf(keys: Iterable<string>): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore();
  for (const key of keys) await store.putIfAbsent(key as ObjectKey, new Uint8Array(0));
  return store;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Computes a listing by S3's definition, from all keys at once. */
function naiveEntries(keys: readonly string[], prefix: string, delimiter: string, after: string): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(entries)].filter((entry) => byBytes(entry, after) > 0).sort(byBytes);
}

function entriesOf(listing: Listing): string[] {
  return [...listing.objects.map((object) => object.key), ...listing.commonPrefixes].sort(byBytes);
}

const keyPart = fc.constantFrom("a", "b", "я", "\u{10ffff}", "😀", "\uffff", "", "a b");
const anyKey = fc
  .array(keyPart, { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("/"))
  .filter((key) => key !== "" && !key.startsWith("/"));

describe("listObjects", () => {
  it("is the naive listing, page by page, for any keys, prefix, delimiter and start", async () => {
    const property = fc.asyncProperty(
      fc.uniqueArray(anyKey, { maxLength: 25 }),
      fc.constantFrom("", "a", "a/", "я/", "b/a", "\u{10ffff}/"),
      fc.constantFrom("", "/", "a", "//"),
      fc.oneof(fc.constant(""), anyKey),
      fc.integer({ min: 1, max: 4 }),
      async (keys, prefix, delimiter, start, maxEntries) => {
        const store = await storeOf(keys);
        const seen: string[] = [];
        for (let after: string | null = start; after !== null; ) {
          const listing: Listing = await listObjects(store, { prefix, delimiter, after, maxEntries });
          const entries = entriesOf(listing);
          expect(entries.length).toBeLessThanOrEqual(maxEntries);
          seen.push(...entries);
          after = listing.truncatedAfter;
          if (after !== null) expect(entries).toHaveLength(maxEntries);
        }
        expect(seen).toEqual(naiveEntries(keys, prefix, delimiter, start));
      },
    );
    await fc.assert(property, { numRuns: 400 });
  });

  it("skips a common prefix without reading what it holds", async () => {
    const store = await storeOf(Array.from({ length: 5000 }, (_, i) => `articles/${i}.txt`));
    await store.putIfAbsent("b.txt" as ObjectKey, new Uint8Array(0));
    let pages = 0;
    const list = store.list.bind(store);
    store.list = (options) => {
      pages += 1;
      return list(options);
    };
    const listing = await listObjects(store, { prefix: "", delimiter: "/", after: "", maxEntries: 1000 });
    expect(entriesOf(listing)).toEqual(["articles/", "b.txt"]);
    expect(pages).toBe(2);
  });

  it("gives nothing and no more where no entries are asked for", async () => {
    const store = await storeOf(["a"]);
    const listing = await listObjects(store, { prefix: "", delimiter: "", after: "", maxEntries: 0 });
    expect(listing).toEqual({ objects: [], commonPrefixes: [], truncatedAfter: null });
  });
});
