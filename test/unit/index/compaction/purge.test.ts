import { beforeEach, describe, expect, it } from "vitest";
import { ManifestStore } from "../../../../src/index/shared.ts";
import { Ingester, purgeIndex } from "../../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../../src/search/search.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { GcPin } from "../../../support/inside/index-compaction.ts";
import { segmentKey } from "../../../support/inside/index-own.ts";
import { directProcessor } from "../../../support/inside/ingest.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { keysUnder, presentManifest } from "../../../support/live-index.ts";
import { articleUpload, upload } from "../../../support/uploads.ts";

let context: TestContext;

const key = (name: string): ObjectKey => `articles/${name}.json` as ObjectKey;

async function ingest(...names: string[]): Promise<void> {
  const report = await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(names.map(key));
  expect(report.failed.size).toBe(0);
}

async function put(name: string, title: string): Promise<void> {
  await upload(context, `${name}.json`, articleUpload(title));
}

const titles = async (search: ArticleSearch, text: string): Promise<string[]> => {
  const { hits } = await search.search({ text, match: "all", offset: 0, limit: 10, correct: "off" });
  return hits.map(({ title }) => title.text);
};

const purge = () => purgeIndex(context, resolvedArticleOptions);

beforeEach(() => {
  context = makeContext();
});

