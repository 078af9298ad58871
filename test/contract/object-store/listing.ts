/**
 * The part of the storage contract about listing in order and by pages, and deleting.
 */
import { describe, expect } from "vitest";
import type { ObjectStore } from "../../../src/store/store.ts";
import { bytesOf, type Contract, codeOf, key, keysUnder, textOf } from "./contract.ts";

export function describeListing({ name, test, manyObjects, lacks, inOrder }: Contract): void {
  describe(`${name}: listing and deleting`, () => {
    test("lists keys, ETags, sizes and times", async (store) => {
      const etag = await store.putIfAbsent(key("index/segments/01"), bytesOf("abc"));
      for (const text of ["index/segment", "index/segments/02", "index/segmentz", "indey", "other/index/segments/03"]) {
        await store.putIfAbsent(key(text), bytesOf(text));
      }
      const { objects, nextCursor } = await store.list({ prefix: "index/segments/" });
      expect(inOrder(objects.map((object) => object.key))).toEqual(["index/segments/01", "index/segments/02"]);
      const { lastModifiedMs } = await store.head(key("index/segments/01"));
      expect(objects).toContainEqual({ key: "index/segments/01", etag, sizeBytes: 3, lastModifiedMs });
      expect(nextCursor).toBeNull();
      expect(await keysUnder(store, "index/")).toHaveLength(4);
      expect(await keysUnder(store, "index/segments/01/")).toEqual([]);
      expect(await keysUnder(store, "nothing/")).toEqual([]);
    });

    if (lacks.has("ordered-listing")) {
      test("refuses a prefix that is no whole folder, and a place to begin", async (store) => {
        await store.putIfAbsent(key("p/a"), bytesOf("x"));
        await expect(store.list({ prefix: "p" })).rejects.toMatchObject({ retryable: false });
        await expect(store.list({ prefix: "p/a" })).rejects.toMatchObject({ retryable: false });
        await expect(store.list({ prefix: "p/", startAfter: "p/a" })).rejects.toMatchObject({ retryable: false });
      });
    } else describeOrder(test);

    test("gives each key once, on pages of any size", async (store) => {
      const keys = [
        "a/b",
        "a-b",
        "a.b",
        "a0",
        "a",
        "a/b/c",
        "a/b-c",
        "A",
        "б",
        "я",
        "ё",
        "\uffee",
        "\u{1f600}",
        "b/\uffee/x",
      ];
      keys.push("b/\u{1f600}/x", "b/z");
      await inParallel(keys.map((text) => () => store.putIfAbsent(key(text), bytesOf(text))));
      const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(inOrder(await keysUnder(store, ""))).toEqual(sorted);
      for (let limit = 1; limit <= 3; limit += 1) {
        expect(inOrder(await keysByPages(store, "", limit))).toEqual(sorted);
        const inFolder = inOrder(await keysByPages(store, "b/", limit));
        expect(inFolder).toEqual(sorted.filter((text) => text.startsWith("b/")));
      }
    });

    test("gives more than a thousand objects in pages, each once", async (store) => {
      const keys = Array.from({ length: manyObjects }, (_, i) => `many/${i % 7}/${String(i).padStart(5, "0")}`);
      await inParallel(keys.map((text) => () => store.putIfAbsent(key(text), bytesOf("x"))));
      const first = await store.list({ prefix: "many/" });
      expect(first.objects).toHaveLength(1000);
      expect(first.nextCursor).not.toBeNull();
      expect(inOrder(await keysUnder(store, "many/"))).toEqual([...keys].sort());
      const inFolder = inOrder(await keysByPages(store, "many/3/", 37));
      expect(inFolder).toEqual(keys.filter((text) => text.startsWith("many/3/")).sort());
    });

    test("lists what was written and not what was deleted just before", async (store) => {
      for (let i = 0; i < 5; i += 1) {
        await store.putIfAbsent(key(`l/${i}`), bytesOf("x"));
        expect(await keysUnder(store, "l/")).toEqual([`l/${i}`]);
        await store.delete(key(`l/${i}`));
        expect(await keysUnder(store, "l/")).toEqual([]);
      }
    });

    test("refuses pages of no size or over a thousand", async (store) => {
      for (const limit of [0, -1, 1001, 1.5]) {
        expect(await codeOf(store.list({ prefix: "", limit }))).toBe("invalid-options");
      }
    });

    test("deletes an object, and an absent one without complaint", async (store) => {
      await store.putIfAbsent(key("d/a"), bytesOf("a"));
      await store.putIfAbsent(key("d/b"), bytesOf("b"));
      await store.delete(key("d/a"));
      await store.delete(key("d/a"));
      await store.delete(key("never/there"));
      expect(await codeOf(store.get(key("d/a")))).toBe("object-not-found");
      expect(textOf((await store.get(key("d/b"))).bytes)).toBe("b");
      await store.putIfAbsent(key("d/a"), bytesOf("anew"));
      expect(textOf((await store.get(key("d/a"))).bytes)).toBe("anew");
    });
  });
}

