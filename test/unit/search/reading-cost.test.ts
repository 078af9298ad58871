import { beforeAll, describe, expect, it } from "vitest";
import { severalTurns } from "../../../src/event-loop.ts";
import { openSearcher, type Searcher, SegmentReader } from "../../../src/index/read.ts";
import { ManifestStore, publishedKeyLayout, SMALL_SEGMENT_BYTES } from "../../../src/index/shared.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { ArticleSearch, type ArticleSearchOptions } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { CountingObjectStore, listAll, type ObjectStore } from "../../../src/store/store.ts";
import { RoundCountingObjectStore } from "../../bench/support/round-counting-object-store.ts";
import { seededRandom32 } from "../../support/deterministic.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { DOCUMENTS_PER_COMMON_FORM, type SegmentContents } from "../../support/inside/index-blocks.ts";
import { compact, createCompactionPolicy, refreshTails } from "../../support/inside/index-compaction.ts";
import { decodeTails, encodeTails, type SegmentTails } from "../../support/inside/index-manifest.ts";
import { segmentKey, tailsKey } from "../../support/inside/index-own.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { presentManifest } from "../../support/live-index.ts";
import { publishTo } from "../../support/published-index.ts";
import { bulkySources, plainIndexOptions, plainOptions } from "../../support/segment-under-test.ts";
import { type ArticleUnderTest, commitArticles } from "../../support/stored-articles.ts";

const SEGMENTS = 2;
/** Turns of the event loop between a request and its answer: requests of one turn share the next (block-reader.ts). */
const TURNS_PER_ANSWER = 5;
const WORDS = "номер700 слово3";

/** Two segments over a MiB, whose source keys lie between one another's. */
let large: TestContext;

beforeAll(async () => {
  large = makeContext();
  const writer = new IndexWriter({ ...large, options: plainIndexOptions });
  const changes = bulkySources(2_400).map(({ sourceKey, version, documents }) => ({
    sourceKey,
    version,
    articles: documents,
  }));
  for (const half of [0, 1]) await writer.apply(changes.filter((_, i) => i % 2 === half));
  const { segments } = await presentManifest(large);
  expect(segments.length).toBe(SEGMENTS);
  for (const { sizeBytes } of segments) expect(sizeBytes).toBeGreaterThan(SMALL_SEGMENT_BYTES);
});

/** A new process that asks the index; `cost` is the rounds and requests of some work. */
function startReader(context: TestContext, cacheBytes?: number) {
  // All answers of a round come together.
  const even = interceptStore(context.store, { before: () => severalTurns(TURNS_PER_ANSWER) });
  const requests = new CountingObjectStore(even);
  const rounds = new RoundCountingObjectStore(requests);
  const searcher = openSearcher({ ...context, store: rounds, options: plainIndexOptions, cacheBytes });
  const cost = async (work: () => Promise<unknown>): Promise<{ rounds: number; requests: number }> => {
    const before = requests.counts().requests;
    rounds.takeRounds();
    await work();
    return { rounds: rounds.takeRounds(), requests: requests.counts().requests - before };
  };
  return { searcher, cost, requests };
}

const page = (searcher: Searcher, query: string, options: object = {}) =>
  searcher.search(query, { limit: 10, ...options });

/** The ids of a page. */
async function ask(searcher: Searcher, query: string, options: object = {}): Promise<string[]> {
  return (await page(searcher, query, options)).map(({ id }) => String(id));
}

/** The tables of contents of an index's segments, by their keys. */
async function contentsBySegment(context: TestContext): Promise<ReadonlyMap<string, SegmentContents>> {
  const { store, layout } = context;
  const { segments } = await presentManifest(context);
  const opened = await Promise.all(
    segments.map((segment) => SegmentReader.open(store, segmentKey(layout, segment.id), segment)),
  );
  return new Map(opened.map(({ key, contents }) => [key, contents]));
}

/** The store, with another way to read ranges. */
function withRanges(store: ObjectStore, read: ObjectStore["getRange"]): ObjectStore {
  return new Proxy(store, {
    get: (of, name) => (name === "getRange" ? read : Reflect.get(of, name).bind(of)),
  });
}

