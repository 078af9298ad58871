/**
 * The storage contract as one suite: every sentence of src/storage/object-store.ts, for any store. What only some
 * stores can do (a folder's plain files, a process that dies) is tested beside their own files.
 */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ErrorCode, isSearchIndexError } from "../../src/errors.ts";
import { type ETag, listAll, type ObjectKey, type ObjectStore } from "../../src/storage/object-store.ts";

/** A fresh, empty store for one test; `dispose` is called at its end. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  readonly dispose?: () => Promise<void>;
}

/** What a store is known to lack; the suite then does not ask for it. */
export type Lack =
  /** IfNoneMatch on CompleteMultipartUpload is ignored: a streamed object may replace another. */
  | "conditional-multipart"
  /** The ETag says nothing of the bytes: equal bytes may have different ETags. */
  | "content-etags"
  /** Keys with empty parts (`a//b`, `a/`) are changed or refused. */
  | "empty-key-parts";

export interface ContractOptions {
  readonly lacks?: readonly Lack[];
  /** Rounds of each race. Default 5. */
  readonly rounds?: number;
  /** Default 16. */
  readonly racers?: number;
  /** Objects in the test of paging; over 1,000, so that S3's own bound is passed. Default 1,050. */
  readonly manyObjects?: number;
  /** Default 20 MB: three parts of a multipart upload. */
  readonly bigObjectBytes?: number;
}

const key = (text: string): ObjectKey => text as ObjectKey;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The code of the error that a promise rejects with; fails where it is none of ours, or where it resolves. */
export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) expect.fail("the call succeeded");
  if (!isSearchIndexError(error)) throw error;
  return error.code;
}

/** Bytes that do not compress and differ everywhere, the same for one seed. */
export function noise(sizeBytes: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  let state = seed;
  for (let i = 0; i < words.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, sizeBytes);
}

async function* chunksOf(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}

async function keysUnder(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const summary of listAll(store, prefix)) keys.push(summary.key);
  return keys;
}

/** Runs at most `width` of the tasks at a time. */
async function inParallel(tasks: readonly (() => Promise<unknown>)[], width = 32): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tasks.length) await tasks[next++]?.();
  };
  await Promise.all(Array.from({ length: width }, worker));
}

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

