import { describe, expect, it } from "vitest";
import { openSearcher } from "../../../../src/index/read.ts";
import { ManifestStore } from "../../../../src/index/shared.ts";
import { purgeIndex, runMaintenance } from "../../../../src/index/write.ts";
import { IndexWriter } from "../../../../src/ingest/ingest.ts";
import { CountingObjectStore } from "../../../../src/store/store.ts";
import { CUTS, cutAt, FailingObjectStore } from "../../../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import {
  chooseTailStarts,
  compact,
  createCompactionPolicy,
  refreshTails,
} from "../../../support/inside/index-compaction.ts";
import { loadTails } from "../../../support/inside/index-manifest.ts";
import { segmentKey, tailsKey } from "../../../support/inside/index-own.ts";
import { fileSystemFailure } from "../../../support/inside/store-file.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, presentManifest } from "../../../support/live-index.ts";
import { sampleId } from "../../../support/manifest-samples.ts";
import { plainIndexOptions, plainOptions } from "../../../support/segment-under-test.ts";

const eager = createCompactionPolicy({ smallDocuments: 1, maxSmallSegments: 1, maxDocuments: 100, purgeAfterMs: 0 });

/** Two segments, of which every size counts as large. */
async function tailedIndex(): Promise<TestContext> {
  const context = Object.assign(makeContext(), { tailedSegmentBytes: 0 });
  for (const name of ["квазар", "пульсар"]) await put(context, name, name);
  return context;
}

async function put(context: TestContext, key: string, title: string | null): Promise<void> {
  const writer = new IndexWriter({ ...context, options: plainIndexOptions });
  const sourceKey = `articles/${key}.txt`;
  const change = { sourceKey, version: `${title}`, articles: [{ id: key, title: `${title} ${key}` }] };
  await writer.apply([title === null ? { sourceKey, deleted: true } : change]);
}

const tailed = async ({ store, layout }: TestContext) => [...(await loadTails(store, layout)).keys()].sort();
const live = async (context: TestContext) => (await presentManifest(context)).segments.map(({ id }) => id);
const asView = (context: TestContext, store: TestContext["store"]): TestContext =>
  Object.assign(makeContext(context, store, 9), { tailedSegmentBytes: 0 });

