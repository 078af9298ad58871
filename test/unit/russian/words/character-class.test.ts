import { describe, expect, it } from "vitest";
import {
  CYRILLIC,
  characterClassAt,
  DIGIT,
  LATIN,
  LETTER,
  MARK,
  OTHER,
} from "../../../support/inside/russian-words.ts";

const LAST = 0x10ffff;

/** Finds the class by this engine's Unicode; unassigned if it knows no such character. */
function ofEngine(character: string): number {
  if (/[0-9]/.test(character)) return DIGIT;
  if (/\p{M}/u.test(character)) return MARK;
  if (!/[\p{L}\p{Nd}\p{Nl}]/u.test(character)) return OTHER;
  if (/\p{Script=Cyrillic}/u.test(character)) return CYRILLIC;
  return /\p{Script=Latin}/u.test(character) ? LATIN : LETTER;
}

describe("the class of a character", () => {
  it("is what Unicode says of it, and of what Unicode took in after version 14 no letter, mark or digit", () => {
    const later: number[] = [];
    for (let codePoint = 0; codePoint <= LAST; codePoint += 1) {
      const character = String.fromCodePoint(codePoint);
      const [own, engine] = [characterClassAt(character, 0), ofEngine(character)];
      if (own === engine) continue;
      if (own !== OTHER) expect.fail(`U+${codePoint.toString(16)} is ${own}, and ${engine} by this engine.`);
      later.push(codePoint);
    }
    // Of the ranges that Unicode had in version 14 nothing is left out.
    const old = Array.from("яёѣғzßաאعअก漢한", (character) => character.codePointAt(0));
    expect(later.filter((codePoint) => old.includes(codePoint) || codePoint < 0x870)).toEqual([]);
  });

  it("is told of text places, and of lone surrogates none is", () => {
    const text = "д\u0301 7𐐀\ud800";
    expect([0, 1, 2, 3, 4, 6, 7].map((index) => characterClassAt(text, index))).toEqual([
      CYRILLIC,
      MARK,
      OTHER,
      DIGIT,
      LETTER,
      OTHER,
      OTHER,
    ]);
  });
});
