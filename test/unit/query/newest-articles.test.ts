import { describe, expect, it } from "vitest";
import { isErrorOfKind } from "../../../src/errors.ts";
import { BatchCommitter } from "../../../src/indexer/batch-commit.ts";
import { openSnapshot } from "../../../src/query/index-snapshot.ts";
import { dateSortKey, listNewest } from "../../../src/query/newest-articles.ts";
import { loadHitDocuments } from "../../../src/query/searcher.ts";
import { resolvedArticleOptions } from "../../../src/segment/article-options.ts";
import { SegmentCache } from "../../../src/segment/segment-cache.ts";
import { segmentKey } from "../../../src/storage/object-keys.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { presentManifest } from "../../support/live-index.ts";

/** Commits articles of these dates, a segment a call; the source key is the name. */
async function put(context: TestContext, dates: Record<string, string | null>): Promise<void> {
  await new BatchCommitter(context, resolvedArticleOptions).commit(Object.keys(dates), async (key) => ({
    state: "present",
    version: "1",
    documents: [{ id: key, title: key, lead: "", text: "Текст.", publishedAt: dates[key] }],
  }));
}

async function list(context: TestContext, offset = 0, limit = 100): Promise<string[]> {
  const cache = new SegmentCache(context.store, context.layout);
  const snapshot = await openSnapshot(context, await presentManifest(context), cache);
  const hits = await listNewest(snapshot, offset, limit);
  return (await loadHitDocuments(snapshot, hits)).map(({ sourceKey }) => sourceKey);
}

describe("the newest articles", () => {
  it("come by date across segments, undated ones last", async () => {
    const context = makeContext();
    await put(context, { а: "2016-10-09", б: null, в: "2016-10-09T12:30+03:00" });
    await put(context, { г: "2016-10-10", д: null });
    expect(await list(context)).toEqual(["г", "в", "а", "б", "д"]);
  });

  it("whose date is known in part come after those of the same year or month", async () => {
    const context = makeContext();
    await put(context, { а: "2016", б: "2016-01-01", в: "2016-10", г: "2016-10-01", д: "2015-12-31" });
    expect(await list(context)).toEqual(["г", "в", "б", "а", "д"]);
  });

  it("of one date come by source key, in pages without doubles or gaps", async () => {
    const context = makeContext();
    const keys = Array.from({ length: 23 }, (_, i) => `к${String(i).padStart(2, "0")}`);
    for (const remainder of [0, 1, 2]) {
      const own = keys.filter((_, i) => i % 3 === remainder);
      await put(context, Object.fromEntries(own.map((key) => [key, "2016-10-09"])));
    }
    const pages: string[] = [];
    for (let offset = 0; offset < 30; offset += 4) pages.push(...(await list(context, offset, 4)));
    expect(pages).toEqual(keys);
  });

  it("are without the dead", async () => {
    const context = makeContext();
    await put(context, { а: "2016-10-09", б: "2016-10-08" });
    await new BatchCommitter(context, resolvedArticleOptions).commit(["а"], async () => ({ state: "absent" }));
    expect(await list(context)).toEqual(["б"]);
  });

  it("are all there or none, whichever byte of a segment is damaged", async () => {
    const context = makeContext();
    await put(context, { а: "2016-10-09", б: null, в: "2016-10-10" });
    const whole = await list(context);
    const key = segmentKey(context.layout, (await presentManifest(context)).segments[0]!.id);
    const { bytes } = await context.store.get(key);
    let failures = 0;
    for (let place = 0; place < bytes.length; place += 5) {
      const damaged = Uint8Array.from(bytes);
      damaged[place] = (damaged[place] ?? 0) ^ 0x55;
      await context.store.delete(key);
      await context.store.putIfAbsent(key, damaged);
      const outcome = await list(context).catch((error: unknown) => error);
      if (isErrorOfKind(outcome, "corrupt-data")) failures += 1;
      else expect(outcome).toEqual(whole);
    }
    expect(failures).toBeGreaterThan(0);
  });
});

it.each([
  ["2016", 2016_0000_0000],
  ["2016-10", 2016_1000_0000],
  ["2016-10-09", 2016_1009_0000],
  ["2016-10-09T12:30+03:00", 2016_1009_1230],
  ["2016-10-09T12:30:59Z", 2016_1009_1230],
  [null, -1],
  [5, -1],
  [undefined, -1],
])("the date %j sorts as %d", (date, key) => {
  expect(dateSortKey(date)).toBe(key);
});
