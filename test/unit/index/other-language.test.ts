/**
 * The core knows no Russian and no article: it keeps and searches recipes in English, given their tokenizer and fields.
 * All of it comes from src/index, which imports the store alone (test/support/rooms.ts).
 */
import MiniSearch from "minisearch";
import { expect, it } from "vitest";
import {
  booleanNode,
  boostedFields,
  loadHitDocuments,
  openSearcher,
  type QueryPlan,
  SnapshotSource,
  searchPlan,
  type TermNode,
} from "../../../src/index/read.ts";
import { type IndexOptions, ManifestStore, type PhraseForms, resolveIndexOptions } from "../../../src/index/shared.ts";
import { Ingester, type UploadProcessor, verifyIndex } from "../../../src/index/write.ts";
import type { ObjectKey } from "../../../src/store/store.ts";
import { makeContext } from "../../support/index-context.ts";
import { compact, compactionPolicy } from "../../support/inside/index-compaction.ts";
import { invertDocuments } from "../../support/inside/index-inverter.ts";
import { flushSegment } from "../../support/inside/index-writer.ts";

const stem = (word: string) => word.toLowerCase().replace(/(?:s|ing|ed)$/, "");

const options: IndexOptions = {
  fields: ["name", "steps"],
  storeFields: ["name", "cuisine"],
  columnFields: ["cuisine"],
  tokenize: (text) => text.match(/[A-Za-z]+/g) ?? [],
  processTerm: (token) => stem(token),
  wordsOfToken: (token) => [{ form: token.toLowerCase(), terms: [stem(token)], offset: 0 }],
  analyzerVersion: "english-1",
};
const resolved = resolveIndexOptions(options);

const RECIPES = {
  "kitchen/soup.json": [
    { id: "soup", name: "Roasted tomato soup", steps: "Roast the tomatoes, then simmer them.", cuisine: "Italian" },
    { id: "broth", name: "Chicken broth", steps: "Simmer the bones slowly.", cuisine: "French" },
  ],
  "kitchen/pie.json": [{ id: "pie", name: "Apple pie", steps: "Slice apples; bake the pie.", cuisine: "British" }],
  "kitchen/salad.json": [{ id: "salad", name: "Tomato salad", steps: "Slice ripe tomatoes.", cuisine: "Italian" }],
};
const all = Object.values(RECIPES).flat();

/** Uploads are JSON arrays of recipes. */
const processor: UploadProcessor = {
  options: resolved,
  read: async (bytes) => {
    const text = new TextDecoder().decode(bytes);
    if (!text.startsWith("[")) return { articles: [], rejected: [{ code: "no-recipe", reason: "It is no list." }] };
    return { articles: JSON.parse(text) as object[], rejected: [] };
  },
  build: async (sources) => ({
    segments: [
      { ...flushSegment(sources, resolved, invertDocuments), sourceKeys: sources.map(({ sourceKey }) => sourceKey) },
    ],
    rejected: new Map(),
  }),
};

async function makeKitchen() {
  const context = { ...makeContext(), layout: { uploadsPrefix: "kitchen/", indexPrefix: "index/" } };
  const ingester = new Ingester(context, processor);
  const put = async (key: string, content: unknown) => {
    await context.store.putIfAbsent(key as ObjectKey, new TextEncoder().encode(JSON.stringify(content)));
    return ingester.ingest([key as ObjectKey]);
  };
  for (const [key, recipes] of Object.entries(RECIPES)) await put(key, recipes);
  return { context, ingester, put };
}

const search = async (context: Awaited<ReturnType<typeof makeKitchen>>["context"], query: string) =>
  openSearcher({ ...context, options }).search(query);

it("documents in another language are ranked as MiniSearch ranks them, before merges and after", async () => {
  const { context } = await makeKitchen();
  const reference = new MiniSearch(options);
  reference.addAll(all);
  const ranked = (results: readonly { readonly id: unknown; readonly score: number }[]) =>
    results.map(({ id, score }) => ({ id, score: score.toFixed(9) }));
  for (const query of ["tomatoes", "slicing apples", "simmer bones", "curry"]) {
    expect(ranked(await search(context, query))).toEqual(ranked(reference.search(query)));
  }
  await compact(context, resolved, await new ManifestStore(context).require(), compactionPolicy);
  expect(ranked(await search(context, "tomato slice"))).toEqual(ranked(reference.search("tomato slice")));
  expect((await verifyIndex(context, resolved)).findings).toEqual([]);
});

it("an upload that holds no document is rejected for the reason that its reader gives, and one that is deleted is found no longer", async () => {
  const { context, ingester, put } = await makeKitchen();
  const { rejected } = await put("kitchen/note.json", "buy salt");
  expect([...rejected.values()].flat()).toEqual([{ code: "no-recipe", reason: "It is no list." }]);
  await context.store.delete("kitchen/salad.json" as ObjectKey);
  await ingester.ingest(["kitchen/salad.json" as ObjectKey]);
  expect((await search(context, "tomato")).map(({ id }) => id)).toEqual(["soup"]);
});

it("a phrase is found in the forms that the language lets stand there", async () => {
  const { context } = await makeKitchen();
  const anyForm: PhraseForms = { read: async () => {}, stepOf: () => 1, isHomographForm: () => false };
  const plural: PhraseForms = { ...anyForm, stepOf: (_, form) => (form.endsWith("s") || form === "slice" ? 1 : 0) };
  const term = (name: string): TermNode => ({
    kind: "term",
    term: name,
    termNumber: null,
    termBoost: 1,
    fields: boostedFields({ boost: {} }, resolved),
    bm25: { k: 1.2, b: 0.7, d: 0.5 },
    prefix: false,
    maxDistance: 0,
    weights: { fuzzy: 0, prefix: 0 },
    boostDocument: null,
  });
  const planWith = (forms: PhraseForms): QueryPlan => ({
    queryTerms: ["slice", "apple"],
    storeFields: ["name", "cuisine"],
    root: booleanNode({
      must: [
        {
          kind: "phrase",
          termNumber: null,
          fields: [0, 1],
          forms,
          graph: {
            nodes: 3,
            edges: [
              { from: 0, to: 1, terms: ["slice"] },
              { from: 1, to: 2, terms: ["apple"] },
            ],
          },
          child: booleanNode({ must: [term("slice"), term("apple")] }),
        },
      ],
    }),
  });
  const found = (forms: PhraseForms) =>
    new SnapshotSource(context).use(async (snapshot) => {
      const { hits } = await searchPlan(snapshot, planWith(forms), {
        limit: 10,
        offset: 0,
        ranksAllTermsFirst: false,
        usesMatchedTermsFactor: false,
      });
      return (await loadHitDocuments(snapshot, hits)).map(({ id }) => id);
    });
  expect(await found(anyForm)).toEqual(["pie"]);
  expect(await found(plural)).toEqual(["pie"]);
  expect(await found({ ...anyForm, stepOf: (_, form) => (form === "apple" ? 1 : 0) })).toEqual([]);
});
