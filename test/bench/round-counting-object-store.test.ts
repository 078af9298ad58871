import { expect, it } from "vitest";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { parseObjectKey } from "../../src/store/store.ts";
import { delayStore, firstByteTimes, s3Latency } from "./support/latency-object-store.ts";
import { RoundCountingObjectStore } from "./support/round-counting-object-store.ts";

const key = parseObjectKey("index/a");

async function storeOfOne(): Promise<RoundCountingObjectStore> {
  const inner = new MemoryObjectStore();
  await inner.putIfAbsent(key, Buffer.from("текст"));
  return new RoundCountingObjectStore(inner);
}

it("counts requests that are sent together as one round", async () => {
  const store = await storeOfOne();
  await Promise.all([store.get(key), store.head(key), store.getRange(key, 0, 2)]);
  expect(store.takeRounds()).toBe(1);
});

it("counts a round for each answer that had to be waited for", async () => {
  const store = await storeOfOne();
  const { etag } = await store.get(key);
  await Promise.all([store.getIfNoneMatch(key, etag), store.getRange(key, 0, 2)]);
  await store.putIfMatch(key, Buffer.from("иной"), etag);
  expect(store.takeRounds()).toBe(3);
});

it("begins anew once its rounds were taken, and an empty range costs none", async () => {
  const store = await storeOfOne();
  await store.get(key);
  store.takeRounds();
  expect(store.takeRounds()).toBe(0);
  await store.getRange(key, 1, 1);
  expect(store.takeRounds()).toBe(0);
});

it("counts a failed request as one that was waited for", async () => {
  const store = await storeOfOne();
  await expect(store.get(parseObjectKey("index/b"))).rejects.toMatchObject({ code: "object-not-found" });
  await store.get(key);
  expect(store.takeRounds()).toBe(2);
});

it("has a simulated store answer no sooner than its first byte and its bytes a second allow", async () => {
  const inner = new MemoryObjectStore();
  await inner.putIfAbsent(key, Buffer.alloc(40_000));
  const store = delayStore(inner, { medianMs: 20, p99Ms: 20, bytesPerSecond: 1e6 });
  const startMs = performance.now();
  await Promise.all([store.get(key), store.get(key), store.head(key)]);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(60);
});

it("draws first bytes with the median and the tail that are asked for, the same of the same seed", () => {
  const draw = (seed: number): number[] => Array.from({ length: 10_000 }, firstByteTimes(s3Latency, seed));
  const sorted = draw(1).sort((a, b) => a - b);
  expect(sorted[5_000]).toBeCloseTo(s3Latency.medianMs, -1);
  expect(sorted[9_900]).toBeGreaterThan(s3Latency.p99Ms * 0.85);
  expect(sorted[9_900]).toBeLessThan(s3Latency.p99Ms * 1.15);
  expect(draw(2)).toEqual(draw(2));
  expect(draw(2)).not.toEqual(draw(3));
});
