import { beforeEach, describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../src/errors.ts";
import { ManifestStore, schemaOf } from "../../../../src/index/shared.ts";
import { Ingester, runMaintenance, type VerifyReport, verifyIndex } from "../../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { CountingObjectStore, type ObjectKey, putLatest } from "../../../../src/store/store.ts";
import { codeOf, errorOf } from "../../../support/error-of.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { createCompactionPolicy, refreshTails } from "../../../support/inside/index-compaction.ts";
import {
  decodeTails,
  encodeTails,
  parseManifest,
  type SegmentTails,
  serialiseManifest,
} from "../../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey, tailsKey, tombstonesKey } from "../../../support/inside/index-own.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, presentManifest } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

let context: TestContext;

const ingest = (...keys: ObjectKey[]) => new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
const verify = (of: TestContext = context): Promise<VerifyReport> => verifyIndex(of, resolvedArticleOptions);
/** `severity where: what` of each finding, with the segment's random name left out. */
const found = async (of?: TestContext): Promise<string[]> =>
  (await verify(of)).findings.map(
    ({ severity, where, what }) => `${severity} ${where.replace(/[0-9A-Z]{26}/, "ID")}: ${what}`,
  );
const manifestAt = manifestKey(makeContext().layout);
const segmentAt = async (): Promise<ObjectKey> => {
  const [segment] = (await presentManifest(context)).segments;
  return segmentKey(context.layout, segment!.id);
};

beforeEach(async () => {
  context = makeContext();
  const lines = Array.from({ length: 40 }, (_, i) => articleUpload(`Новость номер ${i}`, `Слово${i} и другие слова.`));
  await ingest(
    await upload(context, "a.json", articleUpload("Нефть подорожала")),
    await upload(context, "b.json", articleUpload("Газ подешевел")),
    await upload(context, "many.jsonl", lines.join("\n")),
    await upload(context, "broken.json", "{"),
  );
  await context.store.delete("articles/b.json" as ObjectKey);
  await ingest("articles/b.json" as ObjectKey);
});

describe("an index that is sound", () => {
  it("gives no finding, and is counted", async () => {
    expect(await verify()).toMatchObject({
      sequence: 2,
      segments: 1,
      documents: 41,
      bucket: { uploads: 3, missing: 0, changed: 0, gone: 0 },
      findings: [],
    });
  });

  it("is only read", async () => {
    const store = new CountingObjectStore(context.store);
    await verify({ ...context, store });
    expect(store.counts().bytesWritten).toBe(0);
  });

  it("of nothing is sound, and so is an empty bucket", async () => {
    expect(await verify(makeContext())).toMatchObject({ sequence: null, findings: [] });
    for (const key of ["articles/a.json", "articles/many.jsonl", "articles/broken.json"] as ObjectKey[]) {
      await context.store.delete(key);
      await ingest(key);
    }
    expect(await verify()).toMatchObject({ documents: 0, findings: [] });
  });

  it("is not called damaged for what a writer does meanwhile", async () => {
    let isWritten = false;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method !== "getRange" || isWritten) return;
        isWritten = true;
        // Another writer commits, a compaction merges the segment that is being read, and a collector takes it.
        await ingest(await upload(context, "c.json", articleUpload("Хлеб подешевел")));
        await runMaintenance(context, resolvedArticleOptions, { policy: createCompactionPolicy({ purgeAfterMs: 0 }) });
        await context.store.delete(key as ObjectKey);
      },
    });
    expect(await found(makeContext(context, store))).toEqual([]);
    expect(isWritten).toBe(true);
  });
});

describe("a segment", () => {
  it("with any byte flipped is found damaged, by its key", async () => {
    const key = await segmentAt();
    const { bytes } = await context.store.get(key);
    for (let offset = 0; offset < bytes.length; offset += 7) {
      const flipped = Uint8Array.from(bytes);
      flipped[offset] = (flipped[offset] ?? 0) ^ 0x10;
      await putLatest(context.store, key, flipped);
      const { findings, bucket } = await verify();
      expect(findings[0], `byte ${offset} of ${bytes.length}`).toMatchObject({ severity: "damage", where: key });
      expect(bucket).toBeNull();
    }
  });

  it("that was cut short, or is gone, is found so", async () => {
    const key = await segmentAt();
    const { bytes } = await context.store.get(key);
    await putLatest(context.store, key, bytes.subarray(0, bytes.length - 100));
    expect((await found()).join("\n")).toContain(
      `It has ${bytes.length - 100} bytes, and the manifest says ${bytes.length}.`,
    );
    await context.store.delete(key);
    const gone = "damage index/segments/ID.segment: The manifest names it, but it is not there.";
    expect((await found()).filter((finding) => finding === gone)).toHaveLength(1);
  });

  it("that this runtime cannot unpack is not called damaged, which a repair would replace", async () => {
    const store = interceptStore(context.store, {
      before: (method) => {
        if (method === "getRange") throw new SearchIndexError("runtime-limit", "This runtime cannot unpack it.");
      },
    });
    expect(await codeOf(() => verify(makeContext(context, store)))).toBe("runtime-limit");
  });

  it("that is another's is found by its counts", async () => {
    const key = await segmentAt();
    const other = makeContext();
    await new Ingester(other, directProcessor(resolvedArticleOptions)).ingest([
      await upload(other, "x.json", articleUpload("Лес горит")),
    ]);
    const [segment] = (await presentManifest(other)).segments;
    const { bytes } = await other.store.get(segmentKey(other.layout, segment!.id));
    await putLatest(context.store, key, bytes);
    expect((await found())[0]).toMatch(/^damage index\/segments\/ID\.segment: /);
  });
});

