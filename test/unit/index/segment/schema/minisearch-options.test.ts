import type { BM25Params } from "minisearch";
import { describe, expect, it } from "vitest";
import { type IndexOptions, resolveIndexOptions } from "../../../../../src/index/shared.ts";
import { codeOf, errorOf } from "../../../../support/error-of.ts";
import { toJsonValue } from "../../../../support/inside/index-schema.ts";

const digest = (sizeBytes: number) => ({ field: "d", sizeBytes });

it("fills in MiniSearch's own defaults", () => {
  const options = resolveIndexOptions({ fields: ["title"] });
  expect(options).toMatchObject({ idField: "id", storeFields: [], columnFields: [], analyzerVersion: "custom" });
  expect(options.searchOptions).toMatchObject({ maxFuzzy: 6, bm25: { k: 1.2, b: 0.7, d: 0.5 }, combineWith: "or" });
  expect(options.tokenize("Мир, труд!")).toEqual(["Мир", "труд", ""]);
  expect(options.processTerm("МИР")).toBe("мир");
  expect(options.extractField({ title: 5 }, "title")).toBe(5);
  expect(options.stringifyField(5, "title")).toBe("5");
});

it("keeps what is given over the defaults", () => {
  const bm25 = { k: 2, b: 0, d: 0 };
  const options = resolveIndexOptions({ fields: ["title"], idField: "url", searchOptions: { bm25, prefix: true } });
  expect(options.idField).toBe("url");
  expect(options.searchOptions).toMatchObject({ bm25, prefix: true, maxFuzzy: 6 });
});

it("lets the id be stored under its own name", () => {
  expect(resolveIndexOptions({ fields: [], storeFields: ["title", "id"] }).storeFields).toEqual(["title", "id"]);
});

describe("options that cannot make an index are refused by name", () => {
  it.each<[string, IndexOptions, string]>([
    ["nothing", undefined as unknown as IndexOptions, "`fields` must be an array"],
    ["half of the BM25+ parameters", { fields: [], searchOptions: { bm25: { k: 1 } as BM25Params } }, "`b` is none"],
    ["no BM25+ parameters", { fields: [], searchOptions: { bm25: null as unknown as BM25Params } }, "`k` is none"],
    ["a negative one", { fields: [], autoSuggestOptions: { bm25: { k: 1, b: 0.7, d: -1 } } }, "`d` is none"],
    ["no fields", {} as IndexOptions, "`fields` must be an array"],
    ["a field named twice", { fields: ["title", "title"] }, '`fields` names "title" twice'],
    ["a field named __proto__", { fields: ["title", "__proto__"] }, 'a field cannot be named "__proto__"'],
    ["a field whose name is no text", { fields: [7] as unknown as string[] }, "a field cannot be named 7"],
    [
      "stored fields in a text",
      { fields: [], storeFields: "a" as unknown as string[] },
      "`storeFields` must be an array",
    ],
    ["no columns", { fields: [], columnFields: null as unknown as string[] }, "`columnFields` must be an array"],
    ...["extractField", "stringifyField", "tokenize", "processTerm", "wordsOfToken", "numberTokens"].map(
      (name): [string, IndexOptions, string] => [
        `a number for ${name}`,
        { fields: [], [name]: 5 },
        `\`${name}\` must be a function`,
      ],
    ),
    ["a stored field named twice", { fields: [], storeFields: ["a", "a"] }, '`storeFields` names "a" twice'],
    ...["id", "score", "terms", "queryTerms", "match", "__proto__"].map((name): [string, IndexOptions, string] => [
      `a stored field named ${name}`,
      { fields: [], storeFields: [name], idField: "key" },
      `cannot be named "${name}"`,
    ]),
    ["a column that is not stored", { fields: ["a"], columnFields: ["a"] }, '`columnFields` names "a"'],
    [
      "a head of what is no column",
      { fields: [], storeFields: ["a", "b"], columnFields: ["a"], columnHeads: { b: 2 } },
      '`columnHeads` names "b", which is not among `columnFields`',
    ],
    ...[0, 1.5].map((units): [string, IndexOptions, string] => [
      `a head of ${units} units`,
      { fields: [], storeFields: ["a"], columnFields: ["a"], columnHeads: { a: units } },
      '`columnHeads` gives "a" a number of units that is not 1 or more',
    ]),
    [
      "a digest field named twice",
      { fields: [], digestFields: [digest(4), digest(8)] },
      '`digestFields` names "d" twice',
    ],
    ["digests of no bytes", { fields: [], digestFields: [digest(0)] }, "not 1 to 32 bytes"],
    ["digests of part of a byte", { fields: [], digestFields: [digest(1.5)] }, "not 1 to 32 bytes"],
    ["digests of too many bytes", { fields: [], digestFields: [digest(33)] }, "not 1 to 32 bytes"],
  ])("%s", async (_, options, message) => {
    const error = await errorOf(() => resolveIndexOptions(options));
    expect([error.code, error.kind]).toEqual(["invalid-options", "invalid-request"]);
    expect(error.message).toContain(message);
  });
});

it("keeps a stored value as JSON would, and knows what JSON has no word for", () => {
  expect(toJsonValue(new Map())).toEqual({});
  expect(toJsonValue(Number.NaN)).toBeNull();
  expect(toJsonValue({ a: undefined, b: [1] })).toEqual({ b: [1] });
  expect(toJsonValue(undefined)).toBeUndefined();
  expect(toJsonValue(() => 1)).toBeUndefined();
});

it("refuses a stored value that JSON refuses", async () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (const value of [1n, { views: 1n }, cycle]) expect(await codeOf(() => toJsonValue(value))).toBe("invalid-change");
});
