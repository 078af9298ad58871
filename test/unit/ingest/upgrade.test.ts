/**
 * The time between two releases: an index that the former one wrote, and functions of both that run for some minutes of
 * a deploy.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { openSearcher } from "../../../src/index/read.ts";
import { ManifestStore, type ResolvedIndexOptions, type SegmentId } from "../../../src/index/shared.ts";
import { findDifferences, Ingester, planRepair, rebuildIndex, verifyIndex } from "../../../src/index/write.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { type ObjectKey, putLatest } from "../../../src/store/store.ts";
import { codeOf, errorOf } from "../../support/error-of.ts";
import { readGoldenSegment } from "../../support/golden-segment.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { SEGMENT_FORMAT } from "../../support/inside/index-blocks.ts";
import { collectGarbage, compact, type MergePolicy } from "../../support/inside/index-compaction.ts";
import { serialiseManifest } from "../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey } from "../../support/inside/index-own.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { interceptStore, type StoreHooks } from "../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../support/live-index.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

const HOUR_MS = 3_600_000;
const mergeAll: MergePolicy = { choose: (inputs) => (inputs.length > 1 ? { inputs, reason: "size" } : null) };
const NAMES = ["а", "б", "в"];

let context: TestContext;
const manifestAt = manifestKey(makeContext().layout);

const addUpload = (name: string, title = `Новость ${name}`, of = context) =>
  upload(of, `${name}.json`, articleUpload(title));
const ingestBy = (options: ResolvedIndexOptions, keys: ObjectKey[], of = context) =>
  new Ingester(of, directProcessor(options)).ingest(keys);
const searcherOf = (of = context) => openSearcher({ ...of, options: articleIndexOptions });
const differencesBy = async ({ parserVersion }: ResolvedIndexOptions) =>
  (await findDifferences(context, parserVersion)).keys;
const manifestEtag = async () => (await context.store.head(manifestAt)).etag;

/** The context of a worker at whose first call of that kind something comes between. */
function interrupted(at: keyof Required<StoreHooks>, method: string, ofKey: RegExp, act: () => Promise<unknown>) {
  let isDone = false;
  const store = interceptStore(context.store, {
    [at]: async (called: string, key: string) => {
      if (isDone || called !== method || !ofKey.test(key)) return;
      isDone = true;
      context.clock.advance(2_000);
      await act();
    },
  });
  return { context: makeContext(context, store, 9), wasInterrupted: () => isDone };
}

beforeEach(() => {
  context = makeContext();
});

describe("an index of the format before", () => {
  const oldId = "01BX5ZZKBKACTAV9WEVGEMMVRZ" as SegmentId;
  const oldKey = () => segmentKey(context.layout, oldId);

  /** The uploads of today, and of them an index whose segments are of format 8, as a former state of poisk left it. */
  beforeEach(async () => {
    const keys: ObjectKey[] = [];
    for (const name of NAMES) keys.push(await addUpload(name));
    await ingestBy(resolvedArticleOptions, keys);
    const { segments, ...rest } = await presentManifest(context);
    const [segment] = segments;
    const bytes = readGoldenSegment("v8");
    await context.store.putIfAbsent(oldKey(), bytes);
    const old = { ...segment, id: oldId, sizeBytes: bytes.length };
    const former = { ...rest, segmentFormat: 8, segments: [old] };
    await putLatest(context.store, manifestAt, serialiseManifest(former as never));
  });

  it.each<[string, () => Promise<unknown>]>([
    ["searched", () => searcherOf().search("новость")],
    ["written", () => ingestBy(resolvedArticleOptions, ["articles/а.json" as ObjectKey])],
    ["collected", () => collectGarbage(context)],
  ])("is refused by name and left as it is where it is to be %s", async (_, act) => {
    const before = await manifestEtag();
    const error = await errorOf(act);
    expect([error.code, error.message]).toEqual([
      "unsupported-format",
      `The index has segment format 8; this version of poisk reads format ${SEGMENT_FORMAT}. Run poisk rebuild.`,
    ]);
    expect(await manifestEtag()).toBe(before);
    expect(await keysUnder(context, oldKey())).toEqual([oldKey()]);
  });

  it("is refused by name where its manifest alone says that it is of ours", async () => {
    const { checksum: _, ...former } = JSON.parse(Buffer.from((await context.store.get(manifestAt)).bytes).toString());
    await putLatest(context.store, manifestAt, serialiseManifest({ ...former, segmentFormat: SEGMENT_FORMAT }));
    const error = await errorOf(() => searcherOf().search("новость"));
    expect([error.code, error.message]).toEqual(["unsupported-format", expect.stringContaining("format 8")]);
  });

  it("is made anew from the uploads by a rebuild, which goes on with its sequence and lets its segments be collected", async () => {
    const { findings } = await verifyIndex(context, resolvedArticleOptions);
    expect(planRepair(findings, null, context.layout)).toEqual({});
    const { sequence } = await rebuildIndex(context, directProcessor(resolvedArticleOptions));
    expect(sequence).toBe(2);
    expect(await differencesBy(resolvedArticleOptions)).toEqual([]);
    expect((await searcherOf().search("новость")).length).toBe(NAMES.length);
    context.clock.advance(2 * HOUR_MS);
    await collectGarbage(context);
    expect(await keysUnder(context, "index/segments/")).toHaveLength(1);
    expect((await verifyIndex(context, resolvedArticleOptions)).findings).toEqual([]);
  });
});

