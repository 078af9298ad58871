import fc from "fast-check";
import MiniSearch, { type Query, type SearchOptions } from "minisearch";
import { expect, it } from "vitest";
import { openSearcher } from "../../src/index/read.ts";
import {
  defaultKeyLayout,
  type IndexOptions,
  ManifestStore,
  resolveIndexOptions,
  type SourceDocument,
} from "../../src/index/shared.ts";
import { IndexWriter, type SourceChange } from "../../src/ingest/ingest.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { compact, createCompactionPolicy } from "../support/inside/index-compaction.ts";
import { buildOracle, expectPages, expectSameResults } from "../support/minisearch-oracle.ts";

const WORDS = [
  "мир",
  "мира",
  "миру",
  "труд",
  "май",
  "майя",
  "кит",
  "кита",
  "китай",
  "том",
  "дом",
  "__proto__",
  "constructor",
];

const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(" "));
const document = fc.record(
  {
    id: fc.oneof(fc.nat({ max: 50 }), fc.stringMatching(/^[a-c]{1,2}$/)),
    title: text,
    body: text,
    tag: fc.constantFrom("x", "y"),
    note: fc.constantFrom(1, 2, 3),
  },
  { requiredKeys: ["id"] },
) as fc.Arbitrary<SourceDocument>;

const keys = fc.constantFrom("a", "b", "c", "d/1", "d/2", "ё", "я");
const change: fc.Arbitrary<{ sourceKey: string; documents: SourceDocument[] | null }> = fc.record({
  sourceKey: keys,
  documents: fc.oneof({ weight: 4, arbitrary: fc.array(document, { maxLength: 4 }) }, fc.constant(null)),
});
const history = fc.array(fc.uniqueArray(change, { maxLength: 4, selector: (item) => item.sourceKey }), {
  minLength: 1,
  maxLength: 14,
});

const bm25 = fc.constantFrom({ k: 1.2, b: 0.7, d: 0.5 }, { k: 2, b: 0.75, d: 0 }, { k: 0.5, b: 0, d: 1 });
const searchOptions: fc.Arbitrary<SearchOptions> = fc.record(
  {
    combineWith: fc.constantFrom("AND", "OR", "AND_NOT", "and", "or") as fc.Arbitrary<"AND" | "OR" | "AND_NOT">,
    fields: fc.constantFrom(["title"], ["body"], ["title", "body"], ["body", "title"]),
    boost: fc.constantFrom({ title: 2 }, { body: 0.5, title: 3 }, { title: 0 }),
    bm25,
    prefix: fc.constantFrom(true, false, (term: string) => term.length > 2),
    fuzzy: fc.constantFrom(false, true, 0.3, 1, 2, (term: string) => (term === "кит" ? 1 : false)),
    maxFuzzy: fc.constantFrom(1, 6),
    weights: fc.constantFrom({ fuzzy: 0.2, prefix: 0.6 }, { fuzzy: 1, prefix: 0 }),
    boostTerm: fc.constantFrom((term: string) => (term === "мир" ? 3 : 1)),
    boostDocument: fc.constantFrom(
      (_id: unknown, term: string) => (term.length > 3 ? 2 : 1),
      (_id: unknown, _term: string, stored?: Record<string, unknown>) => (stored?.tag === "x" ? 0 : 1.5),
      (id: unknown) => (typeof id === "number" ? 1 + id : 0),
      (_id: unknown, _term: string, stored?: Record<string, unknown>) => Number(stored?.note ?? 0.5),
    ),
    filter: fc.constantFrom(
      (result: { tag?: unknown }) => result.tag === "y",
      (result: { id?: unknown }) => typeof result.id === "string",
      (result: { note?: unknown }) => result.note !== 2,
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<SearchOptions>;

const word = fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom("ми", "ки", "кат", "дым", "нет"));
const queryText = fc.array(word, { maxLength: 4 }).map((words) => words.join(" "));
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    queryText as fc.Arbitrary<Query>,
    fc.constant(MiniSearch.wildcard as Query),
    fc
      .tuple(searchOptions, fc.array(tie("query"), { maxLength: 3 }))
      .map(([options, queries]) => ({ ...options, queries }) as Query),
  ),
}));

const options: IndexOptions = { fields: ["title", "body"], storeFields: ["tag", "note"], columnFields: ["tag"] };

/** Merges of few documents each, and every dead one rewritten away: seven keys soon make all of them due. */
const eagerCompaction = createCompactionPolicy({
  maxDocuments: 8,
  smallDocuments: 1,
  maxSmallSegments: 1,
  maxInputs: 3,
  purgeAfterMs: 0,
});

/** Decides after which batches compaction runs. */
const compactions = fc.array(fc.boolean(), { minLength: 14, maxLength: 14 });

it("finds what one MiniSearch freshly built from the live documents finds, after any history", async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.array(fc.tuple(query, searchOptions), { minLength: 1, maxLength: 6 }),
      compactions,
      fc.nat(),
      async (batches, queries, isCompacted, seed) => {
        const store = new MemoryObjectStore();
        const clock = new ManualClock();
        const ids = seededIds(seed);
        const writer = new IndexWriter({ store, options, clock, ids });
        const context = { store, layout: defaultKeyLayout, clock, ids };
        const live = new Map<string, readonly SourceDocument[]>();
        for (const [version, batch] of batches.entries()) {
          await writer.apply(batch.map((item) => toChange(item, String(version))));
          for (const { sourceKey, documents } of batch) live.set(sourceKey, documents ?? []);
          const snapshot = isCompacted[version] ? await new ManifestStore(context).load() : null;
          if (snapshot === null) continue;
          const { isComplete } = await compact(context, resolveIndexOptions(options), snapshot, eagerCompaction);
          expect(isComplete).toBe(true);
        }
        const documents = [...live].flatMap(([sourceKey, list]) =>
          list.map((item, i) => ({ key: `${sourceKey} ${i}`, document: item })),
        );
        const oracle = buildOracle(documents, options);
        const searcher = openSearcher({ store, options, clock });
        for (const [wanted, searching] of queries) {
          const results = await searcher.search(wanted, searching);
          expectSameResults(results, oracle.search(wanted, searching));
          await expectPages(searcher, wanted, searching, results);
        }
      },
    ),
    { numRuns: 150 },
  );
});

it("suggests what one MiniSearch suggests, terms of a suggestion sorted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(document, { maxLength: 8 }), queryText, async (documents, wanted) => {
      const store = new MemoryObjectStore();
      const writer = new IndexWriter({ store, options, clock: new ManualClock(), ids: seededIds() });
      await writer.apply([{ sourceKey: "all", version: "1", articles: documents }]);
      const oracle = buildOracle(
        documents.map((item, i) => ({ key: String(i), document: item })),
        options,
      );
      const ours = await openSearcher({ store, options }).autoSuggest(wanted);
      const theirs = oracle.miniSearch.autoSuggest(wanted);
      const describe = (list: typeof ours) =>
        list.map(({ terms, score }) => `${[...terms].sort().join(" ")} ${score.toPrecision(9)}`).sort();
      expect(describe(ours)).toEqual(describe(theirs));
    }),
    { numRuns: 60 },
  );
});

function toChange(item: { sourceKey: string; documents: SourceDocument[] | null }, version: string): SourceChange {
  return item.documents === null
    ? { sourceKey: item.sourceKey, deleted: true }
    : { sourceKey: item.sourceKey, version, articles: item.documents };
}
