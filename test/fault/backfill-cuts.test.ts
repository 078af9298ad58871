/**
 * A backfill whose processes fail at each of their calls in turn, and one between whose calls others work.
 */
import { expect, it } from "vitest";
import { isSearchIndexError } from "../../src/errors.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import {
  beginBackfill,
  commitFlushed,
  findDifferences,
  finishBackfill,
  flushBatch,
  forgetBackfill,
  Ingester,
} from "../../src/index/write.ts";
import { resolvedArticleOptions as options } from "../../src/schema/schema.ts";
import type { ObjectKey, ObjectStore } from "../../src/store/store.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import {
  CUTS,
  FailingObjectStore,
  type Fault,
  faultsAt,
  KilledError,
  seededFaults,
} from "../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../support/index-context.ts";
import { collectGarbage, createCompactionPolicy } from "../support/inside/index-compaction.ts";
import { directProcessor } from "../support/inside/ingest.ts";
import { interceptStore } from "../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../support/live-index.ts";
import { articleUpload, upload } from "../support/uploads.ts";
import { uploadBatches } from "../support/whole-backfill.ts";

const HOUR_MS = 3_600_000;
const policy = createCompactionPolicy({ smallDocuments: 1, maxSmallSegments: 1, maxDocuments: 100 });

/** Steps that the state machine retries; `open` begins a process. */
class Steps {
  readonly #context: TestContext;
  readonly #open: () => ObjectStore;
  readonly queue: ObjectKey[] = [];
  #processes = 0;

  constructor(context: TestContext, open: () => ObjectStore) {
    this.#context = context;
    this.#open = open;
  }

  /** The whole run, each step in a process of its own, and again where it failed. */
  async run(): Promise<void> {
    const { run } = await this.#step((context) => beginBackfill(context, options, async () => {}));
    for (const batch of await uploadBatches(this.#context, 2)) {
      await this.#step((context) => flushBatch(context, directProcessor(options), run, batch));
    }
    await this.#step((context) => commitFlushed(context, options, run, { policy }));
    await this.#step((context) =>
      finishBackfill(context, options, run, async (keys) => {
        this.queue.push(...keys);
      }),
    );
    await this.#step((context) => forgetBackfill(context, run));
  }

  async #step<T>(work: (context: IndexContext) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      this.#processes += 1;
      try {
        return await work(makeContext(this.#context, this.#open(), this.#processes));
      } catch (error) {
        if ((!(error instanceof KilledError) && !isSearchIndexError(error)) || attempt === 20) throw error;
      }
    }
  }
}

/** Five uploads that nobody told of, and one that was. */
async function filledBucket(): Promise<TestContext> {
  const context = makeContext();
  for (let i = 1; i <= 6; i += 1) await upload(context, `${i}.json`, articleUpload(`Новость ${i}`));
  await ingest(context, ["articles/3.json" as ObjectKey]);
  return context;
}

async function ingest(context: TestContext, keys: readonly ObjectKey[]): Promise<void> {
  await new Ingester(context, directProcessor(options)).ingest(keys);
}

async function differences(context: TestContext): Promise<readonly string[]> {
  await liveVersions(context);
  return (await findDifferences(context, options.parserVersion)).keys;
}

/** One fault at the call of a number, over all processes; gives how many calls there were. */
async function runWithFault(context: TestContext, number: number, fault: Fault): Promise<number> {
  let calls = 0;
  const stores: FailingObjectStore[] = [];
  const open = () => {
    const ofThisProcess = calls;
    const store = new FailingObjectStore(context.store, (call) => {
      calls += 1;
      return faultsAt({ [number - ofThisProcess]: fault })(call);
    });
    stores.push(store);
    return store;
  };
  const steps = new Steps(context, open);
  await steps.run();
  for (const store of stores) await store.landLateWrites();
  return calls;
}

it.each(CUTS)(
  "a backfill that is cut at any of its calls ($when $error) and tried again is exact, and leaves nothing behind",
  async (fault) => {
    const calls = await runWithFault(await filledBucket(), 0, fault);
    expect(calls).toBeGreaterThan(30);
    for (let number = 1; number <= calls; number += 1) {
      const context = await filledBucket();
      await runWithFault(context, number, fault);
      expect(await differences(context)).toEqual([]);
      expect(Object.keys(await liveVersions(context))).toHaveLength(6);
      // What a cut one left is collected once it is old, and the hold is over.
      for (let round = 0; round < 2; round += 1) {
        context.clock.advance(2 * HOUR_MS);
        await collectGarbage(context);
      }
      const { segments, collectHold } = await presentManifest(context);
      expect(collectHold?.untilMs ?? 0).toBeLessThan(context.clock.nowMs());
      expect(await keysUnder(context, "index/segments/")).toHaveLength(segments.length);
    }
  },
);

it("is exact over seeded histories in which uploads come, change and go between any two of its calls", async () => {
  let changes = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const context = await filledBucket();
    const random32 = seededRandom32(seed);
    const below = (limit: number) => random32() % limit;
    const waiting: ObjectKey[] = [];
    const live = async () => {
      if (below(12) > 0) return;
      changes += 1;
      const name = `${1 + below(7)}.json`;
      if (below(2) === 0) await context.store.delete(`articles/${name}` as ObjectKey);
      else await upload(context, name, articleUpload(`Новость ${name} ${below(3)}`));
      waiting.push(`articles/${name}` as ObjectKey);
      // Events come late, and out of order.
      if (below(3) > 0) await ingest(context, waiting.splice(below(waiting.length), 1 + below(3)));
      if (below(8) === 0) context.clock.advance(HOUR_MS / 4);
      if (below(8) === 0) await collectGarbage(context);
    };
    // A call that fails does not wait for those beside it, and what came with these goes on.
    const atWork: Promise<void>[] = [];
    const watched = () => {
      atWork.push(live());
      return atWork.at(-1);
    };
    const faulty = (inner: ObjectStore, number: number) =>
      new FailingObjectStore(inner, seededFaults(1_000 * seed + number, 0.02, CUTS));
    let processes = 0;
    const steps = new Steps(context, () => {
      processes += 1;
      return faulty(interceptStore(context.store, { before: watched }), processes);
    });
    const explain = `seed ${seed}`;
    await steps.run();
    await Promise.all(atWork);
    // No event was lost: once all are handled, the index is exact without what the last listing found.
    await ingest(context, waiting);
    expect([explain, await differences(context)]).toEqual([explain, []]);
  }
  expect(changes).toBeGreaterThan(500);
});
