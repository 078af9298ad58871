/**
 * The part of the storage contract about objects that come in chunks, whole or not at all.
 */
import { describe, expect } from "vitest";
import type { ETag } from "../../../src/store/store.ts";
import { bytesOf, type Contract, chunksOf, codeOf, key, keysUnder, noise, textOf } from "./contract.ts";

export function describeStreams({ name, test, lacks, bigObjectBytes }: Contract): void {
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
}