/** A copy of an index, with the tails of its segments. */
async function withTails(
  of: TestContext,
  change: (tails: SegmentTails) => SegmentTails = (tails) => tails,
): Promise<TestContext> {
  const context = makeContext(of, new MemoryObjectStore({ clock: of.clock }));
  for await (const { key } of listAll(of.store, "")) {
    if (key !== tailsKey(of.layout)) await context.store.putIfAbsent(key, (await of.store.get(key)).bytes);
  }
  await refreshTails(context);
  const { bytes, etag } = await context.store.get(tailsKey(of.layout));
  await context.store.putIfMatch(tailsKey(of.layout), encodeTails(change(decodeTails(bytes)), 9), etag);
  return context;
}

describe("a cold process that finds the tails of segments", () => {
  const tailed = (change?: (tails: SegmentTails) => SegmentTails) => withTails(large, change);

  it("answers two words in three rounds, with a request less for each two of a segment and one for all tails", async () => {
    const [plain, hinted] = [startReader(large), startReader(await tailed())];
    const expected = await page(plain.searcher, WORDS);
    const { rounds, requests } = await hinted.cost(async () =>
      expect(await page(hinted.searcher, WORDS)).toEqual(expected),
    );
    expect([rounds, plain.requests.counts().requests - requests]).toEqual([3, 2 * SEGMENTS]);
  });

  it.each([{ prefix: true }, { fuzzy: 1 }])("answers two words that expand by %j in four", async (options) => {
    const { searcher, cost } = startReader(await tailed());
    expect((await cost(() => page(searcher, WORDS, options))).rounds).toBe(4);
  });

  it.each<[string, (bytes: Uint8Array, other: Uint8Array) => Uint8Array]>([
    ["another segment's", (_, other) => other],
    ["cut off", (bytes) => bytes.subarray(0, -1)],
    ["too short for the contents", (bytes) => bytes.subarray(-20)],
    ["nothing", () => new Uint8Array()],
    ["wrong in its first byte", (bytes) => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte))],
    ["wrong in a byte of the contents", (bytes) => bytes.map((byte, i) => (i === bytes.length - 40 ? byte ^ 1 : byte))],
    ["wrong in the last byte", (bytes) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))],
  ])("answers as without them in a round more where a tail is %s", async (_, change) => {
    const wrong = await tailed((tails) => {
      const all = [...tails];
      return new Map(
        all.map(([id, { segmentBytes, bytes }], i) => {
          const other = all[(i + 1) % all.length]?.[1].bytes ?? bytes;
          return [id, { segmentBytes, bytes: change(bytes, other) }];
        }),
      );
    });
    const { searcher, cost } = startReader(wrong);
    const expected = await page(startReader(large).searcher, WORDS);
    const { rounds } = await cost(async () => expect(await page(searcher, WORDS)).toEqual(expected));
    expect(rounds).toBe(4);
  });

  it("answers in as many where they are the tables of contents alone, with a request less a segment", async () => {
    const { segments } = await presentManifest(large);
    const short = await tailed(
      (tails) =>
        new Map(
          [...tails].map(([id, { segmentBytes, bytes }]) => {
            const { contentsStart = 0 } = segments.find((segment) => segment.id === id) ?? {};
            return [id, { segmentBytes, bytes: bytes.subarray(contentsStart - segmentBytes) }];
          }),
        ),
    );
    const [plain, hinted] = [startReader(large), startReader(short)];
    const expected = await page(plain.searcher, WORDS);
    const { rounds, requests } = await hinted.cost(async () =>
      expect(await page(hinted.searcher, WORDS)).toEqual(expected),
    );
    expect([rounds, plain.requests.counts().requests - requests]).toEqual([3, SEGMENTS]);
  });

  it("reads the postings of these while it opens a small segment that is newer, in as many rounds as without it", async () => {
    const context = await tailed();
    const writer = new IndexWriter({ ...context, options: plainIndexOptions });
    await writer.apply([{ sourceKey: "статьи/новая", version: "1", articles: [{ id: "новая", title: WORDS }] }]);
    const { searcher, cost, requests } = startReader(context);
    const { rounds } = await cost(async () => expect(await ask(searcher, WORDS, { limit: 2 })).toContain("новая"));
    expect(rounds).toBe(3);
    // The manifest and the tails, the segment, a block of postings a word and large segment, and a stored block.
    expect(requests.counts().requests).toBeLessThanOrEqual(2 + 1 + 2 * SEGMENTS + 1);
  });

  it("asks for them once, not with each look at the manifest", async () => {
    const { searcher, requests } = startReader(await tailed());
    await page(searcher, WORDS);
    const { get } = requests.counts().byMethod;
    large.clock.advance(2_000);
    await page(searcher, WORDS);
    expect([get, requests.counts().byMethod.get]).toEqual([2, 2]);
  });
});

