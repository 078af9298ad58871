/**
 * Repairs of an index that was damaged from outside, during which search goes on.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { openSearcher } from "../../../../src/index/read.ts";
import { ManifestStore } from "../../../../src/index/shared.ts";
import { Ingester, planRepair, rebuildIndex, verifyIndex } from "../../../../src/index/write.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { type ObjectKey, putLatest } from "../../../../src/store/store.ts";
import { readDocumentedSegment } from "../../../support/documented-segment.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { collectGarbage } from "../../../support/inside/index-compaction.ts";
import { manifestKey, segmentKey, tombstonesKey } from "../../../support/inside/index-own.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

/** Sections of docs/index-format.md, with one column of each kind. */
const SECTIONS = [
  ..."header postings occurrences stored lexicon forms entries documentIds storedIndex documentIdsIndex".split(" "),
  ...["filter", "ids", "lengths 0", "value publishedAt", "digest signature", "contents", "footer"],
];

let context: TestContext;
const manifestAt = manifestKey(makeContext().layout);

const ingest = (...keys: ObjectKey[]) => new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
const verify = () => verifyIndex(context, resolvedArticleOptions);
const found = async () => (await openSearcher({ ...context, options: articleIndexOptions }).search("новость")).length;

/** Two segments that stay apart, with an upload dead in the first by a list of its own. */
beforeEach(async () => {
  context = makeContext();
  Object.assign(context, { maxInlineTombstones: 0 });
  const many = await Promise.all(
    [..."абвгдежз"].map((name) => upload(context, `${name}.json`, articleUpload(`Новость ${name}`))),
  );
  await ingest(...many);
  await context.store.delete(many[0]!);
  await ingest(many[0]!);
  await ingest(await upload(context, "ю.json", articleUpload("Новость ю")));
});

const largest = async () => {
  const { segments } = await presentManifest(context);
  return [...segments].sort((a, b) => b.documents - a.documents)[0]!;
};
const bytesAt = async (key: ObjectKey) => Uint8Array.from((await context.store.get(key)).bytes);

/** Verifies, does what the plan says, verifies again; gives the plan's kind. */
async function repairOnce(): Promise<"none" | "segments" | "rebuild"> {
  const { findings } = await verify();
  const manifest = await new ManifestStore(context).load().then(
    (snapshot) => snapshot?.manifest ?? null,
    () => null,
  );
  const plan = planRepair(findings, manifest, context.layout);
  if (plan !== null) await rebuildIndex(context, directProcessor(resolvedArticleOptions), plan);
  const after = await verify();
  expect(after.findings.filter(({ severity }) => severity !== "notice")).toEqual([]);
  expect(Object.keys(await liveVersions(context))).toHaveLength(8);
  expect(await found()).toBe(8);
  if (plan === null) return "none";
  return plan.damaged === undefined ? "rebuild" : "segments";
}

it("of a sound index does nothing at all", async () => {
  const before = await presentManifest(context);
  expect(await repairOnce()).toBe("none");
  await rebuildIndex(context, directProcessor(resolvedArticleOptions), { damaged: new Set() });
  expect(await presentManifest(context)).toEqual(before);
});

describe("a segment is replaced, and the sound one stays,", () => {
  it("where a byte is flipped in any of its sections", async () => {
    const { id } = await largest();
    const key = segmentKey(context.layout, id);
    const sound = await bytesAt(key);
    const manifest = await bytesAt(manifestAt);
    const { layout } = readDocumentedSegment(sound);
    expect(layout.map(({ name }) => name)).toEqual(expect.arrayContaining(SECTIONS));
    for (const { name, start, end } of layout) {
      const flipped = Uint8Array.from(sound);
      const offset = Math.floor((start + end) / 2);
      flipped[offset] = (flipped[offset] ?? 0) ^ 0x10;
      await putLatest(context.store, key, flipped);
      expect(await repairOnce(), name).toBe("segments");
      expect((await presentManifest(context)).segments.map((segment) => segment.id)).not.toContain(id);
      await putLatest(context.store, key, sound);
      await putLatest(context.store, manifestAt, manifest);
    }
  });

  it("where it was cut short, or is gone", async () => {
    const { id } = await largest();
    const key = segmentKey(context.layout, id);
    await putLatest(context.store, key, (await bytesAt(key)).subarray(0, 500));
    expect(await repairOnce()).toBe("segments");
    await context.store.delete(segmentKey(context.layout, (await largest()).id));
    expect(await repairOnce()).toBe("segments");
  });

  it("where its list of tombstones is gone", async () => {
    const { tombstoneObject } = await largest();
    await context.store.delete(tombstonesKey(context.layout, tombstoneObject!.id));
    expect(await repairOnce()).toBe("segments");
  });

  it("with as many uploads read as it held, and no more", async () => {
    const { id } = await largest();
    await context.store.delete(segmentKey(context.layout, id));
    const report = await rebuildIndex(context, directProcessor(resolvedArticleOptions), { damaged: new Set([id]) });
    expect(report).toMatchObject({ uploads: 7, articles: 8 });
  });
});