describe("tails that are refreshed", () => {
  it("are the ends of all large segments, by two requests where nothing has changed", async () => {
    const context = await tailedIndex();
    expect(await tailed(context)).toEqual([]);
    expect(await refreshTails(context)).toBe(true);
    expect(await tailed(context)).toEqual(await live(context));
    for (const [id, { bytes }] of await loadTails(context.store, context.layout)) {
      const { bytes: segment } = await context.store.get(segmentKey(context.layout, id));
      expect(Buffer.compare(bytes, segment.subarray(segment.length - bytes.length))).toBe(0);
    }
    const store = new CountingObjectStore(context.store);
    await refreshTails(asView(context, store));
    expect(store.counts()).toMatchObject({ requests: 2, bytesWritten: 0 });
  });

  it("are none of small segments, and there all the same", async () => {
    const context = makeContext();
    await put(context, "квазар", "квазар");
    await context.store.delete(tailsKey(context.layout));
    await refreshTails(context);
    expect(await tailed(context)).toEqual([]);
  });

  it("are made anew where they are damaged, and leave out a segment that is", async () => {
    const context = await tailedIndex();
    const [first, second] = (await presentManifest(context)).segments;
    const key = segmentKey(context.layout, first!.id);
    const { bytes, etag } = await context.store.get(key);
    await context.store.putIfMatch(
      key,
      bytes.map((byte) => byte ^ 1),
      etag,
    );
    const old = await context.store.head(tailsKey(context.layout));
    await context.store.putIfMatch(tailsKey(context.layout), Uint8Array.of(1, 2, 3), old.etag);
    await refreshTails(context);
    expect(await tailed(context)).toEqual([second!.id]);
  });

  it("follow merges by maintenance, and no upload writes them", async () => {
    const context = await tailedIndex();
    const written: string[] = [];
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "putIfMatch") written.push(key);
      },
    });
    await put(asView(context, store), "магнетар", "магнетар");
    expect(written).not.toContain(tailsKey(context.layout));
    await runMaintenance(context, plainOptions, { policy: eager });
    expect(await live(context)).toHaveLength(1);
    expect(await tailed(context)).toEqual(await live(context));
  });

  it("hold nothing of a deleted article after a purge", async () => {
    const context = await tailedIndex();
    await refreshTails(context);
    const text = async () => {
      const readers = (await loadTails(context.store, context.layout)).keys();
      return [...readers].join();
    };
    const before = await text();
    await put(context, "квазар", null);
    await purgeIndex(context, plainOptions);
    expect(await tailed(context)).toEqual(await live(context));
    expect(await text()).not.toBe(before);
  });

  it("are of the newest manifest, however two refreshes meet", async () => {
    const context = await tailedIndex();
    let isMet = false;
    const meeting = interceptStore(context.store, {
      before: async (method, key) => {
        if (isMet || method !== "putIfMatch" || key !== tailsKey(context.layout)) return;
        isMet = true;
        await compact(context, plainOptions, (await new ManifestStore(context).load())!, eager);
        await refreshTails(context);
      },
    });
    expect(await refreshTails(asView(context, meeting))).toBe(true);
    expect(isMet).toBe(true);
    expect(await tailed(context)).toEqual(await live(context));
  });

  it("are left to the next run where the store does not answer", async () => {
    const context = await tailedIndex();
    const down = new FailingObjectStore(context.store, ({ method }) =>
      method === "putIfMatch" ? { when: "before", error: "http-503" } : null,
    );
    expect(await refreshTails(asView(context, down))).toBe(false);
    expect(await tailed(context)).toEqual([]);
  });

  it("are deleted where the store has no room for new ones", async () => {
    const context = await tailedIndex();
    await refreshTails(context);
    await put(context, "магнетар", "магнетар");
    const full = interceptStore(context.store, {
      before: (method) => {
        if (!method.startsWith("put")) return;
        const error = Object.assign(new Error("write"), { code: "ENOSPC" });
        throw fileSystemFailure(error, "/data", "index/tails");
      },
    });
    expect(await refreshTails(asView(context, full))).toBe(false);
    expect(await keysUnder(context, "index/tails")).toEqual([]);
  });
});

describe("a refresh that is cut at any of its calls", () => {
  it.each(CUTS)("($when $error) leaves every answer as it is, and the next one finishes it", async (fault) => {
    for (let number = 1; number <= 7; number += 1) {
      const context = await tailedIndex();
      await refreshTails(context);
      await compact(context, plainOptions, (await new ManifestStore(context).load())!, eager);
      await put(context, "магнетар", "магнетар");
      await cutAt(context.store, number, fault, (store) => refreshTails(asView(context, store)));
      expect(await answers(context)).toEqual([1, 1, 1]);
      expect(await refreshTails(context)).toBe(true);
      expect(await tailed(context)).toEqual(await live(context));
      expect(await answers(context)).toEqual([1, 1, 1]);
    }
  });

  const answers = (context: TestContext) =>
    Promise.all(
      ["квазар", "пульсар", "магнетар"].map(
        async (word) => (await openSearcher({ ...context, options: plainIndexOptions }).search(word)).length,
      ),
    );
});

describe("tails of more than there may be", () => {
  const [large, small] = [sampleId(2), sampleId(1)];
  const segments = [
    { id: small, sizeBytes: 1_000, contentsStart: 900, tailStart: 700 },
    { id: large, sizeBytes: 2_000, contentsStart: 1_800, tailStart: 1_500 },
  ];

  it.each([
    [199, [[small, 900]]],
    [299, [[large, 1_800]]],
    [
      300,
      [
        [large, 1_800],
        [small, 900],
      ],
    ],
    [
      599,
      [
        [large, 1_800],
        [small, 700],
      ],
    ],
    [
      600,
      [
        [large, 1_500],
        [small, 900],
      ],
    ],
    [
      800,
      [
        [large, 1_500],
        [small, 700],
      ],
    ],
  ])("hold in %i bytes tables of contents before the rest, of the largest segments first", (maxBytes, expected) => {
    expect([...chooseTailStarts(segments, maxBytes)]).toEqual(expected);
  });
});
