import { beforeEach, describe, expect, it } from "vitest";
import { rejectedResult, rejection } from "../../../../src/articles/articles.ts";
import { SearchIndexError } from "../../../../src/errors.ts";
import { openSearcher } from "../../../../src/index/read.ts";
import {
  findDifferences,
  Ingester,
  listPresentRejections,
  reviewRejectedRecords,
  type UploadProcessor,
} from "../../../../src/index/write.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { CountingObjectStore, type ETag, type ObjectKey } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { listRejectedRecords } from "../../../support/inside/index-uploads.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, liveVersions } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

let context: TestContext;

beforeEach(() => {
  context = makeContext();
});

const ingest = (keys: readonly ObjectKey[], of: TestContext = context) =>
  new Ingester(of, directProcessor(resolvedArticleOptions)).ingest(keys);
const found = async (query: string): Promise<string[]> =>
  (await openSearcher({ ...context, options: articleIndexOptions }).search(query)).map(({ title }) => String(title));

async function rejectedCodes(): Promise<Record<string, string[]>> {
  const codes: Record<string, string[]> = {};
  for await (const { record } of listRejectedRecords(context)) codes[record.key] = record.parts.map(({ code }) => code);
  return codes;
}

describe("a key that no object can be asked for by", () => {
  const key = "articles/../page.txt" as ObjectKey;
  /** A bucket that holds an object under it, as S3 may, and refuses to be asked for it, as its clients do. */
  const withUnusable = (of: TestContext, isHeld: () => boolean): TestContext => ({
    ...of,
    store: {
      ...interceptStore(of.store, {}),
      list: async (options) => {
        const page = await of.store.list(options);
        if (!isHeld() || !key.startsWith(options.prefix)) return page;
        const object = { key, etag: "e1" as ETag, sizeBytes: 5, lastModifiedMs: 1_000 };
        return { ...page, objects: [object, ...page.objects] };
      },
    },
  });

  it("gets a record, no second try and no word in the way of others; deleted, it leaves none", async () => {
    let isHeld = true;
    const bucket = withUnusable(context, () => isHeld);
    const good = await upload(context, "а.json", articleUpload("Нефть подорожала"));
    const report = await ingest([key, good], bucket);
    expect(report).toMatchObject({ committed: [good], failed: new Map(), partlyRead: new Set() });
    expect(report.rejected.get(key)).toMatchObject([
      { code: "unusable-key", reason: expect.stringContaining("a part of its path is a dot or two") },
    ]);
    expect(await rejectedCodes()).toEqual({ [key]: ["unusable-key"] });
    const shown = [];
    for await (const record of listPresentRejections(bucket, resolvedArticleOptions.parserVersion)) shown.push(record);
    expect(shown).toMatchObject([{ key }]);

    const { parserVersion } = resolvedArticleOptions;
    expect(await findDifferences(bucket, parserVersion)).toMatchObject({ keys: [], missing: 0, uploads: 2 });
    expect((await reviewRejectedRecords(bucket, parserVersion)).stale).toBe(0);
    await ingest([good], bucket);
    isHeld = false;
    expect(await ingest([key], bucket)).toMatchObject({ rejected: new Map(), failed: new Map() });
    expect(await rejectedCodes()).toEqual({});
  });

  it("is found by reconciling where its event was lost, once", async () => {
    const bucket = withUnusable(context, () => true);
    const { parserVersion } = resolvedArticleOptions;
    const found = await findDifferences(bucket, parserVersion);
    expect(found).toMatchObject({ keys: [key], missing: 1 });
    await ingest(found.keys, bucket);
    expect((await findDifferences(bucket, parserVersion)).keys).toEqual([]);
  });
});

