import { describe, expect, it } from "vitest";
import { chooseWindow, type Piece } from "../../support/inside/widget-views.ts";

/** Words of one width a letter; `*` marks a word, and a full stop ends a sentence. */
function piecesOf(text: string): Piece[] {
  const words = text.split(" ");
  return words.map((word, i) => ({
    width: word.replaceAll("*", "").length,
    isMarked: word.includes("*"),
    opens: i === 0 || words[i - 1]?.endsWith(".") ? "sentence" : words[i - 1]?.endsWith(",") ? "clause" : "word",
    hasSpace: true,
  }));
}

function shown(text: string, width: number, count = 2): string {
  const { from, to, isCutBefore, isCutBehind } = chooseWindow(piecesOf(text), { count, width, space: 1, ellipsis: 1 });
  return `${isCutBefore ? "…" : ""}${text.split(" ").slice(from, to).join(" ")}${isCutBehind ? "…" : ""}`;
}

describe("what is seen of a passage", () => {
  it("is its beginning where nothing is marked", () => {
    expect(shown("Ледокол вышел в море утром и идёт на север", 15)).toBe("Ледокол вышел в море утром и…");
  });

  it("is all marks, before a beginning of a sentence", () => {
    expect(shown("Ледокол вышел. Утром он прошёл мимо острова, *буксир* идёт *следом* за ним", 16)).toBe(
      "…*буксир* идёт *следом* за ним",
    );
  });

  it("begins at a sentence where the marks fit behind it, without an ellipsis", () => {
    expect(shown("Ледокол вышел утром. Днём *буксир* встал. Вечером снег", 19)).toBe(
      "Днём *буксир* встал. Вечером снег",
    );
  });

  it("gives up words before a mark that would be the first unseen one", () => {
    expect(shown("один два три четыре пять шесть *семь* восемь девять десять", 14)).toContain("*семь*");
  });

  it("is never empty", () => {
    expect(shown("электрификация", 5, 1)).toContain("электрификация");
  });
});
