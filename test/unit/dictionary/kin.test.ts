import { describe, expect, it } from "vitest";
import type { Family } from "../../../infra/dictionary/families.ts";
import type { PartOfSpeech } from "../../../infra/dictionary/hunspell.ts";
import { findKin } from "../../../infra/dictionary/kin.ts";

function family(kind: PartOfSpeech, lemma: string, ...forms: string[]): Family {
  return { kind, lemma, isProper: false, forms: new Set([lemma, ...forms]) };
}

describe("the kin of families", () => {
  it("are found where the dictionary has both words", () => {
    const kin = findKin([
      family("verb", "решить", "решенный"),
      family("noun", "решение"),
      family("noun", "убийца"),
      family("noun", "убийство"),
      family("adjective", "сложный"),
      family("noun", "сложность"),
      family("noun", "взятка"),
      family("noun", "взяточник"),
      family("noun", "министр"),
    ]);
    expect(kin).toEqual(
      new Map([
        ["решить", ["решение"]],
        ["решение", ["решить"]],
        ["убийца", ["убийство"]],
        ["убийство", ["убийца"]],
        ["сложный", ["сложность"]],
        ["сложность", ["сложный"]],
        ["взятка", ["взяточник"]],
        ["взяточник", ["взятка"]],
      ]),
    );
  });

  it("are no words of another part of speech, of short stems, or of another meaning", () => {
    const kin = findKin([
      family("form", "решить"),
      family("noun", "решение"),
      family("noun", "рис"),
      family("verb", "рисовать"),
      family("noun", "новость"),
      family("adjective", "новый"),
    ]);
    expect(kin).toEqual(new Map());
  });
});
