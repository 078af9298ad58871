/**
 * Statements of MiniSearch's suite about documents, as far as a search shows them: ids and idField (its block `add`),
 * what is stored, and documents that are removed, replaced or added again (`remove`, `discard`, `replace`, `addAll`),
 * which here go by source keys.
 */
import MiniSearch, { type SearchResult } from "minisearch";
import { describe, expect, it } from "vitest";
import { openSearcher, type Searcher } from "../../../src/index/read.ts";
import type { IndexOptions, SourceDocument } from "../../../src/index/shared.ts";
import { IndexWriter, type SourceChange } from "../../../src/ingest/ingest.ts";
import { codeOf, errorOf } from "../../support/error-of.ts";
import { makeContext } from "../../support/index-context.ts";
import { expectSameResults } from "../../support/minisearch-oracle.ts";
import { inBothForms } from "../../support/statement-index.ts";

const idsOf = (results: readonly SearchResult[]) => results.map(({ id }) => id);

/** An index to write to batch by batch. */
function openIndex(options: IndexOptions): {
  apply: (changes: SourceChange[]) => Promise<unknown>;
  searcher: Searcher;
} {
  const context = makeContext();
  const writer = new IndexWriter({ ...context, options });
  const searcher = openSearcher({ ...context, options, revalidateMs: 0 });
  return { apply: (changes) => writer.apply(changes), searcher };
}

const put = (sourceKey: string, document: SourceDocument, version = "1"): SourceChange => ({
  sourceKey,
  version,
  articles: [document],
});

describe("ids", () => {
  const documents: SourceDocument[] = [
    { id: 0, text: "мост новый" },
    { id: 12, text: "мост старый" },
    { id: "12", text: "мост" },
    { id: "", text: "река мост и ещё" },
    { id: false, text: "мост у реки" },
    { id: "ключ/с косой", text: "мост мост" },
    { id: -1.5, text: "мост и мост и мост" },
  ];
  inBothForms({ options: { fields: ["text"] }, documents }, (index) => {
    it("keep their type, whatever it is", async () => {
      expect(new Set(idsOf(await index.search("мост")))).toEqual(new Set(documents.map(({ id }) => id)));
      expect(idsOf(await index.search("старый"))).toEqual([12]);
      expect(idsOf(await index.search("мост", { filter: ({ id }) => id === "12" }))).toEqual(["12"]);
      expect(
        idsOf(await index.search(MiniSearch.wildcard, { filter: ({ id }) => !id }))
          .map(String)
          .sort(),
      ).toEqual(["", "0", "false"]);
    });
  });

  const nested: SourceDocument[] = [
    { key: { value: 123 }, text: "мост новый" },
    { key: { value: "а-1" }, text: "мост" },
    { key: { value: 124 }, text: "река" },
  ];
  const extractField = (document: SourceDocument, name: string) =>
    name === "key" ? (document.key as { value: unknown }).value : document[name];
  inBothForms({ options: { fields: ["text"], idField: "key", extractField }, documents: nested }, (index) => {
    it("come from the idField by extractField", async () => {
      expect(idsOf(await index.search("мост"))).toEqual(["а-1", 123]);
      expect(idsOf(await index.search("река", { boostDocument: (id) => (id === 124 ? 2 : 0) }))).toEqual([124]);
    });
  });

  it("that are objects come back as JSON keeps them", async () => {
    const { apply, searcher } = openIndex({ fields: ["text"] });
    await apply([put("a", { id: { year: 2024, at: new Date(0) }, text: "мост" })]);
    const [hit] = await searcher.search("мост");
    expect(hit!.id).toEqual({ year: 2024, at: "1970-01-01T00:00:00.000Z" });
  });

  it.each([undefined, null, Number.NaN])("of %j are none: the document is refused, naming the field", async (url) => {
    const { apply, searcher } = openIndex({ fields: ["text"], idField: "url" });
    const error = await errorOf(() => apply([put("a", { id: 1, url, text: "мост" })]));
    expect([error.code, error.message]).toEqual(["invalid-change", expect.stringContaining('"url"')]);
    expect(await searcher.search("мост")).toEqual([]);
  });

  it("that are claimed twice are both found, where MiniSearch refuses the second", async () => {
    const { apply, searcher } = openIndex({ fields: ["text"] });
    await apply([put("a", { id: 1, text: "мост" }), put("b", { id: 1, text: "мост" })]);
    await apply([
      {
        sourceKey: "c",
        version: "1",
        articles: [
          { id: 1, text: "мост" },
          { id: 1, text: "река" },
        ],
      },
    ]);
    expect(idsOf(await searcher.search("мост"))).toEqual([1, 1, 1]);
  });
});

