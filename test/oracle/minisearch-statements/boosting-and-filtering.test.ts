/**
 * Statements of MiniSearch's suite about what a caller's functions do to a search: boostDocument, boostTerm, filter,
 * and the same as defaults of the index's options.
 */
import type { SearchResult } from "minisearch";
import { describe, expect, it, vi } from "vitest";
import type { IndexOptions } from "../../../src/index/shared.ts";
import { inBothForms } from "../../support/statement-index.ts";

const news = [
  { id: 1, title: "Морозы", text: "Ночью ударили морозы, дороги обледенели" },
  { id: 2, title: "Дороги", text: "Ремонт дороги закончат осенью", rubric: "город", views: 20 },
  { id: 3, title: "Хоккей", text: "Сборная выиграла, ночью прошёл матч", rubric: "спорт", views: 5 },
  { id: 4, title: "Лыжи", text: "Морозы лыжникам не помеха", rubric: "спорт", views: 90 },
];
const stored: IndexOptions = { fields: ["title", "text"], storeFields: ["rubric", "views"] };
const idsOf = (results: readonly SearchResult[]) => results.map(({ id }) => id);

/** The same statements with no columns, with all of the stored fields in columns, and with one of them. */
describe.each([
  ["stored fields alone", []],
  ["columns of all stored fields", ["rubric", "views"]],
  ["a column of one stored field", ["rubric"]],
])("with %s", (_, columnFields) => {
  const options = { ...stored, columnFields };

  inBothForms({ options, documents: news }, (index) => {
    describe("boostDocument", () => {
      it("is asked with the document's id, the term of the index and the stored fields", async () => {
        const calls = new Set<string>();
        const boostDocument = (...call: unknown[]) => {
          calls.add(JSON.stringify(call));
          return 1.5;
        };
        await index.searchAlone("Морозы матч", { boostDocument });
        expect(calls).toEqual(
          new Set([
            '[1,"морозы",{}]',
            '[4,"морозы",{"rubric":"спорт","views":90}]',
            '[3,"матч",{"rubric":"спорт","views":5}]',
          ]),
        );
      });

      it("is asked of the terms that a prefix or edits led to", async () => {
        const boostDocument = vi.fn((_id: unknown, term: string) => (term === "морозы" ? 2 : 1));
        await index.searchAlone("мороз маттч", { boostDocument, prefix: true, fuzzy: 1 });
        const terms = new Set(boostDocument.mock.calls.map(([, term]) => term));
        expect(terms).toEqual(new Set(["морозы", "матч"]));
        await index.search("мороз маттч", { boostDocument, prefix: true, fuzzy: 1 });
      });

      it("is a factor of each score", async () => {
        const plain = await index.search("ночью дороги");
        const boosted = await index.search("ночью дороги", { boostDocument: (id) => (id === 3 ? 10 : 1.25) });
        expect(idsOf(boosted)[0]).toBe(3);
        for (const { id, score } of boosted) {
          expect(score).toBeCloseTo(plain.find((result) => result.id === id)!.score * (id === 3 ? 10 : 1.25));
        }
      });

      it.each([null, 0, undefined, false, Number.NaN])("that answers %j skips the document", async (answer) => {
        const boostDocument = (id: number) => (id === 4 ? (answer as number) : 1);
        expect(idsOf(await index.search("морозы", { boostDocument }))).toEqual([1]);
        expect(idsOf(await index.search("морозы лыжникам", { boostDocument, combineWith: "AND" }))).toEqual([]);
      });

      it("that skips one term of a document leaves its others, in scores and in what was matched", async () => {
        const boostDocument = (_id: unknown, term: string) => (term === "дороги" ? 0 : 1);
        const results = await index.search("морозы дороги", { boostDocument });
        expect(idsOf(results).sort()).toEqual([1, 4]);
        expect(results.find(({ id }) => id === 1)).toMatchObject({ queryTerms: ["морозы"], terms: ["морозы"] });
      });

      it("is shown which stored fields a document has, also where it keeps errors to itself", async () => {
        type Stored = Record<string, unknown> | undefined;
        const boosts: ((stored: Stored) => number)[] = [
          (stored) => ("views" in (stored ?? {}) ? 9 : 1),
          (stored) => 1 + Object.keys(stored ?? {}).length * 5,
          (stored) => (JSON.stringify(stored).length > 2 ? 9 : 1),
          (stored) => {
            try {
              return Number(stored?.views) > 50 ? 9 : 1;
            } catch {
              return 1;
            }
          },
        ];
        for (const boost of boosts) {
          const boostDocument = (_id: unknown, _term: string, fields?: Record<string, unknown>) => boost(fields);
          expect(idsOf(await index.search("морозы", { boostDocument }))).toEqual([4, 1]);
        }
      });

      it("may lower a score below zero", async () => {
        const results = await index.search("морозы", { boostDocument: (id) => (id === 1 ? -1 : 1) });
        expect(idsOf(results)).toEqual([4, 1]);
      });
    });

    describe("boostTerm", () => {
      it("is a factor of its term's scores, asked with the place and all terms", async () => {
        const factors = new Map([
          ["морозы", 1.5],
          ["матч", 1.1],
        ]);
        const boostTerm = vi.fn((term: string) => factors.get(term) ?? 1);
        const plain = await index.search("Морозы матч");
        const boosted = await index.search("Морозы матч", { boostTerm });
        expect(boostTerm).toHaveBeenCalledWith("морозы", 0, ["морозы", "матч"]);
        expect(boostTerm).toHaveBeenCalledWith("матч", 1, ["морозы", "матч"]);
        const scoreOf = (results: SearchResult[], id: number) => results.find((result) => result.id === id)!.score;
        expect(scoreOf(boosted, 4)).toBeCloseTo(scoreOf(plain, 4) * 1.5);
        expect(scoreOf(boosted, 3)).toBeCloseTo(scoreOf(plain, 3) * 1.1);
      });

      it("of zero keeps the document with the score 0", async () => {
        const results = await index.search("матч", { boostTerm: () => 0 });
        expect(results.map(({ id, score }) => [id, score])).toEqual([[3, 0]]);
      });
    });

    describe("filter", () => {
      it("keeps what passes, by stored fields", async () => {
        const filter = ({ rubric }: SearchResult) => rubric === "спорт";
        expect(idsOf(await index.search("морозы ночью", { filter })).sort()).toEqual([3, 4]);
      });

      it("sees all of a result: id, score, terms, match and every stored field", async () => {
        const seen: SearchResult[] = [];
        const filter = (result: SearchResult) => seen.push({ ...result }) > 0;
        const results = await index.searchAlone("морозы ночью", { filter });
        expect(seen.slice(-results.length)).toEqual(results);
        expect(idsOf(await index.search("морозы ночью", { filter: ({ id }) => id === 1 }))).toEqual([1]);
        expect(idsOf(await index.search("морозы ночью", { filter: ({ views }) => views > 50 }))).toEqual([4]);
        const byTerms = ({ terms, queryTerms, match }: SearchResult) =>
          terms.length === 2 && queryTerms.length === 2 && match.морозы?.includes("title") === true;
        expect(idsOf(await index.search("морозы ночью", { filter: byTerms }))).toEqual([1]);
      });

      it("sees which stored fields a document has, and no others", async () => {
        const has = (name: string) => (result: SearchResult) => name in result;
        const owns = (name: string) => (result: SearchResult) => Object.hasOwn(result, name);
        for (const name of ["views", "rubric"]) {
          expect(idsOf(await index.search("морозы", { filter: has(name) }))).toEqual([4]);
          expect(idsOf(await index.search("морозы", { filter: owns(name) }))).toEqual([4]);
        }
        const isBare = (result: SearchResult) => Object.keys(result).length === 5;
        expect(idsOf(await index.search("морозы", { filter: isBare }))).toEqual([1]);
      });

      it("that catches its own errors is asked properly all the same", async () => {
        const filter = ({ ...result }: SearchResult) => {
          try {
            return result.views > 50;
          } catch {
            return false;
          }
        };
        expect(idsOf(await index.search("морозы", { filter }))).toEqual([4]);
        const cautious = (result: SearchResult) => {
          try {
            return result.id === 1 || result.views > 50;
          } catch {
            return false;
          }
        };
        expect(idsOf(await index.search("морозы", { filter: cautious })).sort()).toEqual([1, 4]);
      });

      it("may answer anything true or false", async () => {
        const filter = ({ views }: SearchResult) => views as boolean;
        expect(idsOf(await index.search("морозы", { filter }))).toEqual([4]);
      });

      it("that throws ends the search with its error", async () => {
        const failure = new RangeError("нельзя");
        const filter = () => {
          throw failure;
        };
        await expect(index.searchAlone("морозы", { filter })).rejects.toBe(failure);
      });

      it("comes before the page is cut", async () => {
        const filter = ({ rubric }: SearchResult) => rubric !== undefined;
        const all = await index.search("морозы ночью дороги", { filter });
        expect(all).toHaveLength(3);
        const page = await index.searchAlone("морозы ночью дороги", { filter, offset: 1, limit: 1 });
        expect(page).toEqual(all.slice(1, 2));
      });

      it("works with boostDocument", async () => {
        const filter = ({ rubric }: SearchResult) => rubric === "спорт";
        const boostDocument = (_id: unknown, _term: string, fields?: Record<string, unknown>) =>
          typeof fields?.views === "number" ? fields.views : 0;
        expect(idsOf(await index.search("морозы ночью", { filter, boostDocument }))).toEqual([4, 3]);
      });
    });
  });

  const isSport = ({ rubric }: SearchResult) => rubric === "спорт";
  inBothForms({ options: { ...options, searchOptions: { filter: isSport } }, documents: news }, (index) => {
    it("a filter of the index's options holds where a search gives none", async () => {
      expect(idsOf(await index.search("морозы ночью")).sort()).toEqual([3, 4]);
      const filter = ({ rubric }: SearchResult) => rubric !== "спорт";
      expect(idsOf(await index.search("морозы ночью", { filter }))).toEqual([1]);
    });

    it.each([null, undefined])("a filter of %j takes it away", async (filter) => {
      const none = { filter } as unknown as { filter: () => boolean };
      expect(idsOf(await index.search("морозы ночью", none)).sort()).toEqual([1, 3, 4]);
    });
  });
});

describe("an index without stored fields", () => {
  inBothForms({ options: { fields: ["title", "text"] }, documents: news }, (index) => {
    it("gives boostDocument none, and filter only what was matched", async () => {
      const boostDocument = vi.fn(() => 2);
      await index.searchAlone("матч", { boostDocument });
      for (const call of boostDocument.mock.calls) expect(call).toEqual([3, "матч", undefined]);
      await index.search("матч морозы", { boostDocument: (_id, _term, fields) => (fields === undefined ? 2 : 1) });
      await index.search("матч морозы", { filter: (result) => !("rubric" in result) });
    });
  });

  const boosting = { boostDocument: (id: number) => (id === 2 ? 5 : 1), boostTerm: () => 2, boost: { title: 2 } };
  inBothForms({ options: { fields: ["title", "text"], searchOptions: boosting }, documents: news }, (index) => {
    it("takes boosts from its options, each replaced by the search's own", async () => {
      expect(idsOf(await index.search("дороги"))).toEqual([2, 1]);
      await index.search("дороги", { boost: { text: 3 } });
      await index.search("дороги морозы", { boostTerm: (term) => term.length });
      await index.search("дороги морозы", { boostDocument: () => 1 });
    });
  });
});
