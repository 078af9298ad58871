import { MemoryObjectStore } from "../../src/store/local.ts";
import { CountingObjectStore, RetryingObjectStore, TwoBucketObjectStore } from "../../src/store/store.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { FailingObjectStore, seededFaults } from "../support/failing-object-store.ts";
import { objectStoreContract } from "./object-store-contract.ts";

objectStoreContract("CountingObjectStore", () => ({ store: new CountingObjectStore(new MemoryObjectStore()) }));

objectStoreContract("FailingObjectStore without faults", () => ({
  store: new FailingObjectStore(new MemoryObjectStore()),
}));

// The suite's keys lie on both sides: those under `index/` in one store, all others in the other, which alone a listing
// of all shows.
const twoBuckets = () => {
  const layout = { uploadsPrefix: "", indexPrefix: "index/" };
  return new TwoBucketObjectStore(new MemoryObjectStore(), new MemoryObjectStore(), layout);
};
objectStoreContract("TwoBucketObjectStore", () => ({ store: twoBuckets() }));

/** Reads, listings and deletes fail half the time, before or after their effect; conditional writes never do. */
const flaky = (seed: number) => {
  const faults = seededFaults(seed, 0.5, [
    { when: "before", error: "http-503" },
    { when: "before", error: "timeout" },
    { when: "after", error: "http-500" },
  ]);
  const failing = new FailingObjectStore(new MemoryObjectStore(), (call) =>
    call.method.startsWith("put") || call.method === "deleteIfMatch" ? null : faults(call),
  );
  const retries = { clock: new ManualClock(), ids: seededIds(seed), maxAttempts: 100, baseDelayMs: 1, budgetMs: 1e9 };
  return new RetryingObjectStore(failing, retries);
};

for (const seed of [1, 2, 3]) {
  objectStoreContract(`RetryingObjectStore over a flaky store, seed ${seed}`, () => ({ store: flaky(seed) }), {
    manyObjects: 1001,
    bigObjectBytes: 12_000_000,
  });
}
