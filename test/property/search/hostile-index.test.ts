/**
 * Searches of an index of which a segment holds bytes that nobody wrote: the right answer or an alarm, in bounded time.
 */
import fc from "fast-check";
import MiniSearch from "minisearch";
import { beforeAll, expect, it } from "vitest";
import { isErrorOfKind } from "../../../src/errors.ts";
import { openSearcher, type Searcher } from "../../../src/index/read.ts";
import type { IndexOptions } from "../../../src/index/shared.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import type { MemoryObjectStore } from "../../../src/store/local.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { readDocumentedSegment } from "../../support/documented-segment.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { serialiseManifest } from "../../support/inside/index-manifest.ts";
import { manifestKey, segmentKey } from "../../support/inside/index-own.ts";
import { presentManifest } from "../../support/live-index.ts";
import { byteCuts, partsOf, resealSegment, splice } from "../../support/resealed-segment.ts";
import { bulkySources } from "../../support/segment-under-test.ts";
import { CORRUPT } from "../../support/whole-segment.ts";

const options: IndexOptions = {
  fields: ["title", "body"],
  storeFields: ["tag"],
  columnFields: ["tag"],
  columnHeads: { tag: 1 },
};

const SEARCHES: readonly ((searcher: Searcher) => Promise<unknown>)[] = [
  (searcher) => searcher.search("общее слово1"),
  (searcher) => searcher.search("общее", { limit: 1 }),
  (searcher) => searcher.search("общее слово2 новость", { limit: 3 }),
  (searcher) => searcher.search("общее новость", { limit: 2, offset: 1, combineWith: "AND" }),
  (searcher) => searcher.search("ноость", { fuzzy: 1, prefix: true, limit: 5 }),
  (searcher) => searcher.search("общее", { filter: ({ tag }) => tag !== "x" }),
  (searcher) => searcher.search("общее", { boostDocument: (id) => Number(id) + 1 }),
  (searcher) => searcher.search(MiniSearch.wildcard),
  (searcher) => searcher.autoSuggest("но"),
];

/** Two segments; posting lists of several blocks in the first. */
let context: TestContext & { readonly store: MemoryObjectStore };
let key: ObjectKey;
let bytes: Uint8Array;
let manifest: string;

beforeAll(async () => {
  context = makeContext();
  const writer = new IndexWriter({ ...context, options });
  const changes = bulkySources(320, 1).map(({ documents, ...source }) => ({ ...source, articles: documents }));
  await writer.apply(changes.slice(0, 300));
  await writer.apply(changes.slice(300));
  const [first] = (await presentManifest(context)).segments;
  key = segmentKey(context.layout, first!.id);
  ({ bytes } = await context.store.get(key));
  manifest = Buffer.from((await context.store.get(manifestKey(context.layout))).bytes).toString("utf8");
});

/** Puts other bytes in the first segment's place, and their size and start into the manifest. */
async function replaceSegment(other: Uint8Array, contentsStart?: number): Promise<void> {
  const { checksum: _, ...json } = JSON.parse(manifest);
  Object.assign(json.segments[0], { sizeBytes: other.length }, contentsStart === undefined ? {} : { contentsStart });
  for (const [place, content] of [
    [key, other],
    [manifestKey(context.layout), serialiseManifest(json)],
  ] as const) {
    await context.store.delete(place);
    await context.store.putIfAbsent(place, content);
  }
}

/** The answers as text; an alarm as {@link CORRUPT}. */
async function searchAll(): Promise<string[]> {
  return Promise.all(
    SEARCHES.map(async (search) => {
      try {
        return JSON.stringify(await search(openSearcher({ ...context, options })));
      } catch (error) {
        if (isErrorOfKind(error, CORRUPT)) return CORRUPT;
        throw error;
      }
    }),
  );
}

it("a damaged block gives the right answer or an alarm, wherever it is", async () => {
  const right = await searchAll();
  expect(right).not.toContain(CORRUPT);
  const alarms = new Set<number>();
  for (const { start, end } of readDocumentedSegment(bytes).layout) {
    const damaged = Uint8Array.from(bytes);
    const middle = Math.floor((start + end) / 2);
    damaged[middle] = (damaged[middle] ?? 0) ^ 0x10;
    await replaceSegment(damaged);
    for (const [i, answer] of (await searchAll()).entries()) {
      if (answer === CORRUPT) alarms.add(i);
      else expect(answer).toBe(right[i]);
    }
  }
  expect(alarms.size).toBe(SEARCHES.length);
});

it("wrong postings, lengths or terms under right checksums end in an answer or an alarm", async () => {
  const parts = partsOf(readDocumentedSegment(bytes));
  const names = fc.constantFrom("postings", "lexicon", "lengths 0", "lengths 1", "ids", "value tag", "rest tag");
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constant("postings"), names), byteCuts, async (name, cuts) => {
      const resealed = resealSegment(bytes, parts, (part, content) =>
        part.name === name ? cuts.reduce(splice, content) : content,
      );
      await replaceSegment(resealed.bytes, resealed.contentsStart);
      expect(await searchAll()).toHaveLength(SEARCHES.length);
    }),
    { numRuns: 60 },
  );
});