describe("an old function beside a new one", () => {
  const older = resolvedArticleOptions;
  const newer: ResolvedIndexOptions = { ...older, analyzerVersion: "russian-next", parserVersion: "parser-next" };

  beforeEach(async () => {
    for (const name of NAMES) await ingestBy(older, [await addUpload(name)]);
  });

  it("goes on writing until the rebuild, while the new one refuses and writes nothing", async () => {
    const key = await addUpload("г");
    const [before, segments] = [await manifestEtag(), await keysUnder(context, "index/segments/")];
    const error = await errorOf(() => ingestBy(newer, [key]));
    // Retryable: the event goes back to its queue and waits.
    expect([error.code, error.retryable]).toEqual(["index-outdated", true]);
    expect([await manifestEtag(), await keysUnder(context, "index/segments/")]).toEqual([before, segments]);
    await ingestBy(older, [key]);
    expect(await differencesBy(older)).toEqual([]);
  });

  it("writes nothing after the rebuild, and its events are the new one's", async () => {
    await rebuildIndex(context, directProcessor(newer));
    const key = await addUpload("г");
    const before = await manifestEtag();
    expect(await codeOf(() => ingestBy(older, [key]))).toBe("index-outdated");
    expect(await manifestEtag()).toBe(before);
    await ingestBy(newer, [key]);
    expect(await differencesBy(newer)).toEqual([]);
  });

  it("that is about to commit as the rebuild swaps fails, and enters nothing", async () => {
    const key = await addUpload("г");
    const writer = interrupted("before", "putIfMatch", /manifest/, () => rebuildIndex(context, directProcessor(newer)));
    expect(await codeOf(() => ingestBy(older, [key], writer.context))).toBe("index-outdated");
    expect(writer.wasInterrupted()).toBe(true);
    expect((await presentManifest(context)).analyzer).toBe("russian-next");
    expect(await differencesBy(newer)).toEqual([]);
  });

  it("that commits just before the swap has its upload in the new index", async () => {
    const rebuild = interrupted("before", "putIfMatch", /manifest/, async () =>
      ingestBy(older, [await addUpload("г")]),
    );
    await rebuildIndex(rebuild.context, directProcessor(newer));
    expect(rebuild.wasInterrupted()).toBe(true);
    expect(Object.keys(await liveVersions(context))).toHaveLength(NAMES.length + 1);
    expect(await differencesBy(newer)).toEqual([]);
  });

  it("that merges as the rebuild swaps gives its merge up", async () => {
    const snapshot = await new ManifestStore(context).load();
    if (snapshot === null) throw new Error("there is no index");
    const merger = interrupted("after", "putStreamIfAbsent", /segments/, () =>
      rebuildIndex(context, directProcessor(newer)),
    );
    expect(await codeOf(() => compact(merger.context, older, snapshot, mergeAll))).toBe("index-outdated");
    expect(merger.wasInterrupted()).toBe(true);
    expect((await presentManifest(context)).analyzer).toBe("russian-next");
    expect(await differencesBy(newer)).toEqual([]);
  });

  it("that collects after the swap deletes what the new index does not need, and nothing else", async () => {
    await rebuildIndex(context, directProcessor(newer));
    context.clock.advance(HOUR_MS);
    // A collector asks for no rules: what is retired is retired for all.
    expect((await collectGarbage(context)).deleted.length).toBeGreaterThan(0);
    expect(await differencesBy(newer)).toEqual([]);
    expect((await searcherOf().search("новость")).length).toBe(NAMES.length);
  });

  it("that searches by a manifest of before the swap finds all that it named, until its grace is over", async () => {
    const searcher = searcherOf();
    expect((await searcher.search("новость")).length).toBe(NAMES.length);
    await rebuildIndex(context, directProcessor(newer));
    await collectGarbage(context);
    expect((await searcher.search("новость")).length).toBe(NAMES.length);
  });
});
