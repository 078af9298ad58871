import { beforeEach, describe, expect, it } from "vitest";
import { openSearcher } from "../../../../src/index/read.ts";
import type { ResolvedIndexOptions } from "../../../../src/index/shared.ts";
import { BatchCommitter, findDifferences, Ingester, rebuildIndex } from "../../../../src/index/write.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { type ObjectKey, putLatest } from "../../../../src/store/store.ts";
import { codeOf, errorOf } from "../../../support/error-of.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { collectGarbage } from "../../../support/inside/index-compaction.ts";
import { manifestKey } from "../../../support/inside/index-own.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { fileSystemFailure } from "../../../support/inside/store-file.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions, presentManifest } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

const full = () => fileSystemFailure(Object.assign(new Error("write"), { code: "ENOSPC" }), "/data", "index/x");

const HOUR_MS = 3_600_000;
const PARSER = resolvedArticleOptions.parserVersion;
const nextOptions: ResolvedIndexOptions = { ...resolvedArticleOptions, analyzerVersion: "russian-next" };

let context: TestContext;

beforeEach(async () => {
  context = makeContext();
  const keys = [];
  for (const name of ["а", "б", "в"])
    keys.push(await upload(context, `${name}.json`, articleUpload(`Новость ${name}`)));
  for (const key of keys) await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest([key]);
});

const rebuild = (of: TestContext = context, options = resolvedArticleOptions) =>
  rebuildIndex(of, directProcessor(options));
const search = async (query: string) =>
  (await openSearcher({ ...context, options: articleIndexOptions }).search(query)).map(({ title }) => title);

/** Every upload at its present version, and nothing else. */
async function expectAgreement(): Promise<void> {
  expect((await findDifferences(context, PARSER)).keys).toEqual([]);
}

it("makes one new index of all uploads, retires the old one, and search finds the same", async () => {
  const before = await presentManifest(context);
  const done: [number, number][] = [];
  const report = await rebuildIndex(context, directProcessor(resolvedArticleOptions), {
    onProgress: (uploads, total) => done.push([uploads, total]),
  });
  expect(report).toEqual({ sequence: before.sequence + 1, uploads: 3, articles: 3, segments: 1 });
  expect(done.at(-1)).toEqual([3, 3]);
  const after = await presentManifest(context);
  expect(after.retired.map(({ id }) => id)).toEqual(before.segments.map(({ id }) => id));
  await expectAgreement();
  expect((await search("новость")).length).toBe(3);
  context.clock.advance(HOUR_MS);
  await collectGarbage(context);
  expect((await keysUnder(context, "index/segments/")).length).toBe(1);
});

it("changes the analyzer, which no writer of the old one may then write to", async () => {
  await rebuild(context, nextOptions);
  expect((await presentManifest(context)).analyzer).toBe("russian-next");
  const ingest = new Ingester(context, directProcessor(resolvedArticleOptions)).ingest([
    "articles/а.json" as ObjectKey,
  ]);
  expect(await codeOf(() => ingest)).toBe("index-outdated");
});

it("leaves an empty bucket with an empty index", async () => {
  const empty = makeContext();
  expect(await rebuildIndex(empty, directProcessor(resolvedArticleOptions))).toMatchObject({
    uploads: 0,
    articles: 0,
    segments: 0,
  });
  expect(await liveVersions(empty)).toEqual({});
});

it("writes the records of uploads that cannot be read", async () => {
  await upload(context, "сломан.json", "{ не json");
  expect(await rebuild()).toMatchObject({ uploads: 4, articles: 3 });
  expect((await keysUnder(context, "index/rejected/")).length).toBe(1);
  await expectAgreement();
});

