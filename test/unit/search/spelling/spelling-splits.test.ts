import { describe, expect, test } from "vitest";
import { mayBeAccidental } from "../../../support/inside/search.ts";
import { waysToSplit } from "../../../support/inside/search-spelling.ts";

const texts = (form: string): string[] => waysToSplit(form).map(({ text }) => text);

describe("a word written together", () => {
  test.each([
    ["владимирпутин", "владимир путин"],
    ["ростовнадону", "ростов на дону"],
    ["нанефть", "на нефть"],
    ["вмоскве", "в москве"],
    ["втуле", "в туле"],
  ])("%s may be %s", (form, text) => {
    expect(texts(form)).toContain(text);
  });

  test("may end with a preposition before another word alone", () => {
    expect(waysToSplit("борьбас", true).map(({ text }) => text)).toContain("борьба с");
    expect(texts("борьбас")).not.toContain("борьба с");
  });

  test("has no preposition of one letter beside three others", () => {
    expect(texts("нанотехнологии")).not.toContain("нан о технологии");
    expect(texts("встречавмоскве")).toContain("встреча в москве");
  });

  test("is left alone where it is short or has other signs than letters", () => {
    expect(["путина", "т34т34т34", "а".repeat(41)].flatMap((form) => waysToSplit(form))).toEqual([]);
  });

  test("has ways as many as its length at the most, times the prepositions", () => {
    expect(waysToSplit("в".repeat(40)).length).toBeLessThan(40 * 3);
  });

  test("may be two words by accident where one of them is short", () => {
    expect(["дед пулу", "на нефть", "владимир путин"].map(mayBeAccidental)).toEqual([true, true, false]);
  });
});
