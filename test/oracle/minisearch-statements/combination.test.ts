/**
 * Statements of MiniSearch's suite about how terms and queries are combined: OR, AND, AND_NOT, query trees with options
 * that go down to their branches, the wildcard.
 */
import MiniSearch, { type Query, type SearchOptions, type SearchResult } from "minisearch";
import { describe, expect, it } from "vitest";
import { codeOf, errorOf } from "../../support/error-of.ts";
import { inBothForms } from "../../support/statement-index.ts";

const news = [
  { id: 1, title: "Театр открыл сезон", text: "Новый спектакль покажут весной", city: "Омск" },
  { id: 2, title: "Весна на реке", text: "Лёд сошёл, и река у города открыта", city: "Тверь" },
  { id: 3, title: "Новый сезон", text: "Команда начала сборы, тренер доволен", city: "Омск" },
  { id: 4, title: "Погода", text: "Дожди идут", city: "Тула" },
];
const options = { fields: ["title", "text"], storeFields: ["city"] };
const any = (combineWith: string) => ({ combineWith: combineWith as "OR" });

inBothForms({ options, documents: news }, (index) => {
  const find = async (query: Query, searchOptions?: SearchOptions) =>
    (await index.search(query, searchOptions)).map(({ id }) => id);

  describe("words", () => {
    it("are combined by OR unless something else is said", async () => {
      expect((await find("спектакль лёд дирижабль")).sort()).toEqual([1, 2]);
      expect(await index.search("сезон лёд")).toEqual(await index.search("сезон лёд", any("OR")));
    });

    it("combined by AND must all be in a document, in any of its fields", async () => {
      expect(await find("сезон спектакль", any("AND"))).toEqual([1]);
      expect((await find("новый сезон", any("AND"))).sort()).toEqual([1, 3]);
      expect(await find("сезон дирижабль", any("AND"))).toEqual([]);
      expect(await find("дирижабль сезон", any("AND"))).toEqual([]);
    });

    it("combined by AND_NOT leave the documents of the first without those of the others", async () => {
      expect(await find("сезон спектакль", any("AND_NOT"))).toEqual([3]);
      expect((await find("сезон дирижабль", any("AND_NOT"))).sort()).toEqual([1, 3]);
      expect(await find("дирижабль сезон", any("AND_NOT"))).toEqual([]);
      expect(await find("сезон спектакль тренер", any("AND_NOT"))).toEqual([]);
    });

    it.each(["or", "Or", "AND", "and", "And", "and_not", "AND_Not"])("take %s in any case", async (operator) => {
      const upper = await index.search("сезон спектакль", any(operator.toUpperCase()));
      expect(await index.search("сезон спектакль", any(operator))).toEqual(upper);
    });

    it.each(["OR", "AND", "AND_NOT"])("that are none give nothing with %s", async (operator) => {
      for (const query of ["", " ", "…"]) expect(await find(query, any(operator))).toEqual([]);
    });

    it.each(["XOR", "", "constructor", "__proto__"])("combined by %j are refused by that name", async (operator) => {
      const error = await errorOf(() => index.searchAlone("сезон спектакль", any(operator)));
      expect(error.code).toBe("invalid-query");
      expect(error.message).toContain(`"${operator}"`);
      // MiniSearch finds out only where there is something to combine; here a wrong option is one always.
      expect(await codeOf(() => index.searchAlone("", any(operator)))).toBe("invalid-query");
    });
  });

  describe("a tree of queries", () => {
    it("gives what its branches give, combined as each branch says", async () => {
      const query: Query = {
        combineWith: "OR",
        queries: [
          { combineWith: "AND", queries: ["сезон", "спектакль"] },
          "дожди дирижабль",
          { combineWith: "AND", queries: ["лёд", "попугай"] },
        ],
      };
      expect((await find(query)).sort()).toEqual([1, 4]);
    });

    it("hands its options down, and each branch may have others", async () => {
      const query: Query = {
        combineWith: "OR",
        fuzzy: true,
        weights: { fuzzy: 0.2, prefix: 0.75 },
        queries: [
          { prefix: true, fields: ["title"], queries: ["вес"] },
          { combineWith: "AND", queries: ["трэнер", "камманда"], fuzzy: 0.3 },
          { fuzzy: false, queries: ["трэнер"] },
        ],
      };
      expect(await find(query)).toEqual([3, 2]);
      expect(await find({ ...query, fields: ["text"] } as Query)).toEqual([3, 2]);
    });

    it("hands down its combination to branches and their words that say none", async () => {
      const query: Query = { combineWith: "AND", queries: ["новый сезон", { queries: ["тренер", "команда"] }] };
      expect(await find(query)).toEqual([3]);
      expect(await find({ combineWith: "AND", queries: ["новый дирижабль", "сезон"] })).toEqual([]);
      const inner: Query = { combineWith: "OR", queries: ["новый дирижабль"] };
      expect((await find({ combineWith: "AND", queries: [inner, "сезон"] })).sort()).toEqual([1, 3]);
    });

    it("takes the options of the search where it has none of its own", async () => {
      const queries: Query[] = [
        { fields: ["text"], queries: ["новый"] },
        { fields: ["title"], queries: ["весна"] },
      ];
      const plain = await index.search({ queries });
      expect(plain.map(({ id }) => id).sort()).toEqual([1, 2]);
      const boosted = await index.search({ queries }, { boost: { title: 2 } });
      const scoreOf = (results: typeof plain, id: number) => results.find((result) => result.id === id)!.score;
      expect(scoreOf(boosted, 2)).toBeCloseTo(scoreOf(plain, 2) * 2);
      expect(scoreOf(boosted, 1)).toBeCloseTo(scoreOf(plain, 1));
      expect(await find({ queries }, any("AND"))).toEqual([]);
      expect(await index.search({ queries, combineWith: "OR" }, any("AND"))).toEqual(plain);
    });

    it("of many levels keeps each level's options", async () => {
      let query: Query = { prefix: false, queries: ["сез", "спектакль"] };
      for (let level = 0; level < 40; level += 1) query = { combineWith: level % 2 ? "AND" : "OR", queries: [query] };
      expect(await find({ prefix: true, queries: [query] })).toEqual([1]);
    });

    it("counts a term of several branches once and adds its scores", async () => {
      const once = await index.search("лёд");
      const twice = await index.search({ queries: ["лёд", { boost: { text: 3 }, queries: ["лёд"] }] });
      expect(twice[0]!.score).toBeCloseTo(once[0]!.score * 4);
      expect(twice[0]!.queryTerms).toEqual(["лёд"]);
    });

    it("without branches finds nothing", async () => {
      expect(await find({ queries: [] })).toEqual([]);
      expect(await find({ combineWith: "AND", queries: [{ queries: [] }, "сезон"] })).toEqual([]);
      expect(await find({ combineWith: "AND_NOT", queries: ["лёд", { queries: [] }] })).toEqual([2]);
    });

    it("has no say in what is filtered: MiniSearch asks the search's options alone", async () => {
      const query = { queries: ["сезон"], filter: () => false } as Query;
      expect((await find(query)).sort()).toEqual([1, 3]);
      expect(await find(query, { filter: ({ id }) => id === 1 })).toEqual([1]);
    });
  });

  describe("the wildcard", () => {
    it("finds every document, each with the score 1 and no terms", async () => {
      const results = await index.search(MiniSearch.wildcard);
      expect(results.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
      expect(results.map(({ score, terms, queryTerms, match }) => ({ score, terms, queryTerms, match }))).toEqual(
        news.map(() => ({ score: 1, terms: [], queryTerms: [], match: {} })),
      );
      expect(results.map(({ city }) => city)).toEqual(["Омск", "Тверь", "Омск", "Тула"]);
    });

    it("is itself, and no text: an asterisk and nothing are queries as any others", async () => {
      for (const query of ["*", "", "**"]) expect(await find(query)).toEqual([]);
    });

    it("is filtered and boosted as other queries", async () => {
      const filter = ({ city }: SearchResult) => city === "Омск";
      const boostDocument = (id: number) => id;
      expect(await find(MiniSearch.wildcard, { filter })).toEqual([1, 3]);
      expect(await find(MiniSearch.wildcard, { boostDocument })).toEqual([4, 3, 2, 1]);
      expect(await find(MiniSearch.wildcard, { filter, boostDocument })).toEqual([3, 1]);
    });

    it("keeps a document that boostDocument gives nothing, with the score 0", async () => {
      const results = await index.search(MiniSearch.wildcard, { boostDocument: (id) => (id === 2 ? 0 : 1) });
      expect(results.map(({ id, score }) => [id, score])).toEqual([
        [1, 1],
        [3, 1],
        [4, 1],
        [2, 0],
      ]);
    });

    it("stands in a tree as any other branch", async () => {
      const wildcard: Query = MiniSearch.wildcard;
      expect((await find({ combineWith: "AND_NOT", queries: [wildcard, "сезон"] })).sort()).toEqual([2, 4]);
      expect((await find({ combineWith: "AND", queries: [wildcard, "сезон"] })).sort()).toEqual([1, 3]);
      expect((await find({ queries: ["лёд", wildcard] }))[0]).toBe(2);
      expect(await find({ combineWith: "AND_NOT", queries: ["сезон", wildcard] })).toEqual([]);
      const boosted: Query = { boostDocument: (id: number) => 10 - id, queries: [wildcard] };
      expect(await find({ queries: [boosted, "лёд"] })).toEqual([2, 1, 3, 4]);
      expect(await find({ queries: [wildcard, wildcard] }, { filter: ({ score }) => score === 2 })).toHaveLength(4);
    });
  });

  it.each([
    ["nothing", null],
    ["a number", 7],
    ["an object without queries", { combineWith: "AND" }],
    ["a branch that is no query", { queries: ["сезон", 7] }],
    ["another symbol than the wildcard", Symbol("*")],
  ])("%s as a query is refused", async (_, query) => {
    expect(await codeOf(() => index.searchAlone(query as Query))).toBe("invalid-query");
  });
});
