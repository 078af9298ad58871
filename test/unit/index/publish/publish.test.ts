import { describe, expect, it } from "vitest";
import { SegmentReader } from "../../../../src/index/read.ts";
import { type Manifest, publishedKeyLayout } from "../../../../src/index/shared.ts";
import { ArticleSearch, type ArticleSearchResult } from "../../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { listAll, type ObjectKey, type ObjectStore } from "../../../../src/store/store.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { errorOf } from "../../../support/error-of.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { decodeTails, serialiseManifest } from "../../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey, tailsKey } from "../../../support/inside/index-own.ts";
import { allEntries, storedBlocks } from "../../../support/inside/index-reader.ts";
import { interceptStore } from "../../../support/intercepting-object-store.ts";
import { presentManifest } from "../../../support/live-index.ts";
import {
  DICTIONARY,
  HOUR_MS,
  objectsIn,
  type PublishSettings,
  publishedManifest,
  publishTo,
  searchPublished,
} from "../../../support/published-index.ts";
import { type ArticleUnderTest, commitArticles, mergeAll, removeArticles } from "../../../support/stored-articles.ts";
import { unpackSegment } from "../../../support/unpacked-segment.ts";

const article = (text: string): ArticleUnderTest => ({ title: `Паром ${text}`, text: `Паром через Волгу, ${text}.` });

/** A large segment of a thousand articles, and beside it two small ones. */
async function archiveAndNews(): Promise<TestContext> {
  const context = makeContext();
  const archive = Array.from(
    { length: 1_000 },
    (_, i) => [`articles/a${1_000 + i}.txt`, article(`рейс ${i}`)] as const,
  );
  await commitArticles(context, Object.fromEntries(archive));
  await commitArticles(context, { "articles/b1.txt": article("утро") });
  await commitArticles(context, { "articles/b2.txt": article("вечер") });
  return context;
}

const pick = ({ hits, total }: ArticleSearchResult) => ({ hits, total });

const idsOf = async (store: ObjectStore) => (await publishedManifest(store)).segments.map(({ id }) => id);

const found = async (store: ObjectStore, source: TestContext, text: string): Promise<readonly string[]> =>
  (await searchPublished(store, source).search({ text, match: "all", offset: 0, limit: 20 })).hits.map(
    ({ key }) => key,
  );

async function textOfPublished(store: ObjectStore): Promise<string> {
  const { segments } = await publishedManifest(store);
  const texts = await Promise.all(segments.map((segment) => unpackSegment(store, publishedKeyLayout, segment)));
  return texts.flat().join("\n").toLowerCase();
}

