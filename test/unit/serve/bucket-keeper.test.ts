import { afterEach, expect, it, vi } from "vitest";
import { type MaintenanceLoop, startMaintenanceLoop } from "../../../functions/serve/maintenance-loop.ts";
import { isSearchIndexError } from "../../../src/errors.ts";
import type { RebuildReport } from "../../../src/indexer/bulk/rebuild.ts";
import { Ingester } from "../../../src/indexer/ingest/batch.ts";
import { directProcessor } from "../../../src/indexer/processing/direct-processor.ts";
import { ArticleSearch } from "../../../src/query/article-search.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import { manifestKey } from "../../../src/storage/object-store/object-keys.ts";
import { codeOf } from "../../support/error-of.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

const WAIT = { timeout: 15_000, interval: 10 };
let keeper: MaintenanceLoop;
afterEach(() => keeper.close());

/** Keeps a bucket, looking at it every few milliseconds. */
function keep(context: TestContext) {
  const failures: unknown[] = [];
  const rebuilds: RebuildReport[] = [];
  const processor = directProcessor(resolvedArticleOptions);
  const ingester = new Ingester(context, processor);
  keeper = startMaintenanceLoop({
    context,
    ingest: async ({ keys }) => void (await ingester.ingest(keys)),
    review: async () => {},
    processor,
    onFailure: (failure) => failures.push(isSearchIndexError(failure) ? failure.code : failure),
    onRebuild: (report) => rebuilds.push(report),
    reconcileEveryMs: 5,
  });
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const count = async () => (await search.search({ text: "", match: "auto", offset: 0, limit: 1 })).total;
  return { failures, rebuilds, count };
}

it("begins an index of nothing, so that searches are answered before the first upload", async () => {
  const context = makeContext();
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  expect(await codeOf(() => search.status())).toBe("no-index-yet");
  const { failures } = keep(context);
  await keeper.firstRounds;
  expect(await search.status()).toMatchObject({ documents: 0, sequence: 0 });
  expect(failures).toEqual([]);
});

it("makes an index anew that lost its manifest while it runs, and says so", async () => {
  const context = makeContext();
  await upload(context, "a.json", articleUpload("Нефть подорожала"));
  await upload(context, "b.json", articleUpload("Газ подешевел"));
  const { failures, rebuilds, count } = keep(context);
  await vi.waitUntil(async () => (await count().catch(() => 0)) === 2, WAIT);
  await context.store.delete(manifestKey(context.layout));
  await vi.waitUntil(() => rebuilds.length > 0, WAIT);
  expect(await count()).toBe(2);
  expect(new Set(failures)).toEqual(new Set(["missing-manifest"]));
  expect(rebuilds).toMatchObject([{ uploads: 2, articles: 2 }]);
});