/** Tests that hold only for a listing in the order of the keys. */
function describeOrder(test: Contract["test"]): void {
  test("lists under a prefix of characters, not of folders", async (store) => {
    for (const text of ["p/a", "p/ab", "p/ab/c", "p/b", "pa"]) await store.putIfAbsent(key(text), bytesOf(text));
    expect(await keysUnder(store, "p")).toEqual(["p/a", "p/ab", "p/ab/c", "p/b", "pa"]);
    expect(await keysUnder(store, "p/a")).toEqual(["p/a", "p/ab", "p/ab/c"]);
    expect(await keysUnder(store, "p/ab/")).toEqual(["p/ab/c"]);
  });

  test("begins after a text, which need be no key, and goes on from there by pages", async (store) => {
    for (const text of ["p/a", "p/b", "p/c", "p/d", "p/ё", "q"]) await store.putIfAbsent(key(text), bytesOf("x"));
    const listed = async (startAfter: string, limit: number) => {
      const page = await store.list({ prefix: "p/", startAfter, limit });
      const keys = page.objects.map((object) => String(object.key));
      if (page.nextCursor === null) return keys;
      const rest = await store.list({ prefix: "p/", cursor: page.nextCursor });
      return [...keys, ...rest.objects.map((object) => String(object.key))];
    };
    for (const limit of [2, 1000]) {
      expect(await listed("p/b", limit)).toEqual(["p/c", "p/d", "p/ё"]);
      expect(await listed("p/bb", limit)).toEqual(["p/c", "p/d", "p/ё"]);
      expect(await listed("a", limit)).toEqual(["p/a", "p/b", "p/c", "p/d", "p/ё"]);
      expect(await listed("p/ё", limit)).toEqual([]);
      expect(await listed("z", limit)).toEqual([]);
    }
  });

  test("goes on after the page before although objects came and went", async (store) => {
    for (const text of ["p/b", "p/d", "p/f", "p/h"]) await store.putIfAbsent(key(text), bytesOf("x"));
    const page = await store.list({ prefix: "p/", limit: 2 });
    expect(page.objects.map((object) => object.key)).toEqual(["p/b", "p/d"]);
    await store.delete(key("p/d"));
    await store.putIfAbsent(key("p/a"), bytesOf("x"));
    await store.putIfAbsent(key("p/e"), bytesOf("x"));
    const rest = await store.list({ prefix: "p/", cursor: page.nextCursor ?? "" });
    expect(rest.objects.map((object) => object.key)).toEqual(["p/e", "p/f", "p/h"]);
  });
}

/** Runs at most `width` of the tasks at a time. */
async function inParallel(tasks: readonly (() => Promise<unknown>)[], width = 32): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length) await tasks[next++]?.();
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function keysByPages(store: ObjectStore, prefix: string, limit: number): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await store.list(cursor === null ? { prefix, limit } : { prefix, limit, cursor });
    expect(page.objects.length).toBeLessThanOrEqual(limit);
    keys.push(...page.objects.map((object) => object.key as string));
    cursor = page.nextCursor;
    if (cursor === null) return keys;
  }
}