describe("publishing", () => {
  it("puts the small segments together, and leaves each large one by itself", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    const report = await publishTo(store, source);
    const { segments } = await publishedManifest(store);
    expect(segments.map(({ documents }) => documents).sort()).toEqual([1_000, 2]);
    expect(report).toMatchObject({ sequence: 1, isChanged: true, articles: 1_002, segments: 2, writtenObjects: 6 });
    expect(await found(store, source, "вечер")).toEqual(["articles/b2.txt"]);
    const keys = Object.keys(await objectsIn(store)).map((key) => key.replace(/[0-9A-Z]{26}/, "ID"));
    expect(keys).toEqual([
      "dictionaries/a6292e187ac0daae",
      "dictionaries/a6292e187ac0daae.LICENSE",
      "manifest.json",
      "segments/ID.segment",
      "segments/ID.segment",
      "tails",
    ]);
  });

  it("keeps articles apart and no cards, and lists them with and without passages as the private index does", async () => {
    const source = await archiveAndNews();
    const lead = "Баржа села на мель. Вечером её снимут с мели буксиры, говорит капитан порта.";
    await commitArticles(source, {
      "articles/b4.txt": { title: null, lead, text: `${"Пристань ждёт. ".repeat(40)}Паром.` },
    });
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    for (const segment of (await publishedManifest(store)).segments) {
      const reader = await SegmentReader.open(store, segmentKey(publishedKeyLayout, segment.id), segment);
      expect(reader.hasCards).toBe(false);
      for await (const { documentCount } of storedBlocks(reader)) expect(documentCount).toBe(1);
    }
    const own = new ArticleSearch(source, { revalidateMs: 0 });
    for (const text of ["вечер", "паром утро", "рейс 17"]) {
      for (const passages of ["none", "best"] as const) {
        const query = { text, match: "any", offset: 0, limit: 20, passages } as const;
        const { hits, total } = await searchPublished(store, source).search(query);
        expect(hits.length).toBeGreaterThan(1);
        expect({ hits, total }).toEqual(pick(await own.search(query)));
      }
    }
  });

  it("writes nothing where nothing changed", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    const before = await objectsIn(store);
    const report = await publishTo(store, source);
    expect(report).toMatchObject({ isChanged: false, writtenObjects: 0, writtenBytes: 0, departed: [] });
    expect(await objectsIn(store)).toEqual(before);
  });

  it("gives the same private index the same names and bytes", async () => {
    const source = await archiveAndNews();
    const [one, other] = [new MemoryObjectStore(source), new MemoryObjectStore(source)];
    await publishTo(one, source);
    await publishTo(other, source);
    const { "manifest.json": _one, ...first } = await objectsIn(one);
    const { "manifest.json": _other, ...second } = await objectsIn(other);
    expect(first).toEqual(second);
  });

  it("rewrites for a new or changed article the small segments alone, and for a deleted one the segment that it was in", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    const large = (await publishedManifest(store)).segments.find(({ documents }) => documents === 1_000);
    await commitArticles(source, { "articles/b3.txt": article("ночь") });
    const added = await publishTo(store, source);
    expect(added).toMatchObject({ sequence: 2, writtenObjects: 3, departed: [] });
    expect(await idsOf(store)).toContain(large?.id);
    await commitArticles(source, { "articles/a1500.txt": article("замена") });
    await publishTo(store, source);
    expect(await idsOf(store)).toContain(large?.id);
    expect(await found(store, source, "рейс 500")).toEqual([]);
    expect(await found(store, source, "замена")).toEqual(["articles/a1500.txt"]);
    await removeArticles(source, ["articles/a1600.txt"]);
    await publishTo(store, source);
    expect(await idsOf(store)).not.toContain(large?.id);
    expect(await found(store, source, "рейс 600")).toEqual([]);
  });

  it("lets no text of a dead article out, no version, and nothing of uploads that could not be read", async () => {
    const source = makeContext();
    await commitArticles(source, {
      "articles/one.txt": article("квазимодулятор"),
      "articles/two.txt": article("утро"),
      "articles/unreadable.txt": [],
    });
    const private_ = await presentManifest(source);
    const [segment] = private_.segments;
    if (segment === undefined) throw new Error("There is no segment.");
    const before = (await unpackSegment(source.store, source.layout, segment)).join("\n").toLowerCase();
    expect(before).toMatch(/квазимодулятор.*unreadable/s);
    await removeArticles(source, ["articles/one.txt"]);
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    const text = await textOfPublished(store);
    expect(text).not.toMatch(/квазимод|unreadable|one\.txt/);
    expect(text).toContain("two.txt");
    for (const published of (await publishedManifest(store)).segments) {
      const reader = await SegmentReader.open(store, segmentKey(publishedKeyLayout, published.id), published);
      for await (const { version } of allEntries(reader)) expect(version).toMatch(/^[\w-]{8}$/);
    }
    expect(Buffer.from((await store.get(manifestKey(publishedKeyLayout))).bytes).toString()).not.toContain(
      private_.commitId,
    );
  });

  it("says of each object how long it may be kept", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    await commitArticles(source, { "articles/b3.txt": article("ночь") });
    await publishTo(store, source);
    for await (const { key } of listAll(store, "")) {
      const changes = key === "manifest.json" || key === "tails";
      const { cacheControl } = await store.head(key);
      expect([key, cacheControl]).toEqual([key, changes ? "no-cache" : "public, max-age=31536000, immutable"]);
    }
  });

  it("keeps what left for a grace, and deletes it in a later run that needs no change", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    const [former] = [...(await publishedManifest(store)).segments].sort((a, b) => a.documents - b.documents);
    await commitArticles(source, { "articles/b3.txt": article("ночь") });
    await publishTo(store, source);
    const key = `segments/${former?.id}.segment`;
    source.clock.advance(23 * HOUR_MS);
    expect(await publishTo(store, source)).toMatchObject({ isChanged: false, deletedObjects: 0 });
    expect(Object.keys(await objectsIn(store))).toContain(key);
    source.clock.advance(2 * HOUR_MS);
    expect(await publishTo(store, source)).toMatchObject({ isChanged: false, writtenObjects: 0, deletedObjects: 1 });
    expect(Object.keys(await objectsIn(store))).not.toContain(key);
    await commitArticles(source, { "articles/b4.txt": article("полдень") });
    await publishTo(store, source);
    expect((await publishedManifest(store)).retired.map(({ id }) => id)).not.toContain(former?.id);
  });

  it("tells of what left the files alone that hold a text which left, whatever was put together anew", async () => {
    const source = makeContext();
    const put = (name: string, text: string) => commitArticles(source, { [`articles/${name}.txt`]: article(text) });
    for (const name of ["утро", "день", "вечер"]) await put(name, name);
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    /**
     * Merges the private index, so that nothing in it tells what died, and publishes; without what the last manifest
     * told already.
     */
    const publishMerged = async () => {
      const [former] = await idsOf(store);
      const told = (await publishedManifest(store)).publication?.departed?.map(([key]) => key) ?? [];
      expect(await mergeAll(source)).toBe(1);
      const { isChanged, departed } = await publishTo(store, source);
      const fresh = departed.filter((key) => !told.includes(key));
      return [isChanged, fresh.map((key) => (key === `segments/${former}.segment` ? "the former" : key))];
    };
    expect(await publishMerged()).toEqual([false, []]);
    for (const name of ["ночь", "рассвет", "полдень"]) await put(name, name);
    expect(await publishMerged()).toEqual([true, []]);
    // One was deleted.
    for (const name of ["дождь", "снег", "град"]) await put(name, name);
    await publishTo(store, source);
    source.clock.advance(25 * HOUR_MS);
    expect((await publishTo(store, source)).deletedObjects).toBeGreaterThan(0);
    await removeArticles(source, ["articles/ночь.txt"]);
    expect(await publishMerged()).toEqual([true, ["the former"]]);
    // One has another text under its key.
    for (const name of ["туман", "ветер", "утро"]) await put(name, `${name}, 8:00`);
    expect(await publishMerged()).toEqual([true, ["the former"]]);
  });

  it("tells with a text that left all files of former states that are still there", async () => {
    const source = makeContext();
    const store = new MemoryObjectStore(source);
    for (const name of ["утро", "день", "вечер"]) {
      await commitArticles(source, { [`articles/${name}.txt`]: article(name) });
      expect((await publishTo(store, source)).departed).toEqual([]);
    }
    const all = Object.keys(await objectsIn(store)).filter((key) => key.startsWith("segments/"));
    await removeArticles(source, ["articles/день.txt"]);
    const { departed } = await publishTo(store, source);
    expect([...departed].sort()).toEqual(all);
  });

  it("tells what left for the grace, and in one more state of the index", async () => {
    const source = makeContext();
    const store = new MemoryObjectStore(source);
    await commitArticles(source, { "articles/утро.txt": article("утро"), "articles/день.txt": article("день") });
    await publishTo(store, source);
    await removeArticles(source, ["articles/день.txt"]);
    const { departed } = await publishTo(store, source);
    expect(departed).toHaveLength(1);
    const told: boolean[] = [];
    for (const name of ["вечер", "ночь", "снег", "дождь"]) {
      source.clock.advance(15 * HOUR_MS);
      await commitArticles(source, { [`articles/${name}.txt`]: article(name) });
      told.push((await publishTo(store, source)).departed.includes(departed[0] as ObjectKey));
    }
    expect(told).toEqual([true, true, true, false]);
  });

  it("tells of a file that cannot be read as of one that may hold what left", async () => {
    const source = makeContext();
    for (const name of ["утро", "день"]) await commitArticles(source, { [`articles/${name}.txt`]: article(name) });
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    const [former] = await idsOf(store);
    const key = `segments/${former}.segment` as ObjectKey;
    await store.delete(key);
    await mergeAll(source);
    expect((await publishTo(store, source)).departed).toEqual([key]);
  });

  it("lets one of two publishers at once commit, and the other find all done", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    const reports = await Promise.all([publishTo(store, source), publishTo(store, source)]);
    expect(reports.map(({ sequence }) => sequence)).toEqual([1, 1]);
    expect(reports.filter(({ isChanged }) => isChanged)).toHaveLength(1);
    expect(await found(store, source, "вечер")).toEqual(["articles/b2.txt"]);
  });

  it("is not set back by a publisher that read the private index earlier", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    let isFirst = true;
    const slow = interceptStore(store, {
      before: async (method, key) => {
        if (!isFirst || method !== "putStreamIfAbsent" || !key.startsWith("segments/")) return;
        isFirst = false;
        await commitArticles(source, { "articles/b5.txt": article("снег") });
        await publishTo(store, source);
      },
    });
    await commitArticles(source, { "articles/b4.txt": article("дождь") });
    await publishTo(slow, source);
    expect(isFirst).toBe(false);
    expect(await found(store, source, "снег")).toEqual(["articles/b5.txt"]);
    expect(await found(store, source, "дождь")).toEqual(["articles/b4.txt"]);
  });

  it("goes on where the private index was merged and collected meanwhile", async () => {
    const source = makeContext();
    for (const name of ["утро", "день", "вечер"])
      await commitArticles(source, { [`articles/${name}.txt`]: article(name) });
    const store = new MemoryObjectStore(source);
    let isFirst = true;
    const merged = interceptStore(source.store, {
      before: async (method) => {
        if (!isFirst || method !== "getRange") return;
        isFirst = false;
        for (let run = 0; run < 3; run += 1) {
          await mergeAll(source);
          source.clock.advance(48 * HOUR_MS);
        }
      },
    });
    const [former] = (await presentManifest(source)).segments;
    await publishTo(store, makeContext(source, merged));
    expect(Object.keys(await objectsIn(source.store))).not.toContain(`index/segments/${former?.id}.segment`);
    expect(await found(store, source, "вечер")).toEqual(["articles/вечер.txt"]);
  });

  it("does not write over a private index", async () => {
    const source = await archiveAndNews();
    const target = { store: source.store, layout: source.layout };
    const error = await errorOf(() => publishTo(source.store, source, { target } as object));
    expect(error).toMatchObject({ code: "invalid-options" });
  });

  it("makes all anew over a manifest of an older format, and leaves one of a newer alone", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    await commitArticles(source, { "articles/b3.txt": article("ночь") });
    await publishTo(store, source);
    const manifest = await publishedManifest(store);
    const { etag } = await store.head(manifestKey(publishedKeyLayout));
    const ofFormat = (segmentFormat: number) =>
      serialiseManifest({ ...manifest, segmentFormat } as unknown as Manifest);
    const older = await store.putIfMatch(manifestKey(publishedKeyLayout), ofFormat(1), etag);
    await removeArticles(source, ["articles/a1500.txt"]);
    const departed = Object.keys(await objectsIn(store)).filter((key) => key.startsWith("segments/"));
    expect(await publishTo(store, source)).toMatchObject({ sequence: 3, isChanged: true, departed });
    expect(await found(store, source, "ночь")).toEqual(["articles/b3.txt"]);
    expect(older).not.toBe(etag);
    const { etag: present } = await store.head(manifestKey(publishedKeyLayout));
    await store.putIfMatch(manifestKey(publishedKeyLayout), ofFormat(99), present);
    expect(await errorOf(() => publishTo(store, source))).toMatchObject({ code: "unsupported-format" });
  });

  it("deletes a former dictionary and the scripts of a former build once others have stood in their place for the grace", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    const release = (number: number): PublishSettings => ({
      dictionary: new Uint8Array([...DICTIONARY, number]),
      widget: {
        "widget.js": Buffer.from(`export*from"./widget-000${number}.js";`),
        [`widget-000${number}.js`]: Buffer.from(`export const number = ${number};`),
      },
    });
    const besides = async () =>
      Object.keys(await objectsIn(store)).filter(
        (key) => /^(dictionaries|widget)\//.test(key) && !/widget\.js$/.test(key),
      );
    const own = ["dictionaries/README", "widget/widget-site.css"];
    for (const key of own) await store.putIfAbsent(key as ObjectKey, new Uint8Array(1));
    await publishTo(store, source, release(1));
    const first = (await besides()).filter((key) => !own.includes(key));
    expect(first).toHaveLength(3);
    source.clock.advance(100 * HOUR_MS);
    // A run of the next release that was killed before its commit.
    const killed = interceptStore(store, {
      before: (method, key) => {
        if (method === "putIfMatch" && key === "manifest.json") throw new Error("killed");
      },
    });
    await expect(publishTo(killed, source, release(2))).rejects.toThrow("killed");
    source.clock.advance(100 * HOUR_MS);
    expect(await publishTo(store, source, release(2))).toMatchObject({ isChanged: true, deletedObjects: 0 });
    const both = await besides();
    expect(both).toEqual(expect.arrayContaining(first));
    source.clock.advance(23 * HOUR_MS);
    await publishTo(store, source, release(2));
    expect(await besides()).toEqual(both);
    // Of another publisher, who is about to name it.
    await store.putIfAbsent("widget/widget-0003.js" as ObjectKey, new Uint8Array(1));
    source.clock.advance(2 * HOUR_MS);
    expect(await publishTo(store, source, release(2))).toMatchObject({ isChanged: false, deletedObjects: 3 });
    const second = both.filter((key) => !first.includes(key));
    expect(await besides()).toEqual([...second, "widget/widget-0003.js"].sort());
    // Back to the first: what lies there by its name is of now.
    await publishTo(store, source, release(1));
    source.clock.advance(10 * HOUR_MS);
    await publishTo(store, source, release(2));
    expect(await besides()).toEqual(expect.arrayContaining([...first, ...second]));
    source.clock.advance(25 * HOUR_MS);
    await publishTo(store, source, release(2));
    expect(await besides()).toEqual([...second].sort());
  });

  it("leaves the search box alone where it has none to publish", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source, { widget: { "widget.js": new Uint8Array(1), "widget-0001.js": new Uint8Array(2) } });
    source.clock.advance(100 * HOUR_MS);
    expect(await publishTo(store, source)).toMatchObject({ isChanged: false, deletedObjects: 0 });
    expect(Object.keys(await objectsIn(store))).toEqual(
      expect.arrayContaining(["widget/widget.js", "widget/widget-0001.js"]),
    );
  });

  it("keeps the ends of segments over 64 KiB together, so that a visitor reads no small segment whole", async () => {
    const source = makeContext();
    const random = seededRandom32(4);
    const noise = () => Array.from({ length: 150 }, () => `слово${random() % 9_999}`).join(" ");
    for (const count of [1, 120]) {
      const articles = Array.from(
        { length: count },
        (_, i) => [`articles/${count}-${i}.txt`, article(noise())] as const,
      );
      await commitArticles(source, Object.fromEntries(articles));
    }
    const store = new MemoryObjectStore(source);
    await publishTo(store, source, { target: { store, layout: publishedKeyLayout }, togetherDocuments: 100 } as object);
    const { segments } = await publishedManifest(store);
    const { bytes } = await store.get(tailsKey(publishedKeyLayout));
    const large = segments.filter(({ sizeBytes }) => sizeBytes > 64 * 1024);
    expect([...decodeTails(bytes).keys()]).toEqual(large.map(({ id }) => id));
    expect([large.length, segments.length]).toEqual([1, 2]);
  });

  it("makes all anew over a manifest that is not as manifests are now", async () => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    const key = manifestKey(publishedKeyLayout);
    const { bytes, etag } = await store.get(key);
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
    const publication = { partBytes: null, dictionary: "0123456789abcdef" };
    await store.putIfMatch(key, serialiseManifest({ ...manifest, publication } as unknown as Manifest), etag);
    expect(await publishTo(store, source)).toMatchObject({ sequence: 2, isChanged: true });
    expect(await found(store, source, "вечер")).toEqual(["articles/b2.txt"]);
  });

  it.each([
    ["that is cut short", (bytes: Uint8Array) => bytes.subarray(0, 100)],
    ["that is a page", () => new TextEncoder().encode("<html>")],
    ["of a web app", () => new TextEncoder().encode('{"name":"Новости","icons":[]}')],
    ["that is nothing", () => new TextEncoder().encode("null")],
  ])("refuses to publish over a manifest.json %s, and changes nothing", async (_, damage) => {
    const source = await archiveAndNews();
    const store = new MemoryObjectStore(source);
    await publishTo(store, source);
    const key = manifestKey(publishedKeyLayout);
    const { bytes, etag } = await store.get(key);
    await store.putIfMatch(key, damage(bytes), etag);
    const before = await objectsIn(store);
    expect(await errorOf(() => publishTo(store, source))).toMatchObject({
      code: "invalid-options",
      message: expect.stringMatching(/^manifest\.json at the place to publish to .* Publish to a place of its own/),
    });
    expect(await objectsIn(store)).toEqual(before);
  });

  it("publishes an index without articles", async () => {
    const source = makeContext();
    await commitArticles(source, { "articles/unreadable.txt": [] });
    const store = new MemoryObjectStore(source);
    expect(await publishTo(store, source)).toMatchObject({ articles: 0, segments: 0, isChanged: true });
    expect(await found(store, source, "паром")).toEqual([]);
  });
});