describe("stored fields", () => {
  const documents: SourceDocument[] = [
    { id: 1, text: "мост", views: 0, tags: [], note: null, place: { city: "Омск" } },
    { id: 2, text: "мост два", views: 5, tags: ["а", "б"], note: "", constructor: "Иванов" },
    { id: 3, text: "мост три слова", isUrgent: false },
  ];
  const storeFields = ["views", "tags", "note", "place", "isUrgent", "constructor"];
  const extractField = (document: SourceDocument, name: string) =>
    Object.hasOwn(document, name) ? document[name] : undefined;
  for (const columnFields of [[], ["views", "place", "note"]]) {
    const options: IndexOptions = { fields: ["text"], storeFields, columnFields, extractField };
    inBothForms({ options, documents }, (index) => {
      it(`of any JSON are in the results and in filters, with ${columnFields.length} columns`, async () => {
        const [first, second, third] = await index.search("мост");
        expect(first).toMatchObject({ id: 1, views: 0, tags: [], note: null, place: { city: "Омск" } });
        expect(second).toMatchObject({ id: 2, views: 5, tags: ["а", "б"], note: "", constructor: "Иванов" });
        expect([third!.isUrgent, "views" in third!, Object.hasOwn(third!, "constructor")]).toEqual([
          false,
          false,
          false,
        ]);
        expect(idsOf(await index.search("мост", { filter: ({ note }) => note === null }))).toEqual([1]);
        expect(idsOf(await index.search("мост", { filter: ({ views }) => views === undefined }))).toEqual([3]);
        expect(idsOf(await index.search("мост", { filter: ({ place }) => place?.city === "Омск" }))).toEqual([1]);
      });
    });
  }

  for (const columnFields of [[], ["id"], ["views"]]) {
    const options: IndexOptions = { fields: ["text"], storeFields: ["views", "id"], columnFields, extractField };
    inBothForms({ options, documents }, (index) => {
      it(`may have the id among them, with ${columnFields.join() || "no"} columns`, async () => {
        expect(idsOf(await index.search("мост"))).toEqual([1, 2, 3]);
        expect(idsOf(await index.search("мост", { filter: ({ id }) => id > 1 }))).toEqual([2, 3]);
        const boostDocument = (id: number, _: string, stored?: Record<string, unknown>) => id + Number(stored?.id);
        expect(idsOf(await index.search("мост", { boostDocument }))[0]).toBe(3);
        expect(await index.autoSuggest("мо", { filter: ({ id, views }) => id === views })).toEqual([]);
      });
    });
  }

  it("come by extractField, also where no document has a field of that name", async () => {
    const { apply, searcher } = openIndex({
      fields: ["text"],
      storeFields: ["size"],
      extractField: (document, name) => (name === "size" ? String(document.text).length : document[name]),
    });
    await apply([put("a", { id: 1, text: "мост" })]);
    expect((await searcher.search("мост"))[0]!.size).toBe(4);
  });

  it("that JSON has no word for are left out or kept as JSON keeps them", async () => {
    const { apply, searcher } = openIndex({ fields: ["text"], storeFields: ["at", "run", "ratio"] });
    await apply([put("a", { id: 1, text: "мост", at: new Date(0), run: () => 1, ratio: Number.NaN })]);
    const [hit] = await searcher.search("мост");
    expect([hit!.at, "run" in hit!, hit!.ratio]).toEqual(["1970-01-01T00:00:00.000Z", false, null]);
    expect(await codeOf(() => apply([put("b", { id: 2, text: "мост", at: 1n })]))).toBe("invalid-change");
  });
});

