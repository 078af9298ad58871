import { expect, test } from "vitest";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { MeteredObjectStore, parseObjectKey } from "../../src/store/store.ts";
import { objectStoreContract } from "./object-store-contract.ts";

objectStoreContract("MeteredObjectStore", () => ({ store: new MeteredObjectStore(new MemoryObjectStore()) }));

const key = parseObjectKey("a.txt");

async function filledStore(): Promise<MeteredObjectStore> {
  const store = new MeteredObjectStore(new MemoryObjectStore());
  await store.putIfAbsent(key, Buffer.from("0123456789"));
  return store;
}

test("work that runs at the same time is charged apart", async () => {
  const store = await filledStore();
  const read = (times: number) =>
    store.measure(async () => {
      for (let i = 0; i < times; i += 1) await store.getRange(key, 0, 5);
      return store.cost;
    });
  expect(await Promise.all([read(1), read(4), read(0)])).toEqual([
    { requests: 1, bytes: 5 },
    { requests: 4, bytes: 20 },
    { requests: 0, bytes: 0 },
  ]);
});

test("work inside other work has an account of its own", async () => {
  const store = await filledStore();
  await store.measure(async () => {
    await store.head(key);
    await store.measure(async () => {
      await store.get(key);
      expect(store.cost).toEqual({ requests: 1, bytes: 10 });
    });
    expect(store.cost).toEqual({ requests: 1, bytes: 0 });
  });
});

test("outside of any work nothing is charged, and the store serves all the same", async () => {
  const store = await filledStore();
  expect((await store.get(key)).sizeBytes).toBe(10);
  expect(store.cost).toEqual({ requests: 0, bytes: 0 });
});

test("failed requests are charged, without bytes", async () => {
  const store = await filledStore();
  await store.measure(async () => {
    await expect(store.get(parseObjectKey("absent"))).rejects.toMatchObject({ code: "object-not-found" });
    expect(store.cost).toEqual({ requests: 1, bytes: 0 });
  });
});
