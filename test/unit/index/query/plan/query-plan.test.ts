import MiniSearch, { type BM25Params, type Query, type SearchOptions } from "minisearch";
import { describe, expect, it } from "vitest";
import { boostedFields, type QueryNode, type TermNode } from "../../../../../src/index/read.ts";
import { errorOf } from "../../../../support/error-of.ts";
import { compileQuery, nodesOf } from "../../../../support/inside/index-plan.ts";
import { plainOptions } from "../../../../support/segment-under-test.ts";

const compile = (query: Query, options: SearchOptions = {}) => compileQuery(query, options, plainOptions);

function termsOf(root: QueryNode): TermNode[] {
  return [...nodesOf(root)].filter((node) => node.kind === "term");
}

const firstTerm = (query: Query, options: SearchOptions = {}): TermNode => termsOf(compile(query, options).root)[0]!;

describe("a text", () => {
  it("becomes its terms, combined by OR unless asked otherwise", () => {
    const { root, queryTerms } = compile("мир труд");
    expect(root.should).toHaveLength(2);
    expect(queryTerms).toEqual(["мир", "труд"]);
    expect(compile("мир труд", { combineWith: "And" as "AND" }).root).toMatchObject({ must: [{}, {}], should: [] });
  });

  it("with a word twice counts it once among the query terms, and scores it twice", () => {
    const { root, queryTerms } = compile("мир мир");
    expect(queryTerms).toEqual(["мир"]);
    expect(termsOf(root).map(({ termNumber }) => termNumber)).toEqual([0, 0]);
  });

  it("without a term matches nothing", () => {
    expect(compile("  ")).toMatchObject({
      root: { kind: "boolean", must: [], should: [] },
      queryTerms: [],
    });
  });
});

describe("options of a term", () => {
  it.each<[SearchOptions, number]>([
    [{}, 0],
    [{ fuzzy: false }, 0],
    [{ fuzzy: true }, 2],
    [{ fuzzy: 0.5 }, 5],
    [{ fuzzy: 0.5, maxFuzzy: 3 }, 3],
    [{ fuzzy: 4, maxFuzzy: 3 }, 4],
    [{ fuzzy: (term) => (term.length > 5 ? 1 : false) }, 1],
  ])("%j allows %d edits of a word of ten letters", (options, distance) => {
    expect(firstTerm("президента", options).maxDistance).toBe(distance);
  });

  it("a prefix is asked of each term with its place in the query", () => {
    const { root } = compile("мир труд", { prefix: (_term, i, terms) => i === terms.length - 1 });
    expect(termsOf(root).map(({ prefix }) => prefix)).toEqual([false, true]);
  });

  it("weights and boosts that are not given are MiniSearch's", () => {
    expect(firstTerm("мир", { weights: { fuzzy: 0.1 } as never }).weights).toEqual({ fuzzy: 0.1, prefix: 0.375 });
    expect(firstTerm("мир", { boostTerm: () => 3 }).termBoost).toBe(3);
    expect(firstTerm("мир").termBoost).toBe(1);
  });

  it("fields are those asked for, each once, in the order asked, and a boost of 0 is 1", () => {
    expect(
      boostedFields({ fields: ["body", "нет", "body", "title"], boost: { title: 0, body: 2 } }, plainOptions),
    ).toEqual([
      { name: "body", field: 1, boost: 2 },
      { name: "title", field: 0, boost: 1 },
    ]);
  });

  it("a field named as a property of every object has no boost by accident", () => {
    const options = { ...plainOptions, fields: ["constructor"] };
    expect(boostedFields({}, options)).toEqual([{ name: "constructor", field: 0, boost: 1 }]);
  });
});

describe("a tree of queries", () => {
  it("hands its options down to its branches, which may have others", () => {
    const { root } = compile({
      combineWith: "AND",
      prefix: true,
      queries: ["мир", { queries: ["труд", "май"], combineWith: "OR", prefix: false }],
    });
    expect(root).toMatchObject({
      must: [{ term: "мир", prefix: true }, { should: [{ prefix: false }, { prefix: false }] }],
    });
  });

  it("knows the wildcard by identity, not by its text", () => {
    expect(compile(MiniSearch.wildcard).root).toMatchObject({ should: [{ kind: "wildcard" }] });
    expect(compile({ combineWith: "AND_NOT", queries: [MiniSearch.wildcard, "мир"] }).root).toMatchObject({
      must: [{ kind: "wildcard" }],
      mustNot: [{ term: "мир" }],
    });
  });
});

function cyclicTree(): Query {
  const tree = { queries: [] as Query[] };
  tree.queries.push("мир", tree);
  return tree;
}

describe("what cannot be run is refused by name", () => {
  it.each<[string, unknown, SearchOptions, RegExp]>([
    ["a number", 5, {}, /must be a string/],
    ["nothing", null, {}, /must be a string/],
    ["an object without queries", {}, {}, /array of `queries`/],
    ["queries that are no list", { queries: "мир" }, {}, /array of `queries`/],
    ["half of the BM25+ parameters", "мир", { bm25: { k: 1, d: 0.5 } as BM25Params }, /`b` is none/],
    ["BM25+ parameters that are no numbers", "мир", { bm25: { k: Number.NaN, b: 1, d: 1 } }, /`k` is none/],
    ["an unknown operator", "мир", { combineWith: "XOR" as never }, /OR, AND or AND_NOT, not "XOR"/],
    ["an operator that is no text", "мир", { combineWith: 5 as never }, /OR, AND or AND_NOT, not "5"/],
    ["fields that are no list", "мир", { fields: "title" as never }, /`fields` must be an array of field names/],
    ["a tree within itself", cyclicTree(), {}, /may be 500 deep/],
    ["an unknown operator in a branch", { queries: [], combineWith: "NAND" }, {}, /not "NAND"/],
  ])("%s", async (_, query, options, message) => {
    const error = await errorOf(() => compile(query as Query, options));
    expect([error.code, error.kind]).toEqual(["invalid-query", "invalid-request"]);
    expect(error.message).toMatch(message);
  });
});
