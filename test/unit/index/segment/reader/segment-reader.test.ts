import { beforeAll, describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../../../src/errors.ts";
import { findOrdinalsById, SegmentReader } from "../../../../../src/index/read.ts";
import { resolveIndexOptions, SMALL_SEGMENT_BYTES } from "../../../../../src/index/shared.ts";
import { countsBetween } from "../../../../support/counts-between.ts";
import { codeOf } from "../../../../support/error-of.ts";
import { allDocuments, allEntries, allPostings, findEntry } from "../../../../support/inside/index-reader.ts";
import { interceptStore } from "../../../../support/intercepting-object-store.ts";
import {
  bulkySources,
  plainIndexOptions,
  putBytes,
  putSegment,
  type SegmentUnderTest,
} from "../../../../support/segment-under-test.ts";

/** Requests of one piece of work. */
async function requestsOf(segment: SegmentUnderTest, work: () => Promise<unknown>): Promise<number> {
  const before = segment.store.counts();
  await work();
  return countsBetween(before, segment.store.counts()).requests;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("a small segment", () => {
  const SOURCES = [
    { sourceKey: "б", version: "2", documents: [{ id: "x", title: "мир труд", body: "мир мир", tag: "т" }] },
    {
      sourceKey: "а",
      version: "1",
      documents: [
        { id: 2, title: "май", body: "" },
        { id: 1, title: "__proto__ май" },
      ],
    },
    { sourceKey: "в", version: "3", documents: [] },
  ];

  it("is read whole by one request, whatever is asked of it", async () => {
    const segment = await putSegment(SOURCES);
    const requests = await requestsOf(segment, async () => {
      const reader = await segment.open();
      await reader.postings(["мир", "май"]);
      await reader.termsWithPrefix("");
      await reader.storedDocuments([0, 1, 2]);
      await findEntry(reader, "а");
      await findOrdinalsById(reader, "x");
      await reader.values("tag");
    });
    expect(requests).toBe(1);
  });

  it("numbers its documents by source key, then id, numbers before strings", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    const documents = await collect(allDocuments(reader));
    expect(documents.map(({ sourceKey, id }) => [sourceKey, id])).toEqual([
      ["а", 1],
      ["а", 2],
      ["б", "x"],
    ]);
  });

  it("gives the postings of the terms that it holds, and no entry for others", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    const postings = await reader.postings(["мир", "нет", "__proto__", "", "\uffff"]);
    expect([...postings.keys()].sort()).toEqual(["__proto__", "мир"]);
    expect(postings.get("мир")?.map((list) => list.toPostings())).toMatchObject([
      { field: 0, ordinals: Uint32Array.of(2), frequencies: Uint32Array.of(1) },
      { field: 1, ordinals: Uint32Array.of(2), frequencies: Uint32Array.of(2) },
    ]);
  });

  it("gives the lengths of each field, unique tokens, a missing field as none", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    expect([[...(await reader.lengths(0))], [...(await reader.lengths(1))]]).toEqual([
      [2, 1, 2],
      [0, 0, 1],
    ]);
    expect(await codeOf(() => reader.lengths(2))).toBe("corrupt-segment");
  });

  it("gives a column where one is kept, null for another field", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    const column = await reader.values("tag");
    expect([column?.values, [...(column?.items ?? [])]]).toEqual([["т"], [0, 0, 1]]);
    expect(await reader.values("title")).toBeNull();
  });

  it("finds the entry of a source key with its version and ordinals, also of one without documents", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    expect(await findEntry(reader, "а")).toEqual({
      sourceKey: "а",
      version: "1",
      documentCount: 2,
      fieldLengthSums: [3, 0],
      entryNumber: 0,
      firstOrdinal: 0,
    });
    expect(await findEntry(reader, "в")).toMatchObject({ version: "3", documentCount: 0, entryNumber: 2 });
    expect(await findEntry(reader, "г")).toBeNull();
  });

  it("finds the ordinals of an id by its type", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    expect(await findOrdinalsById(reader, 2)).toEqual([1]);
    expect(await findOrdinalsById(reader, "2")).toEqual([]);
  });

  it("lists the terms with a prefix in order, each with how many documents hold it", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    expect(await reader.termsWithPrefix("ма")).toEqual([{ term: "май", documentFrequency: 2 }]);
    expect((await reader.termsWithPrefix("")).map(({ term }) => term)).toEqual(["__proto__", "май", "мир", "труд"]);
    expect(await reader.termsWithPrefix("\uffff")).toEqual([]);
  });

  it("without a document answers everything with nothing", async () => {
    const reader = await (await putSegment([{ sourceKey: "в", version: "3", documents: [] }])).open();
    expect((await reader.postings(["мир"])).size).toBe(0);
    expect(await reader.termsWithPrefix("")).toEqual([]);
    expect((await reader.storedDocuments([])).size).toBe(0);
    expect([...(await reader.lengths(0))]).toEqual([]);
    expect(await findOrdinalsById(reader, 1)).toEqual([]);
    expect(await collect(allDocuments(reader))).toEqual([]);
  });

  it("that has no such ordinal says so instead of giving fewer documents", async () => {
    const reader = await (await putSegment(SOURCES)).open();
    expect(await codeOf(() => reader.storedDocuments([0, 99]))).toBe("corrupt-segment");
  });
});

