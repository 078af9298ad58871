import { beforeEach, expect, it } from "vitest";
import { openSearcher, type Searcher, type TermNode } from "../../../../../src/index/read.ts";
import { IndexWriter } from "../../../../../src/ingest/ingest.ts";
import { makeContext, type TestContext } from "../../../../support/index-context.ts";
import { compileQuery, type DerivedTerm, expandTerm } from "../../../../support/inside/index-plan.ts";
import { plainIndexOptions, plainOptions } from "../../../../support/segment-under-test.ts";

let context: TestContext;
let writer: IndexWriter;
let searcher: Searcher;

beforeEach(async () => {
  context = makeContext();
  writer = new IndexWriter({ ...context, options: plainIndexOptions });
  searcher = openSearcher({ ...context, options: plainIndexOptions, revalidateMs: 0 });
  await put("а", "кит кита китай китайский");
  await put("б", "кит кот китай киты ток");
  await put("в", "кот том");
});

/** An upload with one article of this title; each makes a segment or is merged with the others. */
async function put(sourceKey: string, title: string, version = "1"): Promise<void> {
  await writer.apply([{ sourceKey, version, articles: [{ id: sourceKey, title, body: "" }] }]);
}

function nodeOf(word: string, options: Parameters<typeof compileQuery>[1]): TermNode {
  const { root } = compileQuery(word, options, plainOptions);
  const [node] = root.should;
  if (node?.kind !== "term") throw new Error("There is no term in the plan.");
  return node;
}

function expand(word: string, options: Parameters<typeof compileQuery>[1]): Promise<readonly DerivedTerm[]> {
  return searcher.snapshots.use(async (snapshot) => {
    return expandTerm(snapshot, nodeOf(word, options));
  });
}

it("a term without prefix and fuzzy stands for itself alone, known or not", async () => {
  expect(await expand("кит", {})).toEqual([{ term: "кит", weight: 1 }]);
  expect(await expand("нет", {})).toEqual([{ term: "нет", weight: 1 }]);
});

it("a prefix brings the terms that begin with it, weighed by what is missing", async () => {
  const terms = await expand("кит", { prefix: true });
  expect(terms[0]).toEqual({ term: "кит", weight: 1 });
  expect(Object.fromEntries(terms.slice(1).map(({ term, weight }) => [term, weight]))).toEqual({
    кита: (0.375 * 4) / (4 + 0.3),
    киты: (0.375 * 4) / (4 + 0.3),
    китай: (0.375 * 5) / (5 + 0.3 * 2),
    китайский: (0.375 * 9) / (9 + 0.3 * 6),
  });
});

it("fuzzy brings the terms within so many edits, weighed by their distance, prefix terms once and as such", async () => {
  const terms = await expand("кит", { prefix: true, fuzzy: 2, weights: { prefix: 0.5, fuzzy: 0.4 } });
  expect(terms[0]).toEqual({ term: "кит", weight: 1 });
  expect(Object.fromEntries(terms.slice(1).map(({ term, weight }) => [term, weight]))).toEqual({
    кита: (0.5 * 4) / (4 + 0.3),
    киты: (0.5 * 4) / (4 + 0.3),
    китай: (0.5 * 5) / (5 + 0.3 * 2),
    китайский: (0.5 * 9) / (9 + 0.3 * 6),
    кот: (0.4 * 3) / (3 + 1),
  });
});

it("a term of which all documents are dead changes no result", async () => {
  const before = await searcher.search("кит", { prefix: true });
  await put("г", "китовый киты");
  await writer.apply([{ sourceKey: "г", deleted: true }]);
  expect(await searcher.search("кит", { prefix: true })).toEqual(before);
});