describe("the manifest", () => {
  it("that was deleted, or cut short, is made anew with all of the index", async () => {
    await context.store.delete(manifestAt);
    expect(await repairOnce()).toBe("rebuild");
    await putLatest(context.store, manifestAt, (await bytesAt(manifestAt)).subarray(0, 90));
    expect(await repairOnce()).toBe("rebuild");
  });

  it("of an earlier day put back is brought up to the bucket", async () => {
    const older = await bytesAt(manifestAt);
    await ingest(await upload(context, "я.json", articleUpload("Новость я")));
    await context.store.delete("articles/ю.json" as ObjectKey);
    await ingest("articles/ю.json" as ObjectKey);
    await putLatest(context.store, manifestAt, older);
    expect(await repairOnce()).toBe("segments");
  });

  it("of an earlier day whose segments are collected is repaired too, and no deleted name comes back", async () => {
    const older = await bytesAt(manifestAt);
    await ingest(await upload(context, "я.json", articleUpload("Новость я")));
    await context.store.delete("articles/ю.json" as ObjectKey);
    await rebuildIndex(context, directProcessor(resolvedArticleOptions));
    context.clock.advance(3_600_000);
    await collectGarbage(context);
    const { collectFloor } = await presentManifest(context);
    await putLatest(context.store, manifestAt, older);
    expect(await repairOnce()).toBe("segments");
    const { collectFloor: risen } = await presentManifest(context);
    expect((risen ?? "") >= (collectFloor ?? "")).toBe(true);
  });
});

it("a foreign file under the index is told and left alone", async () => {
  const foreign = "index/segments/notes.txt" as ObjectKey;
  await putLatest(context.store, foreign, Buffer.from("?"));
  expect((await verify()).findings.map(({ severity, where }) => [severity, where])).toEqual([["notice", foreign]]);
  expect(await repairOnce()).toBe("none");
  expect(await keysUnder(context, foreign)).toEqual([foreign]);
});

it("leaves no gap: whoever searches meanwhile finds what can be found before, and all of it after", async () => {
  // Damage that this query does not read: the last stored block alone would tell of it.
  const { id } = await largest();
  const damaged = new Set([id]);
  const counts: number[] = [];
  const store = interceptStore(context.store, { before: async () => void counts.push(await found()) });
  await rebuildIndex(makeContext(context, store), directProcessor(resolvedArticleOptions), { damaged });
  expect(new Set([...counts, await found()])).toEqual(new Set([8]));
  expect(counts.length).toBeGreaterThan(5);
});

it("takes in what writers commit and change meanwhile", async () => {
  const { id } = await largest();
  let isDone = false;
  const store = interceptStore(context.store, {
    before: async (method, key) => {
      if (method !== "putIfMatch" || key !== manifestAt || isDone) return;
      isDone = true;
      context.clock.advance(2_000);
      await ingest(await upload(context, "б.json", articleUpload("Новость изменённая")));
      await context.store.delete("articles/в.json" as ObjectKey);
      await ingest("articles/в.json" as ObjectKey, await upload(context, "я.json", articleUpload("Новость я")));
    },
  });
  await rebuildIndex(makeContext(context, store), directProcessor(resolvedArticleOptions), { damaged: new Set([id]) });
  expect(isDone).toBe(true);
  expect(await repairOnce()).toBe("none");
});
