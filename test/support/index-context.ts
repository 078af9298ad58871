/**
 * An index in memory for tests: a store, a clock that moves when told, ids of a seed.
 */

import { defaultKeyLayout, type IndexContext } from "../../src/index/shared.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { ManualClock, seededIds } from "./deterministic.ts";

export interface TestContext extends IndexContext {
  readonly clock: ManualClock;
}

/** A fresh bucket, or a view of another context's through another store: same clock, ids of their own. */
export function makeContext(): TestContext & { readonly store: MemoryObjectStore };
export function makeContext(of: TestContext, store: ObjectStore, seed?: number): TestContext;
export function makeContext(of?: TestContext, store?: ObjectStore, seed = 2): TestContext {
  const clock = of?.clock ?? new ManualClock();
  return {
    clock,
    store: store ?? new MemoryObjectStore({ clock }),
    layout: defaultKeyLayout,
    ids: seededIds(of === undefined ? 1 : seed),
  };
}
