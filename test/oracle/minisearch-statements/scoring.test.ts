/**
 * Statements of MiniSearch's suite about what `search` gives at all: scored results with their stored fields, nothing
 * where nothing matches, the choice of fields, boosts of fields, BM25+ parameters.
 */
import { describe, expect, it } from "vitest";
import type { SourceDocument } from "../../../src/index/shared.ts";
import { inBothForms } from "../../support/statement-index.ts";

const news = [
  { id: 1, title: "Новый мост", text: "Через широкую реку в городе открыли дорогу для поездов" },
  { id: 2, title: "Тихий вечер", text: "Вода стоит у старой дамбы", lang: "ru", rubric: "погода" },
  { id: 3, title: "Реку чистят", text: "Рабочие стоят у дамбы с раннего утра до ночи", rubric: "труд" },
  { id: 4, title: "Выставка", text: "В музее показали старой школы полотна", rubric: "культура" },
];
const options = { fields: ["title", "text"], storeFields: ["lang", "rubric"] };

const idsOf = (results: readonly { id: unknown }[]) => results.map(({ id }) => id);

inBothForms({ options, documents: news }, (index) => {
  it("results have scores and descend by them", async () => {
    const results = await index.search("реку");
    expect(idsOf(results).sort()).toEqual([1, 3]);
    expect(results[0]!.score).toBeGreaterThan(results[1]!.score);
    expect(results[1]!.score).toBeGreaterThan(0);
  });

  it("results have the stored fields that their documents have, and no others", async () => {
    const results = await index.search("у старой дамбы");
    expect(idsOf(results).sort()).toEqual([2, 3, 4]);
    const byId = new Map(results.map((result) => [result.id, result]));
    expect([byId.get(2)?.lang, byId.get(2)?.rubric]).toEqual(["ru", "погода"]);
    expect([byId.get(3)?.rubric, byId.get(4)?.rubric]).toEqual(["труд", "культура"]);
    expect(Object.keys(byId.get(3)!).sort()).toEqual(["id", "match", "queryTerms", "rubric", "score", "terms"]);
    expect("text" in byId.get(2)!).toBe(false);
  });

  it.each(["дирижабль", "", "дирижабль подлодка", "   ", "?!… — ", "\n"])("%j finds nothing", async (query) => {
    expect(await index.search(query)).toEqual([]);
  });

  it("a boosted field brings its matches up", async () => {
    const plain = await index.search("реку");
    const boosted = await index.search("реку", { boost: { title: 3 } });
    expect(idsOf(boosted)).toEqual([3, 1]);
    expect(boosted[0]!.score).toBeCloseTo(plain.find(({ id }) => id === 3)!.score * 3);
    expect(boosted[1]!.score).toBeCloseTo(plain.find(({ id }) => id === 1)!.score);
  });

  it("a boost of nothing, of zero or of a field that is not indexed changes no score", async () => {
    const plain = await index.search("реку дамбы");
    for (const boost of [{}, { title: 0 }, { rubric: 9, constructor: 9, нет: 9 }]) {
      expect(await index.search("реку дамбы", { boost })).toEqual(plain);
    }
  });

  it("only the chosen fields are searched, boosted ones no less", async () => {
    expect(idsOf(await index.search("реку", { fields: ["title"] }))).toEqual([3]);
    expect(idsOf(await index.search("реку", { fields: ["title"], boost: { text: 5 } }))).toEqual([3]);
    expect(idsOf(await index.search("реку", { fields: ["text"], boost: { title: 5 } }))).toEqual([1]);
  });

  it("a field that is not indexed matches nothing, alone or among others", async () => {
    expect(await index.search("реку", { fields: ["rubric"] })).toEqual([]);
    expect(await index.search("реку", { fields: [] })).toEqual([]);
    expect(idsOf(await index.search("реку", { fields: ["rubric", "text", "text"] }))).toEqual([1]);
  });

  it("a word that stands twice in a query scores twice and counts once", async () => {
    const once = await index.search("дамбы");
    const twice = await index.search("дамбы дамбы");
    expect(idsOf(twice).sort()).toEqual([2, 3]);
    expect(twice[0]!.score).toBeCloseTo(once[0]!.score * 2);
    expect(twice[0]!.queryTerms).toEqual(["дамбы"]);
    await index.search("дамбы реку дамбы реку дамбы", { combineWith: "AND" });
    await index.search("дамбы стоят дамбы", { combineWith: "AND_NOT" });
  });

  it("a query of thousands of words is answered as any other", async () => {
    const words = Array.from({ length: 3_000 }, (_, i) => (i % 50 === 0 ? "дамбы" : `слово${i}`));
    expect(idsOf(await index.search(words.join(" "))).sort()).toEqual([2, 3]);
    expect(await index.search(words.join(" "), { combineWith: "AND" })).toEqual([]);
    expect(await index.search("дамбы".repeat(20_000))).toEqual([]);
  });
});

