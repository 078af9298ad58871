import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type QueryNode,
  type QueryPlan,
  type Searcher,
  type ShouldNode,
  searchPlan,
  type TermNode,
} from "../../../src/index/read.ts";
import { buildSkewedIndex, SKEWED_WORDS } from "../../support/skewed-index.ts";

const FIELDS = [
  { field: 0, name: "title", boost: 1 },
  { field: 1, name: "body", boost: 2 },
];
const SCORED = { fields: FIELDS, bm25: { k: 1.2, b: 0.75, d: 0 } };

const word = fc.constantFrom(...SKEWED_WORDS, "нет");
const root = fc.record({
  prefix: fc.tuple(word, fc.integer({ min: 1, max: 5 })).map(([text, length]) => text.slice(0, length)),
  boost: fc.constantFrom(0.5, 1, 3),
  homographs: fc.array(word, { maxLength: 2 }),
});
const query = fc.record({
  must: fc.array(word, { maxLength: 2 }),
  should: fc.array(word, { minLength: 1, maxLength: 3 }),
  mustNot: fc.array(word, { maxLength: 1 }),
  boosting: fc.array(root, { maxLength: 3 }),
});

function planOf({
  must,
  should,
  mustNot,
  boosting,
}: typeof query extends fc.Arbitrary<infer T> ? T : never): QueryPlan {
  const words = [...must, ...should];
  const nodes = words.map(
    (term, i): QueryNode => ({ kind: "disjunction-max", termNumber: i, children: [termNode(term)] }),
  );
  return {
    root: {
      kind: "boolean",
      must: nodes.slice(0, must.length),
      should: nodes.slice(must.length),
      filter: [],
      mustNot: mustNot.map(termNode),
      boosting: boosting.map((one): ShouldNode => ({ ...one, ...SCORED })),
    },
    queryTerms: words.map((_, i) => `слово ${i}`),
    storeFields: [],
  };
}

function termNode(term: string): TermNode {
  const expansion = { prefix: false, maxDistance: 0, weights: { fuzzy: 0, prefix: 0 } };
  return { kind: "term", term, termNumber: null, termBoost: 1, boostDocument: null, ...SCORED, ...expansion };
}

describe.each([
  ["of several segments with dead documents", false],
  ["that was merged", true],
])("in an index %s, roots", (_, isMerged) => {
  let searcher: Searcher;
  beforeAll(async () => {
    searcher = await buildSkewedIndex(isMerged ? 2 : 1, isMerged);
  });

  /** Whoever looks on sees every match, so that none is skipped. */
  const search = async (plan: QueryPlan, counts: "all" | "page" | "seen", limit: number, ranksAllTermsFirst: boolean) =>
    searcher.snapshots.use(async (snapshot) => {
      if (snapshot === null) throw new Error("The index is empty.");
      return searchPlan(snapshot, plan, {
        offset: 0,
        limit,
        usesMatchedTermsFactor: false,
        ranksAllTermsFirst,
        ...(counts === "seen"
          ? { selection: Promise.resolve({ masks: null, rankKeys: null, visit: () => undefined }) }
          : { counts }),
      });
    });

  it("give the very hits with skipping that they give without", async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (parts, limit, isFirst) => {
        const plan = planOf(parts);
        const whole = await search(plan, "seen", limit, isFirst);
        const counted = await search(plan, "all", limit, isFirst);
        expect(counted.hits).toEqual(whole.hits);
        expect(counted.total).toBe(whole.total);
        const page = await search(plan, "page", limit, isFirst);
        expect(page.hits).toEqual(whole.hits);
        expect(page.total).toBe(Math.min(whole.total, limit));
      }),
      { numRuns: 150 },
    );
  });

  it("lower no score, and neither match nor count a document", async () => {
    await fc.assert(
      fc.asyncProperty(query, async (parts) => {
        const everything = Number.POSITIVE_INFINITY;
        const raised = await search(planOf(parts), "all", everything, true);
        const plain = await search(planOf({ ...parts, boosting: [] }), "all", everything, true);
        expect([raised.total, raised.totalAllTerms]).toEqual([plain.total, plain.totalAllTerms]);
        const scores = new Map(plain.hits.map((hit) => [`${hit.segmentNumber}/${hit.ordinal}`, hit]));
        for (const hit of raised.hits) {
          const before = scores.get(`${hit.segmentNumber}/${hit.ordinal}`);
          expect(before?.tier).toBe(hit.tier);
          expect(hit.score).toBeGreaterThanOrEqual(before?.score ?? Number.POSITIVE_INFINITY);
        }
      }),
      { numRuns: 60 },
    );
  });
});