describe("an upload", () => {
  it("is found after one ingest, replaced by the next version and gone when it is deleted", async () => {
    const key = await upload(context, "а.json", articleUpload("Нефть подорожала"));
    expect(await ingest([key])).toMatchObject({ committed: [key], articles: 1, sequence: 1 });
    expect(await found("нефти")).toEqual(["Нефть подорожала"]);
    await upload(context, "а.json", articleUpload("Газ подешевел"));
    await ingest([key]);
    expect([await found("нефти"), await found("газа")]).toEqual([[], ["Газ подешевел"]]);
    await context.store.delete(key);
    expect(await ingest([key])).toMatchObject({ committed: [key], articles: 0 });
    expect(await found("газа")).toEqual([]);
  });

  it("beyond what one commit has room for goes into the next, and all are told in one report", async () => {
    const archive = (name: string) =>
      Array.from({ length: 6 }, (_, i) => articleUpload(`Нефть ${name} ${i}`)).join("\n");
    const keys: ObjectKey[] = [];
    for (const name of ["а", "б", "в"]) keys.push(await upload(context, `${name}.jsonl`, archive(name)));
    const ingester = new Ingester(context, directProcessor(resolvedArticleOptions));
    const report = await ingester.ingest(keys, { room: { maxDocuments: 10 } });
    expect(report).toMatchObject({ articles: 18, sequence: 3, left: [], unchanged: [], conflicts: 0 });
    expect([...report.committed].sort()).toEqual(keys);
    expect(await ingester.ingest(keys, { room: { maxDocuments: 10 } })).toMatchObject({ committed: [], left: [] });
  });

  it("that time does not suffice for is left, untouched", async () => {
    const keys: ObjectKey[] = [];
    for (const name of ["а", "б"]) keys.push(await upload(context, `${name}.json`, articleUpload(`Нефть ${name}`)));
    const limits = { room: { maxDocuments: 1 }, deadlineMs: context.clock.monotonicMs() };
    const report = await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys, limits);
    expect(report).toMatchObject({ committed: [keys[0]], left: [keys[1]], failed: new Map() });
    expect(Object.keys(await liveVersions(context))).toEqual([keys[0]]);
  });

  it("whose reading takes longer than there is time lets those before it go in, and leaves those after it", async () => {
    const keys: ObjectKey[] = [];
    for (const name of ["а", "б", "в"])
      keys.push(await upload(context, `${name}.json`, articleUpload(`Нефть ${name}`)));
    const direct = directProcessor(resolvedArticleOptions);
    const slow: UploadProcessor = {
      ...direct,
      read: async (bytes, upload) => {
        await context.clock.sleep(20_000);
        return direct.read(bytes, upload);
      },
    };
    const deadlineMs = context.clock.monotonicMs() + 30_000;
    const report = await new Ingester(context, slow).ingest(keys, { deadlineMs });
    expect(report).toMatchObject({ committed: keys.slice(0, 2), left: keys.slice(2), sequence: 1, failed: new Map() });
  });

  describe("that is not read within a second", () => {
    /** Collects the keys in the index each time that the slow upload is read to its end; `quick` gives it up. */
    const open = () => {
      const direct = directProcessor(resolvedArticleOptions);
      const heldBefore: string[][] = [];
      const isSlow = (key: string) => key.includes("долго");
      const processor: UploadProcessor = {
        ...direct,
        read: async (bytes, of) => {
          heldBefore.push(Object.keys(await liveVersions(context)).sort());
          return direct.read(bytes, of);
        },
        quick: {
          ...direct,
          read: async (bytes, of) =>
            isSlow(of.key) ? rejectedResult(rejection("reading-took-too-long", "Too long.")) : direct.read(bytes, of),
        },
      };
      return { ingester: new Ingester(context, processor), heldBefore };
    };
    const put = async () => {
      const keys: ObjectKey[] = [];
      for (const name of ["а", "б-долго", "в", "г-долго"])
        keys.push(await upload(context, `${name}.json`, articleUpload(`Нефть ${name}`)));
      return keys as [ObjectKey, ObjectKey, ObjectKey, ObjectKey];
    };

    it("is read when the others are committed, and each such one has a commit of its own", async () => {
      const [a, b, c, d] = await put();
      const { ingester, heldBefore } = open();
      const report = await ingester.ingest([a, b, c, d]);
      expect(report).toMatchObject({
        committed: [a, c, b, d],
        left: [],
        sequence: 3,
        articles: 4,
        rejected: new Map(),
      });
      expect(heldBefore).toEqual([
        [a, c],
        [a, b, c],
      ]);
      expect(await rejectedCodes()).toEqual({});
    });

    it("is left where that is asked for, and read where it is expected", async () => {
      const [a, b, c, d] = await put();
      const { ingester, heldBefore } = open();
      expect(await ingester.ingest([a, b, c, d], { slowUploads: "leave" })).toMatchObject({
        committed: [a, c],
        left: [b, d],
      });
      expect(heldBefore).toEqual([]);
      expect(await ingester.ingest([b, d], { slowUploads: "expect" })).toMatchObject({ committed: [b, d], left: [] });
      expect(await found("долго")).toHaveLength(2);
    });

    it("is not read again at the same version, so that a sender who repeats its event costs no minute each time", async () => {
      const [a, b, c, d] = await put();
      const { ingester, heldBefore } = open();
      await ingester.ingest([a, b, c, d]);
      expect(await ingester.ingest([b, d])).toMatchObject({ committed: [], unchanged: [b, d] });
      expect(heldBefore).toHaveLength(2);
    });
  });

  it("that was rejected whole is not read again at the same version", async () => {
    const key = await upload(context, "а.json", "{");
    let reads = 0;
    const direct = directProcessor(resolvedArticleOptions);
    const counting: UploadProcessor = {
      ...direct,
      read: (bytes, of) => {
        reads += 1;
        return direct.read(bytes, of);
      },
    };
    const ingester = new Ingester(context, counting);
    const { rejected } = await ingester.ingest([key]);
    expect(rejected.get(key)).toMatchObject([{ code: expect.any(String) }]);
    expect(await ingester.ingest([key])).toMatchObject({ committed: [], unchanged: [key], rejected });
    expect(reads).toBe(1);
  });

  it("that was handled before costs one GET and no write", async () => {
    const key = await upload(context, "а.json", articleUpload("Нефть подорожала"));
    await ingest([key]);
    const store = new CountingObjectStore(context.store);
    expect(await ingest([key, key], { ...context, store })).toMatchObject({ unchanged: [key], committed: [] });
    expect(store.counts().bytesWritten).toBe(0);
  });

  it("that is gone before it was ever seen is committed as gone", async () => {
    const key = "articles/нет.json" as ObjectKey;
    expect(await ingest([key])).toMatchObject({ committed: [key], sequence: 1 });
  });

  it("outside articles/, in the index or a folder marker is left alone", async () => {
    for (const key of ["другое/а.json", "index/manifest.json", "articles/папка/"] as ObjectKey[]) {
      await context.store.putIfAbsent(key, Buffer.from("{}")).catch(() => undefined);
      expect(await ingest([key])).toMatchObject({ committed: [], unchanged: [], failed: new Map() });
    }
    expect(await liveVersions(context)).toEqual({});
  });

  it("written again with the same bytes a second later is another version", async () => {
    const key = await upload(context, "а.json", articleUpload("Нефть подорожала"));
    await ingest([key]);
    context.clock.advance(1_000);
    await upload(context, "а.json", articleUpload("Нефть подорожала"));
    expect((await ingest([key])).committed).toEqual([key]);
    expect(await found("нефть")).toEqual(["Нефть подорожала"]);
  });
});

