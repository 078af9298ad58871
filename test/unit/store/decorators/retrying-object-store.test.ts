import { describe, expect, it } from "vitest";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { type ETag, type ObjectKey, RetryingObjectStore } from "../../../../src/store/store.ts";
import { codeOf } from "../../../contract/object-store/contract.ts";
import { ManualClock, seededIds } from "../../../support/deterministic.ts";
import { FailingObjectStore, type Fault, type FaultPolicy } from "../../../support/failing-object-store.ts";
import type { RepeatOptions } from "../../../support/inside/store-decorators.ts";

const key = "a" as ObjectKey;
const unavailable: Fault = { when: "before", error: "http-503" };

async function* oneChunk(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(1);
}

function build(policy: FaultPolicy, options: Partial<RepeatOptions> = {}) {
  const sleptMs: number[] = [];
  const clock = new ManualClock();
  const original = clock.sleep.bind(clock);
  clock.sleep = (durationMs) => {
    sleptMs.push(durationMs);
    return original(durationMs);
  };
  const memory = new MemoryObjectStore();
  const failing = new FailingObjectStore(memory, policy);
  const store = new RetryingObjectStore(failing, { clock, ids: seededIds(1), ...options });
  return { store, failing, memory, sleptMs };
}

describe("RetryingObjectStore", () => {
  it("asks again until the store answers", async () => {
    const { store, failing, memory } = build((call) => (call.number <= 3 ? unavailable : null));
    await memory.putIfAbsent(key, new Uint8Array(3));
    expect((await store.get(key)).sizeBytes).toBe(3);
    expect(failing.callCount).toBe(4);
  });

  it("gives up after its attempts, with the store's own failure", async () => {
    const { store, failing } = build(() => unavailable, { maxAttempts: 3 });
    expect(await codeOf(store.head(key))).toBe("store-unavailable");
    expect(failing.callCount).toBe(3);
  });

  it("waits between nothing and a bound that doubles up to the longest", async () => {
    const { store, sleptMs } = build(() => unavailable, { maxAttempts: 60, baseDelayMs: 10, maxDelayMs: 80 });
    expect(await codeOf(store.list({ prefix: "" }))).toBe("store-unavailable");
    const bounds = sleptMs.map((_, i) => Math.min(80, 10 * 2 ** i));
    expect(sleptMs.every((ms, i) => ms >= 0 && ms < (bounds[i] ?? 0))).toBe(true);
    expect(Math.max(...sleptMs)).toBeGreaterThan(60);
    expect(Math.min(...sleptMs.slice(3))).toBeLessThan(20);
  });

  it("begins no wait that would end after its budget", async () => {
    const { store, sleptMs } = build(() => unavailable, { maxAttempts: 1000, baseDelayMs: 100, budgetMs: 500 });
    expect(await codeOf(store.delete(key))).toBe("store-unavailable");
    expect(sleptMs.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(500);
    expect(sleptMs.length).toBeGreaterThan(1);
  });

  it("never repeats a conditional write, whether it landed or not", async () => {
    for (const when of ["before", "after"] as const) {
      const { store, failing } = build(() => ({ when, error: "timeout" }));
      expect(await codeOf(store.putIfAbsent(key, new Uint8Array(1)))).toBe("store-unavailable");
      expect(await codeOf(store.putStreamIfAbsent("b" as ObjectKey, oneChunk()))).toBe("store-unavailable");
      expect(failing.callCount).toBe(2);
    }
    const { store, failing, memory } = build(() => unavailable);
    const etag = await memory.putIfAbsent(key, new Uint8Array(1));
    expect(await codeOf(store.putIfMatch(key, new Uint8Array(2), etag))).toBe("store-unavailable");
    expect(failing.callCount).toBe(1);
  });

  it("repeats no answer: neither an absent object nor any other error", async () => {
    const { store, failing } = build((call) => (call.method === "head" ? { when: "before", error: "http-409" } : null));
    expect(await codeOf(store.get(key))).toBe("object-not-found");
    expect(await codeOf(store.getIfNoneMatch(key, "x" as ETag))).toBe("object-not-found");
    expect(await codeOf(store.getRange(key, 5, 4))).toBe("range-not-satisfiable");
    expect(await codeOf(store.head(key))).toBe("commit-conflict");
    expect(failing.callCount).toBe(4);
  });

  it("dies with its process", async () => {
    const { store, failing } = build(() => ({ when: "killed before" }));
    await expect(store.get(key)).rejects.toThrow("killed");
    expect(failing.callCount).toBe(1);
  });

  it("is settled when all calls have ended, those that failed and those that these began included", async () => {
    const { store, memory } = build((call) => (call.number <= 2 ? unavailable : null));
    await memory.putIfAbsent(key, new Uint8Array(3));
    const ended: string[] = [];
    const absent = store.get("absent" as ObjectKey).catch(() => ended.push("absent"));
    const read = store.get(key).then(async () => {
      await store.getRange(key, 0, 1);
      ended.push("range");
    });
    await store.settled();
    expect(ended.sort()).toEqual(["absent", "range"]);
    await Promise.all([absent, read]);
    await store.settled();
  });
});
