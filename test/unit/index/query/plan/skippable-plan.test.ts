import MiniSearch, { type Query } from "minisearch";
import { describe, expect, it } from "vitest";
import type { QueryPlan, TermNode } from "../../../../../src/index/read.ts";
import { resolveIndexOptions } from "../../../../../src/index/shared.ts";
import { compileQuery, splitPlan } from "../../../../support/inside/index-plan.ts";
import { compileArticleQuery } from "../../../../support/inside/search-ranking.ts";

const options = resolveIndexOptions({ fields: ["title", "body"] });
const BOOSTED: Query = { queries: ["труд"], boostDocument: () => 1 };
const compile = (query: Query, searching = {}) => compileQuery(query, searching, options);

describe("a plan may be searched with skipping", () => {
  it("where it is words of an OR or an AND, each a clause of one term", () => {
    expect(splitPlan(compile("мир труд"), false)).toMatchObject({
      mode: "any",
      clauses: [{ termCount: 1 }, { termCount: 1 }],
    });
    expect(splitPlan(compile("мир труд", { combineWith: "AND" }), false)?.mode).toBe("all");
  });

  it("where it is a tree of these, whose branches are clauses of several terms", () => {
    const tree: Query = {
      combineWith: "AND",
      queries: ["мир труд май", { combineWith: "OR", queries: ["дом", "мир"] }],
    };
    expect(splitPlan(compile(tree), false)?.clauses.map(({ termCount }) => termCount)).toEqual([3, 2]);
    expect(splitPlan(compile({ queries: [tree] }), false)).toEqual(splitPlan(compile(tree), false));
  });

  it("where AND_NOT leaves out what has other words, of all or of a branch", () => {
    expect(splitPlan(compile("мир труд", { combineWith: "AND_NOT" }), false)).toMatchObject({
      mode: "all",
      clauses: [{ isRequired: true, termCount: 1 }],
    });
    const inBranch: Query = { queries: ["мир", { combineWith: "AND_NOT", queries: ["труд", "май"] }] };
    expect(splitPlan(compile(inBranch), false)).toMatchObject({ mode: "any", clauses: [{}, {}] });
  });

  it("with prefixes, typing errors, boosts, weights, fields and parameters of its own", () => {
    const searching = { prefix: true, fuzzy: 2, boost: { title: 3 }, fields: ["title"], bm25: { k: 0, b: 1, d: 2 } };
    expect(splitPlan(compile("мир", searching), false)).not.toBeNull();
    expect(splitPlan(compile("мир", { boostTerm: () => 0, weights: { prefix: 0, fuzzy: 0 } }), false)).not.toBeNull();
  });

  it.each([
    "Лавров в Китае",
    '"визит Лаврова" Китай',
    "Китай -кит -source:тасс",
    "source:риа Китай",
    "!лаврова | кит",
    "title:кит море",
  ])("where it is an article's, with articles of all words first too: %s", (text) => {
    for (const match of ["auto", "any", "all"] as const) {
      expect(splitPlan(compileArticleQuery(text, match).plan, match === "auto")).not.toBeNull();
    }
  });
});

describe("a plan is evaluated whole", () => {
  it.each<[string, Query, object]>([
    ["a wildcard", MiniSearch.wildcard, {}],
    ["a wildcard in a branch", { combineWith: "AND", queries: ["мир", MiniSearch.wildcard] }, {}],
    ["a boostDocument in what AND_NOT leaves out", { combineWith: "AND_NOT", queries: ["мир", BOOSTED] }, {}],
    ["boostDocument", "мир", { boostDocument: () => 1 }],
    ["no terms", "", {}],
    ["a negative boost of a field", "мир", { boost: { title: -1 } }],
    ["an infinite boost of a term", "мир", { boostTerm: () => Number.POSITIVE_INFINITY }],
    ["a boost that is no number", "мир", { boostTerm: () => Number.NaN }],
    ["a negative weight that it uses", "мир", { prefix: true, weights: { prefix: -1, fuzzy: 1 } }],
  ])("with %s", (_, query, searching) => {
    expect(splitPlan(compile(query, searching), false)).toBeNull();
  });

  it.each([
    { k: -1, b: 0.5, d: 0 },
    { k: Number.POSITIVE_INFINITY, b: 0.5, d: 0 },
    { k: 1, b: -0.1, d: 0 },
    { k: 1, b: 1.1, d: 0 },
    { k: 1, b: 0.5, d: -1 },
  ])("with the parameters %j, by which a score may be negative or grow with the length", (bm25) => {
    expect(
      splitPlan(
        changeTerms(compile("мир"), (node) => ({ ...node, bm25 })),
        false,
      ),
    ).toBeNull();
  });

  it("where it has a source beside words, or nothing but exclusions", () => {
    for (const text of ["кит | source:тасс", "-кит", "source:тасс"]) {
      expect(splitPlan(compileArticleQuery(text, "auto").plan, true)).toBeNull();
    }
  });

  it("with documents of all terms first, where clauses are not one for each term", () => {
    expect(splitPlan(compile("мир труд"), true)).not.toBeNull();
    expect(splitPlan(compile("мир мир"), true)).toBeNull();
    expect(splitPlan(compile({ queries: ["мир труд", "май"] }), true)).toBeNull();
  });
});

/** A plan of terms alone with others in their place. */
function changeTerms(plan: QueryPlan, change: (node: TermNode) => TermNode): QueryPlan {
  const should = plan.root.should.map((node) => (node.kind === "term" ? change(node) : node));
  return { ...plan, root: { ...plan.root, should } };
}
