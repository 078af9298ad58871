/**
 * Statements of MiniSearch's suite about the options themselves (its blocks `constructor`, `getDefault` and
 * `loadJSON`): what must be given, what is assumed, and that an index is opened with the options that it was made with.
 */
import MiniSearch, { type Options } from "minisearch";
import { describe, expect, it } from "vitest";
import { openSearcher } from "../../../src/index/read.ts";
import type { IndexOptions, SourceDocument } from "../../../src/index/shared.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { codeOf, errorOf } from "../../support/error-of.ts";
import { makeContext } from "../../support/index-context.ts";
import { inBothForms } from "../../support/statement-index.ts";

const news: SourceDocument[] = [
  { id: 1, title: "Новый мост", text: "Через реку", rubric: "город" },
  { id: 2, title: "Река", text: "Мост у города закрыт, новый строят", rubric: "город" },
  { id: 3, title: "Спорт", text: "Команда города победила", rubric: "спорт" },
];

describe("options", () => {
  it.each([undefined, null, {}, { fields: "title" }])("%j lack the fields, and are refused so", async (options) => {
    const context = makeContext();
    const make = [
      () => new IndexWriter({ ...context, options: options as unknown as IndexOptions }),
      () => openSearcher({ ...context, options: options as unknown as IndexOptions }),
    ];
    for (const attempt of make) {
      const error = await errorOf(attempt);
      expect([error.code, error.message]).toEqual(["invalid-options", expect.stringContaining("`fields`")]);
    }
  });

  it.each(["id", "score", "terms", "queryTerms", "match"])(
    "that store a field named %s are refused: in MiniSearch it would hide that part of a result",
    async (name) => {
      const options = { fields: ["title"], storeFields: [name], idField: "key" };
      expect(await codeOf(() => openSearcher({ ...makeContext(), options }))).toBe("invalid-options");
      const miniSearch = new MiniSearch(options);
      miniSearch.add({ title: "мост", key: 1, [name]: "x" });
      expect(miniSearch.search("мост")[0]![name]).toBe("x");
    },
  );

  it("of BM25+ given in part are refused: in MiniSearch no score would be a number", async () => {
    const bm25 = { k: 1.5 } as { k: number; b: number; d: number };
    const options = { fields: ["title"], searchOptions: { bm25 } };
    expect(await codeOf(() => openSearcher({ ...makeContext(), options }))).toBe("invalid-options");
    const { searcher } = await openNews({ fields: ["title"] });
    expect(await codeOf(() => searcher.search("мост", { bm25 }))).toBe("invalid-query");
    const miniSearch = new MiniSearch(options);
    miniSearch.addAll(news);
    expect(miniSearch.search("мост")[0]!.score).toBeNaN();
  });

  it("are not kept and changed by a search", async () => {
    const searchOptions = Object.freeze({ prefix: true, boost: Object.freeze({ title: 2 }) });
    const { searcher } = await openNews(Object.freeze({ fields: ["title", "text"], searchOptions }));
    await searcher.search("мос", Object.freeze({ fuzzy: 1 }));
    await searcher.autoSuggest("мос", Object.freeze({ fuzzy: 1 }));
  });
});

/** MiniSearch's own defaults, written out, must change nothing. */
const spelledOut: Options<SourceDocument> = {
  fields: ["title", "text"],
  idField: MiniSearch.getDefault("idField"),
  extractField: MiniSearch.getDefault("extractField"),
  tokenize: MiniSearch.getDefault("tokenize"),
  processTerm: MiniSearch.getDefault("processTerm"),
  searchOptions: {
    combineWith: "OR",
    prefix: false,
    fuzzy: false,
    maxFuzzy: 6,
    boost: {},
    weights: { fuzzy: 0.45, prefix: 0.375 },
    bm25: { k: 1.2, b: 0.7, d: 0.5 },
  },
  autoSuggestOptions: { combineWith: "AND", prefix: (_term, i, terms) => i === terms.length - 1 },
};

inBothForms({ options: spelledOut, documents: news }, (index) => {
  it("defaults are MiniSearch's, spelled out or not", async () => {
    const { searcher } = await openNews({ fields: ["title", "text"] });
    for (const query of ["новый мост", "города реку"]) {
      expect(await searcher.search(query)).toEqual(await index.search(query));
      const wide = { prefix: true, fuzzy: true };
      expect(await searcher.search(query, wide)).toEqual(await index.search(query, wide));
      expect(await searcher.autoSuggest(query)).toEqual(await index.autoSuggest(query));
    }
  });
});

const everyDefault: IndexOptions = {
  fields: ["title", "text"],
  storeFields: ["rubric"],
  searchOptions: {
    combineWith: "AND",
    prefix: (term) => term.length > 3,
    fuzzy: (term) => (term.length > 5 ? 0.3 : false),
    maxFuzzy: 1,
    boost: { title: 3 },
    weights: { fuzzy: 0.2, prefix: 0.9 },
    bm25: { k: 2, b: 0.5, d: 0 },
    fields: ["text"],
    boostTerm: (_term, i) => i + 1,
    boostDocument: (_id, _term, stored) => (stored?.rubric === "спорт" ? 2 : 1),
  },
  autoSuggestOptions: { combineWith: "OR", fuzzy: 1, fields: ["title", "text"] },
};

inBothForms({ options: everyDefault, documents: news }, (index) => {
  it("every search option may be given with the index, and be another one in a search", async () => {
    for (const query of ["города победила", "мост", "горада команд", "новый река"]) {
      await index.search(query);
      await index.search(query, { combineWith: "OR" });
      await index.search(query, { combineWith: "OR", fields: ["title", "text"], weights: { fuzzy: 1, prefix: 1 } });
      await index.search(query, { prefix: false, fuzzy: 2, maxFuzzy: 6, boost: {}, boostTerm: () => 1 });
      await index.search({ combineWith: "OR", queries: [query, { fields: ["title"], queries: ["спорт"] }] });
      await index.autoSuggest(query);
      await index.autoSuggest(query, { combineWith: "AND", fuzzy: false });
    }
  });
});

describe("an index that is opened again", () => {
  it("answers as before, with the options that it was made with", async () => {
    const options = { fields: ["title", "text"], storeFields: ["rubric"] };
    const { searcher, context } = await openNews(options);
    const again = openSearcher({ ...context, options });
    for (const query of ["мост", "города река"]) {
      expect(await again.search(query)).toEqual(await searcher.search(query));
      expect(await again.autoSuggest(query)).toEqual(await searcher.autoSuggest(query));
    }
  });

  it.each([[["text", "title"]], [["title"]], [["title", "text", "lead"]]])(
    "with the fields %j instead is refused: they go by number",
    async (fields) => {
      const { context } = await openNews({ fields: ["title", "text"] });
      const error = await errorOf(() => openSearcher({ ...context, options: { fields } }).search("мост"));
      expect([error.code, error.message]).toEqual(["index-outdated", expect.stringContaining("title, text")]);
    },
  );
});

async function openNews(options: IndexOptions) {
  const context = makeContext();
  await new IndexWriter({ ...context, options }).apply(
    news.map((document, i) => ({ sourceKey: String(i), version: "1", articles: [document] })),
  );
  return { context, searcher: openSearcher({ ...context, options }) };
}
