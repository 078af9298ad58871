import { describe, expect, it } from "vitest";
import { otherStems } from "../../../../src/analysis/words/other-stems.ts";

describe("vowels that come and go", () => {
  it.each([
    ["павел", ["павл"]],
    ["павлом", ["павел"]],
    ["лев", ["льва", "льв"]],
    ["льву", ["лев"]],
    ["елец", ["ельц"]],
    ["ельце", ["елец"]],
    ["европеец", ["европейц"]],
    ["европейцами", ["европеец"]],
    ["рынок", ["рынк"]],
    ["рынка", ["рынок"]],
    ["торжку", ["торжок", "торжек"]],
    ["чаек", ["чайк"]],
    ["чайки", ["чаек"]],
    ["химок", ["химк"]],
    ["огонек", ["огоньк"]],
    ["уровень", ["уровн"]],
    ["уровням", ["уровен"]],
    ["деревень", ["деревн"]],
    ["сестры", ["сестер"]],
    ["рынков", ["рынок"]],
    ["китайцев", ["китаец"]],
    ["послов", ["посол"]],
    ["записка", ["записок"]],
    ["закусок", ["закуск"]],
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

  it("leaves alone what is no Russian word", () => {
    for (const word of ["", "к", "google", "київ", "т34", "__proto__"]) expect(otherStems(word)).toEqual([]);
  });
});
