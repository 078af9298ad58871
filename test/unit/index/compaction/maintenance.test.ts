import { expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { BatchCommitter, countMerges, runMaintenance } from "../../../../src/index/write.ts";
import { makeContext } from "../../../support/index-context.ts";
import { createCompactionPolicy } from "../../../support/inside/index-compaction.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { presentManifest } from "../../../support/live-index.ts";
import { plainOptions } from "../../../support/segment-under-test.ts";

const HOUR_MS = 3_600_000;
const policy = createCompactionPolicy({ smallDocuments: 1, maxSmallSegments: 1, maxDocuments: 100 });

it("counts what was rewritten for old deaths apart from what was merged for its size", async () => {
  const context = makeContext();
  const put = (bucket: Record<string, string | null>) =>
    new BatchCommitter(context, plainOptions).commit(Object.keys(bucket), async (key) => {
      const version = bucket[key] ?? null;
      if (version === null) return { state: "absent" };
      return { state: "present", version, documents: [{ id: key, title: `мир ${version}`, body: key }] };
    });
  await put({ а: "1", б: "1", в: "1" });
  await put({ а: null });
  context.clock.advance(23 * HOUR_MS);
  const purge = countMerges((await runMaintenance(context, plainOptions, { policy })).compaction?.merges ?? []);
  const [purged] = (await presentManifest(context)).segments;
  expect(purge).toEqual({ merges: 0, purges: 1, mergedBytes: 0, purgedBytes: purged!.sizeBytes });

  await put({ г: "1", д: "1" });
  const merge = countMerges((await runMaintenance(context, plainOptions, { policy })).compaction?.merges ?? []);
  const [merged] = (await presentManifest(context)).segments;
  expect(merge).toEqual({ merges: 1, purges: 0, mergedBytes: merged!.sizeBytes, purgedBytes: 0 });
  expect(countMerges([])).toEqual({ merges: 0, purges: 0, mergedBytes: 0, purgedBytes: 0 });
});

it("of a bucket without an index finds nothing to merge or to delete", async () => {
  expect(await runMaintenance(makeContext(), plainOptions)).toEqual({
    compaction: null,
    collection: { deleted: [], kept: [], isComplete: true },
    failures: [],
    isComplete: true,
  });
});

it("collects what is due though each merge fails, and says what failed", async () => {
  const context = makeContext();
  const put = (key: string, version: string) =>
    new BatchCommitter(context, plainOptions).commit([key], async () => ({
      state: "present",
      version,
      documents: [{ id: key, title: `мир ${version}`, body: key }],
    }));
  await put("а", "1");
  await put("а", "2");
  await put("б", "1");
  await put("в", "1");
  const { retired, segments } = await presentManifest(context);
  expect([retired.length, segments.length]).toEqual([1, 3]);
  context.clock.advance(HOUR_MS);
  const store = interceptStore(context.store, {
    before: (method) => {
      if (method === "putStreamIfAbsent" || method === "putIfAbsent") {
        throw new SearchIndexError("store-denied", "No segment may be written.");
      }
    },
  });
  const maintained = await runMaintenance({ ...context, store }, plainOptions, { policy });
  const { compaction, collection, failures, isComplete } = maintained;
  expect([compaction, collection?.deleted.length, isComplete]).toEqual([null, 1, false]);
  expect(failures).toEqual([expect.objectContaining({ code: "store-denied" })]);
  expect((await presentManifest(context)).retired).toEqual([]);
});
