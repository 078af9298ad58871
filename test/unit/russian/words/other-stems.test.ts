import { describe, expect, it } from "vitest";
import { otherStems } from "../../../support/inside/russian-words.ts";

describe("vowels that come and go", () => {
  it.each([
    ["павел", ["павл"]],
    ["павлом", ["павел"]],
    ["елец", ["ельц"]],
    ["ельце", ["елец"]],
    ["торжку", ["торжок", "торжек"]],
    ["химок", ["химк"]],
    ["фейкец", ["фейкц"]],
    ["фейкцами", ["фейкец"]],
  ])("gives %s the stems of its other forms", (word, stems) => {
    expect(otherStems(word)).toEqual(stems);
  });

  it("leaves alone what has no such vowel", () => {
    for (const word of [
      "лавров",
      "павлов",
      "львов",
      "козлов",
      "волкова",
      "минска",
      "донецке",
      "франции",
      "человек",
      "век",
      "банк",
    ])
      expect(otherStems(word), word).toEqual([]);
  });

  it("leaves alone what the dictionary has, of which all forms share a term", () => {
    for (const word of ["рынок", "рынка", "уровень", "сестры", "чаек", "лев", "льву", "рынков"]) {
      expect(otherStems(word), word).toEqual([]);
    }
  });

  it("leaves alone what is no Russian word", () => {
    for (const word of ["", "к", "google", "київ", "т34", "__proto__"]) expect(otherStems(word)).toEqual([]);
  });
});
