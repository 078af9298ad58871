import { afterEach, expect, it, vi } from "vitest";
import { type IndexWorker, startIndexWorker } from "../../../functions/serve/index-worker.ts";
import { directProcessor } from "../../../src/indexer/processing/direct-processor.ts";
import { ArticleSearch } from "../../../src/query/article-search.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import { manifestKey } from "../../../src/storage/object-store/object-keys.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { codeOf } from "../../support/error-of.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

const WAIT = { timeout: 15_000, interval: 10 };
let worker: IndexWorker;
afterEach(() => worker.close());

/** A worker of a bucket, which it compares with the index every few milliseconds. */
function start(context: TestContext) {
  const { logger, lines } = recordingLogger();
  worker = startIndexWorker({
    context,
    processor: directProcessor(resolvedArticleOptions),
    logger,
    reconcileEveryMs: 5,
    notifications: null,
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
