/**
 * An upload that is put again within a second, with the same bytes and other metadata: ETag and LastModified are the
 * same, and every writer and checker must still end with, or tell of, the second one.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../src/errors.ts";
import { openSearcher } from "../../../src/index/read.ts";
import {
  BatchCommitter,
  BulkImport,
  findDifferences,
  Ingester,
  listPresentRejections,
  rebuildIndex,
  reviewRejectedRecords,
  UnsettledVersions,
  verifyIndex,
} from "../../../src/index/write.ts";
import { takeDown } from "../../../src/ingest/ingest.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/schema/schema.ts";
import type { ObjectKey, ObjectSummary, PutOptions } from "../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { listedVersion, uploadVersion } from "../../support/inside/index-commit.ts";
import { manifestKey } from "../../support/inside/index-own.ts";
import { putRejectedRecord, readUpload } from "../../support/inside/index-uploads.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { liveVersions, presentManifest } from "../../support/live-index.ts";
import { upload } from "../../support/uploads.ts";
import { backfill } from "../../support/whole-backfill.ts";

const processor = directProcessor(resolvedArticleOptions);
const PARSER = resolvedArticleOptions.parserVersion;
const TEXT =
  "Совет директоров банка собрался в Москве, чтобы утвердить годовой отчёт и новый состав правления.\n".repeat(3);
const titled = (title: string): PutOptions => ({ metadata: { title, published: "2026-01-01T00:00:00Z" } });

let context: TestContext;
beforeEach(() => {
  context = makeContext();
});

const put = (options: PutOptions, name = "а.txt") => upload(context, name, TEXT, options);
const ingest = (...keys: ObjectKey[]) => new Ingester(context, processor).ingest(keys);
const differences = async (of = context) => (await findDifferences(of, PARSER)).keys;
const sequence = async () => (await presentManifest(context)).sequence;
const findings = async () => {
  const all = (await verifyIndex(context, resolvedArticleOptions)).findings;
  return all.filter(({ severity }) => severity !== "notice").map(({ what }) => what);
};
/** The one article as a search shows it. */
const found = async () => {
  const hits = await openSearcher({ ...context, options: articleIndexOptions }).search("директоров");
  return hits.map(({ title }) => title);
};
const wait = () => context.clock.advance(10_000);
const summaryOf = async (key: ObjectKey) => (await context.store.list({ prefix: key })).objects[0] as ObjectSummary;

/** The index holds the first, the bucket the second, and no event tells of that. */
async function missSecond(): Promise<ObjectKey> {
  const key = await put(titled("First"));
  await ingest(key);
  await put(titled("Second"));
  return key;
}

