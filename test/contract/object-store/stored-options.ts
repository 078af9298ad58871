/**
 * The part of the storage contract about what is kept beside the bytes.
 */
import { describe, expect } from "vitest";
import { bytesOf, type Contract, chunksOf, codeOf, key, keysUnder } from "./contract.ts";

export function describeStoredOptions({ name, test }: Contract): void {
  describe(`${name}: beside the bytes`, () => {
    const described = {
      contentType: "text/plain; charset=windows-1251",
      contentEncoding: "gzip",
      cacheControl: "public, max-age=31536000, immutable",
      metadata: {
        published: "2016-10-09T12:30+03:00",
        title: "%D0%9C%D0%B8%D1%80",
        "x-y_z": "a b",
      },
    };

    test("keeps content type, encoding, Cache-Control and metadata, in get and in head", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("a"), described);
      const { bytes: _, readAtMs: _got, ...got } = await store.get(key("a"));
      const { readAtMs: _headed, ...head } = await store.head(key("a"));
      expect(got).toMatchObject(described);
      expect(head).toEqual(got);
    });

    test("says null of what was not given", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("a"));
      expect(await store.head(key("a"))).toMatchObject({
        contentType: null,
        contentEncoding: null,
        cacheControl: null,
      });
      expect(Object.keys((await store.head(key("a"))).metadata)).toEqual([]);
    });

    test("replaces all of it with the bytes", async (store) => {
      const etag = await store.putIfAbsent(key("a"), bytesOf("a"), described);
      const second = await store.putIfMatch(key("a"), bytesOf("b"), etag, { metadata: { source: "other" } });
      const head = await store.head(key("a"));
      expect(head).toMatchObject({ contentType: null, contentEncoding: null, cacheControl: null });
      expect(head.metadata).toEqual({ source: "other" });
      await store.putIfMatch(key("a"), bytesOf("c"), second);
      expect((await store.head(key("a"))).metadata).toEqual({});
    });

    test("forgets it with the object", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("a"), described);
      await store.delete(key("a"));
      await store.putIfAbsent(key("a"), bytesOf("a"));
      expect(await store.head(key("a"))).toMatchObject({ contentType: null, metadata: {} });
    });

    test("gives metadata names in lower case", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("a"), { metadata: { Published: "2016" } });
      expect((await store.head(key("a"))).metadata).toEqual({ published: "2016" });
    });

    test("refuses metadata that a header cannot carry, and writes nothing", async (store) => {
      for (const metadata of [{ title: "Мир" }, { title: "a\nb" }, { "a b": "x" }, { "": "x" }]) {
        expect(await codeOf(store.putIfAbsent(key("a"), bytesOf("a"), { metadata }))).toBe("invalid-options");
        const stream = store.putStreamIfAbsent(key("a"), chunksOf(bytesOf("a"), 1), { metadata });
        expect(await codeOf(stream)).toBe("invalid-options");
      }
      expect(await keysUnder(store, "")).toEqual([]);
    });
  });
}
