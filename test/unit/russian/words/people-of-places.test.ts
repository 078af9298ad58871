import { describe, expect, it } from "vitest";
import { analyzeQuery } from "../../../../src/russian/queries.ts";
import { russianAnalyzer } from "../../../../src/russian/words.ts";
import { otherStemsOfPeople } from "../../../support/inside/russian-words.ts";

const paradigms = ["ижевчан", "харьковчан", "тюменчан", "римлян", "тулян"].map((people) =>
  ["ин", "ина", "ину", "ином", "ине", "е", "", "ам", "ами", "ах"].map((ending) => people + ending),
);

describe("the people of a place", () => {
  it.each(paradigms)("are found by any form of %s", (...forms) => {
    for (const query of forms) {
      const ways = analyzeQuery(query)[0]!.alternatives.map(({ terms }) => terms[0]);
      for (const form of forms) {
        const terms = russianAnalyzer
          .tokenize(`Вчера ${form} видели`)
          .slice(1, -1)
          .flatMap(russianAnalyzer.processTerm);
        expect(
          ways.some((way) => terms.includes(way!)),
          `${query} ${form}`,
        ).toBe(true);
      }
    }
  });

  it.each(["венчан", "колчан", "встречам", "молчание", "план", "стеклянная", "клан"])("are not in %s", (word) => {
    expect(otherStemsOfPeople(word)).toEqual([]);
  });

  it("have one stem in a sentence that was pasted, which repeats the form of its text", () => {
    const words = analyzeQuery("Власти Самары сообщили сегодня, что ижевчан будет больше");
    const [people] = words.filter(({ text }) => text === "ижевчан");
    expect(people!.alternatives.map(({ terms }) => terms)).toEqual([["ижевча"]]);
  });
});
