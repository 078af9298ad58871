import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { type IndexWorker, type IndexWorkerOptions, startIndexWorker } from "../../../functions/serve/index-worker.ts";
import { type ErrorCode, SearchIndexError } from "../../../src/errors.ts";
import { type IndexContext, ManifestStore, schemaOf } from "../../../src/index/shared.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { codeOf } from "../../support/error-of.ts";
import { makeContext } from "../../support/index-context.ts";
import { manifestKey } from "../../support/inside/index-own.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

const WAIT = { timeout: 15_000, interval: 10 };
let worker: IndexWorker;
afterEach(() => worker.close());

/** A worker of a bucket, which it compares with the index every few milliseconds. */
function start(
  context: IndexContext,
  { reconcileEveryMs = 5, polling = null, ...rest }: Partial<IndexWorkerOptions> = {},
) {
  const { logger, lines } = recordingLogger();
  worker = startIndexWorker({
    context,
    processor: directProcessor(resolvedArticleOptions),
    logger,
    reconcileEveryMs,
    polling,
    notifications: null,
    ...rest,
  });
  const told = (event: string) => lines.filter((line) => line.event === event);
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const count = async () => (await search.search({ text: "", match: "auto", offset: 0, limit: 1 })).total;
  return { told, count };
}

it("begins an index of nothing, so that searches are answered before the first upload", async () => {
  const context = makeContext();
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  expect(await codeOf(() => search.status())).toBe("no-index-yet");
  const { told } = start(context);
  await worker.firstRounds;
  expect(await search.status()).toMatchObject({ documents: 0, sequence: 0 });
  expect(told("round-failed")).toEqual([]);
});

it("makes an index anew that lost its manifest while it runs, and says so", async () => {
  const context = makeContext();
  await upload(context, "a.json", articleUpload("Нефть подорожала"));
  await upload(context, "b.json", articleUpload("Газ подешевел"));
  const { told, count } = start(context);
  await vi.waitUntil(async () => (await count().catch(() => 0)) === 2, WAIT);
  await context.store.delete(manifestKey(context.layout));
  await vi.waitUntil(() => told("rebuilt").length > 0, WAIT);
  expect(await count()).toBe(2);
  const codes = told("round-failed").map(({ error }) => (error as { code: string }).code);
  expect(new Set(codes)).toEqual(new Set(["missing-manifest"]));
  expect(told("rebuilt")).toMatchObject([{ uploads: 2, articles: 2 }]);
});

it.each([
  ["no JSON", "{"],
  ["misshapen", "{}"],
])(
  "makes an index anew whose manifest is %s where its owner wants that, and else says what to do",
  async (_, manifest) => {
    const damaged = async () => {
      const context = makeContext();
      await upload(context, "a.json", articleUpload("Нефть подорожала"));
      await context.store.delete(manifestKey(context.layout));
      await context.store.putIfAbsent(manifestKey(context.layout), new TextEncoder().encode(manifest));
      return context;
    };
    const healing = start(await damaged(), { rebuildsOn: ["missing-manifest", "corrupt-manifest"] });
    await vi.waitUntil(() => healing.told("rebuilt").length > 0, WAIT);
    expect(await healing.count()).toBe(1);
    await worker.close();

    const { told } = start(await damaged());
    await worker.firstRounds;
    expect(told("rebuilt")).toEqual([]);
    const message = expect.stringContaining("poisk rebuild");
    expect(told("round-failed")[0]).toMatchObject({ error: { code: "corrupt-manifest", message } });
  },
);

it("tells why it cannot index until the store takes writes again, and nothing of failures that pass", async () => {
  const context = makeContext();
  await new ManifestStore(context).begin(schemaOf(resolvedArticleOptions));
  await upload(context, "a.json", articleUpload("Нефть подорожала"));
  let refusal: ErrorCode | null = "store-unavailable";
  const store = interceptStore(context.store, {
    before: (method) => {
      if (refusal !== null && method.startsWith("put")) throw new SearchIndexError(refusal, "Not now.");
    },
  });
  const stuck: (ErrorCode | null)[] = [];
  const { told, count } = start({ ...context, store }, { onStuck: (code) => stuck.push(code) });
  await worker.firstRounds;
  expect(told("round-failed").length).toBeGreaterThan(0);
  expect(stuck).toEqual([]);
  refusal = "store-full";
  await vi.waitUntil(() => stuck.length > 0, WAIT);
  refusal = null;
  await vi.waitUntil(async () => (await count()) === 1, WAIT);
  await vi.waitUntil(() => stuck.length > 1, WAIT);
  expect(stuck).toEqual(["store-full", null]);
});

it("goes on telling that its maintenance fails while it finds nothing to index, until a maintenance succeeds", async () => {
  const context = makeContext();
  let isDenied = false;
  const store = interceptStore(context.store, {
    before: () => {
      if (isDenied) throw new SearchIndexError("store-denied", "Forbidden.");
    },
  });
  const stuck: (ErrorCode | null)[] = [];
  start({ ...context, store }, { onStuck: (code) => stuck.push(code), reconcileEveryMs: null });
  await worker.run("reconcile");
  isDenied = true;
  await worker.run("maintain");
  isDenied = false;
  await worker.run("reconcile");
  expect(stuck).toEqual(["store-denied"]);
  await worker.run("maintain");
  expect(stuck).toEqual(["store-denied", null]);
});

it("asks feeds by its clock, or when it is told to, and leaves their items to others where the bucket tells of them", async () => {
  let asks = 0;
  const site = createServer((_, response) => {
    asks += 1;
    response.end(
      "<rss><channel><item><guid>https://news.example/1</guid><title>Мост открыт</title><description>Мост открыт вчера утром.</description></item></channel></rss>",
    );
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/rss`;
  const polling = {
    feeds: [{ feed: url, hosts: [] }],
    everyMs: 600_000,
    itemsADay: 1_000,
    hasTextsOfOthers: true,
    mayBePrivate: true,
    timeZone: "Europe/Moscow",
  };
  try {
    const timed = start(makeContext(), { polling });
    await worker.firstRounds;
    expect([asks, await timed.count()]).toEqual([1, 1]);
    await worker.close();
    const untimed = start(makeContext(), { polling, reconcileEveryMs: null });
    await worker.firstRounds;
    expect(asks).toBe(1);
    expect(await worker.run("poll")).toBe(true);
    expect([asks, await untimed.count()]).toEqual([2, 1]);
    expect(untimed.told("feed-read")).toMatchObject([{ items: 1, uploads: 1 }]);
    await worker.close();
    const puts: string[] = [];
    const context = makeContext();
    const store = interceptStore(context.store, {
      before: (method, key) => {
        if (method.startsWith("put")) puts.push(key.replace(/[^/]+$/, ""));
      },
    });
    start({ ...context, store }, { polling, reconcileEveryMs: null, indexesPolled: false });
    expect(await worker.run("poll")).toBe(true);
    expect(new Set(puts)).toEqual(new Set([expect.stringMatching(/^articles\/feeds\/[^/]+\/$/), "index/feeds/"]));
  } finally {
    site.close();
  }
});
