import fc from "fast-check";
import MiniSearch, { type Query, type SearchOptions } from "minisearch";
import { beforeAll, describe, expect, it } from "vitest";
import {
  booleanNode,
  type OpenSegment,
  type QueryNode,
  type QueryPlan,
  type Searcher,
  searchPlan,
  type TermNode,
} from "../../../src/index/read.ts";
import { compileQuery, type PlanSearchOptions, splitPlan } from "../../support/inside/index-plan.ts";
import { BitsetCache } from "../../support/inside/index-snapshot.ts";
import { buildSkewedIndex, SKEWED_WORDS } from "../../support/skewed-index.ts";

const word = fc.oneof(fc.constantFrom(...SKEWED_WORDS), fc.constantFrom("мир", "мост", "река", "марта0", "нет"));
const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(" "));
const searchOptions = fc.record(
  {
    combineWith: fc.constantFrom("AND", "OR", "OR", "AND_NOT") as fc.Arbitrary<"AND" | "OR" | "AND_NOT">,
    fields: fc.constantFrom(["title"], ["body"], ["body", "title"]),
    boost: fc.constantFrom({ title: 2 }, { body: 0.5, title: 3 }, { title: 1e-9 }, { title: -1 }),
    bm25: fc.constantFrom({ k: 2, b: 0.75, d: 0 }, { k: 0.5, b: 0, d: 1 }, { k: 0, b: 1, d: 0 }),
    prefix: fc.boolean(),
    fuzzy: fc.constantFrom(false, 1, 2),
    weights: fc.constantFrom({ fuzzy: 0.2, prefix: 0.6 }, { fuzzy: 1, prefix: 0 }),
    boostTerm: fc.constantFrom((term: string) => (term.endsWith("0") ? 3 : 1)),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<SearchOptions>;
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 6, arbitrary: text as fc.Arbitrary<Query> },
    { weight: 1, arbitrary: fc.constant(MiniSearch.wildcard as Query) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(searchOptions, fc.array(tie("query"), { maxLength: 3 }))
        .map(([options, queries]) => ({ ...options, queries }) as Query),
    },
  ),
}));
const page = fc.record({
  offset: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 60 })),
  limit: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.nat({ max: 200 })),
});

/**
 * A word of an article's query: a group of alternatives, some of several terms, some guesses, some with homographs, of
 * which some must not be all there is; perhaps beside what it may become, which is not the word.
 */