describe("a manifest", () => {
  const change = async (edit: (manifest: { segments: object[] }) => void): Promise<void> => {
    const manifest = parseManifest((await context.store.get(manifestAt)).bytes);
    edit(manifest as unknown as { segments: object[] });
    await putLatest(context.store, manifestAt, serialiseManifest(manifest));
  };

  it("that is gone from an index of nothing is found so", async () => {
    const empty = makeContext();
    await new ManifestStore(empty).loadOrCreate(schemaOf(resolvedArticleOptions));
    expect(await found(empty)).toEqual([]);
    await empty.store.delete(manifestAt);
    expect(await found(empty)).toEqual([expect.stringMatching(/^damage index\/manifest\.json: It is gone/)]);
  });

  it("that is gone beside its segments is found so", async () => {
    await context.store.delete(manifestAt);
    expect(await found()).toEqual([
      "damage index/manifest.json: It is gone, and what else there is of the index is still there.",
    ]);
  });

  it("of which a digit is another is found so", async () => {
    const text = Buffer.from((await context.store.get(manifestAt)).bytes).toString("utf8");
    await putLatest(context.store, manifestAt, Buffer.from(text.replace('"sequence":', '"sequence":1')));
    expect(await found()).toEqual(["damage index/manifest.json: The manifest does not have its checksum."]);
  });

  it("that is no JSON is found so", async () => {
    await putLatest(context.store, manifestAt, Buffer.from("{"));
    expect(await found()).toEqual(["damage index/manifest.json: The manifest is no JSON."]);
  });

  it.each<[string, (segment: Record<string, unknown>) => void, RegExp]>([
    [
      "live articles",
      (segment) => Object.assign(segment, { liveDocuments: 40 }),
      /counts of segment|counts 40 articles/,
    ],
    ["deleted uploads", (segment) => Object.assign(segment, { tombstones: [[0, 1, 1]] }), /is not what it holds/],
    ["field lengths", (segment) => Object.assign(segment, { fieldLengthSums: [1, 2, 3] }), /sums of its field lengths/],
  ])("with wrong counts of %s is found so", async (_, edit, expected) => {
    await change(({ segments }) => edit(segments[0] as never));
    const all = await found();
    expect(all.join("\n")).toMatch(expected);
    expect(all.every((finding) => finding.startsWith("damage"))).toBe(true);
  });

  it("of a newer format is not called damaged, which a repair would replace", async () => {
    await change((manifest) => Object.assign(manifest, { format: 99 }));
    const error = await errorOf(() => verify());
    expect([error.code, error.message]).toEqual(["unsupported-format", expect.stringContaining("Upgrade poisk.")]);
  });

  it("that names one segment twice is found so", async () => {
    await change((manifest) => Object.assign(manifest, { segments: [manifest.segments[0], manifest.segments[0]] }));
    expect(await found()).toContain("damage index/manifest.json: In it an object is named twice.");
  });

  it("of another analyzer is told", async () => {
    await change((manifest) => Object.assign(manifest, { analyzer: "analyzer-0" }));
    expect(await found()).toEqual([
      expect.stringMatching(
        /^difference index\/manifest\.json: The index was made by analyzer-0 and .* until a rebuild\.$/,
      ),
    ]);
  });

  it("that is an older one put back is found by what it lacks", async () => {
    const { bytes: older } = await context.store.get(manifestAt);
    await ingest(await upload(context, "c.json", articleUpload("Хлеб подешевел")));
    await putLatest(context.store, manifestAt, older);
    const all = await found();
    expect(all).toContain("difference articles/c.json: The bucket holds it, and the index does not.");
    expect(all.join("\n")).toMatch(
      /notice index\/segments\/ID\.segment: No manifest names it .* an older manifest was put back/,
    );
    expect(parseManifest(serialiseManifest(await presentManifest(context))).sequence).toBe(2);
  });
});

