import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { snowballStem } from "../../../support/inside/russian-words.ts";

/** Word, tab, stem; checked against two implementations of the Snowball algorithm. */
const stems = readFileSync(new URL("../../../fixtures/analysis/russian-stems.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t") as [string, string]);

describe("Snowball's stem", () => {
  it("is that of the algorithm for hundreds of words of the news", () => {
    expect(stems.length).toBeGreaterThan(400);
    expect(stems.map(([word]) => [word, snowballStem(word)])).toEqual(stems);
  });

  it("is the same in any order and any number of times", () => {
    const backwards = [...stems].reverse();
    expect(backwards.map(([word]) => [word, snowballStem(word)])).toEqual(backwards);
  });

  it("is the word itself where that is not Russian", () => {
    for (const word of ["", "google", "т34", "київ", "ўзбек", "о'нил"]) expect(snowballStem(word)).toBe(word);
  });
});