describe("a cold process", () => {
  it("answers two words in four rounds: manifest, contents, postings and lengths, stored fields", async () => {
    const { searcher, cost } = startReader(large);
    expect((await cost(() => page(searcher, WORDS))).rounds).toBe(4);
  });

  it.each([{ prefix: true }, { fuzzy: 1 }, { prefix: true, fuzzy: 0.2 }])(
    "answers two words that expand by %j in five, the lexicon before the postings",
    async (options) => {
      const { searcher, cost } = startReader(large);
      expect((await cost(() => page(searcher, WORDS, options))).rounds).toBe(5);
    },
  );

  it("answers queries that come together with the requests of one", async () => {
    const [one, many] = [startReader(large), startReader(large)];
    const alone = await one.cost(() => page(one.searcher, WORDS));
    const together = await many.cost(() => Promise.all(Array.from({ length: 5 }, () => page(many.searcher, WORDS))));
    expect(together).toEqual(alone);
  });
});

describe("a warm process with nothing of the query cached", () => {
  it("answers two words in two rounds, by at most a request a term and segment and one a stored block", async () => {
    const { searcher, cost } = startReader(large);
    await page(searcher, "нет");
    const { rounds, requests } = await cost(() => page(searcher, WORDS, { limit: 1 }));
    expect(rounds).toBe(2);
    expect(requests).toBeLessThanOrEqual(2 * SEGMENTS + 1);
  });

  it.each([{ prefix: true }, { fuzzy: 1 }])("answers words that expand by %j in three rounds", async (options) => {
    const { searcher, cost } = startReader(large);
    await page(searcher, "нет");
    expect((await cost(() => page(searcher, WORDS, options))).rounds).toBe(3);
  });

  it("puts hits of equal score of several segments in order without a round more", async () => {
    const { searcher, cost } = startReader(large);
    await page(searcher, "нет");
    let ids: string[] = [];
    const { rounds } = await cost(async () => {
      ids = await ask(searcher, "общее");
    });
    expect([ids, rounds]).toEqual([["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], 2]);
  });
});

describe("a search over articles of two large segments", () => {
  let articles: TestContext;
  beforeAll(async () => {
    articles = makeContext();
    const random32 = seededRandom32(3);
    for (const half of [0, 1]) {
      const batch = Array.from({ length: 700 }, (_, i): [string, ArticleUnderTest] => {
        const noise = Array.from({ length: 150 }, () => `слово${random32() % 50_000}`).join(" ");
        const name = i > 0 && i < 7 ? "Брандмейсович" : "";
        const text = `Белый дом ${name} ${"рядом ".repeat(i % 7)} ${noise}`;
        return [
          `${i}-${half}`,
          { text, publishedAt: `20${10 + (i % 10)}-05-0${1 + (i % 9)}T10:${10 + (i % 50)}:00+03:00` },
        ];
      });
      await commitArticles(articles, Object.fromEntries(batch));
    }
    for (const { sizeBytes } of (await presentManifest(articles)).segments) {
      expect(sizeBytes).toBeGreaterThan(SMALL_SEGMENT_BYTES);
    }
  });

  const ask = (text: string) => async (search: ArticleSearch) =>
    expect((await search.search({ text, match: "auto", offset: 0, limit: 1 })).hits.length).toBe(1);
  const startArticles = (options: object = {}, context = articles) => {
    const even = interceptStore(context.store, { before: () => severalTurns(TURNS_PER_ANSWER) });
    const requests = new CountingObjectStore(even);
    const rounds = new RoundCountingObjectStore(requests);
    const search = new ArticleSearch({ ...context, store: rounds }, options);
    return async (work: (search: ArticleSearch) => Promise<unknown>) => {
      const before = requests.counts().requests;
      rounds.takeRounds();
      await work(search);
      return { rounds: rounds.takeRounds(), requests: requests.counts().requests - before };
    };
  };

  it("reads dates and the positions of two words in the round of the postings", async () => {
    const [plain, asIs] = [startArticles({ recencyHalfLifeDays: 0 }), startArticles()];
    const [alternatives, words] = [await plain(ask("белый | дом ")), await asIs(ask("белый дом "))];
    expect(words.rounds).toBe(4);
    // A segment: the positions of both, and two columns of dates.
    expect(words.requests - alternatives.requests).toBeLessThanOrEqual(SEGMENTS * (2 + 2));
  });

  it("reads the dates of the tails, and none of their bytes again", async () => {
    const { store, ...context } = await withTails(articles);
    const places = await contentsBySegment(articles);
    const isDates: boolean[] = [];
    const read: ObjectStore["getRange"] = (key, start, end) => {
      const { valueColumns: [dates] = [] } = places.get(key) ?? {};
      isDates.push(dates !== undefined && start < dates.start + dates.sizeBytes && end > dates.start);
      return store.getRange(key, start, end);
    };
    const searchOf = (of: ObjectStore) => new ArticleSearch({ ...context, store: of });
    const question = { text: "белый дом ", match: "auto", offset: 0, limit: 10 } as const;
    const found = await searchOf(withRanges(store, read)).search(question);
    expect([isDates.length > 0, isDates.includes(true)]).toEqual([true, false]);
    expect(found.hits).toEqual((await searchOf(articles.store).search(question)).hits);
  });

  it("asks for the dates before it knows what a word may become that is being typed", async () => {
    const { store } = articles;
    const places = await contentsBySegment(articles);
    const order: string[] = [];
    const read: ObjectStore["getRange"] = async (key, start, end) => {
      const { postings, lexicon, valueColumns: [dates] = [] } = places.get(key) ?? {};
      const isOfPostings = start >= (postings?.start ?? Number.NaN) && start < (lexicon?.start ?? 0);
      const name = start === dates?.start ? "dates" : isOfPostings ? "postings" : "others";
      order.push(`${name} asked`);
      await severalTurns(TURNS_PER_ANSWER);
      order.push(`${name} answered`);
      return store.getRange(key, start, end);
    };
    const watched = withRanges(store, read);
    await ask("белый дом")(new ArticleSearch({ ...articles, store: watched }));
    expect(order).toContain("dates asked");
    expect(order.indexOf("dates asked")).toBeLessThan(order.indexOf("postings answered"));
  });

  it("reads all of the large ones while a cold process opens a small segment that is newer, in as many rounds as without it", async () => {
    const context = await withTails(articles);
    const find = (search: ArticleSearch) =>
      search.search({ text: "белый дом ", match: "auto", offset: 0, limit: 3, passages: "none" });
    const before = await startArticles({}, context)(find);
    await commitArticles(context, { новая: { text: "Белый дом ответил.", publishedAt: "2020-01-01T10:00:00+03:00" } });
    const cost = startArticles({}, context);
    const after = await cost(async (search) => {
      expect((await find(search)).hits[0]?.article.text).toBe("Белый дом ответил.");
    });
    expect([before.rounds, after.rounds]).toEqual([3, 3]);
    expect(after.requests).toBeLessThanOrEqual(before.requests + 1);
  });

  it("begins to read the stored fields before it looks a rare word up, which may be a slip, and shows what it showed", async () => {
    const { store } = articles;
    const places = await contentsBySegment(articles);
    const isForms: boolean[] = [];
    const read: ObjectStore["getRange"] = (key, start, end) => {
      const { forms = null, entryBlocks } = places.get(key) ?? {};
      isForms.push(forms !== null && start >= forms.start && start < (entryBlocks?.start ?? 0));
      return store.getRange(key, start, end);
    };
    const watched = withRanges(store, read);
    const askFor = (correct: "auto" | "off") =>
      new ArticleSearch({ ...articles, store: watched }).search({
        text: "рядом Брандмейсович ",
        match: "auto",
        correct,
        offset: 0,
        limit: 10,
      });
    const asTyped = await askFor("off");
    expect(isForms).not.toContain(true);
    expect(await askFor("auto")).toEqual(asTyped);
    expect(isForms).toContain(true);
    expect(isForms.lastIndexOf(false)).toBeLessThan(isForms.indexOf(true));
  });

  it.each([
    ["reads no word of the index to suggest for two that it knows", "рядом белый ", false],
    ["looks for what two words are together where it knows one alone", "рядом былинкин ", true],
  ])("%s", async (_, text, isReading) => {
    const places = await contentsBySegment(articles);
    let isOfLexicon = false;
    const read: ObjectStore["getRange"] = (key, start, end) => {
      const { lexicon, forms } = places.get(key) ?? {};
      isOfLexicon ||= start >= (lexicon?.start ?? Number.NaN) && start < (forms?.start ?? 0);
      return articles.store.getRange(key, start, end);
    };
    const search = new ArticleSearch({ ...articles, store: withRanges(articles.store, read) });
    await search.suggest({ text, limit: 6 });
    expect(isOfLexicon).toBe(isReading);
  });

  const sumOf = (numbers: readonly number[] = []): number => numbers.reduce((sum, one) => sum + one, 0);

  it.each([
    ["where some forms are common", DOCUMENTS_PER_COMMON_FORM + 1],
    ["where all are, in a published index", DOCUMENTS_PER_COMMON_FORM / 2],
  ])(
    "counts a rare word by its positions, which were read, and looks for what it may be a slip of in a few blocks of forms, %s",
    async (_, documents) => {
      const source = makeContext();
      const random32 = seededRandom32(4);
      const batch = Array.from({ length: documents }, (_, i): [string, ArticleUnderTest] => {
        const word = () => Array.from(`${random32() % 50_000}`, (digit) => "абвгдежзик"[Number(digit)]).join("");
        const noise = Array.from({ length: 75 }, word).join(" ");
        return [String(i), { text: `Белый ${i === 5 ? "брандмейсович" : ""} ${noise}` }];
      });
      await commitArticles(source, Object.fromEntries(batch));
      const isPublished = documents < DOCUMENTS_PER_COMMON_FORM;
      const context = isPublished ? { ...source, store: new MemoryObjectStore(), layout: publishedKeyLayout } : source;
      if (isPublished) await publishTo(context.store, source);
      const [segment] = (await presentManifest(context)).segments;
      const key = segmentKey(context.layout, segment!.id);
      const { forms, reversedForms, entryBlocks } = (await SegmentReader.open(context.store, key, segment!)).contents;
      const ranges: [start: number, end: number][] = [];
      const read: ObjectStore["getRange"] = (of, start, end) => {
        ranges.push([start, end]);
        return context.store.getRange(of, start, end);
      };
      const watched = withRanges(context.store, read);
      const find = (options: ArticleSearchOptions = {}) =>
        new ArticleSearch({ ...context, store: watched }, options).search({
          text: "белый брандмейсович ",
          match: "auto",
          offset: 0,
          limit: 10,
        });
      const { hits } = await find();
      expect(hits[0]?.article.text).toContain("брандмейсович");
      const bytesWithin = (from = 0, to = 0) =>
        ranges.reduce((sum, [start, end]) => (start >= from && start < to ? sum + end - start : sum), 0);
      // Of the forms those that begin so, of the common ones those that end so.
      const [all, common] = [sumOf(forms?.sizesBytes), sumOf(reversedForms?.sizesBytes)];
      expect(bytesWithin(forms?.start, reversedForms?.start)).toBeLessThan(all / 4);
      expect(bytesWithin(reversedForms?.start, entryBlocks.start)).toBeLessThan(common / 4);

      // Where bytes are spared, less of what nobody asked for is read between, by more requests.
      const before = [ranges.length, bytesWithin(0, segment?.sizeBytes)] as const;
      ranges.length = 0;
      expect((await find({ spared: "bytes" })).hits).toEqual(hits);
      expect(ranges.length).toBeGreaterThan(before[0]);
      expect(bytesWithin(0, segment?.sizeBytes)).toBeLessThan(before[1]);
    },
  );

  const list = (offset: number, passages: "best" | "none") => (search: ArticleSearch) =>
    search.search({ text: "рядом ", match: "auto", offset, limit: 10, passages });

  it("makes a list without passages of cards alone, and reads no more of them once it has answered some lists", async () => {
    const cost = startArticles();
    for (const offset of [0, 100, 200]) await cost(list(offset, "none"));
    expect(await cost(list(300, "none"))).toEqual({ rounds: 0, requests: 0 });
    expect((await cost(list(300, "best"))).requests).toBeGreaterThan(0);
  });

  it("reads the dates once, and of a warm process two words in two rounds", async () => {
    const cost = startArticles();
    await cost(ask("рядом "));
    const { rounds, requests } = await cost(ask("белый дом "));
    expect(rounds).toBeLessThanOrEqual(2);
    expect(requests).toBeLessThanOrEqual(SEGMENTS * (2 + 2) + 1);
  });
});

describe("a query that was asked before", () => {
  it("costs no request within the time of revalidation, and one after it", async () => {
    const { searcher, cost, requests } = startReader(large);
    const first = await page(searcher, WORDS, { fuzzy: 1 });
    // The clock of tests moves by itself too, with each look at it.
    large.clock.advance(900);
    expect(await cost(async () => expect(await page(searcher, WORDS, { fuzzy: 1 })).toEqual(first))).toEqual({
      rounds: 0,
      requests: 0,
    });
    large.clock.advance(100);
    expect((await cost(() => page(searcher, WORDS, { fuzzy: 1 }))).requests).toBe(1);
    expect(requests.counts().byMethod.getIfNoneMatch).toBe(1);
  });

  it("costs its requests again where nothing is kept", async () => {
    const { searcher, cost } = startReader(large, 0);
    await page(searcher, WORDS);
    expect((await cost(() => page(searcher, WORDS))).requests).toBeGreaterThan(SEGMENTS);
  });
});

describe("segments up to 1 MiB", () => {
  it("are read whole, once, also for queries that come together, and never again", async () => {
    const context = makeContext();
    const writer = new IndexWriter({ ...context, options: plainIndexOptions });
    await writer.apply([{ sourceKey: "а", version: "1", articles: [{ id: 1, title: "мир труд май" }] }]);
    const { searcher, cost, requests } = startReader(context, 0);
    await Promise.all([page(searcher, "мир"), page(searcher, "труд", { fuzzy: 1 }), page(searcher, "ма")]);
    // The manifest, the tails of large segments, of which there are none, and the segment.
    expect(requests.counts()).toMatchObject({ requests: 3, byMethod: { get: 2, getRange: 1 } });
    expect(await cost(() => page(searcher, "мая", { prefix: true, fuzzy: 2 }))).toEqual({ rounds: 0, requests: 0 });
  });
});

describe("the text of an article that is deleted", () => {
  it("leaves the memory of a process with the first query after its segment was rewritten", async () => {
    const context = makeContext();
    const writer = new IndexWriter({ ...context, options: plainIndexOptions });
    const changes = bulkySources(1_200).map(({ sourceKey, version, documents }) => ({
      sourceKey,
      version,
      articles: documents,
    }));
    await writer.apply(changes);
    const { searcher } = startReader(context);
    const [found] = await ask(searcher, "номер7");
    const kept = searcher.snapshots.blockCounts().usedBytes;
    expect([found, kept > 0]).toEqual(["7", true]);
    await writer.apply([{ sourceKey: "articles/000007.txt", deleted: true }]);
    context.clock.advance(1_000);
    expect(await ask(searcher, "номер7")).toEqual([]);
    expect(searcher.snapshots.blockCounts().usedBytes).toBe(kept);
    const snapshot = await new ManifestStore(context).load();
    await compact(context, plainOptions, snapshot!, createCompactionPolicy({ purgeAfterMs: 0 }));
    context.clock.advance(1_000);
    expect(await ask(searcher, "нет")).toEqual([]);
    expect(searcher.snapshots.blockCounts().usedBytes).toBeLessThan(kept);
  });
});