describe("what was put a moment later with other metadata", () => {
  const first: PutOptions = { contentType: "text/plain", metadata: { title: "First", id: "1" } };
  it.each<[string, PutOptions]>([
    ["title", { ...first, metadata: { ...first.metadata, title: "Second" } }],
    ["published", { ...first, metadata: { ...first.metadata, published: "2016-10-09" } }],
    ["url", { ...first, metadata: { ...first.metadata, url: "https://example.ru/1" } }],
    ["source", { ...first, metadata: { ...first.metadata, source: "example.ru" } }],
    ["id", { ...first, metadata: { ...first.metadata, id: "2" } }],
    ["less metadata", { contentType: "text/plain" }],
    ["content type", { ...first, contentType: "text/plain; charset=utf-8" }],
    ["content encoding", { ...first, contentEncoding: "identity" }],
  ])("is committed when its event comes, by another %s", async (_name, second) => {
    const key = await put(first);
    await ingest(key);
    await put(second);
    expect((await ingest(key)).committed).toEqual([key]);
    expect(await liveVersions(context)).toEqual({ [key]: uploadVersion(await context.store.head(key), PARSER) });
  });

  it("is found by reconciling where its event was lost, be it at once or long after", async () => {
    const key = await missSecond();
    expect(await differences()).toEqual([key]);
    wait();
    expect(await differences()).toEqual([key]);
    await ingest(key);
    expect(await found()).toEqual(["Second"]);
    expect(await differences()).toEqual([]);
  });

  it("is told of by a verification, and brought in by a repair", async () => {
    const key = await missSecond();
    expect(await findings()).toEqual(["The index holds another version of it than the bucket."]);
    wait();
    expect((await verifyIndex(context, resolvedArticleOptions)).bucket).toMatchObject({ changed: 1, uploads: 1 });
    await rebuildIndex(context, processor, { damaged: new Set() });
    expect(await found()).toEqual(["Second"]);
    expect(await findings()).toEqual([]);
    expect(Object.keys(await liveVersions(context))).toEqual([key]);
  });

  it("is in a rebuilt index, where it came while the rebuild was at work", async () => {
    const key = await put(titled("First"));
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method, of) => {
        if (method !== "putIfMatch" || of !== manifestKey(context.layout) || !isFirst) return;
        isFirst = false;
        await put(titled("Second"));
        await ingest(key);
      },
    });
    await rebuildIndex({ ...context, store }, processor);
    expect(await found()).toEqual(["Second"]);
    expect(await findings()).toEqual([]);
  });

  it("is left to the queue by a backfill that had flushed the first", async () => {
    const key = await put(titled("First"));
    const meanwhile = async () => void (await put(titled("Second")));
    const report = await backfill(context, { meanwhile });
    expect([report.outdated, report.queue]).toEqual([1, [key]]);
    await ingest(...report.queue);
    expect(await found()).toEqual(["Second"]);
  });

  it("is what is corrected or taken down", async () => {
    const key = await missSecond();
    await takeDown(context, processor, [key], "remove");
    expect([await found(), await differences()]).toEqual([[], []]);
  });

  it("is looked at again by a writer that another commit made begin again", async () => {
    const key = await put(titled("First"));
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method, of) => {
        if (method !== "putIfMatch" || of !== manifestKey(context.layout) || !isFirst) return;
        isFirst = false;
        await put(titled("Second"));
        await ingest(await put(titled("Other"), "б.txt"));
      },
    });
    await new Ingester({ ...context, store }, processor).ingest([key]);
    expect((await found()).sort()).toEqual(["Other", "Second"]);
  });

  it("leaves no record of a rejection of the first", async () => {
    const reasons = [{ code: "no-text" as const, reason: "Пусто." }];
    const key = await put(titled("First"));
    await putRejectedRecord(context, key, uploadVersion(await context.store.head(key), PARSER), reasons);
    await put(titled("Second"));
    wait();
    for await (const record of listPresentRejections(context, PARSER)) expect(record).toBeNull();
    expect(await reviewRejectedRecords(context, PARSER)).toEqual({ stale: 1, due: [] });
  });
});

