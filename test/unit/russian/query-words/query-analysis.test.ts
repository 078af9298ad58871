import { describe, expect, it } from "vitest";
import { type QueryWord, russianAnalyzer } from "../../../../src/russian/words.ts";
import { maxQueryWords } from "../../../support/inside/russian.ts";

const { analyzeQuery } = russianAnalyzer;
const texts = (query: string) => analyzeQuery(query).map(({ text }) => text);

/** Lists the weights by the terms of each alternative. */
function weights(word: QueryWord | undefined): Record<string, number> {
  return Object.fromEntries((word?.alternatives ?? []).map(({ terms, weight }) => [terms.join(" "), weight]));
}

describe("analyzeQuery", () => {
  it("carries the place of every word in the query as typed", () => {
    const query = "  «Стре́сс»  в нью-йоркском, прези\u00adдент 9 октября 2016 ";
    for (const { text, start, end } of analyzeQuery(query)) expect(query.slice(start, end)).toBe(text);
    expect(texts(query)).toEqual(["Стре́сс", "нью-йоркском", "прези\u00adдент", "9 октября 2016"]);
  });

  it("has no words for a query of nothing but signs", () => {
    for (const query of ["", "   ", "!?…", "—", "\ud800", "\u0301", "«»"]) expect(analyzeQuery(query)).toEqual([]);
  });

  it("searches the raw words where nothing else would be left", () => {
    expect(texts("т.е.")).toEqual(["т", "е"]);
    expect(texts("и")).toEqual(["и"]);
    expect(texts("и пожар")).toEqual(["пожар"]);
  });

  it("says which words are stop words, whatever their case, and leaves them in", () => {
    expect(analyzeQuery("Быть или не быть пожару").map(({ isStopWord }) => isStopWord)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(analyzeQuery("ещё")[0]?.isStopWord).toBe(true);
    expect(analyzeQuery("из-за")[0]?.isStopWord).toBe(true);
    expect(analyzeQuery("кое-как")[0]?.isStopWord).toBe(false);
  });

  it("lists the alternatives of a word once each, the surest first, with weights in (0, 1]", () => {
    for (const query of [
      "экспорт Китая",
      "ОПЕК",
      "газпром",
      "9 октября 2016",
      "COVID-19",
      "Сергей-Лавров-Газпром-Иран",
    ]) {
      for (const { alternatives } of analyzeQuery(query)) {
        const keys = alternatives.map(({ terms }) => terms.join(" "));
        const weights = alternatives.map(({ weight }) => weight);
        expect(new Set(keys).size).toBe(keys.length);
        expect(weights).toEqual([...weights].sort((left, right) => right - left));
        expect(weights.every((weight) => weight > 0 && weight <= 1)).toBe(true);
      }
    }
  });

  it("tries an abbreviation for a word in lower case, and prefers it for one in capitals", () => {
    const weights = (query: string, word: number) =>
      analyzeQuery(query)[word]?.alternatives.map(({ terms, weight }) => [...terms, weight]);
    expect(weights("воз", 0)).toEqual([
      ["воз", 1],
      ["воз=", 0.9],
    ]);
    expect(weights("глава ВОЗ", 1)).toEqual([
      ["воз=", 1],
      ["воз", 0.5],
    ]);
  });

  it("takes the small words of a sentence for words, since it writes its names with capitals", () => {
    const terms = (query: string) =>
      analyzeQuery(query).map(({ alternatives }) => alternatives.map((way) => way.terms.join("+")).join("|"));
    expect(terms("новая встреча Путина и лавров")).toEqual(["новый", "встреча", "путин^|путин|путина", "лавр"]);
    expect(terms("Новая волна цен на нефть и газ").slice(0, 2)).toEqual(["новый|новая=|нова", "волна"]);
  });

  it("takes any word of a short query, or of one without capitals, for what may be a name", () => {
    const first = (query: string) => analyzeQuery(query).at(-1)?.alternatives[0]?.terms;
    for (const query of ["лавров", "Сергей лавров", "глава МИД лавров", "вчера сказал министр лавров"]) {
      expect(first(query), query).toEqual(["лавров^"]);
    }
  });

  it("guesses at the word that a surname may be a form of, and less where it is capitalised inside a query", () => {
    const guesses = (query: string) =>
      analyzeQuery(query)
        .at(-1)
        ?.alternatives.flatMap(({ terms, weight, isGuess }) => (isGuess === true ? [[...terms, weight]] : []));
    for (const query of ["рынков", "Рынков", "цены рынков"])
      expect(guesses(query), query).toContainEqual(["рынок", 0.8]);
    expect(guesses("Иван Рынков")).toContainEqual(["рынок", 0.5]);
  });

  it("reads short letters and a number side by side as one word too", () => {
    const terms = (query: string) =>
      analyzeQuery(query).map(({ alternatives }) => alternatives.map((way) => way.terms[0]));
    expect(terms("танк т 34")).toEqual([
      ["танк", "танк="],
      ["т", "т34"],
      ["34", "т34"],
    ]);
    expect(terms("c\u00a0400")).toEqual(terms("c 400"));
    expect(terms("т, 34")).toEqual([["т"], ["34"]]);
    expect(terms("правительство 34")).toEqual([["правительство"], ["34"]]);
  });

  it("reads the day of a month in words as a number too", () => {
    const dayOf = (query: string, place = 0) => weights(analyzeQuery(query)[place]);
    expect(dayOf("первое мая")).toMatchObject({ "1": 1 });
    expect(dayOf("двадцать пятого декабря")).toMatchObject({ "25": 1 });
    expect(dayOf("двадцать пятого декабря", 1)).toMatchObject({ "25": 1 });
    expect(dayOf("первый канал")).not.toHaveProperty("1");
  });

  it("takes no surname with ё for a form of another word", () => {
    expect(weights(analyzeQuery("королёв")[0])).not.toHaveProperty("королева");
    expect(weights(analyzeQuery("королев")[0])).toHaveProperty("королева");
  });

  it("takes the letters of a word with a number for the whole where they are no word of their own", () => {
    expect(weights(analyzeQuery("covid-19")[0])).toMatchObject({ covid19: 1, covid: 0.5 });
    expect(weights(analyzeQuery("евро-2020")[0])).toEqual({ евро2020: 1, "евро 2020": 0.6 });
    expect(weights(analyzeQuery("теле2")[0])).toEqual({ теле2: 1 });
    expect(weights(analyzeQuery("дом2")[0])).toEqual({ дом2: 1, "дом 2": 0.6 });
  });

  it("takes at most so many words", () => {
    expect(analyzeQuery("нефть ".repeat(500))).toHaveLength(maxQueryWords);
    expect(analyzeQuery("и ".repeat(500))).toHaveLength(maxQueryWords);
  });

  it("bounds the terms and the alternatives of a query of any length", () => {
    for (const query of ["лавров-".repeat(1500), "щ".repeat(10_000), "а1".repeat(5_000), "Китая-".repeat(1700)]) {
      const words = analyzeQuery(query);
      expect(words.length).toBeLessThanOrEqual(maxQueryWords);
      for (const { alternatives } of words) {
        expect(alternatives.length).toBeLessThanOrEqual(12);
        for (const term of alternatives.flatMap(({ terms }) => terms)) expect(term.length).toBeLessThanOrEqual(64);
      }
    }
  });
});