describe("a segment over a MiB", () => {
  let segment: SegmentUnderTest;
  let reader: SegmentReader;

  beforeAll(async () => {
    segment = await putSegment(bulkySources(2_200));
    reader = await segment.open();
  });

  it("is opened by one request for its table of contents", async () => {
    expect(segment.summary.sizeBytes).toBeGreaterThan(SMALL_SEGMENT_BYTES);
    const before = segment.store.counts();
    await segment.open();
    const { requests, bytesRead } = countsBetween(before, segment.store.counts());
    expect(requests).toBe(1);
    expect(bytesRead).toBe(segment.summary.sizeBytes - segment.summary.contentsStart);
    expect(bytesRead).toBeLessThan(16 * 1024);
  });

  it("has several blocks of everything that lies in blocks", () => {
    const { postings, entryBlocks } = reader.contents;
    expect(Math.min(postings.sizesBytes.length, entryBlocks.sizesBytes.length)).toBeGreaterThan(2);
  });

  it("reads at most one block a term", async () => {
    const found = await requestsOf(segment, () => reader.postings(["номер1", "слово3"]));
    expect(found).toBeLessThanOrEqual(2);
    expect(await requestsOf(segment, () => reader.postings(["\u0000", ""]))).toBe(0);
  });

  it("reads the lengths of all fields at once, together with the index of stored blocks, and never again", async () => {
    const fresh = await segment.open();
    expect(await requestsOf(segment, () => Promise.all([fresh.lengths(0), fresh.lengths(1)]))).toBe(1);
    expect(await requestsOf(segment, () => fresh.lengths(1))).toBe(0);
    expect(await requestsOf(segment, () => fresh.storedDocuments([5]))).toBe(1);
  });

  it("reads a stored block once for all documents in it, and each right document", async () => {
    await reader.lengths(0);
    const ordinals = [0, 1, 2, 1_500, 2_199];
    let documents: Awaited<ReturnType<SegmentReader["storedDocuments"]>> = new Map();
    const requests = await requestsOf(segment, async () => {
      documents = await reader.storedDocuments(ordinals);
    });
    expect(requests).toBe(3);
    expect(ordinals.map((ordinal) => documents.get(ordinal)?.id)).toEqual(ordinals);
  });

  it("reads the filter once, then a block only of a key that it lets through", async () => {
    const fresh = await segment.open();
    expect(await requestsOf(segment, () => findEntry(fresh, "articles/000700.txt"))).toBe(2);
    expect(await requestsOf(segment, () => findEntry(fresh, "articles/000701.txt"))).toBe(1);
    const others = Array.from({ length: 300 }, (_, i) => `other/${i}`);
    const requests = await requestsOf(segment, () => Promise.all(others.map((key) => findEntry(fresh, key))));
    expect(requests).toBeLessThan(12);
    expect((await findEntry(fresh, "articles/002199.txt"))?.firstOrdinal).toBe(2_199);
  });

  it("reads no phrases behind a word that begins none", async () => {
    const options = resolveIndexOptions({ ...plainIndexOptions, phrasesOf: ({ title }) => [`${title}`] });
    const ofWords = await putSegment(bulkySources(2_200), options);
    const fresh = await ofWords.open();
    const found = async (prefix: string) => (await fresh.phrasesWithPrefix(prefix)).map(({ term }) => term);
    expect(await requestsOf(ofWords, async () => expect(await found("старость номер1")).toEqual([]))).toBe(1);
    expect(await requestsOf(ofWords, async () => expect(await found("номер1 ")).toEqual([]))).toBe(0);
    const named = [7, 70, 700].map((number) => `новость номер${number}`);
    expect((await found("новость номер7")).filter((phrase) => named.includes(phrase))).toEqual(named);
    expect(await requestsOf(ofWords, () => found("новость номер7"))).toBe(1);
    expect((await found("нов")).length).toBe(2_200);
  });

  it("finds an id by two requests", async () => {
    const fresh = await segment.open();
    expect(await requestsOf(segment, () => findOrdinalsById(fresh, 1_234))).toBe(2);
    expect(await findOrdinalsById(fresh, 1_234)).toContain(1_234);
  });

  it("reads of the lexicon only what a prefix needs", async () => {
    const fresh = await segment.open();
    expect(await requestsOf(segment, () => fresh.termsWithPrefix("номер12"))).toBeLessThanOrEqual(3);
    const terms = (await fresh.termsWithPrefix("номер219")).map(({ term }) => term);
    expect(terms).toEqual(["номер219", ...Array.from({ length: 10 }, (_, i) => `номер219${i}`)]);
  });

  it("is streamed whole in order", async () => {
    const entries = await collect(allEntries(reader));
    expect(entries.map(({ entryNumber, firstOrdinal }) => [entryNumber, firstOrdinal])).toEqual(
      entries.map((_, i) => [i, i]),
    );
    expect((await collect(allDocuments(reader))).map(({ id }) => id)).toEqual(entries.map((_, i) => i));
    const terms = (await collect(allPostings(reader))).map(({ term }) => term);
    expect(terms).toEqual([...terms].sort());
    expect(terms.length).toBe((await reader.termsWithPrefix("")).length);
  });

  it("asks again after a failed read instead of remembering the failure", async () => {
    let isDown = false;
    const store = interceptStore(segment.store, {
      before: () => {
        if (isDown) throw new SearchIndexError("store-unavailable", "The store does not answer.");
      },
    });
    const fresh = await SegmentReader.open(store, segment.key, segment.summary);
    isDown = true;
    expect(await codeOf(() => fresh.lengths(0))).toBe("store-unavailable");
    expect(await codeOf(() => findEntry(fresh, "articles/000700.txt"))).toBe("store-unavailable");
    isDown = false;
    expect((await fresh.lengths(0)).length).toBe(2_200);
    expect((await findEntry(fresh, "articles/000700.txt"))?.entryNumber).toBe(700);
  });

  it("knows the block of a document's source key without a request", async () => {
    expect(await requestsOf(segment, async () => expect(reader.entryBlockOf(700)).toBe(2))).toBe(0);
    expect((await reader.entriesOfBlock(2)).some(({ firstOrdinal }) => firstOrdinal === 700)).toBe(true);
  });
});

