/**
 * Statements of MiniSearch's suite about `autoSuggest`: suggestions with scores, several words, filters, options of the
 * index and of the call.
 */
import type { SearchResult, Suggestion } from "minisearch";
import { describe, expect, it, vi } from "vitest";
import { inBothForms } from "../../support/statement-index.ts";

const news = [
  { id: 1, title: "Мост через реку", text: "Новый мост откроют весной, движение начнут сразу", rubric: "город" },
  { id: 2, title: "Москва готовится", text: "Новости спорта: команда приехала и ждёт", rubric: "спорт" },
  { id: 3, title: "Весенний сезон", text: "Новая выставка открыта, мостовая сухая", rubric: "город" },
  { id: 4, title: "Погода", text: "Ясно и сухо", rubric: "прочее" },
];
const options = { fields: ["title", "text"], storeFields: ["rubric"] };
const texts = (suggestions: readonly Suggestion[]) => suggestions.map(({ suggestion }) => suggestion);
const sorted = (suggestions: readonly Suggestion[]) => suggestions.map(({ terms }) => [...terms].sort().join(" "));

inBothForms({ options, documents: news }, (index) => {
  it("suggests terms that begin with the word, the best first", async () => {
    const suggestions = await index.autoSuggest("мос");
    expect(texts(suggestions)).toEqual(["мост", "москва", "мостовая"]);
    for (const [i, { score, terms, suggestion }] of suggestions.entries()) {
      expect(terms).toEqual([suggestion]);
      expect(score).toBeLessThanOrEqual(suggestions[i - 1]?.score ?? Number.POSITIVE_INFINITY);
      expect(score).toBeGreaterThan(0);
    }
  });

  it.each(["дирижабль", "", "дирижабль подлодка", "   ", "…"])("suggests nothing for %j", async (text) => {
    expect(await index.autoSuggest(text)).toEqual([]);
  });

  it("completes the last word only, and needs all of them", async () => {
    expect(texts(await index.autoSuggest("новый мо"))).toEqual(["новый мост"]);
    expect(await index.autoSuggest("нов мост")).toEqual([]);
    expect((await index.autoSuggest("весной дирижабль")).length).toBe(0);
    const two = await index.autoSuggest("новый движение с");
    expect(texts(two)).toEqual(["новый движение сразу"]);
  });

  it("keeps the words of the query in their order", async () => {
    expect(texts(await index.autoSuggest("мост нов"))).toEqual(["мост новый"]);
    expect(texts(await index.autoSuggest("новый мост вес"))).toEqual(["новый мост весной"]);
  });

  it("gives a phrase the mean score of its documents", async () => {
    const hits = await index.search("и");
    const [suggestion] = await index.autoSuggest("и");
    expect([suggestion!.suggestion, hits.length]).toEqual(["и", 2]);
    expect(suggestion!.score).toBeCloseTo((hits[0]!.score + hits[1]!.score) / 2, 12);
    expect((await index.autoSuggest("нов")).map(({ suggestion: text }) => text).sort()).toEqual([
      "новая",
      "новости",
      "новый",
    ]);
  });

  it("names each term of a suggestion once", async () => {
    const [first] = await index.autoSuggest("мост", { fuzzy: true, prefix: true });
    expect([first!.suggestion, first!.terms]).toEqual(["мост", ["мост"]]);
    expect(texts(await index.autoSuggest("мост мост"))).toEqual(["мост"]);
  });

  it("takes only documents that pass a filter", async () => {
    const of = (rubric: string) => ({ filter: (result: SearchResult) => result.rubric === rubric });
    expect(texts(await index.autoSuggest("мос", of("спорт")))).toEqual(["москва"]);
    expect(texts(await index.autoSuggest("мос", of("город")))).toEqual(["мост", "мостовая"]);
    expect(texts(await index.autoSuggest("мос", of("прочее")))).toEqual([]);
  });

  it("takes a combination, fields, edits and boosts from the call", async () => {
    const any = await index.autoSuggest("новая мос", { combineWith: "OR" });
    expect(sorted(any)[0]).toBe("мостовая новая");
    expect(any.length).toBe(3);
    expect(texts(await index.autoSuggest("мос", { fields: ["title"] })).sort()).toEqual(["москва", "мост"]);
    expect(texts(await index.autoSuggest("масква", { fuzzy: 0.2 }))).toEqual(["москва"]);
    const boosted = await index.autoSuggest("мос", { boostTerm: () => 2, boostDocument: (id) => (id === 3 ? 50 : 1) });
    expect(texts(boosted)[0]).toBe("мостовая");
    expect(texts(await index.autoSuggest("новый мост", { combineWith: "AND_NOT" }))).toEqual([]);
  });

  it("asks a prefix function of the call for each word", async () => {
    const prefix = vi.fn((_term: string, i: number) => i === 0);
    expect(texts(await index.autoSuggest("но мост", { prefix }))).toEqual(["новый мост"]);
    expect(prefix.mock.calls[0]).toEqual(["но", 0, ["но", "мост"]]);
  });
});

describe("options of the index", () => {
  const autoSuggestOptions = { combineWith: "OR", fuzzy: true } as const;
  inBothForms({ options: { ...options, autoSuggestOptions }, documents: news }, (index) => {
    it("for suggestions hold where a call has none", async () => {
      expect(sorted(await index.autoSuggest("весной масква")).sort()).toEqual(["весной", "москва"]);
      expect(await index.autoSuggest("весной масква", { combineWith: "AND" })).toEqual([]);
      expect((await index.search("масква")).length).toBe(0);
    });

    it("for suggestions leave MiniSearch's own where they say nothing", async () => {
      expect(texts(await index.autoSuggest("мос")).sort()).toEqual(["москва", "мост", "мостовая"]);
    });
  });

  const searchOptions = { combineWith: "OR", fuzzy: true } as const;
  inBothForms({ options: { ...options, searchOptions }, documents: news }, (index) => {
    it("for searches hold for suggestions too, but for what suggestions have their own", async () => {
      expect(texts(await index.autoSuggest("новый маст"))).toEqual(["новый мост"]);
      expect(await index.autoSuggest("весной масква")).toEqual([]);
      expect((await index.search("весной масква")).length).toBe(2);
    });
  });
});