describe("what was looked at within its second", () => {
  it("is committed once, however often it is put and looked at as it is", async () => {
    const key = await put(titled("First"));
    await ingest(key);
    const before = await sequence();
    await put(titled("First"));
    for (let i = 0; i < 3; i += 1) {
      expect((await ingest(key)).unchanged).toEqual([key]);
      expect([await differences(), await findings()]).toEqual([[], []]);
      wait();
    }
    await rebuildIndex(context, processor, { damaged: new Set() });
    expect(await sequence()).toBe(before);
  });

  it("is asked for once by a process that reconciles again and again, and by each run that knows nothing", async () => {
    const keys = [await put(titled("First")), await put(titled("Other"), "б.txt")];
    await ingest(...keys);
    const heads: string[] = [];
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "head") heads.push(key);
      },
    });
    const watching = { ...context, store };
    const unsettled = new UnsettledVersions(PARSER);
    const headsOf = async (known?: UnsettledVersions) => {
      heads.length = 0;
      expect((await findDifferences(watching, PARSER, { unsettled: known })).keys).toEqual([]);
      return [...heads];
    };
    // Within the second nothing is known for good.
    expect(await headsOf(unsettled)).toEqual(keys);
    wait();
    expect(await headsOf(unsettled)).toEqual(keys);
    expect(await headsOf(unsettled)).toEqual([]);
    expect(await headsOf()).toEqual(keys);
    await put(titled("Third"));
    await ingest(keys[0] as ObjectKey);
    wait();
    expect(await headsOf(unsettled)).toEqual([keys[0]]);
  });

  it("is not known for good by what another version of its second was found to be", async () => {
    const key = await put(titled("First"));
    await ingest(key);
    wait();
    const unsettled = new UnsettledVersions(PARSER);
    expect((await findDifferences(context, PARSER, { unsettled })).keys).toEqual([]);
    // As a writer may, that looked in between and commits only now.
    const stalled = `${listedVersion(await context.store.head(key), PARSER).slice(0, -PARSER.length)}0123456789abcdef~/${PARSER}`;
    const looks = unsettled.choose(context.ids);
    looks.isExempt(await summaryOf(key), stalled);
    expect(looks.chosen()).toMatchObject([{ version: stalled }]);
  });

  it("is asked for up to a bound, the newest always and each of the others in some run", async () => {
    const one = await summaryOf(await put(titled("First")));
    const versionOf = (second: number) => `etag/${second}/0123456789abcdef~/${PARSER}`;
    const versions = new Map(Array.from({ length: 20 }, (_, i) => [`articles/${i}.txt`, versionOf(1_000 + i)]));
    const timesAsked = new Map<string, number>();
    const unsettled = new UnsettledVersions(PARSER, 8);
    for (let run = 0; run < 100; run += 1) {
      const looks = unsettled.choose(context.ids);
      for (const [key, version] of versions) looks.isExempt({ ...one, key: key as ObjectKey }, version);
      for (const { upload } of looks.chosen()) timesAsked.set(upload.key, (timesAsked.get(upload.key) ?? 0) + 1);
    }
    const times = [...versions.keys()].map((key) => timesAsked.get(key) ?? 0);
    expect(times.slice(-4)).toEqual([100, 100, 100, 100]);
    expect(Math.min(...times)).toBeGreaterThan(0);
    expect(times.slice(0, -4).reduce((sum, count) => sum + count, 0)).toBe(100 * 4);
  });

  it("keeps its record of a rejection where it cannot be looked at, and shows it", async () => {
    const key = await upload(context, "а.json", "{ broken");
    await ingest(key);
    const store = interceptStore(context.store, {
      after: (method, of) => {
        if (method === "head" && of === key) throw new SearchIndexError("store-unavailable", "busy");
      },
    });
    const shown: string[] = [];
    for await (const record of listPresentRejections({ ...context, store }, PARSER)) shown.push(record.key);
    expect(shown).toEqual([key]);
    expect((await reviewRejectedRecords({ ...context, store }, PARSER)).stale).toBe(0);
  });

  it("goes to its writer, who tells why, where it cannot be looked at", async () => {
    const key = await put(titled("First"));
    const other = await put(titled("Other"), "б.txt");
    await ingest(key, other);
    const store = interceptStore(context.store, {
      after: (method, of) => {
        if (method === "head" && of === key) throw new SearchIndexError("store-unavailable", "busy");
      },
    });
    expect(await differences({ ...context, store })).toEqual([key]);
  });

  it("is known to a second run of an import", async () => {
    const archive = Buffer.from(JSON.stringify({ title: "Первая", text: TEXT }));
    const run = () => new BulkImport(context, processor, "archive").run(chunksOf(archive));
    expect(await run()).toMatchObject({ articles: 1, presentParts: 0 });
    expect(await run()).toMatchObject({ articles: 0, presentParts: 1, presentArticles: 1 });
    expect((await run()).commits).toBe(0);
  });
});

it("a version of an older release, which has no digest, is compared by ETag and second as that release did", async () => {
  const key = await put(titled("First"));
  const version = listedVersion(await context.store.head(key), PARSER);
  const { documents } = await readUpload(await context.store.get(key), processor, context.layout);
  const commit = new BatchCommitter(context, resolvedArticleOptions).commit([key], async () => ({
    state: "present",
    version,
    documents,
  }));
  const before = (await commit).snapshot.manifest.sequence;
  expect(await liveVersions(context)).toEqual({ [key]: version });
  expect([await differences(), await findings()]).toEqual([[], []]);
  expect((await ingest(key)).unchanged).toEqual([key]);
  expect(await sequence()).toBe(before);
  wait();
  await put(titled("First"));
  expect(await differences()).toEqual([key]);
});

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
