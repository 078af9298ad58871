/**
 * Search and suggestions against one MiniSearch, for random options of the index: how texts become terms, what is
 * stored and kept in columns, defaults of searches and of suggestions. search-oracle.test.ts has random histories
 * instead.
 */
import fc from "fast-check";
import MiniSearch, { type Query, type SearchOptions, type SearchResult } from "minisearch";
import { expect, it } from "vitest";
import { openSearcher } from "../../src/index/read.ts";
import { type IndexOptions, resolveIndexOptions, type SourceDocument } from "../../src/index/shared.ts";
import { IndexWriter } from "../../src/ingest/ingest.ts";
import { makeContext } from "../support/index-context.ts";
import { expectPages, expectSameResults } from "../support/minisearch-oracle.ts";

const WORDS = [
  "мир",
  "мира",
  "Мир",
  "труд",
  "май",
  "кит",
  "кита",
  "том",
  "2024",
  "10",
  "constructor",
  "ё",
  "x-y",
  "🎄",
];
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((words) => words.join(" "));
const value = fc.oneof(
  { weight: 5, arbitrary: text },
  fc.constantFrom<unknown>(null, 0, 7, true, ["мир", "кит"], "", { toString: () => "том" }),
);
const body = fc.record(
  { title: value, body: value, note: value, tag: fc.constantFrom<unknown>("x", "y", null, 5, ["x"]) },
  {
    requiredKeys: [],
  },
);
const documents = fc
  .uniqueArray(fc.tuple(fc.oneof(fc.nat({ max: 40 }), fc.stringMatching(/^[a-c1]{1,2}$/)), body), {
    maxLength: 9,
    selector: ([id]) => id,
  })
  .map((list) => list.map(([id, fields]): SourceDocument => ({ id, ...fields })));

const searchOptions = fc.record(
  {
    combineWith: fc.constantFrom("AND", "OR", "AND_NOT"),
    fields: fc.constantFrom(["title"], ["body", "title"], ["нет", "body"], []),
    boost: fc.constantFrom({ title: 2.5 }, { body: 0, нет: 3 }),
    bm25: fc.constantFrom({ k: 2, b: 0.75, d: 0 }, { k: 0, b: 1, d: 1 }, { k: 1.2, b: 0, d: 0.5 }),
    prefix: fc.constantFrom<unknown>(true, false, (_term: string, i: number) => i === 0),
    fuzzy: fc.constantFrom<unknown>(true, 0.4, 1, 3, (term: string, i: number) => i > 0 && term.length / 10),
    maxFuzzy: fc.constantFrom(0, 1, 6),
    weights: fc.constantFrom({ fuzzy: 0.9 }, { prefix: 0 }),
    boostTerm: fc.constantFrom((_term: string, i: number, terms: string[]) => terms.length - i),
    boostDocument: fc.constantFrom(
      (id: unknown, term: string) => (String(id).length + term.length) % 3,
      (_id: unknown, _term: string, stored?: Record<string, unknown>) => (stored?.tag === "x" ? 3 : 1),
    ),
    filter: fc.constantFrom(
      ({ tag }: SearchResult) => tag !== "y",
      ({ id, terms }: SearchResult) => String(id) > "1" || terms.length > 1,
      (result: SearchResult) => "tag" in result && result.score > 0,
      null,
    ),
    tokenize: fc.constantFrom((query: string) => query.split(" ")),
    processTerm: fc.constantFrom((term: string) => (term === "кит" ? ["кит", "", "кита"] : term)),
  },
  { requiredKeys: [] },
) as unknown as fc.Arbitrary<SearchOptions>;

const indexOptions = fc.record(
  {
    fields: fc.constantFrom(["title", "body"], ["body", "title", "note"], ["title"]),
    storeFields: fc.constantFrom([], ["tag"], ["tag", "нет"]),
    tokenize: fc.constantFrom(
      (whole: string) => whole.split(" "),
      (whole: string, field?: string) => (field === "title" ? whole.split("") : whole.split(/ +/)),
    ),
    processTerm: fc.constantFrom(
      (term: string) => (term === "мир" ? ["мир", "", "миръ"] : term.toLowerCase()),
      (term: string, field?: string) => (field === "body" && term === "труд" ? null : term),
      (term: string) => (term.length > 3 ? false : term),
    ),
    searchOptions,
    autoSuggestOptions: searchOptions,
  },
  { requiredKeys: ["fields"] },
) as unknown as fc.Arbitrary<IndexOptions>;

const words = fc
  .array(fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom("ми", "кат", "2", "т")), { maxLength: 4 })
  .map((list) => list.join(" "));
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    words as fc.Arbitrary<Query>,
    fc.constant(MiniSearch.wildcard as Query),
    fc
      .tuple(searchOptions, fc.array(tie("query"), { maxLength: 3 }))
      .map(([options, queries]) => ({ ...options, queries }) as Query),
  ),
}));

it("whatever the options of the index, it finds and suggests what one MiniSearch does", async () => {
  const searches = fc.array(fc.tuple(query, searchOptions), { minLength: 1, maxLength: 4 });
  const suggestions = fc.array(fc.tuple(words, searchOptions), { minLength: 1, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(
      indexOptions,
      fc.boolean(),
      documents,
      searches,
      suggestions,
      async (given, hasColumns, ...rest) => {
        const [live, queries, texts] = rest;
        const { storeFields = [] } = given;
        const columnHeads = Object.fromEntries(storeFields.map((field) => [field, 1]));
        const options = hasColumns ? { ...given, columnFields: storeFields, columnHeads } : given;
        const context = makeContext();
        const writer = new IndexWriter({ ...context, options });
        for (const [i, part] of [live.slice(0, 3), live.slice(3, 4), live.slice(4)].entries()) {
          await writer.apply([{ sourceKey: `part ${i}`, version: "1", articles: part }]);
        }
        const oracle = freshMiniSearch(options, live);
        const searcher = openSearcher({ ...context, options });
        for (const [wanted, searching] of queries) {
          const results = await searcher.search(wanted, searching);
          expectSameResults(results, oracle.search(wanted, searching));
          await expectPages(searcher, wanted, searching, results);
        }
        const describe = (list: { terms: string[]; score: number }[]) =>
          list.map(({ terms, score }) => `${[...terms].sort().join(" ")} ${score.toPrecision(9)}`).sort();
        for (const [wanted, searching] of texts) {
          const ours = await searcher.autoSuggest(wanted, searching);
          expect(describe(ours)).toEqual(describe(oracle.autoSuggest(wanted, searching)));
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** A MiniSearch of these options, to which a missing field is "". */
function freshMiniSearch(options: IndexOptions, live: readonly SourceDocument[]): MiniSearch<SourceDocument> {
  const { fields, extractField, stringifyField } = resolveIndexOptions(options);
  const isMissing = (document: SourceDocument, name: string) => (extractField(document, name) ?? null) === null;
  const miniSearch = new MiniSearch<SourceDocument>({
    ...options,
    extractField: (document, name) =>
      isMissing(document, name) && fields.includes(name) ? "" : extractField(document, name),
    stringifyField,
  });
  miniSearch.addAll(live);
  return miniSearch;
}
