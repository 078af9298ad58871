import fc from "fast-check";
import { expect, it } from "vitest";
import { type IndexOptions, resolveIndexOptions, type TokenWord } from "../../../../src/index/shared.ts";
import type { SourceDocuments } from "../../../../src/index/write.ts";
import { articleIndexOptions } from "../../../../src/schema/schema.ts";
import { NewsCorpus } from "../../../bench/news-corpus.ts";
import { codeOf } from "../../../support/error-of.ts";
import { Inverter, invertDocuments } from "../../../support/inside/index-inverter.ts";
import { flushSegment, type InvertDocuments } from "../../../support/inside/index-writer.ts";
import { invertByMiniSearch } from "../../../support/minisearch-inverter.ts";

const words = fc.constantFrom(
  "Мир",
  "мира",
  "ёлка",
  "Елка",
  "НЬЮ-ЙОРК",
  "чуть-чуть",
  "Ньютон-Ньюкасл",
  "9",
  "2016",
  "__proto__",
  "constructor",
  "😀",
  "a",
);
const text = fc.oneof(
  fc.array(words, { maxLength: 12 }).map((list) => list.join(" ")),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);
const value = fc.oneof({ weight: 6, arbitrary: text }, fc.constantFrom(null, undefined, "", 5, ["мир", "мир"]));
const document = fc.record(
  { id: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom("a", "b")), title: value, lead: value, text: value },
  { requiredKeys: ["id"] },
);
const sources: fc.Arbitrary<SourceDocuments[]> = fc.uniqueArray(
  fc.record({
    sourceKey: fc.stringMatching(/^[a-dя]{1,3}$/),
    version: fc.constant("1"),
    documents: fc.array(document, { maxLength: 4 }),
  }),
  { maxLength: 6, selector: ({ sourceKey }) => sourceKey },
);

/** Options that use all that MiniSearch lets them: fields that differ, arrays, empty terms, terms left out. */
const oddOptions: IndexOptions = {
  fields: ["text", "title"],
  storeFields: ["title"],
  tokenize: (content, field) => content.split(field === "title" ? /[\s-]+/u : /\s+/u),
  processTerm: (term, field) => {
    if (term === "мира") return null;
    if (term === "9") return "";
    return field === "title" ? [term, "", term.toLowerCase(), term] : term.toLowerCase();
  },
};

/** Tokens of several words, which share terms, forms and positions in all ways. */
const wordyOptions: IndexOptions = {
  fields: ["title", "text"],
  tokenize: (content) => content.split(/\s+/u),
  processTerm: (token) => [...new Set(wordsOf(token).flatMap(({ terms }) => terms))],
  wordsOfToken: (token) => wordsOf(token),
};

function wordsOf(token: string): TokenWord[] {
  const parts = token
    .split("-")
    .flatMap((part, offset): TokenWord[] => [
      { form: part, terms: [...new Set([part.slice(0, 2), part.toLowerCase()])], offset },
      ...(part.length > 3 ? [{ form: part.toLowerCase(), terms: [part.slice(0, 2)], offset }] : []),
    ]);
  return token === "a" ? [] : [{ form: token, terms: [token.slice(0, 2)], offset: 0 }, ...parts.reverse()];
}

it.each([
  ["the Russian options", articleIndexOptions],
  ["tokens of several words", wordyOptions],
  ["options that use all of MiniSearch's freedom", oddOptions],
  ["MiniSearch's own defaults", { fields: ["title", "lead", "text"] }],
])("flushes the very bytes that MiniSearch leads to, with %s", (_, options) => {
  const resolved = resolveIndexOptions(options);
  fc.assert(
    fc.property(sources, (documents) => {
      const expected = flushSegment(documents, resolved, invertByMiniSearch);
      const bulk = flushSegment(documents, resolved, invertDocuments);
      expect(bulk.summary).toEqual(expected.summary);
      expect(Buffer.compare(bulk.bytes, expected.bytes)).toBe(0);
    }),
    { numRuns: 120 },
  );
});

it("flushes the very bytes of a corpus of news", () => {
  const documents: SourceDocuments[] = [{ sourceKey: "news", version: "1", documents: new NewsCorpus().take(300) }];
  const resolved = resolveIndexOptions(articleIndexOptions);
  const expected = flushSegment(documents, resolved, invertByMiniSearch);
  expect(Buffer.compare(flushSegment(documents, resolved, invertDocuments).bytes, expected.bytes)).toBe(0);
});

it.each([
  ["remembers tokens from batch to batch", undefined],
  ["forgets tokens when they are many", 3],
])("%s, and flushes the very bytes of each batch", (_, maxRememberedTokens) => {
  const resolved = resolveIndexOptions(oddOptions);
  fc.assert(
    fc.property(fc.array(sources, { minLength: 2, maxLength: 4 }), (batches) => {
      const inverter = new Inverter(resolved, maxRememberedTokens);
      const invert: InvertDocuments = (documents) => {
        const inversion = inverter.begin();
        inversion.add(documents, Infinity);
        return inversion.finish();
      };
      for (const documents of batches) {
        const expected = flushSegment(documents, resolved, invertByMiniSearch);
        expect(Buffer.compare(flushSegment(documents, resolved, invert).bytes, expected.bytes)).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});

it.each([
  ["a term that it does not have", () => [{ form: "мир", terms: ["мор"], offset: 0 }]],
  ["none of its terms", () => []],
])("words of a token with %s are refused by name, however documents are inverted", async (_, wordsOfToken) => {
  const resolved = resolveIndexOptions({ fields: ["text"], wordsOfToken });
  const sources: SourceDocuments[] = [{ sourceKey: "а", version: "1", documents: [{ id: 1, text: "мир" }] }];
  expect(await codeOf(() => flushSegment(sources, resolved, invertByMiniSearch))).toBe("invalid-options");
  expect(await codeOf(() => flushSegment(sources, resolved, invertDocuments))).toBe("invalid-options");
});