describe("a field named as a property of every object", () => {
  const documents: SourceDocument[] = [
    { id: 1, constructor: "новость", toString: "дня" },
    { id: 2, constructor: "новость и другое", hasOwnProperty: "дня" },
  ];
  inBothForms({ options: { fields: ["constructor", "hasOwnProperty"] }, documents }, (index) => {
    it("has finite scores, and a boost only where one is given", async () => {
      const results = await index.search("новость");
      expect(idsOf(results)).toEqual([1, 2]);
      for (const { score } of results) expect(Number.isFinite(score)).toBe(true);
      const boosted = await index.search("новость", { boost: { constructor: 2 } as never });
      expect(boosted[0]!.score).toBeCloseTo(results[0]!.score * 2);
    });
  });
});

describe("BM25+ parameters", () => {
  const documents = [
    { id: 1, text: "совсем тихо тихо тихо зимой" },
    { id: 2, text: "совсем зимой" },
  ];
  const bm25 = { k: 1.2, b: 0.7, d: 0.5 };

  inBothForms({ options: { fields: ["text"], searchOptions: { bm25 } }, documents }, (index) => {
    const scoreOf = async (query: string, id: number, change: Partial<typeof bm25> = {}) => {
      const results = await index.search(query, { bm25: { ...bm25, ...change } });
      return results.find((result) => result.id === id)!.score;
    };

    it("a lower k saturates sooner: repetitions count less", async () => {
      expect(await scoreOf("тихо", 1)).toBeGreaterThan(await scoreOf("тихо", 1, { k: 1 }));
    });

    it("a higher b makes a long field count less, a short one more", async () => {
      expect(await scoreOf("совсем", 1)).toBeGreaterThan(await scoreOf("совсем", 1, { b: 1 }));
      expect(await scoreOf("совсем", 2)).toBeLessThan(await scoreOf("совсем", 2, { b: 1 }));
      expect(await scoreOf("совсем", 1, { b: 0 })).toBeCloseTo(await scoreOf("совсем", 2, { b: 0 }), 12);
    });

    it("a lower d lowers every score", async () => {
      for (const id of [1, 2]) {
        expect(await scoreOf("совсем", id)).toBeGreaterThan(await scoreOf("совсем", id, { d: 0.1 }));
      }
    });
  });

  const other = { k: 1, b: 0.2, d: 0.9 };
  inBothForms({ options: { fields: ["text"], searchOptions: { bm25: other } }, documents }, (index) => {
    it("are those of the index's options where a search gives none", async () => {
      expect(await index.search("тихо совсем")).toEqual(await index.search("тихо совсем", { bm25: other }));
      const [first] = await index.search("тихо");
      expect(first!.score).not.toBe((await index.search("тихо", { bm25 }))[0]!.score);
    });
  });
});

describe("an index without documents", () => {
  inBothForms({ options, documents: [] }, (index) => {
    it("finds nothing and suggests nothing", async () => {
      expect(await index.search("реку", { prefix: true, fuzzy: 2 })).toEqual([]);
      expect(await index.autoSuggest("ре")).toEqual([]);
    });
  });
});
