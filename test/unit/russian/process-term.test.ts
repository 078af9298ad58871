import MiniSearch from "minisearch";
import { describe, expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/russian/words.ts";

const { tokenize, processTerm } = russianAnalyzer;

describe("processTerm", () => {
  it("takes a string that was never tokenized for a text of its own", () => {
    expect(processTerm("Лавров")).toEqual(["лавр", "лавров", "лавров^", "лавр^"]);
    expect(processTerm("ЁЛКИ")).toEqual(["елка", "елк"]);
    expect(processTerm("Нью-Йорк")).toEqual(["нью", "йорк", "ньюйорк"]);
    expect(processTerm("09.10.2016")).toEqual(["2016-10-09", "9", "октябрь", "2016", "-10-09"]);
    expect(processTerm("cочи")).toEqual(["соч"]);
    expect(processTerm("два слова")).toEqual(["два", "слово", "слов"]);
    expect(processTerm("")).toEqual([]);
    expect(processTerm(" — ")).toEqual([]);
  });

  it("takes a plain lower-case word for one inside a sentence", () => {
    expect(processTerm("лавров")).toEqual(["лавр"]);
    expect(processTerm("ўзбек")).toEqual(["ўзбек"]);
  });

  it("never gives an empty term, one with white space, or one term twice", () => {
    for (const token of tokenize("Где-где? 1 000 000, А.С. Ростов-на-Дону «SMSка» 5-й COVID-19 https://ria.ru/а б")) {
      const terms = processTerm(token);
      expect(terms.every((term) => /^\S+$/.test(term))).toBe(true);
      expect(new Set(terms).size).toBe(terms.length);
    }
  });

  it("gives a caller an array of its own", () => {
    processTerm("новости").push("чужое");
    expect(processTerm("новости")).toEqual(["новость"]);
  });

  it("makes the two hooks of a MiniSearch that finds a name by another of its forms", () => {
    const index = new MiniSearch({ fields: ["text"], tokenize, processTerm });
    index.add({ id: 1, text: "Встреча Лаврова и Керри" });
    index.add({ id: 2, text: "В море видели кита" });
    expect(index.search("лавров").map(({ id }) => id)).toEqual([1]);
    expect(index.search("китай")).toEqual([]);
  });
});

describe("a token", () => {
  it("is to a caller the text that people would read", () => {
    const text = "Лавров в Ростове-на-Дону: СМИ, 9 октября 2016, COVID-19, ria.ru";
    const texts = ["лавров", "ростове-на-дону", "сми", "2016-10-09", "covid19", "ria.ru"];
    expect(tokenize(text).map((token) => `${token}`)).toEqual(texts);
    expect(tokenize(text).map((token) => token.length)).toEqual(texts.map(({ length }) => length));
    expect(JSON.parse(JSON.stringify(tokenize(text)))).toEqual(texts);
  });

  it("is the same value wherever it stands in a text, and another one where it has other terms", () => {
    const lengthOf = (text: string) => new Set(tokenize(text)).size;
    expect(lengthOf("Фейка, фейка и фейка у дома")).toBe(3);
    expect(lengthOf("Видели кита у Китая, у китая и Кита")).toBe(5);
    expect(lengthOf("СМИ и сми")).toBe(2);
    expect(lengthOf("в Нью-Йорке, в нью-йорке, в Нью-Йорке")).toBe(2);
    expect(lengthOf("9 октября 2016 и 09.10.2016")).toBe(1);
    expect(lengthOf("20% и 20")).toBe(2);
    // An address that is written like the parts of a word with hyphens.
    expect(lengthOf("5-a.ru 5-a-ru")).toBe(2);
  });

  it("is the same value in most texts, and has the same terms in all", () => {
    const [before] = tokenize("Лавров");
    expect(tokenize("— Лавров!")[0]).toBe(before);
    for (let i = 0; i < 60; i += 1) tokenize(Array.from({ length: 1_000 }, (_, j) => `слово${i}а${j}`).join(" "));
    expect(tokenize("Лавров")[0]?.terms).toEqual(before?.terms);
    expect(processTerm(before ?? "")).toEqual(before?.terms);
  });
});