describe("a purge", () => {
  it("leaves no file that held deleted text, and no tombstone, at once", async () => {
    await put("a", "Ледокол вышел в море");
    await put("b", "Буксир вышел в море");
    await ingest("a", "b");
    const before = await keysUnder(context, "index/segments/");
    await context.store.delete(key("a"));
    await ingest("a");
    const report = await purge();
    expect(report).toMatchObject({ isComplete: true, merges: [{ reason: "purge", purgedDocuments: 1 }] });
    const manifest = await presentManifest(context);
    expect(manifest.retired).toEqual([]);
    expect(manifest.segments.map(({ oldestTombstoneAtMs }) => oldestTombstoneAtMs)).toEqual([null]);
    const after = await keysUnder(context, "index/segments/");
    expect(after).toHaveLength(1);
    expect(before).not.toContain(after[0]);
    expect(await titles(new ArticleSearch(context), "море")).toEqual(["Буксир вышел в море"]);
  });

  it("deletes what an earlier merge replaced, though it is younger than the readers' grace", async () => {
    await put("a", "Ледокол вышел в море");
    await ingest("a");
    await put("a", "Буксир вышел в море");
    await ingest("a");
    expect((await presentManifest(context)).retired).toHaveLength(1);
    expect((await purge()).deleted.length).toBeGreaterThan(0);
    expect((await presentManifest(context)).retired).toEqual([]);
  });

  it("finds nothing to do where nothing was deleted, or nothing is there, and commits nothing", async () => {
    expect(await purge()).toEqual({ merges: [], deleted: [], kept: [], isComplete: true });
    await put("a", "Ледокол вышел в море");
    await ingest("a");
    const { sequence } = await presentManifest(context);
    expect(await purge()).toEqual({ merges: [], deleted: [], kept: [], isComplete: true });
    expect((await presentManifest(context)).sequence).toBe(sequence);
  });

  it("lets a query that is about to read what goes begin again", async () => {
    await put("a", "Ледокол вышел в море");
    await put("b", "Буксир вышел в море");
    await ingest("a", "b");
    let isPurged = false;
    const late = interceptStore(context.store, {
      before: async (_, asked) => {
        if (isPurged || !asked.startsWith("index/segments/")) return;
        isPurged = true;
        await context.store.delete(key("a"));
        await ingest("a");
        await purge();
      },
    });
    const reader = new ArticleSearch(makeContext(context, late), { revalidateMs: 3_600_000 });
    expect(await titles(reader, "море")).toEqual(["Буксир вышел в море"]);
    expect(isPurged).toBe(true);
  });

  it("takes a segment that a writer left that was killed before its commit", async () => {
    await put("a", "Ледокол вышел в море");
    await put("b", "Буксир вышел в море");
    await ingest("a", "b");
    const [live] = (await presentManifest(context)).segments;
    context.clock.advance(1_000);
    const { bytes } = await context.store.get(segmentKey(context.layout, live!.id));
    const left = segmentKey(context.layout, new ManifestStore(context).freshId(await presentManifest(context)));
    await context.store.putIfAbsent(left, bytes);
    context.clock.advance(1_000);
    await context.store.delete(key("a"));
    await ingest("a");
    expect(await purge()).toMatchObject({ isComplete: true, kept: [], merges: [{ purgedDocuments: 1 }] });
    expect(await keysUnder(context, "index/segments/")).not.toContain(left);
  });

  it("loses nothing of a writer that is at work for longer: it puts its segment again, above the floor", async () => {
    await put("a", "Ледокол вышел в море");
    await ingest("a");
    await put("b", "Буксир вышел в море");
    let isPurged = false;
    const slow = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putIfMatch" || isPurged) return;
        isPurged = true;
        await purge();
      },
    });
    const report = await new Ingester(makeContext(context, slow, 77), directProcessor(resolvedArticleOptions)).ingest([
      key("b"),
    ]);
    expect(report).toMatchObject({ committed: [key("b")], conflicts: 1 });
    expect((await titles(new ArticleSearch(context), "море")).sort()).toEqual([
      "Буксир вышел в море",
      "Ледокол вышел в море",
    ]);
  });

  it("tells of a segment that a rebuild or a backfill holds", async () => {
    await put("a", "Ледокол вышел в море");
    await ingest("a");
    const [live] = (await presentManifest(context)).segments;
    const { bytes } = await context.store.get(segmentKey(context.layout, live!.id));
    const held = new ManifestStore(context).freshId(await presentManifest(context));
    await new GcPin(context, held).place();
    await context.store.putIfAbsent(segmentKey(context.layout, held), bytes);
    expect(await purge()).toMatchObject({ isComplete: true, kept: [segmentKey(context.layout, held)] });
  });

  it("waits for a writer that has put its segment and not committed yet", async () => {
    await put("a", "Ледокол вышел в море");
    await put("b", "Буксир вышел в море");
    await ingest("a", "b");
    await context.store.delete(key("a"));
    await ingest("a");
    await put("c", "Паром вышел в море");
    let report: ReturnType<typeof purge> | null = null;
    const slow = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putIfMatch" || report !== null) return;
        let looks = 0;
        const looked = new Promise<void>((resolve) => {
          const watched = interceptStore(context.store, {
            after: (asked, path) => {
              if (asked === "list" && path.startsWith("index/segments") && ++looks === 1) resolve();
            },
          });
          report = purgeIndex(makeContext(context, watched), resolvedArticleOptions);
        });
        await looked;
      },
    });
    await new Ingester(makeContext(context, slow, 77), directProcessor(resolvedArticleOptions)).ingest([key("c")]);
    expect(await report).toMatchObject({ isComplete: true, kept: [] });
  });

  it("goes on where another writer commits in between", async () => {
    await put("a", "Ледокол вышел в море");
    await put("b", "Буксир вышел в море");
    await ingest("a", "b");
    await context.store.delete(key("a"));
    await ingest("a");
    let isFirst = true;
    const busy = interceptStore(context.store, {
      before: async (method) => {
        if (method !== "putIfMatch" || !isFirst) return;
        isFirst = false;
        await put("c", "Паром вышел в море");
        await ingest("c");
      },
    });
    expect((await purgeIndex(makeContext(context, busy), resolvedArticleOptions)).isComplete).toBe(true);
    expect((await presentManifest(context)).retired).toEqual([]);
    expect((await titles(new ArticleSearch(context), "море")).sort()).toEqual([
      "Буксир вышел в море",
      "Паром вышел в море",
    ]);
  });
});
