import { describe, expect, it } from "vitest";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { CountingObjectStore, type ETag, type ObjectKey } from "../../../../src/store/store.ts";
import { codeOf, noise } from "../../../contract/object-store/contract.ts";
import { countsBetween } from "../../../support/counts-between.ts";

const key = (text: string): ObjectKey => text as ObjectKey;

async function* chunksOf(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield noise(size);
}

describe("CountingObjectStore", () => {
  it("counts each request by its method, and the bytes that went either way", async () => {
    const store = new CountingObjectStore(new MemoryObjectStore());
    const etag = await store.putIfAbsent(key("a"), noise(100));
    await store.putIfMatch(key("a"), noise(50), etag);
    await store.get(key("a"));
    await store.getIfNoneMatch(key("a"), "x" as ETag);
    await store.getRange(key("a"), 10, 30);
    await store.getRange(key("a"), 10, 10);
    await store.head(key("a"));
    await store.list({ prefix: "" });
    await store.delete(key("a"));
    await codeOf(store.deleteIfMatch(key("a"), etag));
    const { byMethod, ...sums } = store.counts();
    expect(sums).toEqual({ requests: 9, bytesRead: 120, bytesWritten: 150 });
    expect(byMethod).toEqual({
      get: 1,
      getIfNoneMatch: 1,
      getRange: 1,
      head: 1,
      putIfAbsent: 1,
      putStreamIfAbsent: 0,
      putIfMatch: 1,
      list: 1,
      delete: 1,
      deleteIfMatch: 1,
    });
  });

  it("counts a request that failed, and an answer of 304, without bytes", async () => {
    const store = new CountingObjectStore(new MemoryObjectStore());
    await codeOf(store.get(key("a")));
    const etag = await store.putIfAbsent(key("a"), noise(10));
    await codeOf(store.putIfAbsent(key("a"), noise(10)));
    await store.getIfNoneMatch(key("a"), etag);
    expect(store.counts()).toMatchObject({ requests: 4, bytesRead: 0, bytesWritten: 10 });
  });

  it("counts a stream of one part as one request and a longer one as its parts and two", async () => {
    const store = new CountingObjectStore(new MemoryObjectStore());
    await store.putStreamIfAbsent(key("small"), chunksOf([8 * 1024 * 1024]));
    expect(store.counts()).toMatchObject({ requests: 1, bytesWritten: 8 * 1024 * 1024 });
    await store.putStreamIfAbsent(key("big"), chunksOf([8 * 1024 * 1024, 1]));
    expect(store.counts()).toMatchObject({ requests: 1 + 4, bytesWritten: 16 * 1024 * 1024 + 1 });
  });

  it("gives snapshots that stay, and what lies between two", async () => {
    const store = new CountingObjectStore(new MemoryObjectStore());
    await store.putIfAbsent(key("a"), noise(10));
    const before = store.counts();
    await store.get(key("a"));
    await store.get(key("a"));
    const between = countsBetween(before, store.counts());
    expect(between).toMatchObject({ requests: 2, bytesRead: 20, bytesWritten: 0 });
    expect(between.byMethod).toMatchObject({ get: 2, putIfAbsent: 0 });
    expect(before.requests).toBe(1);
  });
});
