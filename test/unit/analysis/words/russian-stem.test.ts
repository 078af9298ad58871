import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { caseStems, stem } from "../../../../src/analysis/words/russian-stem.ts";

/** Word, tab, stem; checked against a second implementation of the Snowball algorithm, but for nouns of noun-stems.ts. */
const stems = readFileSync(new URL("../../../fixtures/analysis/russian-stems.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t") as [string, string]);

describe("stem", () => {
  it("gives hundreds of words of the news their stems", () => {
    expect(stems.length).toBeGreaterThan(400);
    expect(stems.map(([word]) => [word, stem(word)])).toEqual(stems);
  });

  it("answers the same in any order and any number of times", () => {
    const backwards = [...stems].reverse();
    expect(backwards.map(([word]) => [word, stem(word)])).toEqual(backwards);
  });

  it("leaves alone what is not Russian, is too short, or is kept by name", () => {
    for (const word of [
      "",
      "я",
      "он",
      "ии",
      "ао",
      "google",
      "т34",
      "київ",
      "ўзбек",
      "о'нил",
      "риа",
      "сми",
      "нато",
      "игил",
      "баку",
      "дели",
      "моди",
      "наса",
      "метро",
    ]) {
      expect(stem(word)).toBe(word);
    }
  });

  it.each([
    ["после", "послы"],
    ["после", "послом"],
    ["более", "боль"],
    ["менее", "меню"],
    ["меня", "мена"],
    ["почти", "почта"],
    ["поэтому", "поэт"],
    ["среди", "среда"],
    ["потом", "пота"],
    ["быть", "быт"],
    ["чуть", "чутье"],
    ["ничего", "ничья"],
    ["конечно", "конечности"],
    ["тем", "тема"],
    ["за", "заем"],
    ["за", "зао"],
    ["ни", "нии"],
    ["нас", "наса"],
    ["над", "надя"],
    ["над", "надеюсь"],
    ["об", "обь"],
    ["но", "ной"],
    ["со", "соя"],
    ["во", "вой"],
    ["им", "имею"],
  ])("tells a small word from what shares its letters: %s, %s", (small, other) => {
    expect(stem(small)).toBe(small);
    expect([stem(other), ...caseStems(other)]).not.toContain(small);
    expect(caseStems(small)).toEqual([]);
  });

  it("keeps the forms of such a word together", () => {
    for (const forms of ["тема темы теме тему темой темам темами", "соя сои сою", "имею имей"]) {
      expect(new Set(forms.split(" ").map(stem)).size, forms).toBe(1);
    }
  });

  it("takes the names of object properties for words", () => {
    for (const word of ["__proto__", "constructor", "hasOwnProperty", "toString"]) expect(stem(word)).toBe(word);
  });

  it("goes on right when far more words than its cache holds have passed", () => {
    const letters = "бвгдж";
    for (let number = 0; number < 60_000; number++) {
      stem(
        [...number.toString(5)]
          .map((digit) => letters[Number(digit)])
          .join("")
          .padStart(7, "а"),
      );
    }
    expect(stem("новости")).toBe("новост");
  });
});