describe("uploads that change meanwhile", () => {
  /** Acts once, when the rebuild has read all uploads and puts its first segment. */
  const whileBuilding = (act: () => Promise<unknown>, at = "putIfAbsent"): TestContext => {
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method !== at || !isFirst || key === "index/rejected/") return;
        isFirst = false;
        context.clock.advance(5_000);
        await act();
      },
    });
    return makeContext(context, store, 9);
  };

  it("and whose events were handled are in the new index in their new version", async () => {
    const building = whileBuilding(async () => {
      await upload(context, "б.json", articleUpload("Новость изменённая"));
      await context.store.delete("articles/в.json" as ObjectKey);
      const added = await upload(context, "г.json", articleUpload("Новость добавленная"));
      const keys = ["articles/б.json", "articles/в.json"] as ObjectKey[];
      await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest([...keys, added]);
    });
    expect(await rebuild(building)).toMatchObject({ uploads: 3, articles: 3 });
    await expectAgreement();
    expect(await search("изменённая")).toEqual(["Новость изменённая"]);
  });

  it("just before the swap make it begin the swap again", async () => {
    const building = whileBuilding(async () => {
      await upload(context, "б.json", articleUpload("Новость изменённая"));
      await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(["articles/б.json" as ObjectKey]);
    }, "putIfMatch");
    await rebuild(building);
    await expectAgreement();
    expect((await presentManifest(context)).segments.length).toBe(2);
    expect(await search("изменённая")).toEqual(["Новость изменённая"]);
  });

  it("at every attempt make it give up, with the old index as it was", async () => {
    let number = 0;
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putIfMatch") return;
        const key = await upload(context, "а.json", articleUpload(`Новость ${number++}`));
        await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest([key]);
      },
    });
    expect(await codeOf(() => rebuild(makeContext(context, store, 9)))).toBe("commit-conflict");
    await expectAgreement();
  });

  it("gives up soon where the disk is full, says so, and leaves the old index as it is", async () => {
    const { sequence } = await presentManifest(context);
    let puts = 0;
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method !== "putIfAbsent" || !key.startsWith("index/segments/")) return;
        puts += 1;
        throw full();
      },
    });
    const error = await errorOf(() => rebuild(makeContext(context, store, 9)));
    expect([error.code, error.message]).toEqual(["store-full", expect.stringContaining("no room left (ENOSPC)")]);
    expect([puts, (await presentManifest(context)).sequence]).toEqual([3, sequence]);
  });

  it("and a collector that takes the draft for orphans do not harm it", async () => {
    const building = whileBuilding(async () => {
      context.clock.advance(3 * HOUR_MS);
      await collectGarbage(context);
    }, "putIfMatch");
    await rebuild(building);
    await expectAgreement();
    expect((await search("новость")).length).toBe(3);
  });
});

describe("a manifest that cannot be used", () => {
  it("because it is damaged is replaced, and the sequence that can still be read grows on", async () => {
    const { sequence } = await presentManifest(context);
    const { bytes } = await context.store.get(manifestKey(context.layout));
    await putLatest(context.store, manifestKey(context.layout), bytes.subarray(0, bytes.length - 10));
    expect(await codeOf(() => search("новость"))).toBe("corrupt-manifest");
    expect((await rebuild()).sequence).toBe(sequence + 1);
    await expectAgreement();
    expect((await search("новость")).length).toBe(3);
  });

  it("because it is of a newer format is replaced", async () => {
    const newer = Buffer.from(JSON.stringify({ format: 2, sequence: 41 }));
    await putLatest(context.store, manifestKey(context.layout), newer);
    expect(await codeOf(() => search("новость"))).toBe("unsupported-format");
    expect((await rebuild()).sequence).toBe(42);
    await expectAgreement();
  });

  it("because it is gone beside its segments is made anew", async () => {
    await context.store.delete(manifestKey(context.layout));
    const ingest = new Ingester(context, directProcessor(resolvedArticleOptions)).ingest([
      "articles/а.json" as ObjectKey,
    ]);
    expect(await codeOf(() => ingest)).toBe("missing-manifest");
    await rebuild();
    await expectAgreement();
    context.clock.advance(2 * HOUR_MS);
    await collectGarbage(context);
    expect((await keysUnder(context, "index/segments/")).length).toBe(1);
    expect((await search("новость")).length).toBe(3);
  });

  it("and took the collect floor with it, lets no stalled writer bring a deleted segment back", async () => {
    const key = await upload(context, "г.json", articleUpload("Новость г"));
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putIfMatch") return;
        // The writer's segment lies there; it stalls, is collected as an orphan, and the manifest is lost.
        context.clock.advance(2 * HOUR_MS);
        await collectGarbage(context);
        await context.store.delete(manifestKey(context.layout));
        await upload(context, "г.json", "{ сломан");
        await rebuild(makeContext(context, context.store, 12));
        await upload(context, "г.json", articleUpload("Новость г"));
      },
    });
    let isFirst = true;
    const once = interceptStore(store, {});
    const stalled = makeContext(
      context,
      {
        ...once,
        putIfMatch: (...args) => {
          if (!isFirst) return context.store.putIfMatch(...args);
          isFirst = false;
          return once.putIfMatch(...args);
        },
      },
      13,
    );
    const document = { id: "г", title: "Новость г", lead: "", text: "Текст." };
    await new BatchCommitter(stalled, resolvedArticleOptions).commit([key], async () => {
      return { state: "present", version: "1", documents: [document] };
    });
    // I3: the manifest names only objects that exist.
    expect(Object.keys(await liveVersions(context))).toContain(key);
  });
});