describe("a segment that is not what the manifest says", () => {
  const SOURCES = bulkySources(3, 10);

  it.each([
    ["another number of documents", { documents: 4 }],
    ["another number of entries", { entries: 2 }],
    ["another start of the contents", { contentsStart: 100 }],
    ["a start of the contents beyond its end", { contentsStart: 10_000_000 }],
  ])("with %s is corrupt", async (_, change) => {
    const segment = await putSegment(SOURCES);
    const other = await putBytes({ bytes: segment.bytes, summary: { ...segment.summary, ...change } });
    expect(await codeOf(other.open)).toBe("corrupt-segment");
  });

  it("and is of a newer format is refused by both formats' numbers", async () => {
    const segment = await putSegment(SOURCES);
    const bytes = Uint8Array.from(segment.bytes);
    bytes[8] = 10;
    const newer = await putBytes({ bytes, summary: segment.summary });
    await expect(newer.open()).rejects.toMatchObject({
      code: "unsupported-format",
      kind: "corrupt-data",
      details: { format: 10, supported: 9 },
    });
  });
});

it("large documents that are read at once are unpacked in turns of the event loop of their own", async () => {
  const reader = await (await putSegment(bulkySources(4, 400_000))).open();
  await reader.storedDocuments([0, 1, 2, 3]);
  let turn = 0;
  let isRead = false;
  const count = (): unknown => !isRead && setImmediate(() => ++turn && count());
  count();
  const turns = await Promise.all([0, 1, 2, 3].map((ordinal) => reader.storedDocuments([ordinal]).then(() => turn)));
  isRead = true;
  expect(new Set(turns).size).toBe(4);
});
