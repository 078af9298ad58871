/**
 * The part of the storage contract about keys: which there are, which there are not, and that none is taken for
 * another.
 */
import { describe, expect } from "vitest";
import type { ETag } from "../../../src/store/store.ts";
import { bytesOf, type Contract, chunksOf, codeOf, key, keysUnder, textOf } from "./contract.ts";

/** Keys that trip encoders, parsers, objects used as maps, and file systems. */
const TRICKY_KEYS = [
  "статьи/Москва и область.txt",
  "articles/a b+c%20d&e=f.txt",
  "articles/100%.txt",
  "articles/ё-й-е\u0308.txt",
  "articles/😀/📰.json",
  "articles/?query#fragment;v=1.txt",
  "articles/quotes'\"`<>|*:\\.txt",
  "__proto__",
  "constructor/prototype",
  "articles/hasOwnProperty",
  "articles/...",
  "articles/..a",
  ".hidden/.file",
  ".poisk/locks/00/1",
  ".poisk",
  " leading and trailing ",
  "a\u00a0b\u2028c\u200d",
  "tab\tand\nnewline",
  `long/${"д".repeat(250)}`,
  `long/${"x".repeat(1024 - 5)}`,
  "articles/\uffff\u{10ffff}",
];

const EMPTY_PART_KEYS = ["folder/", "double//slash", "deep///", "deep//x/"];

export function describeKeys({ name, test, lacks, inOrder }: Contract): void {
  describe(`${name}: keys`, () => {
    const trickyKeys = lacks.has("empty-key-parts") ? TRICKY_KEYS : [...TRICKY_KEYS, ...EMPTY_PART_KEYS];

    test("holds keys of any script and any awkward characters, each its own object", async (store) => {
      for (const text of trickyKeys) await store.putIfAbsent(key(text), bytesOf(text));
      for (const text of trickyKeys) {
        expect(textOf((await store.get(key(text))).bytes), text).toBe(text);
        expect((await store.head(key(text))).key).toBe(text);
        expect(await codeOf(store.putIfAbsent(key(text), bytesOf("again"))), text).toBe("object-exists");
      }
      const sorted = [...trickyKeys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(inOrder(await keysUnder(store, ""))).toEqual(sorted);
      for (const text of trickyKeys) {
        const { etag } = await store.head(key(text));
        await store.putIfMatch(key(text), bytesOf(`${text}!`), etag);
        expect(textOf(await store.getRange(key(text), 0, bytesOf(text).length)), text).toBe(text);
        await store.delete(key(text));
        expect(await codeOf(store.get(key(text)))).toBe("object-not-found");
      }
      expect(await keysUnder(store, "")).toEqual([]);
    });

    test("tells forms of Unicode and upper case apart", async (store) => {
      const composed = "articles/й.txt";
      const apart = "articles/и\u0306.txt";
      for (const text of [composed, apart, "articles/A", "articles/a"]) {
        await store.putIfAbsent(key(text), bytesOf(text));
      }
      expect(textOf((await store.get(key(apart))).bytes)).toBe(apart);
      expect(textOf((await store.get(key("articles/A"))).bytes)).toBe("articles/A");
      expect((await keysUnder(store, "articles/")).length).toBe(4);
    });

    test("holds a key and keys below it, whichever comes and goes first", async (store) => {
      for (const order of [
        ["a", "a/b", "a/b/c"],
        ["a/b/c", "a/b", "a"],
        ["a/b", "a", "a/b/c"],
      ]) {
        for (const text of order) await store.putIfAbsent(key(text), bytesOf(text));
        expect(inOrder(await keysUnder(store, ""))).toEqual(["a", "a/b", "a/b/c"]);
        for (const text of order) {
          const { bytes, etag } = await store.get(key(text));
          expect(textOf(bytes)).toBe(text);
          await store.putIfMatch(key(text), bytesOf(`${text}!`), etag);
        }
        for (const [i, text] of order.entries()) {
          await store.delete(key(text));
          expect(inOrder(await keysUnder(store, ""))).toEqual(order.slice(i + 1).sort());
        }
      }
    });

    test("refuses what is no key in every method", async (store) => {
      for (const bad of ["", "/a", "a/../b", "..", "./a", "a/.", "x".repeat(1025), "a\0b", "a\ud800"]) {
        const no = key(bad);
        expect(await codeOf(store.get(no)), bad).toBe("invalid-key");
        expect(await codeOf(store.head(no))).toBe("invalid-key");
        expect(await codeOf(store.getIfNoneMatch(no, "x" as ETag))).toBe("invalid-key");
        expect(await codeOf(store.getRange(no, 0, 1))).toBe("invalid-key");
        expect(await codeOf(store.putIfAbsent(no, bytesOf("x")))).toBe("invalid-key");
        expect(await codeOf(store.putStreamIfAbsent(no, chunksOf(bytesOf("x"), 1)))).toBe("invalid-key");
        expect(await codeOf(store.putIfMatch(no, bytesOf("x"), "x" as ETag))).toBe("invalid-key");
        expect(await codeOf(store.delete(no))).toBe("invalid-key");
      }
    });
  });
}
