/**
 * Prefix and fuzzy terms as MiniSearch finds them, over vocabularies that share much: few letters, common beginnings,
 * halves of pairs, words of over 31 units, words of which every document died.
 */
import fc from "fast-check";
import type { SearchOptions } from "minisearch";
import { expect, it } from "vitest";
import { openSearcher } from "../../src/index/read.ts";
import type { IndexOptions } from "../../src/index/shared.ts";
import { IndexWriter } from "../../src/ingest/ingest.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { buildOracle, expectSameResults } from "../support/minisearch-oracle.ts";

const options: IndexOptions = {
  fields: ["title", "body"],
  tokenize: (text) => text.split(" "),
  processTerm: (term) => term,
};

/** MiniSearch counts edits in bytes: words stay far below 256 units. */
const beginning = fc.constantFrom("", "пере", "перепод", "😀", "а".repeat(30), "б".repeat(40));
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom("а", "б", "в"), minLength: 1, maxLength: 6 }),
  fc
    .tuple(beginning, fc.string({ unit: fc.constantFrom("а", "б", "😀", "😁", "\ud83d"), minLength: 1, maxLength: 4 }))
    .map(([first, rest]) => first + rest),
);

const searchOptions = fc.record(
  {
    prefix: fc.constantFrom(true, false, (_term: string, i: number, terms: string[]) => i === terms.length - 1),
    fuzzy: fc.constantFrom(
      true,
      false,
      0.1,
      0.34,
      0.9,
      1,
      2,
      3,
      6,
      7,
      (term: string) => (term.length > 4 ? 2 : term.length > 2 ? 0.4 : false),
      (_term: string, i: number) => i === 0,
    ),
    maxFuzzy: fc.constantFrom(0, 1, 3, 6),
    weights: fc.constantFrom({ fuzzy: 0.45, prefix: 0.375 }, { fuzzy: 0, prefix: 1 }, { fuzzy: 2, prefix: 0 }),
    boostTerm: fc.constantFrom(
      (term: string) => term.length,
      (_term: string, i: number) => i,
    ),
    combineWith: fc.constantFrom("OR", "And", "and_not") as fc.Arbitrary<"OR" | "AND">,
  },
  { requiredKeys: ["prefix", "fuzzy"] },
) as fc.Arbitrary<SearchOptions>;

it("expands words as one MiniSearch does, whatever the vocabulary and whatever died", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { minLength: 1, maxLength: 60 }).chain((vocabulary) => {
        const text = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 6 }).map((w) => w.join(" "));
        const asked = fc.array(fc.oneof(word, fc.constantFrom(...vocabulary)), { minLength: 1, maxLength: 3 });
        return fc.tuple(
          fc.array(fc.record({ title: text, body: text }), { minLength: 1, maxLength: 12 }),
          fc.array(fc.tuple(asked, searchOptions), { minLength: 1, maxLength: 6 }),
        );
      }),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      async ([documents, searches], isDeleted) => {
        const store = new MemoryObjectStore();
        const clock = new ManualClock();
        const writer = new IndexWriter({ store, options, clock, ids: seededIds(3) });
        const all = documents.map((document, id) => ({ key: String(id), document: { id, ...document } }));
        for (const { key, document } of all) {
          await writer.apply([{ sourceKey: key, version: "1", articles: [document] }]);
        }
        const gone = all.filter((_, i) => isDeleted[i]);
        if (gone.length > 0) await writer.apply(gone.map(({ key }) => ({ sourceKey: key, deleted: true })));
        const live = all.filter((_, i) => !isDeleted[i]);
        const oracle = buildOracle(live, options);
        const searcher = openSearcher({ store, options, clock });
        for (const [words, searching] of searches) {
          expectSameResults(
            await searcher.search(words.join(" "), searching),
            oracle.search(words.join(" "), searching),
          );
        }
        expect(searches.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 150 },
  );
});