describe("a history", () => {
  const options: IndexOptions = { fields: ["title", "text"], storeFields: ["title"] };
  const news: [SourceDocument, SourceDocument, SourceDocument] = [
    { id: 1, title: "Новый мост", text: "Мост открыли, движение началось" },
    { id: 2, title: "Река", text: "Лёд сошёл у старого моста" },
    { id: 3, title: "Движение", text: "Началось движение по реке, мост закрыт" },
  ];

  /** The index must answer as a MiniSearch of these documents. */
  async function expectLive(searcher: Searcher, live: readonly SourceDocument[]): Promise<void> {
    const miniSearch = new MiniSearch<SourceDocument>(options);
    miniSearch.addAll(live);
    for (const query of ["мост движение", "река лёд", "открыли", "выставка музей"]) {
      for (const searchOptions of [{}, { prefix: true, fuzzy: 0.3 }, { combineWith: "AND" as const }]) {
        expectSameResults(await searcher.search(query, searchOptions), miniSearch.search(query, searchOptions));
      }
    }
    expect(await searcher.search(MiniSearch.wildcard)).toHaveLength(live.length);
    const texts = (list: { suggestion: string }[]) => list.map(({ suggestion }) => suggestion).sort();
    for (const text of ["м", "дв", "вы", "от"]) {
      expect(texts(await searcher.autoSuggest(text))).toEqual(texts(miniSearch.autoSuggest(text)));
    }
  }

  it("of deletions, replacements and returns leaves only what is live, in scores and suggestions too", async () => {
    const { apply, searcher } = openIndex(options);
    const [first, second, third] = news;
    await apply([put("1", first), put("2", second)]);
    await apply([put("3", third)]);
    await expectLive(searcher, news);
    await apply([{ sourceKey: "1", deleted: true }]);
    await expectLive(searcher, [second, third]);
    expect(await searcher.search("открыли")).toEqual([]);
    await apply([put("1", first)]);
    await expectLive(searcher, news);
    const changed = { id: 2, title: "Выставка", text: "Музей открыли" };
    await apply([put("2", changed, "2")]);
    await expectLive(searcher, [first, changed, third]);
    expect(await searcher.search("лёд")).toEqual([]);
    await apply(["1", "2", "3"].map((sourceKey) => ({ sourceKey, deleted: true })));
    await expectLive(searcher, []);
    await apply(news.map((document, i) => put(String(i), document, "9")));
    await expectLive(searcher, news);
  });

  it("may delete what was never there, where MiniSearch throws", async () => {
    const { apply, searcher } = openIndex(options);
    await apply([{ sourceKey: "нет", deleted: true }]);
    await apply([put("1", news[0]), { sourceKey: "нет", deleted: true }]);
    await expectLive(searcher, [news[0]]);
  });

  it("of one batch and of many batches give the same index", async () => {
    const documents = Array.from({ length: 60 }, (_, i) => ({
      id: i,
      title: `мост ${i % 7}`,
      text: `движение ${i % 11}`,
    }));
    const [atOnce, oneByOne] = [openIndex(options), openIndex(options)];
    await atOnce.apply(documents.map((document) => put(String(document.id).padStart(3, "0"), document)));
    for (const document of documents) await oneByOne.apply([put(String(document.id).padStart(3, "0"), document)]);
    for (const query of ["мост 3", "движение 5 мост 2"]) {
      expect(await oneByOne.searcher.search(query)).toEqual(await atOnce.searcher.search(query));
    }
  });
});
