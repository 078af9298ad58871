import { describe, expect, it } from "vitest";
import { CachingObjectStore } from "../../../src/storage/caching-object-store.ts";
import { CountingObjectStore } from "../../../src/storage/counting-object-store.ts";
import { MemoryObjectStore } from "../../../src/storage/memory-object-store.ts";
import type { ObjectKey, ObjectStore } from "../../../src/storage/object-store.ts";
import { codeOf, noise } from "../../contract/object-store/contract.ts";
import { FailingObjectStore, type FaultPolicy } from "../../support/failing-object-store.ts";

const segment = "segments/1" as ObjectKey;
const manifest = "manifest" as ObjectKey;
const bytes = noise(10_000);

async function build(options: { maxBytes?: number; policy?: FaultPolicy } = {}) {
  const memory = new MemoryObjectStore();
  await memory.putIfAbsent(segment, bytes);
  await memory.putIfAbsent(manifest, bytes);
  const counting = new CountingObjectStore(new FailingObjectStore(memory, options.policy));
  const store = new CachingObjectStore(counting, {
    maxBytes: options.maxBytes ?? 1_000_000,
    isImmutable: (key) => key.startsWith("segments/"),
  });
  return { store, memory, requests: () => counting.counts().requests };
}

/** A store whose reads of ranges wait until they are let go. */
function gated(inner: ObjectStore): { store: ObjectStore; open: () => void } {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const getRange: ObjectStore["getRange"] = async (key, start, end) => {
    const found = await inner.getRange(key, start, end);
    await gate;
    return found;
  };
  const store = new Proxy(inner, {
    get: (target, name) =>
      name === "getRange" ? getRange : (Reflect.get(target, name) as (...args: never[]) => unknown).bind(target),
  });
  return { store, open };
}

describe("CachingObjectStore", () => {
  it("reads the same range of an immutable object once", async () => {
    const { store, requests } = await build();
    const first = await store.getRange(segment, 10, 500);
    expect(Buffer.from(await store.getRange(segment, 10, 500)).equals(first)).toBe(true);
    expect(requests()).toBe(1);
    await store.getRange(segment, 10, 501);
    expect(requests()).toBe(2);
    expect(store.counts()).toMatchObject({ hits: 1, misses: 2 });
  });

  it("serves ranges, right and wrong, from an object that it has whole", async () => {
    const { store, requests } = await build();
    await store.get(segment);
    expect(Buffer.from(await store.getRange(segment, 1, 9_999)).equals(bytes.subarray(1, 9_999))).toBe(true);
    expect(await codeOf(store.getRange(segment, 1, 10_001))).toBe("range-not-satisfiable");
    expect(await codeOf(store.getRange(segment, 5, 4))).toBe("range-not-satisfiable");
    expect((await store.get(segment)).sizeBytes).toBe(10_000);
    expect(await codeOf(store.get(segment, { maxBytes: 9_999 }))).toBe("object-too-large");
    expect(requests()).toBe(1);
  });

  it("passes every read of an object that may change through to the store", async () => {
    const { store, memory, requests } = await build();
    const { etag } = await store.get(manifest);
    await memory.putIfMatch(manifest, noise(5), etag);
    expect((await store.get(manifest)).sizeBytes).toBe(5);
    expect((await store.getRange(manifest, 0, 5)).length).toBe(5);
    expect(requests()).toBe(3);
  });

  it("lets those who ask for the same at once share one read", async () => {
    const { store, requests } = await build();
    const ranges = await Promise.all(Array.from({ length: 20 }, () => store.getRange(segment, 0, 100)));
    expect(ranges.every((range) => range.length === 100)).toBe(true);
    await Promise.all([store.get(segment), store.get(segment)]);
    expect(requests()).toBe(2);
  });

  it("tells a failure to all who wait for it, and reads anew for the next", async () => {
    const { store, requests } = await build({
      policy: (call) => (call.number === 1 ? { when: "before", error: "http-503" } : null),
    });
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(store.getRange(segment, 0, 100))));
    expect(codes).toEqual(["store-unavailable", "store-unavailable", "store-unavailable"]);
    expect((await store.getRange(segment, 0, 100)).length).toBe(100);
    expect(requests()).toBe(2);
  });

  it("does not keep an absent object absent", async () => {
    const { store, memory } = await build();
    const later = "segments/later" as ObjectKey;
    expect(await codeOf(store.get(later))).toBe("object-not-found");
    await memory.putIfAbsent(later, noise(1));
    expect((await store.get(later)).sizeBytes).toBe(1);
  });

  it("stays within its bytes and lets go of what was used longest ago", async () => {
    const { store, requests } = await build({ maxBytes: 5_000 });
    const read = (i: number): Promise<Uint8Array> => store.getRange(segment, i * 1000, i * 1000 + 1000);
    for (let i = 0; i < 3; i += 1) await read(i);
    await read(0);
    await read(3);
    expect(requests()).toBe(4);
    expect(store.counts().usedBytes).toBeLessThanOrEqual(5_000);
    await read(0);
    expect(requests()).toBe(4);
    await read(1);
    expect(requests()).toBe(5);
    await store.getRange(segment, 0, 6_000);
    await store.getRange(segment, 0, 6_000);
    expect(requests()).toBe(7);
  });

  it("forgets what is dropped, deleted or replaced through it", async () => {
    const { store, memory, requests } = await build();
    await store.get(segment);
    await store.getRange("segments/1" as ObjectKey, 0, 1);
    store.drop(segment);
    await store.getRange(segment, 0, 10);
    expect(requests()).toBe(2);
    await store.delete(segment);
    expect(await codeOf(store.getRange(segment, 0, 10))).toBe("object-not-found");
    const etag = await memory.putIfAbsent(segment, noise(20));
    expect((await store.get(segment)).sizeBytes).toBe(20);
    await store.putIfMatch(segment, noise(30), etag);
    expect((await store.get(segment)).sizeBytes).toBe(30);
    expect(store.counts().usedBytes).toBeLessThan(1_000);
  });

  it("drops one key and not another that begins with it", async () => {
    const { store, memory, requests } = await build();
    await memory.putIfAbsent("segments/12" as ObjectKey, noise(10));
    await store.getRange("segments/12" as ObjectKey, 0, 10);
    store.drop(segment);
    await store.getRange("segments/12" as ObjectKey, 0, 10);
    expect(requests()).toBe(1);
  });

  it("does not keep what was read before its key was dropped, though the read ends after", async () => {
    const memory = new MemoryObjectStore();
    const etag = await memory.putIfAbsent(segment, new Uint8Array([1]));
    const { store: slow, open } = gated(memory);
    const store = new CachingObjectStore(slow, { maxBytes: 1_000_000, isImmutable: () => true });
    const old = store.getRange(segment, 0, 1);
    store.drop(segment);
    await memory.putIfMatch(segment, new Uint8Array([2]), etag);
    const young = store.getRange(segment, 0, 1);
    open();
    expect([...(await old), ...(await young)]).toEqual([1, 2]);
    expect([...(await store.getRange(segment, 0, 1))]).toEqual([2]);
  });
});
