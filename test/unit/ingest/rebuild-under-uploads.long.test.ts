/**
 * Rebuilds that take long, or that meet other commits without end.
 */

import { beforeEach, describe, expect, it } from "vitest";
import { ManifestStore } from "../../../src/index/shared.ts";
import { findDifferences, Ingester, rebuildIndex } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { CountingObjectStore, type ObjectKey } from "../../../src/store/store.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { collectGarbage } from "../../support/inside/index-compaction.ts";
import { manifestKey } from "../../support/inside/index-own.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { liveVersions, presentManifest } from "../../support/live-index.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

const MINUTE_MS = 60_000;
const UPLOADS = 1_100;

let context: TestContext;

const ingest = (...keys: ObjectKey[]) => new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
const rebuild = (of: TestContext) => rebuildIndex(of, directProcessor(resolvedArticleOptions));
const differences = async () => (await findDifferences(context, resolvedArticleOptions.parserVersion)).keys;

beforeEach(async () => {
  context = makeContext();
  for (let i = 0; i < 5; i += 1) await ingest(await upload(context, `${i}.json`, articleUpload(`Новость ${i}`)));
});

describe("a rebuild under uploads that never cease", () => {
  /** Commits another upload before each of the first swaps. */
  const withUploads = (swaps: number, change: (i: number) => Promise<ObjectKey>) => {
    let done = 0;
    const counting = new CountingObjectStore(context.store);
    const lists: string[] = [];
    const store = interceptStore(counting, {
      before: async (method, key) => {
        if (method === "list" && key === "articles/") lists.push(key);
        if (method !== "putIfMatch" || key !== manifestKey(context.layout) || done >= swaps) return;
        done += 1;
        context.clock.advance(1_000);
        await ingest(await change(done));
      },
    });
    return { building: makeContext(context, store, 9), lists };
  };

  it("gets in after twelve of them, with one listing", async () => {
    const { building, lists } = withUploads(12, (i) => upload(context, `new/${i}.json`, articleUpload(`Ещё ${i}`)));
    expect(await rebuild(building)).toMatchObject({ uploads: 17, articles: 17 });
    expect(await differences()).toEqual([]);
    expect(lists.length).toBe(1);
  });

  it("follows overwrites and deletes, also of what the index did not hold", async () => {
    const unheard = await upload(context, "unheard.json", articleUpload("Никто не слышал"));
    const { building, lists } = withUploads(4, async (i) => {
      if (i === 1) return upload(context, "0.json", articleUpload("Изменена"));
      const key = (i === 2 ? unheard : `articles/${i}.json`) as ObjectKey;
      await context.store.delete(key);
      return key;
    });
    await rebuild(building);
    expect(await differences()).toEqual([]);
    expect(Object.keys(await liveVersions(context))).toEqual(["0", "1", "2"].map((name) => `articles/${name}.json`));
    expect(lists.length).toBe(1);
  });

  it("brings in what no event told of, also where another commit came between", async () => {
    await upload(context, "unheard.json", articleUpload("Никто не слышал"));
    const { building } = withUploads(1, (i) => upload(context, `new/${i}.json`, articleUpload(`Ещё ${i}`)));
    await rebuild(building);
    expect(await differences()).toEqual([]);
  });
});

describe("a rebuild that takes long", () => {
  /**
   * Counts the segments that a rebuild puts if its second read takes most of an hour, in which others write and
   * collect.
   */
  async function putsOfSlowRebuild(): Promise<number> {
    for (let i = 0; i < UPLOADS; i += 1) await upload(context, `many/${i}.json`, articleUpload(`Заметка ${i}`));
    let [puts, reads] = [0, 0];
    const store = interceptStore(context.store, {
      before: async (method, key) => {
        if (method === "putIfAbsent" && key.startsWith("index/segments/")) puts += 1;
        if (method !== "get" || !key.startsWith("articles/many/") || puts === 0) return;
        reads += 1;
        if (reads % 10 !== 0) return;
        context.clock.advance(5 * MINUTE_MS);
        // What is merged away is younger than the draft: with it the floor would rise above the draft.
        for (const name of ["x", "y"]) {
          await ingest(await upload(context, `${name}.json`, articleUpload(`Ход ${reads}`)));
        }
        await collectGarbage(context);
      },
    });
    await rebuild(makeContext(context, store, 11));
    return puts;
  }

  it("keeps its draft from the collector, and reads nothing twice", async () => {
    // Two of a thousand uploads at the most, and one of what changed meanwhile.
    expect(await putsOfSlowRebuild()).toBe(3);
    expect(await differences()).toEqual([]);
    expect((await presentManifest(context)).collectHold).toBeNull();
  });
});

it("leaves nothing behind that is held for ever: what a dead rebuild left is collected after its hold", async () => {
  const { layout } = context;
  const snapshot = await new ManifestStore(context).load();
  if (snapshot === null) throw new Error("There is no index.");
  const id = new ManifestStore(context).freshId(snapshot.manifest);
  await context.store.putIfAbsent(`${layout.indexPrefix}segments/${id}.segment` as ObjectKey, Buffer.from("draft"));
  const untilMs = context.clock.nowMs() + 90 * MINUTE_MS;
  await new ManifestStore(context).commit(snapshot, { collectHold: { from: id, untilMs } });
  context.clock.advance(80 * MINUTE_MS);
  expect((await collectGarbage(context)).deleted).not.toContain(`index/segments/${id}.segment`);
  context.clock.advance(20 * MINUTE_MS);
  expect((await collectGarbage(context)).deleted).toContain(`index/segments/${id}.segment`);
});
