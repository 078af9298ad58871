import { expect, it } from "vitest";
import { findOrdinalsById } from "../../../../../src/index/read.ts";
import { resolveIndexOptions } from "../../../../../src/index/shared.ts";
import { errorOf } from "../../../../support/error-of.ts";
import { RARE_PHRASE_DOCUMENTS } from "../../../../support/inside/index-blocks.ts";
import { invertDocuments } from "../../../../support/inside/index-inverter.ts";
import { flushSegment } from "../../../../support/inside/index-writer.ts";
import { plainOptions, putSegment } from "../../../../support/segment-under-test.ts";

const SOURCES = [
  { sourceKey: "б", version: "1", documents: [{ id: 1, title: "мир", body: "труд" }] },
  { sourceKey: "а", version: "1", documents: [{ id: "я" }, { id: 2, title: "май май" }] },
];

it("gives the same bytes for the same sources in any order", () => {
  expect(flushSegment([...SOURCES].reverse(), plainOptions, invertDocuments)).toEqual(
    flushSegment(SOURCES, plainOptions, invertDocuments),
  );
});

it("takes two documents that claim one id, of one source or of two", async () => {
  const twice = [
    {
      sourceKey: "а",
      version: "1",
      documents: [
        { id: 1, title: "мир" },
        { id: 1, title: "труд" },
      ],
    },
    { sourceKey: "б", version: "1", documents: [{ id: 1, title: "май" }] },
  ];
  const reader = await (await putSegment(twice)).open();
  expect((await findOrdinalsById(reader, 1)).sort()).toEqual([0, 1, 2]);
});

it("keeps the phrases of documents apart from terms, those of one document in no large segment", async () => {
  const options = resolveIndexOptions({ fields: [], phrasesOf: ({ phrases }) => phrases as string[] });
  const phrasesOf = async (documentCount: number) => {
    const phrases = [["цены"], ["цены", "рост цен"]];
    const documents = Array.from({ length: documentCount }, (_, id) => ({ id, phrases: phrases[id] ?? [] }));
    const reader = await (await putSegment([{ sourceKey: "а", version: "1", documents }], options)).open();
    expect(await reader.termsWithPrefix("")).toEqual([]);
    return (await reader.phrasesWithPrefix("")).map(({ term, count, ordinals }) => [term, count, [...ordinals()]]);
  };
  const common = ["цены", 2, [0, 1]];
  expect(await phrasesOf(RARE_PHRASE_DOCUMENTS)).toEqual([["рост цен", 1, [1]], common]);
  expect(await phrasesOf(RARE_PHRASE_DOCUMENTS + 1)).toEqual([common]);
});

it.each([
  ["missing", {}],
  ["null", { id: null }],
  ["not a number", { id: Number.NaN }],
])("refuses a document whose id is %s, by its source key and field", async (_, document) => {
  const sources = [{ sourceKey: "articles/x.json", version: "1", documents: [document] }];
  const error = await errorOf(() => flushSegment(sources, plainOptions, invertDocuments));
  expect(error.code).toBe("invalid-change");
  expect(error.message).toContain("articles/x.json");
  expect(error.message).toContain('"id"');
});

it("tokenizes, filters and counts as MiniSearch does: lengths are of unique tokens before the filters", async () => {
  const options = resolveIndexOptions({
    fields: ["text"],
    tokenize: (text) => text.split(" "),
    processTerm: (token) => (token === "и" ? null : token === "ж/д" ? ["железный", "дорога", ""] : token),
  });
  const documents = [{ id: 1, text: "ж/д и ж/д и мост" }];
  const reader = await (await putSegment([{ sourceKey: "а", version: "1", documents }], options)).open();
  expect([...(await reader.lengths(0))]).toEqual([3]);
  const terms = (await reader.termsWithPrefix("")).map(({ term }) => term);
  // An empty string alone is dropped, one inside an array is not: so it is in MiniSearch 7.2.
  expect(terms).toEqual(["", "дорога", "железный", "мост"]);
  expect((await reader.postings(["дорога"])).get("дорога")?.[0]?.toPostings().frequencies).toEqual(Uint32Array.of(2));
});

it("keeps stored fields as JSON keeps them, and leaves out those that a document lacks", async () => {
  const documents = [{ id: 1, title: undefined, tag: { constructor: ["__proto__", 1] }, other: "x" }];
  const reader = await (await putSegment([{ sourceKey: "а", version: "1", documents }])).open();
  const stored = (await reader.storedDocuments([0])).get(0);
  expect(stored).toEqual({ id: 1, sourceKey: "а", fields: { tag: { constructor: ["__proto__", 1] } } });
});

it("reads ids and fields through extractField", async () => {
  const options = resolveIndexOptions({
    fields: ["a.b"],
    idField: "meta.id",
    extractField: (document, name) =>
      name.split(".").reduce<unknown>((value, part) => (value as Record<string, unknown>)?.[part], document),
  });
  const documents = [{ meta: { id: 7 }, a: { b: "мир" } }];
  const reader = await (await putSegment([{ sourceKey: "а", version: "1", documents }], options)).open();
  expect([...(await reader.postings(["мир"])).keys()]).toEqual(["мир"]);
  expect(await findOrdinalsById(reader, 7)).toEqual([0]);
});