export function objectStoreContract(
  name: string,
  makeStore: () => Promise<StoreUnderTest> | StoreUnderTest,
  options: ContractOptions = {},
): void {
  const rounds = options.rounds ?? 5;
  const racers = options.racers ?? 16;
  const manyObjects = options.manyObjects ?? 1050;
  const bigObjectBytes = options.bigObjectBytes ?? 20_000_000;
  const lacks = new Set(options.lacks ?? []);
  const test = (claim: string, body: (store: ObjectStore) => Promise<void>): void => {
    it(claim, async () => {
      const { store, dispose } = await makeStore();
      try {
        await body(store);
      } finally {
        await dispose?.();
      }
    });
  };

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
      expect((await store.list({ prefix: "a" })).objects[0]?.lastModifiedMs).toBe(lastModifiedMs);
    });
  });

  describe(`${name}: keys`, () => {
    const trickyKeys = lacks.has("empty-key-parts") ? TRICKY_KEYS : [...TRICKY_KEYS, ...EMPTY_PART_KEYS];

    test("holds keys of any script and any awkward characters, each its own object", async (store) => {
      for (const text of trickyKeys) await store.putIfAbsent(key(text), bytesOf(text));
      for (const text of trickyKeys) {
        expect(textOf((await store.get(key(text))).bytes), text).toBe(text);
        expect((await store.head(key(text))).key).toBe(text);
        expect(await codeOf(store.putIfAbsent(key(text), bytesOf("again"))), text).toBe("object-exists");
      }
      const inOrder = [...trickyKeys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keysUnder(store, "")).toEqual(inOrder);
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
        expect(await keysUnder(store, "")).toEqual(["a", "a/b", "a/b/c"]);
        for (const text of order) {
          const { bytes, etag } = await store.get(key(text));
          expect(textOf(bytes)).toBe(text);
          await store.putIfMatch(key(text), bytesOf(`${text}!`), etag);
        }
        for (const [i, text] of order.entries()) {
          await store.delete(key(text));
          expect(await keysUnder(store, "")).toEqual(order.slice(i + 1).sort());
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

  describe(`${name}: writing on a condition`, () => {
    test("creates an object once only, and changes nothing the second time", async (store) => {
      const etag = await store.putIfAbsent(key("a"), bytesOf("first"));
      expect(await codeOf(store.putIfAbsent(key("a"), bytesOf("second")))).toBe("object-exists");
      expect(await store.get(key("a"))).toMatchObject({ etag, sizeBytes: 5 });
    });

    test("replaces an object under its ETag only, and changes nothing under another", async (store) => {
      const first = await store.putIfAbsent(key("a"), bytesOf("first"));
      const second = await store.putIfMatch(key("a"), bytesOf("second"), first);
      expect(second).not.toBe(first);
      expect(await codeOf(store.putIfMatch(key("a"), bytesOf("third"), first))).toBe("etag-mismatch");
      const object = await store.get(key("a"));
      expect([textOf(object.bytes), object.etag]).toEqual(["second", second]);
    });

    test("says etag-mismatch of an absent key, and creates nothing", async (store) => {
      expect(await codeOf(store.putIfMatch(key("a"), bytesOf("x"), "0".repeat(32) as ETag))).toBe("etag-mismatch");
      const etag = await store.putIfAbsent(key("b"), bytesOf("b"));
      await store.delete(key("b"));
      expect(await codeOf(store.putIfMatch(key("b"), bytesOf("x"), etag))).toBe("etag-mismatch");
      expect(await keysUnder(store, "")).toEqual([]);
    });

    if (!lacks.has("content-etags")) {
      test("gives equal bytes equal ETags, and other bytes others", async (store) => {
        const a = await store.putIfAbsent(key("a"), bytesOf("same"));
        const b = await store.putIfAbsent(key("b"), bytesOf("same"), { contentType: "text/plain" });
        expect(b).toBe(a);
        expect(a).toBe(createHash("md5").update("same").digest("hex"));
        expect(await store.putIfMatch(key("a"), bytesOf("else"), a)).not.toBe(a);
      });
    }

    test("lets exactly one of many racing creators win", async (store) => {
      for (let round = 0; round < rounds; round += 1) {
        const race = Array.from({ length: racers }, (_, i) =>
          store.putIfAbsent(key(`race/${round}`), bytesOf(`writer ${i}`)),
        );
        await expectOneWinner(race, "object-exists", async () => textOf((await store.get(key(`race/${round}`))).bytes));
      }
    });

    test("lets exactly one of many racing replacers win", async (store) => {
      let etag = await store.putIfAbsent(key("race"), bytesOf("start"));
      for (let round = 0; round < rounds; round += 1) {
        const race = Array.from({ length: racers }, (_, i) =>
          store.putIfMatch(key("race"), bytesOf(`writer ${i}, round ${round}`), etag),
        );
        await expectOneWinner(race, "etag-mismatch", async () => {
          const object = await store.get(key("race"));
          etag = object.etag;
          return textOf(object.bytes).replace(`, round ${round}`, "");
        });
      }
    });

    test("loses no line that many read, add to and write back, and has none twice", async (store) => {
      await store.putIfAbsent(key("lines"), new Uint8Array(0));
      const addLine = async (line: string): Promise<void> => {
        for (;;) {
          const { bytes, etag } = await store.get(key("lines"));
          const lines = textOf(bytes);
          // After a doubtful answer the line may be there already: that is what looking again is for.
          if (lines.includes(line)) return;
          try {
            await store.putIfMatch(key("lines"), bytesOf(lines + line), etag);
            return;
          } catch (error) {
            if (!isSearchIndexError(error) || !error.retryable) throw error;
          }
        }
      };
      const writer = async (name: string): Promise<void> => {
        for (let i = 0; i < rounds; i += 1) await addLine(`${name}, line ${i}\n`);
      };
      const names = Array.from({ length: racers }, (_, i) => `writer ${i}`);
      await Promise.all(names.map(writer));
      const lines = textOf((await store.get(key("lines"))).bytes)
        .trim()
        .split("\n");
      expect(new Set(lines).size).toBe(racers * rounds);
      expect(lines).toHaveLength(racers * rounds);
    });
  });

  describe(`${name}: streams`, () => {
    const big = noise(bigObjectBytes, 7);

    test("joins chunks of any size, empty ones too, into one object", async (store) => {
      const bytes = noise(100_000);
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(0);
        yield bytes.subarray(0, 1);
        yield bytes.subarray(1, 70_000);
        yield new Uint8Array(0);
        yield bytes.subarray(70_000);
      };
      const etag = await store.putStreamIfAbsent(key("a"), chunks(), { contentType: "text/plain" });
      const object = await store.get(key("a"));
      expect(object).toMatchObject({ etag, contentType: "text/plain" });
      expect(Buffer.from(object.bytes).equals(bytes)).toBe(true);
    });

    test("copies chunks whose buffer the producer uses again", async (store) => {
      const buffer = Buffer.alloc(1000);
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        for (let i = 0; i < 5; i += 1) yield buffer.fill(i);
      };
      await store.putStreamIfAbsent(key("a"), chunks());
      const { bytes } = await store.get(key("a"));
      expect([0, 1, 2, 3, 4].map((i) => bytes[i * 1000 + 999])).toEqual([0, 1, 2, 3, 4]);
    });

    test("makes an empty object of no chunks", async (store) => {
      await store.putStreamIfAbsent(key("a"), chunksOf(new Uint8Array(0), 1));
      expect((await store.get(key("a"))).sizeBytes).toBe(0);
    });

    test("takes a big object and gives it back whole and in ranges", async (store) => {
      const etag = await store.putStreamIfAbsent(key("big"), chunksOf(big, 1_234_567), { metadata: { source: "x" } });
      const object = await store.get(key("big"));
      expect(Buffer.from(object.bytes).equals(big)).toBe(true);
      expect(object).toMatchObject({ etag, sizeBytes: big.length, metadata: { source: "x" } });
      expect(await store.head(key("big"))).toMatchObject({ etag, sizeBytes: big.length });
      const middle = big.length >> 1;
      const range = await store.getRange(key("big"), middle, middle + 3_000_000);
      expect(Buffer.from(range).equals(big.subarray(middle, middle + 3_000_000))).toBe(true);
    });

    test("replaces a streamed object under the ETag that it was given", async (store) => {
      const etag = await store.putStreamIfAbsent(key("big"), chunksOf(big, 4_000_000));
      expect(await codeOf(store.putIfMatch(key("big"), bytesOf("x"), "0".repeat(32) as ETag))).toBe("etag-mismatch");
      await store.putIfMatch(key("big"), bytesOf("small"), etag);
      expect(textOf((await store.get(key("big"))).bytes)).toBe("small");
    });

    test("leaves nothing of a stream that throws, neither early nor late", async (store) => {
      const broken = new Error("the source broke");
      for (const goodChunks of [0, 1, 3]) {
        const chunks = async function* (): AsyncGenerator<Uint8Array> {
          for (let i = 0; i < goodChunks; i += 1) yield big.subarray(i * 6_000_000, (i + 1) * 6_000_000);
          throw broken;
        };
        await expect(store.putStreamIfAbsent(key("a"), chunks())).rejects.toBe(broken);
        expect(await codeOf(store.head(key("a")))).toBe("object-not-found");
      }
      expect(await keysUnder(store, "")).toEqual([]);
      await store.putStreamIfAbsent(key("a"), chunksOf(bytesOf("well"), 2));
      expect(textOf((await store.get(key("a"))).bytes)).toBe("well");
    });

    test("does not replace an object by a small stream", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("first"));
      expect(await codeOf(store.putStreamIfAbsent(key("a"), chunksOf(bytesOf("second"), 3)))).toBe("object-exists");
      expect(textOf((await store.get(key("a"))).bytes)).toBe("first");
    });

    if (!lacks.has("conditional-multipart")) {
      test("does not replace an object by a big stream, even one that came while it ran", async (store) => {
        await store.putIfAbsent(key("a"), bytesOf("first"));
        expect(await codeOf(store.putStreamIfAbsent(key("a"), chunksOf(big, 5_000_000)))).toBe("object-exists");
        const chunks = async function* (): AsyncGenerator<Uint8Array> {
          yield big.subarray(0, 10_000_000);
          await store.putIfAbsent(key("b"), bytesOf("meanwhile"));
          yield big.subarray(10_000_000);
        };
        expect(await codeOf(store.putStreamIfAbsent(key("b"), chunks()))).toBe("object-exists");
        expect(textOf((await store.get(key("a"))).bytes)).toBe("first");
        expect(textOf((await store.get(key("b"))).bytes)).toBe("meanwhile");
      });
    }
  });

  describe(`${name}: beside the bytes`, () => {
    const described = {
      contentType: "text/plain; charset=windows-1251",
      contentEncoding: "gzip",
      metadata: {
        published: "2016-10-09T12:30+03:00",
        title: "%D0%9C%D0%B8%D1%80 и".replace(" и", ""),
        "x-y_z": "a b",
      },
    };

    test("keeps content type, encoding and metadata, in get and in head", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("a"), described);
      const { bytes: _, ...head } = await store.get(key("a"));
      expect(head).toMatchObject(described);
      expect(await store.head(key("a"))).toEqual(head);
    });

    test("says null of what was not given", async (store) => {
      await store.putIfAbsent(key("a"), bytesOf("a"));
      expect(await store.head(key("a"))).toMatchObject({ contentType: null, contentEncoding: null });
      expect(Object.keys((await store.head(key("a"))).metadata)).toEqual([]);
    });

    test("replaces all of it with the bytes", async (store) => {
      const etag = await store.putIfAbsent(key("a"), bytesOf("a"), described);
      const second = await store.putIfMatch(key("a"), bytesOf("b"), etag, { metadata: { source: "other" } });
      const head = await store.head(key("a"));
      expect(head).toMatchObject({ contentType: null, contentEncoding: null });
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

  describe(`${name}: listing and deleting`, () => {
    test("lists keys, ETags, sizes and times under a prefix of characters, not of folders", async (store) => {
      const etag = await store.putIfAbsent(key("index/segments/01"), bytesOf("abc"));
      for (const text of ["index/segment", "index/segments/02", "index/segmentz", "indey", "other/index/segments/03"]) {
        await store.putIfAbsent(key(text), bytesOf(text));
      }
      const { objects, nextCursor } = await store.list({ prefix: "index/segments" });
      expect(objects.map((object) => object.key)).toEqual(["index/segments/01", "index/segments/02"]);
      const { lastModifiedMs } = await store.head(key("index/segments/01"));
      expect(objects[0]).toEqual({ key: "index/segments/01", etag, sizeBytes: 3, lastModifiedMs });
      expect(nextCursor).toBeNull();
      expect(await keysUnder(store, "index/segment")).toHaveLength(4);
      expect(await keysUnder(store, "index/segments/01")).toEqual(["index/segments/01"]);
      expect(await keysUnder(store, "index/segments/01/")).toEqual([]);
      expect(await keysUnder(store, "nothing/")).toEqual([]);
    });

    test("orders keys by their UTF-8 bytes, folders among files", async (store) => {
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
      const inOrder = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keysUnder(store, "")).toEqual(inOrder);
      for (let limit = 1; limit <= 3; limit += 1) {
        expect(await keysByPages(store, "", limit)).toEqual(inOrder);
        expect(await keysByPages(store, "b/", limit)).toEqual(inOrder.filter((text) => text.startsWith("b/")));
      }
    });

    test("gives more than a thousand objects in pages, each once and in order", async (store) => {
      const keys = Array.from({ length: manyObjects }, (_, i) => `many/${i % 7}/${String(i).padStart(5, "0")}`);
      await inParallel(keys.map((text) => () => store.putIfAbsent(key(text), bytesOf("x"))));
      const first = await store.list({ prefix: "many/" });
      expect(first.objects).toHaveLength(1000);
      expect(first.nextCursor).not.toBeNull();
      expect(await keysUnder(store, "many/")).toEqual([...keys].sort());
      expect(await keysByPages(store, "many/3/", 37)).toEqual(keys.filter((text) => text.startsWith("many/3/")).sort());
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

/**
 * Of `writer 0`, `writer 1`, … at most one succeeded, and what is there now is its own. A loser is told of a conflict
 * or (Ceph) that the store is unavailable; if nobody was told of success, one of those in doubt wrote it.
 */
async function expectOneWinner(
  race: readonly Promise<unknown>[],
  lost: ErrorCode,
  readWinner: () => Promise<string>,
): Promise<void> {
  const winners: string[] = [];
  const doubters: string[] = [];
  for (const [i, outcome] of (await Promise.allSettled(race)).entries()) {
    if (outcome.status === "fulfilled") winners.push(`writer ${i}`);
    else if (!isSearchIndexError(outcome.reason)) throw outcome.reason;
    else if (outcome.reason.code === "store-unavailable") doubters.push(`writer ${i}`);
    else expect([lost, "commit-conflict"]).toContain(outcome.reason.code);
  }
  expect(winners.length).toBeLessThanOrEqual(1);
  expect(winners.length === 1 ? winners : doubters).toContain(await readWinner());
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
