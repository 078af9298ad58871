import { describe, expect, it } from "vitest";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { ETag, ObjectKey } from "../../../src/store/store.ts";
import { codeOf } from "../../contract/object-store/contract.ts";
import { FailingObjectStore, faultsAt, KilledError, seededFaults } from "../../support/failing-object-store.ts";

const key = "a" as ObjectKey;
const one = new Uint8Array([1]);
const two = new Uint8Array([2]);

async function* chunk(): AsyncGenerator<Uint8Array> {
  yield two;
}

describe("FailingObjectStore", () => {
  it("fails a call before its effect, or after", async () => {
    const memory = new MemoryObjectStore();
    const store = new FailingObjectStore(
      memory,
      faultsAt({ 1: { when: "before", error: "timeout" }, 2: { when: "after", error: "http-500" } }),
    );
    expect(await codeOf(store.putIfAbsent(key, one))).toBe("store-unavailable");
    expect(await codeOf(memory.head(key))).toBe("object-not-found");
    expect(await codeOf(store.putIfAbsent(key, one))).toBe("store-unavailable");
    expect((await memory.get(key)).bytes).toEqual(one);
  });

  it("lets late writes land when told, under the conditions of that moment", async () => {
    const memory = new MemoryObjectStore();
    const store = new FailingObjectStore(memory, (call) =>
      call.number <= 3 ? { when: "late", error: "timeout" } : null,
    );
    expect(await codeOf(store.putIfAbsent(key, one))).toBe("store-unavailable");
    expect(await codeOf(store.putStreamIfAbsent("b" as ObjectKey, chunk()))).toBe("store-unavailable");
    expect(await codeOf(store.putIfMatch("c" as ObjectKey, one, "x" as ETag))).toBe("store-unavailable");
    expect(store.lateWriteCount).toBe(3);
    await store.putIfAbsent(key, two);
    await store.landLateWrites(1);
    expect((await memory.get(key)).bytes).toEqual(two);
    await store.landLateWrites();
    expect((await memory.get("b" as ObjectKey)).bytes).toEqual(two);
    expect(store.lateWriteCount).toBe(0);
  });

  it("tells of conflicts that are none", async () => {
    const store = new FailingObjectStore(
      new MemoryObjectStore(),
      faultsAt({
        1: { when: "before", error: "http-412" },
        2: { when: "before", error: "http-412" },
        3: { when: "before", error: "http-409" },
      }),
    );
    expect(await codeOf(store.putIfAbsent(key, one))).toBe("object-exists");
    expect(await codeOf(store.putIfMatch(key, one, "x" as ETag))).toBe("etag-mismatch");
    expect(await codeOf(store.putIfAbsent(key, one))).toBe("commit-conflict");
  });

  it("is dead after it was killed", async () => {
    const memory = new MemoryObjectStore();
    const store = new FailingObjectStore(memory, faultsAt({ 2: { when: "killed after" } }));
    await store.list({ prefix: "" });
    await expect(store.putIfAbsent(key, one)).rejects.toBeInstanceOf(KilledError);
    await expect(store.get(key)).rejects.toBeInstanceOf(KilledError);
    expect([store.isKilled, store.callCount]).toEqual([true, 2]);
    expect((await memory.get(key)).bytes).toEqual(one);
  });

  it("gives the same faults for the same seed, about as often as asked", () => {
    const faults = [{ when: "before", error: "timeout" }, { when: "killed before" }] as const;
    const run = (seed: number) => {
      const policy = seededFaults(seed, 0.25, faults);
      return Array.from({ length: 1000 }, (_, i) => policy({ number: i + 1, method: "get", key: "a" }));
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const count = run(1).filter((fault) => fault !== null).length;
    expect(count).toBeGreaterThan(200);
    expect(count).toBeLessThan(300);
    expect(new Set(run(1))).toEqual(new Set([null, ...faults]));
  });
});