const group = fc.record({
  alternatives: fc.array(
    fc.record({
      terms: fc.array(word, { minLength: 1, maxLength: 2 }),
      weight: fc.constantFrom(1, 0.7, 0.25),
      homographs: fc.option(fc.array(word, { maxLength: 2 }), { nil: undefined }),
      isGuess: fc.constantFrom(true as const, undefined),
      excludeHomographs: fc.constantFrom(true as const, undefined),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  evidence: fc.option(fc.record({ term: word, mark: word }), { nil: undefined }),
  completions: fc.option(fc.array(word, { minLength: 1, maxLength: 3 }), { nil: undefined, freq: 2 }),
});
type Group = typeof group extends fc.Arbitrary<infer Value> ? Value : never;

function groupsPlan(groups: readonly Group[], part: "must" | "should"): QueryPlan {
  const children = groups.map(({ alternatives, evidence, completions }, termNumber): QueryNode => {
    const asTyped: QueryNode = {
      kind: "disjunction-max",
      termNumber,
      ...(evidence === undefined ? {} : { evidence }),
      children: alternatives.map(({ terms, weight, homographs, isGuess, excludeHomographs }): QueryNode => {
        const telling = {
          ...(homographs === undefined ? {} : { homographs }),
          ...(isGuess === undefined ? {} : { isGuess }),
          ...(excludeHomographs === undefined ? {} : { excludeHomographs }),
        };
        const nodes = terms.map((term) => ({ ...termNode(term, weight), ...telling }));
        return nodes.length === 1 ? nodes[0]! : booleanNode({ must: nodes });
      }),
    };
    if (completions === undefined) return asTyped;
    const mayBecome: QueryNode = {
      kind: "disjunction-max",
      termNumber: null,
      children: completions.map((one) => termNode(one, 0.3)),
    };
    return { kind: "disjunction-max", termNumber: null, children: [asTyped, mayBecome] };
  });
  const queryTerms = groups.map((_, i) => `слово ${i}`);
  return { root: booleanNode({ [part]: children }), queryTerms, storeFields: [] };
}

type BooleanPart = "must" | "should" | "mustNot";

/** Excluded groups are no words of the query. */
function booleanPlan(parts: readonly (readonly [Group, BooleanPart])[]): QueryPlan {
  const ordered = (["must", "should"] as const).flatMap((part) => parts.filter(([, own]) => own === part));
  const { root, queryTerms } = groupsPlan(
    ordered.map(([one]) => one),
    "should",
  );
  const words = root.should;
  const musts = ordered.filter(([, part]) => part === "must").length;
  const excluded = parts.filter(([, part]) => part === "mustNot").map(([one]) => one);
  const { should: mustNot } = groupsPlan(excluded, "should").root;
  const wanted = { must: words.slice(0, musts), should: words.slice(musts) };
  return { root: booleanNode({ ...wanted, mustNot }), queryTerms, storeFields: [] };
}

function termNode(term: string, termBoost: number): TermNode {
  return {
    kind: "term",
    term,
    termNumber: null,
    termBoost,
    fields: [
      { field: 0, name: "title", boost: 1 },
      { field: 1, name: "body", boost: 1 },
    ],
    bm25: { k: 1.2, b: 0.75, d: 0 },
    prefix: false,
    maxDistance: 0,
    weights: { fuzzy: 0, prefix: 0 },
    boostDocument: null,
  };
}

type PlanOptions = Omit<PlanSearchOptions, "counts">;

/** The page with skipping must be the page without, to the last bit; gives how many postings each of them scored. */
async function compare(searcher: Searcher, plan: QueryPlan, options: PlanOptions): Promise<[number, number]> {
  return searcher.snapshots.use(async (snapshot) => {
    if (snapshot === null) throw new Error("The index is empty.");
    // Where all hits are wanted, none is skipped.
    const all = await searchPlan(snapshot, plan, { ...options, offset: 0, limit: Number.POSITIVE_INFINITY });
    const whole = { ...all, hits: all.hits.slice(options.offset, options.offset + options.limit) };
    const counted = await searchPlan(snapshot, plan, { ...options, counts: "all" });
    expect(counted.hits).toEqual(whole.hits);
    expect(counted.total).toBe(whole.total);
    if (options.ranksAllTermsFirst) expect(counted.totalAllTerms).toBe(whole.totalAllTerms);
    const skipped = await searchPlan(snapshot, plan, { ...options, counts: "page" });
    expect(skipped.hits).toEqual(whole.hits);
    const most = options.offset + options.limit;
    expect(skipped.total).toBe(Math.min(whole.total, most));
    if (options.ranksAllTermsFirst) expect(skipped.totalAllTerms).toBe(Math.min(whole.totalAllTerms, most));
    return [skipped.postingsScored, whole.postingsScored];
  });
}

describe.each([
  ["of several segments with dead documents", false],
  ["that was merged", true],
])("in an index %s, skipping", (_, isMerged) => {
  let searcher: Searcher;
  beforeAll(async () => {
    searcher = await buildSkewedIndex(isMerged ? 2 : 1, isMerged);
  });

  it("finds the very hits of a whole evaluation, for any query of MiniSearch", async () => {
    await fc.assert(
      fc.asyncProperty(
        query,
        searchOptions,
        page,
        fc.boolean(),
        async (wanted, options, { offset, limit }, isFactor) => {
          const plan = compileQuery(wanted, options, searcher.options);
          await compare(searcher, plan, { offset, limit, usesMatchedTermsFactor: isFactor, ranksAllTermsFirst: false });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("counts nothing for an AND of nothing that is one of two ways to match", async () => {
    const nothing: Query = { combineWith: "AND", queries: [] };
    for (const [i, common] of SKEWED_WORDS.slice(10, 20).entries()) {
      const rare = SKEWED_WORDS[30 + i] ?? "";
      const queries = [rare, { combineWith: "OR" as const, queries: [nothing, common] }];
      const plan = compileQuery({ combineWith: "AND", queries }, {}, searcher.options);
      expect(splitPlan(plan, false)).not.toBeNull();
      await compare(searcher, plan, { offset: 0, limit: 10, usesMatchedTermsFactor: true, ranksAllTermsFirst: false });
    }
  });

  it("finds the very hits of a whole evaluation, for groups of alternatives and documents with all words first", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(group, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("must", "should") as fc.Arbitrary<"must" | "should">,
        page,
        fc.boolean(),
        fc.constantFrom(0, 0.2, 1),
        async (groups, operator, { offset, limit }, ranksAllTermsFirst, coordination) => {
          const plan = groupsPlan(groups, operator);
          const options = { usesMatchedTermsFactor: false, ranksAllTermsFirst, coordination };
          await compare(searcher, plan, { offset, limit, ...options });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("finds the very hits of a whole evaluation, for groups that must be there, may be there and must not", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(group, fc.constantFrom("must", "should", "should", "mustNot")), {
          minLength: 1,
          maxLength: 5,
        }),
        page,
        fc.boolean(),
        async (parts, { offset, limit }, ranksAllTermsFirst) => {
          const plan = booleanPlan(parts as [Group, BooleanPart][]);
          await compare(searcher, plan, { offset, limit, usesMatchedTermsFactor: false, ranksAllTermsFirst });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("scores at most a half of the postings that two words of an OR have, for a page of ten", async () => {
    let [skipped, whole] = [0, 0];
    for (let i = 0; i < 60; i += 1) {
      const words = [SKEWED_WORDS[i % 12], SKEWED_WORDS[12 + ((i * 7) % 48)]].join(" ");
      const plan = compileQuery(words, {}, searcher.options);
      expect(splitPlan(plan, false)).not.toBeNull();
      const options = { offset: 0, limit: 10, usesMatchedTermsFactor: true, ranksAllTermsFirst: false };
      const counts = await compare(searcher, plan, options);
      skipped += counts[0];
      whole += counts[1];
    }
    expect(skipped).toBeLessThan(whole / 2);
  });

  it("scores fewer postings of five words where it is known which documents have each", async () => {
    let [known, unknown] = [0, 0];
    const keepsNothing = ({ segment: { id, documents }, dead }: OpenSegment) =>
      new BitsetCache(0).ofSegment(id, documents, dead);
    for (let i = 0; i < 30; i += 1) {
      const words = Array.from({ length: 5 }, (_, place) => SKEWED_WORDS[(i * 3 + place * 11) % 60]).join(" ");
      const plan = compileQuery(words, {}, searcher.options);
      const options = { offset: 0, limit: 10, usesMatchedTermsFactor: true, ranksAllTermsFirst: false };
      await searcher.snapshots.use(async (snapshot) => {
        if (snapshot === null) throw new Error("The index is empty.");
        const segments = snapshot.segments.map((open) => ({ ...open, sets: keepsNothing(open) }));
        known += (await searchPlan(snapshot, plan, { ...options, counts: "all" })).postingsScored;
        unknown += (await searchPlan({ ...snapshot, segments }, plan, { ...options, counts: "page" })).postingsScored;
      });
    }
    expect(known).toBeLessThan(unknown * 0.95);
  });

  it("scores at most two thirds of the postings of a word that stands for forty terms, for a page of ten", async () => {
    const terms = SKEWED_WORDS.slice(20);
    const children = terms.map((term) => termNode(term, 0.3));
    const root = booleanNode({ should: [{ kind: "disjunction-max", termNumber: 0, children }] });
    const plan = { root, queryTerms: ["слово"], storeFields: [] };
    const options = { offset: 0, limit: 10, usesMatchedTermsFactor: false, ranksAllTermsFirst: true };
    const [skipped, whole] = await compare(searcher, plan, options);
    expect(skipped).toBeLessThan((whole * 2) / 3);
  });
});
