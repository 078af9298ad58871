/**
 * The part of the storage contract about reading: whole objects, ranges, heads, and what is not there.
 */
import { describe, expect } from "vitest";
import type { ETag } from "../../../src/store/store.ts";
import { bytesOf, type Contract, codeOf, key, noise, textOf } from "./contract.ts";

export function describeReading({ name, test }: Contract): void {
  describe(`${name}: reading`, () => {
    test("gives back the bytes, the ETag of the put, the size and the key", async (store) => {
      const etag = await store.putIfAbsent(key("articles/a.txt"), bytesOf("Привет, мир"));
      const object = await store.get(key("articles/a.txt"));
      expect(textOf(object.bytes)).toBe("Привет, мир");
      expect(object).toMatchObject({ key: "articles/a.txt", etag, sizeBytes: bytesOf("Привет, мир").length });
      expect(object.etag).not.toContain('"');
    });

    test("keeps every byte value and an empty object", async (store) => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.putIfAbsent(key("all"), all);
      await store.putIfAbsent(key("empty"), new Uint8Array(0));
      expect(Buffer.from((await store.get(key("all"))).bytes).equals(all)).toBe(true);
      const empty = await store.get(key("empty"));
      expect(empty).toMatchObject({ sizeBytes: 0 });
      expect(empty.bytes.length).toBe(0);
      expect((await store.head(key("empty"))).sizeBytes).toBe(0);
    });

    test("keeps what was put although the caller changes its buffer afterwards", async (store) => {
      const bytes = Buffer.from("before");
      await store.putIfAbsent(key("a"), bytes);
      bytes.fill(0);
      expect(textOf((await store.get(key("a"))).bytes)).toBe("before");
    });

    test("says object-not-found of an absent key in every way of reading", async (store) => {
      await store.putIfAbsent(key("articles/a.txt"), bytesOf("a"));
      for (const absent of ["articles/b.txt", "articles", "articles/a.txt/b", "articles/a"]) {
        expect(await codeOf(store.get(key(absent)))).toBe("object-not-found");
        expect(await codeOf(store.head(key(absent)))).toBe("object-not-found");
        expect(await codeOf(store.getRange(key(absent), 0, 1))).toBe("object-not-found");
        expect(await codeOf(store.getIfNoneMatch(key(absent), "x" as ETag))).toBe("object-not-found");
      }
    });

    test("refuses an object over maxBytes and gives one of just that size", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("12345"));
      expect(await codeOf(store.get(key("a"), { maxBytes: 4 }))).toBe("object-too-large");
      expect((await store.get(key("a"), { maxBytes: 5 })).sizeBytes).toBe(5);
      expect(await codeOf(store.get(key("a"), { maxBytes: 0 }))).toBe("object-too-large");
    });

    test("gives null for the ETag that is there, and the object for any other", async (store) => {
      const etag = await store.putIfAbsent(key("a"), bytesOf("one"));
      expect(await store.getIfNoneMatch(key("a"), etag)).toBeNull();
      expect(textOf((await store.getIfNoneMatch(key("a"), "0".repeat(32) as ETag))?.bytes ?? bytesOf(""))).toBe("one");
      await store.putIfMatch(key("a"), bytesOf("two"), etag);
      expect(textOf((await store.getIfNoneMatch(key("a"), etag))?.bytes ?? bytesOf(""))).toBe("two");
    });

    test("gives ranges up to both edges, and nothing but just the bytes asked for", async (store) => {
      const bytes = noise(1000);
      await store.putIfAbsent(key("a"), bytes);
      for (const [start, end] of [
        [0, 1],
        [0, 1000],
        [999, 1000],
        [1, 999],
        [500, 501],
      ] as const) {
        const range = await store.getRange(key("a"), start, end);
        expect(Buffer.from(range).equals(bytes.subarray(start, end))).toBe(true);
      }
      expect((await store.getRange(key("a"), 7, 7)).length).toBe(0);
    });

    test("says range-not-satisfiable of a range that is not wholly inside, or is none", async (store) => {
      await store.putIfAbsent(key("a"), noise(1000));
      await store.putIfAbsent(key("empty"), new Uint8Array(0));
      for (const [start, end] of [
        [0, 1001],
        [999, 1001],
        [1000, 1001],
        [5000, 5001],
        [-1, 5],
        [5, 4],
        [0.5, 2],
        [Number.NaN, 2],
      ] as const) {
        expect(await codeOf(store.getRange(key("a"), start, end)), `${start} to ${end}`).toBe("range-not-satisfiable");
      }
      expect(await codeOf(store.getRange(key("empty"), 0, 1))).toBe("range-not-satisfiable");
    });

    test("tells when an object was written, in whole seconds, the same in head, get and list", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("a"));
      const { lastModifiedMs } = await store.head(key("a"));
      expect(lastModifiedMs % 1000).toBe(0);
      expect(Math.abs(lastModifiedMs - Date.now())).toBeLessThan(3600_000);
      expect((await store.get(key("a"))).lastModifiedMs).toBe(lastModifiedMs);
      expect((await store.list({ prefix: "" })).objects[0]?.lastModifiedMs).toBe(lastModifiedMs);
    });

    test("tells when it was read by the clock of its puts: not before what it holds, nor after what is put next", async (store) => {
      const etag = await store.putIfAbsent(key("a"), bytesOf("a"));
      const { lastModifiedMs } = await store.head(key("a"));
      let readAtMs = Number.NEGATIVE_INFINITY;
      // HTTP's dates are whole seconds, and what a request takes is taken off.
      while (readAtMs < lastModifiedMs + 1_000) readAtMs = (await store.head(key("a"))).readAtMs ?? Number.NaN;
      const got = await store.get(key("a"));
      await store.putIfMatch(key("a"), bytesOf("b"), etag);
      const changed = await store.getIfNoneMatch(key("a"), etag);
      expect(changed?.lastModifiedMs).toBeGreaterThan(lastModifiedMs);
      for (const beforeMs of [readAtMs, got.readAtMs]) {
        expect(Math.floor((beforeMs ?? Number.NaN) / 1_000) * 1_000).toBeLessThanOrEqual(changed?.lastModifiedMs ?? 0);
      }
      expect(changed?.readAtMs).toBeGreaterThan(lastModifiedMs);
    });
  });
}