describe("tombstones in an object of their own", () => {
  it("that are damaged or gone are found by its key", async () => {
    const small: TestContext = Object.assign(context, { maxInlineTombstones: 0 });
    await small.store.delete("articles/a.json" as ObjectKey);
    await ingest("articles/a.json" as ObjectKey);
    expect(await found()).toEqual([]);
    const [segment] = (await presentManifest(context)).segments;
    const key = tombstonesKey(context.layout, segment!.tombstoneObject!.id);
    await putLatest(context.store, key, Buffer.from("nothing"));
    expect((await found())[0]).toMatch(/^damage index\/tombstones\/ID: The list of deleted articles .* is damaged/);
    await context.store.delete(key);
    expect(await found()).toContain("damage index/tombstones/ID: The manifest names it, but it is not there.");
  });
});

describe("beside the index", () => {
  it("a foreign file and an orphan are told, and are no damage", async () => {
    await putLatest(context.store, "index/notes.txt" as ObjectKey, Buffer.from("?"));
    await putLatest(context.store, segmentKey(context.layout, "01BX5ZZKBKACTAV9WEVGEMMVRZ" as never), Buffer.from("?"));
    expect(await found()).toEqual([
      "notice index/notes.txt: This is no file of poisk's (1 bytes). It does no harm.",
      expect.stringMatching(
        /^notice index\/segments\/ID\.segment: No manifest names it \(1 bytes\)\. A writer that was killed/,
      ),
    ]);
  });

  it("names what a conformance probe left", async () => {
    await putLatest(context.store, "index/doctor/01BX5ZZKBKACTAV9WEVGEMMVRZ/race" as ObjectKey, Buffer.from("?"));
    expect((await found())[0]).toMatch(
      /^notice index\/doctor\/.*\/race: A conformance probe of the store is running, or was stopped\./,
    );
  });

  it("uploads that the index missed are named and counted, as reconcile would find them", async () => {
    context.clock.advance(2_000);
    await upload(context, "a.json", articleUpload("Нефть подешевела"));
    for (let i = 0; i < 12; i += 1) await upload(context, `new/${i}.json`, articleUpload(`Новость ${i}`));
    await context.store.delete("articles/many.jsonl" as ObjectKey);
    const { bucket, findings } = await verify();
    expect(bucket).toEqual({ uploads: 14, missing: 12, changed: 1, gone: 1 });
    expect(findings.every(({ severity }) => severity === "difference")).toBe(true);
    const texts = findings.map(({ where, what }) => `${where}: ${what}`);
    expect(texts).toContain("articles/a.json: The index holds another version of it than the bucket.");
    expect(texts).toContain("articles/many.jsonl: The index holds it, and the bucket does not.");
    expect(texts).toContain("articles/: 2 more: The bucket holds it, and the index does not.");
    expect(await keysUnder(context, "index/rejected/")).toHaveLength(1);
  });
});

describe("the tails of segments", () => {
  const tailsAt = tailsKey(makeContext().layout);
  const refresh = () => refreshTails({ ...context, tailedSegmentBytes: 0 });

  it("give no finding where they are the segments' ends", async () => {
    await refresh();
    expect(await found()).toEqual([]);
  });

  it("are a notice where they are missing, damaged, stale or another's, and damage nothing", async () => {
    await refresh();
    const { bytes } = await context.store.get(tailsAt);
    const [[id, { segmentBytes, bytes: tail }]] = [...decodeTails(bytes)] as [
      SegmentTails extends ReadonlyMap<infer K, infer V> ? [K, V] : never,
    ];
    await putLatest(
      context.store,
      tailsAt,
      encodeTails(new Map([[id, { segmentBytes: segmentBytes + 1, bytes: tail }]]), 1),
    );
    expect(await found()).toEqual([
      expect.stringMatching(/^notice index\/tails: It holds a segment that the manifest/),
    ]);
    await putLatest(
      context.store,
      tailsAt,
      encodeTails(new Map([[id, { segmentBytes, bytes: tail.map((byte) => byte ^ 1) }]]), 1),
    );
    expect(await found()).toEqual([expect.stringMatching(/^notice index\/tails: It does not hold the end of segment/)]);
    await putLatest(context.store, tailsAt, Uint8Array.of(1));
    expect(await found()).toEqual([expect.stringMatching(/^notice index\/tails: It is damaged/)]);
    await context.store.delete(tailsAt);
    expect(await found()).toEqual([expect.stringMatching(/^notice index\/tails: It is not there/)]);
  });
});
