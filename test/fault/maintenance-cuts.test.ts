import { expect, it } from "vitest";
import { BatchCommitter, runMaintenance } from "../../src/index/write.ts";
import { CUTS, cutAt, type Fault } from "../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../support/index-context.ts";
import { createCompactionPolicy } from "../support/inside/index-compaction.ts";
import { loadTails } from "../support/inside/index-manifest.ts";
import { keysUnder, liveVersions, presentManifest } from "../support/live-index.ts";
import { plainOptions } from "../support/segment-under-test.ts";

const HOUR_MS = 3_600_000;
const policy = createCompactionPolicy({ smallDocuments: 1, maxSmallSegments: 1, maxDocuments: 100 });

/** Segments of every size have their tails kept. */
const TAILED = { tailedSegmentBytes: 0 };

/** An index with two segments to merge, an old death to purge, and a retired segment to collect. */
async function dueIndex(): Promise<TestContext> {
  const context = Object.assign(makeContext(), TAILED);
  const put = (bucket: Record<string, string | null>) =>
    new BatchCommitter(context, plainOptions).commit(Object.keys(bucket), async (key) => {
      const version = bucket[key] ?? null;
      if (version === null) return { state: "absent" };
      return { state: "present", version, documents: [{ id: key, title: `мир ${version}`, body: key }] };
    });
  await put({ а: "1" });
  await put({ а: "2", б: "1", в: "1" });
  await put({ г: "1", д: "1" });
  await put({ б: null });
  context.clock.advance(23 * HOUR_MS);
  return context;
}

/** Runs maintenance with one fault; gives how many calls there were. */
const runWithFault = (context: TestContext, number: number, fault: Fault): Promise<number> =>
  cutAt(context.store, number, fault, (store) =>
    runMaintenance(Object.assign(makeContext(context, store, 7), TAILED), plainOptions, { policy }),
  );

it.each(CUTS)(
  "maintenance that is cut at any of its calls ($when $error) loses nothing and is finished by later ones",
  async (fault) => {
    const expected = { а: "2", в: "1", г: "1", д: "1" };
    const calls = await runWithFault(await dueIndex(), 0, fault);
    expect(calls).toBeGreaterThan(10);
    for (let number = 1; number <= calls; number += 1) {
      const context = await dueIndex();
      await runWithFault(context, number, fault);
      expect(await liveVersions(context)).toEqual(expected);
      // One run does what is due; later ones collect what the cut one left, once it is old enough.
      for (let run = 0; run < 3; run += 1) {
        await runMaintenance(context, plainOptions, { policy });
        context.clock.advance(2 * HOUR_MS);
      }
      expect(await liveVersions(context)).toEqual(expected);
      const { segments, retired } = await presentManifest(context);
      expect([segments.map(({ documents }) => documents), retired]).toEqual([[4], []]);
      expect(await keysUnder(context, "index/segments/")).toHaveLength(1);
      expect([...(await loadTails(context.store, context.layout)).keys()]).toEqual(segments.map(({ id }) => id));
    }
  },
);