describe("an upload that cannot be read", () => {
  it("leaves a record with its key, version and reason, and is a version without articles", async () => {
    const key = await upload(context, "сломан.json", "{ не json");
    const report = await ingest([key]);
    expect(report).toMatchObject({ committed: [key], articles: 0 });
    expect(report.rejected.get(key)?.[0]?.code).toBe("broken-json");
    expect(await rejectedCodes()).toEqual({ [key]: ["broken-json"] });
    expect(Object.keys(await liveVersions(context))).toEqual([key]);
    expect((await ingest([key])).unchanged).toEqual([key]);
  });

  it("over a good one takes the old text away", async () => {
    const key = await upload(context, "а.json", articleUpload("Нефть подорожала"));
    await ingest([key]);
    await upload(context, "а.json", "{ не json");
    await ingest([key]);
    expect(await found("нефть")).toEqual([]);
  });

  it("loses its record when a good version or another bad one takes its place, or it is deleted", async () => {
    const key = await upload(context, "а.json", "{ не json");
    await ingest([key]);
    await upload(context, "а.json", JSON.stringify({ title: "Без текста" }));
    await ingest([key]);
    expect(await rejectedCodes()).toEqual({ [key]: ["no-text"] });
    await upload(context, "а.json", articleUpload("Нефть подорожала"));
    await ingest([key]);
    expect(await rejectedCodes()).toEqual({});
    await upload(context, "а.json", "{ снова");
    await ingest([key]);
    await context.store.delete(key);
    await ingest([key]);
    expect(await rejectedCodes()).toEqual({});
  });

  it("does not keep others of its batch out", async () => {
    const bad = await upload(context, "а.json", "{ не json");
    const good = await upload(context, "б.json", articleUpload("Нефть подорожала"));
    expect(await ingest([bad, good])).toMatchObject({ committed: [bad, good], articles: 1 });
    expect(await found("нефть")).toEqual(["Нефть подорожала"]);
  });

  it("because it has 11 MB is a version without articles and is not downloaded", async () => {
    const key = await upload(context, "велик.txt", new Uint8Array(11 * 1024 * 1024).fill(0x20));
    const store = new CountingObjectStore(context.store);
    const report = await ingest([key], { ...context, store });
    expect(report.rejected.get(key)?.[0]?.code).toBe("too-large");
    expect(store.counts().bytesRead).toBeLessThan(1_000);
    expect(Object.keys(await liveVersions(context))).toEqual([key]);
  });

  it("because it shrank between the two looks at its size is read after all", async () => {
    const key = await upload(context, "велик.json", new Uint8Array(11 * 1024 * 1024).fill(0x20));
    const store = interceptStore(context.store, {
      before: async (method) => {
        if (method === "head") await upload(context, "велик.json", articleUpload("Нефть подорожала"));
      },
    });
    expect((await ingest([key], makeContext(context, store))).articles).toBe(1);
  });
});

