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

  it("are verbs of both aspects with what is made of either, people of a field, and adjectives of nouns", () => {
    const kin = findKin([
      family("verb", "уволить", "уволенный"),
      family("verb", "увольнять"),
      family("noun", "увольнение"),
      family("verb", "избить", "избитый"),
      family("verb", "избивать"),
      family("noun", "избиение"),
      family("noun", "футбол"),
      family("noun", "футболист"),
      family("noun", "школа"),
      family("adjective", "школьный"),
    ]);
    expect(kin.get("избить")).toEqual(["избивать", "избиение"]);
    expect(kin.get("избивать")).toEqual(["избиение", "избить"]);
    expect(kin.get("увольнение")).toEqual(["уволить", "увольнять"]);
    expect(kin.get("футбол")).toEqual(["футболист"]);
    expect(kin.get("школьный")).toEqual(["школа"]);
  });

  it("are no aspects of verbs that only look so, and no words that lost what joined them", () => {
    const kin = findKin([
      family("verb", "стоить"),
      family("verb", "стоять"),
      family("verb", "дорожить"),
      family("verb", "дорожать"),
      family("verb", "носить"),
      family("noun", "нос"),
      family("noun", "журнал"),
      family("noun", "журналист"),
    ]);
    expect(kin).toEqual(new Map());
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
