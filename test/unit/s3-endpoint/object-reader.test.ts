import { describe, expect, it } from "vitest";
import { openObject, VersionChanged } from "../../../infra/local/s3/object-reader.ts";
import { MemoryObjectStore } from "../../../src/storage/memory-object-store.ts";
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";
import { collect } from "./fake-request.ts";

const KEY = "big.bin" as ObjectKey;
const SIZE = 10 * 1024 * 1024;

async function storeWith(fill: number): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore();
  await store.putIfAbsent(KEY, new Uint8Array(SIZE).fill(fill));
  return store;
}

describe("openObject", () => {
  it("reads any range of a large object in pieces", async () => {
    const object = await openObject(await storeWith(7), KEY);
    const bytes = await collect(object.read({ start: 3, end: SIZE - 1 }));
    expect(bytes.equals(Buffer.alloc(SIZE - 4, 7))).toBe(true);
  });

  it("never mixes two versions of a large object", async () => {
    const store = await storeWith(1);
    const object = await openObject(store, KEY);
    const seen: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of object.read({ start: 0, end: SIZE })) {
        seen.push(piece);
        await store.putIfMatch(KEY, new Uint8Array(SIZE).fill(2), (await store.head(KEY)).etag);
      }
    })();
    await expect(reading).rejects.toBeInstanceOf(VersionChanged);
    expect(Buffer.concat(seen).every((byte) => byte === 1)).toBe(true);
  });

  it.each([
    ["deleted", async (store: MemoryObjectStore) => store.delete(KEY)],
    [
      "shortened",
      async (store: MemoryObjectStore) => {
        await store.putIfMatch(KEY, new Uint8Array(1), (await store.head(KEY)).etag);
      },
    ],
  ])("notices a large object that was %s", async (_what, change) => {
    const store = await storeWith(1);
    const object = await openObject(store, KEY);
    await change(store);
    await expect(collect(object.read({ start: 0, end: SIZE }))).rejects.toBeInstanceOf(VersionChanged);
  });

  it("gives a small object as it was opened, whatever comes after", async () => {
    const store = new MemoryObjectStore();
    const etag = await store.putIfAbsent(KEY, Buffer.from("before"));
    const object = await openObject(store, KEY);
    await store.putIfMatch(KEY, Buffer.from("after"), etag);
    expect((await collect(object.read({ start: 0, end: 6 }))).toString()).toBe("before");
    expect(object.head.etag).toBe(etag);
  });
});
