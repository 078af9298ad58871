/**
 * Statements of MiniSearch's suite about terms that a query term stands for: by prefix, by edits, by both, with the
 * weights of each, and options that are functions of the term.
 */
import type { SearchOptions } from "minisearch";
import { describe, expect, it, vi } from "vitest";
import { inBothForms } from "../../support/statement-index.ts";

const news = [
  { id: 1, title: "Президент прибыл", text: "На вокзале его встретил губернатор области" },
  { id: 2, title: "Кто едет", text: "Губернаторы областей едут на праздник" },
  { id: 3, title: "Президиум", text: "Кота искали всем двором, нашли на дереве, кот доволен" },
  { id: 4, title: "Прибыль", text: "Завод получил прибыль, и область получила налоги" },
];
const options = { fields: ["title", "text"] };

inBothForms({ options, documents: news }, (index) => {
  const find = async (query: string, searchOptions: SearchOptions) =>
    (await index.search(query, searchOptions)).map(({ id }) => id);
  const scores = async (query: string, searchOptions: SearchOptions = {}) =>
    new Map((await index.search(query, searchOptions)).map(({ id, score }) => [id, score]));

  it("a prefix finds the terms that begin with it", async () => {
    expect((await find("прези", { prefix: true })).sort()).toEqual([1, 3]);
    expect((await find("област", { prefix: true })).sort()).toEqual([1, 2, 4]);
    expect(await find("езидент", { prefix: true })).toEqual([]);
  });

  it("edits find the terms that are near, up to their number", async () => {
    expect(await find("призидент", { fuzzy: 1 })).toEqual([1]);
    expect((await find("кит", { fuzzy: 2 })).sort()).toEqual([2, 3, 4]);
    expect((await find("кит", { fuzzy: 2, fields: ["title"] })).sort()).toEqual([2]);
    expect(await find("кита", { fuzzy: 1 })).toEqual([3]);
    expect(await find("президент", { fuzzy: 4 })).toEqual([1, 3]);
  });

  it("a fraction is of the term's length, rounded; true means a fifth of it", async () => {
    expect(await find("призедент", { fuzzy: 0.2 })).toEqual([1]);
    expect(await find("призедэнт", { fuzzy: 0.2 })).toEqual([]);
    expect(await index.search("призедент", { fuzzy: true })).toEqual(await index.search("призедент", { fuzzy: 0.2 }));
    expect(await find("да", { fuzzy: true })).toEqual([]);
  });

  it("a fraction is bounded by maxFuzzy, a whole number is not", async () => {
    expect(await find("преззззнт", { fuzzy: 0.6, maxFuzzy: 3 })).toEqual([1]);
    expect(await find("преззззнт", { fuzzy: 0.6, maxFuzzy: 2 })).toEqual([]);
    expect(await find("преззззнт", { fuzzy: 3, maxFuzzy: 1 })).toEqual([1]);
    expect(await find("призидент", { fuzzy: 0.6, maxFuzzy: 0 })).toEqual([]);
  });

  it("a fuzziness of nothing is none", async () => {
    for (const fuzzy of [0, false, undefined] as (number | boolean)[]) {
      expect(await find("призидент", { fuzzy })).toEqual([]);
    }
  });

  it("both at once find what each finds, exact matches before prefixes before edits", async () => {
    const both = { prefix: true, fuzzy: 0.25 };
    expect((await find("прибыл кота", both)).slice(0, 2).sort()).toEqual([1, 3]);
    expect((await find("губернатор", both)).slice(0, 2)).toEqual([1, 2]);
    expect((await find("губирнатор", both)).sort()).toEqual([1, 2]);
  });

  it("weights decide how much each kind counts, and leave exact matches alone", async () => {
    const exact = await scores("губернатор");
    const both: SearchOptions = { prefix: true, fuzzy: true };
    const weighted = (weights: object) => scores("губернатор пибыль", { ...both, weights } as SearchOptions);
    const lowPrefix = await weighted({ prefix: 0.1 });
    const lowFuzzy = await weighted({ fuzzy: 0.1 });
    expect(lowPrefix.get(2)).toBeLessThan((await weighted({})).get(2)!);
    expect(lowFuzzy.get(4)).toBeLessThan((await weighted({})).get(4)!);
    expect((await scores("губернатор", { ...both, weights: { prefix: 0.1, fuzzy: 0.1 } })).get(1)).toBe(exact.get(1));
  });

  it("weights given in part are completed by MiniSearch's own", async () => {
    const searchOptions = { prefix: true, fuzzy: 0.3 };
    const query = "губернатор прибыл";
    const full = { fuzzy: 0.45, prefix: 0.375 };
    for (const weights of [{ fuzzy: 0.45 }, { prefix: 0.375 }, {}] as unknown as (typeof full)[]) {
      expect(await index.search(query, { ...searchOptions, weights })).toEqual(
        await index.search(query, { ...searchOptions, weights: full }),
      );
    }
    await index.search(query, { ...searchOptions, weights: { prefix: 0, fuzzy: 0 } });
  });

  it("a term that is near and begins so is a prefix match, of less weight than an exact one", async () => {
    const exact = await index.search("губернатор");
    const both = await index.search("губернатор", { fuzzy: 0.2, prefix: true });
    expect(both.map(({ id }) => id)).toEqual([1, 2]);
    expect(both[0]!.score).toBe(exact[0]!.score);
    expect(both[1]!.match.губернаторы).toEqual(["text"]);
    const prefixOnly = await index.search("губернатор", { prefix: true });
    expect(both).toEqual(prefixOnly);
  });

  describe("functions of the term", () => {
    it("are asked once a term, with its place and all terms, as they are after processing", async () => {
      const fuzzy = vi.fn((term: string) => (term.length > 6 ? 2 : false));
      const prefix = vi.fn((term: string) => term.length > 6);
      const boostTerm = vi.fn(() => 1);
      await index.searchAlone("Кот… ПРИЗЕДЕНТ", { fuzzy, prefix, boostTerm });
      for (const asked of [fuzzy, prefix, boostTerm]) {
        expect(asked.mock.calls).toEqual([
          ["кот", 0, ["кот", "призедент"]],
          ["призедент", 1, ["кот", "призедент"]],
        ]);
      }
      expect(await find("Кот… ПРИЗЕДЕНТ", { fuzzy, prefix, boostTerm })).toEqual([3, 1]);
    });

    it("decide for each place of a repeated term by itself", async () => {
      const prefix = (_term: string, i: number) => i === 1;
      expect((await find("прези прези", { prefix })).sort()).toEqual([1, 3]);
      expect(await find("прези", { prefix })).toEqual([]);
    });

    it("may answer true, a fraction or a number of edits", async () => {
      for (const answer of [true, 0.3, 2, 0, false]) {
        await index.search("призедент кита прибыл", { fuzzy: () => answer, prefix: (term) => term === "кита" });
      }
    });
  });

  it.each([-1, -0.2, 0.01, 100, 300])("a fuzziness of %d finds what MiniSearch finds", async (fuzzy) => {
    await index.search("президент кот", { fuzzy });
  });

  it("a fuzziness between two whole numbers is the lower one; MiniSearch misses terms with it", async () => {
    for (const query of ["призидент", "призедент", "кит"]) {
      expect(await index.searchAlone(query, { fuzzy: 1.5 })).toEqual(await index.search(query, { fuzzy: 1 }));
      expect(await index.searchAlone(query, { fuzzy: 2.9 })).toEqual(await index.search(query, { fuzzy: 2 }));
    }
  });

  it("terms of one letter and of none are near each other too", async () => {
    await index.search("я на", { fuzzy: 1 });
    await index.search("и", { fuzzy: 2, prefix: true });
  });
});