describe("an unsteady store", () => {
  it("fails the key that could not be looked at, and lets the others in", async () => {
    const [a, b] = [
      await upload(context, "а.json", articleUpload("Нефть подорожала")),
      await upload(context, "б.json", articleUpload("Газ подешевел")),
    ];
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method === "get" && key === a) throw new SearchIndexError("store-unavailable", "No answer.");
      },
    });
    const report = await ingest([a, b], makeContext(context, store));
    expect([[...report.failed.keys()], report.committed]).toEqual([[a], [b]]);
    expect(await found("подешевел")).toEqual(["Газ подешевел"]);
  });

  it("after a conflict asks only whether the version is still the same, and reads what changed", async () => {
    const [a, b] = [
      await upload(context, "а.json", articleUpload("Нефть подорожала")),
      await upload(context, "б.json", articleUpload("Газ подешевел")),
    ];
    const seed = await upload(context, "в.json", articleUpload("Первая"));
    await ingest([seed]);
    const calls: string[] = [];
    let isFirst = true;
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (key.startsWith("articles/")) calls.push(`${method} ${key.slice("articles/".length)}`);
        if (method !== "putIfMatch" || !isFirst) return;
        isFirst = false;
        context.clock.advance(5_000);
        await ingest([await upload(context, "г.json", articleUpload("Другая"))]);
        await upload(context, "б.json", articleUpload("Газ подорожал"));
      },
    });
    await ingest([a, b], makeContext(context, store));
    expect(calls).toEqual(["get а.json", "get б.json", "head а.json", "head б.json", "get б.json"]);
    expect(await found("газ")).toEqual(["Газ подорожал"]);
    expect(Object.keys(await liveVersions(context)).length).toBe(4);
  });

  it("leaves no segment behind that it does not need", async () => {
    const key = await upload(context, "а.json", articleUpload("Нефть подорожала"));
    await ingest([key]);
    expect((await keysUnder(context, "index/segments/")).length).toBe(1);
  });
});
