import { describe, expect, it } from "vitest";
import { nodesOf } from "../../../support/inside/index-plan.ts";
import { compileArticleQuery } from "../../../support/inside/search-ranking.ts";

const wordsOf = (text: string) => compileArticleQuery(text, "auto").words.map((word) => word.text);

describe("what a reader types", () => {
  it("becomes a group of alternatives a word, all needed or any", () => {
    const { plan } = compileArticleQuery("лавров китай", "all");
    expect(plan.queryTerms.length).toBe(2);
    const words = [
      { kind: "disjunction-max", termNumber: 0 },
      { kind: "disjunction-max", termNumber: 1 },
    ];
    expect(plan.root).toMatchObject({ must: words, should: [] });
    expect(compileArticleQuery("лавров китай", "any").plan.root).toMatchObject({ must: [], should: words });
    expect(compileArticleQuery("лавров китай", "auto").plan.root).toMatchObject({ must: [], should: words });
  });

  it("brings the roots of its words, twice where two words share one, and none of short words and names", () => {
    const rootsOf = (text: string) => {
      const { root } = compileArticleQuery(text, "auto").plan;
      return root.boosting.map(({ prefix, boost }) => [prefix, boost]);
    };
    expect(rootsOf("Москва обсуждает киберпреступность и киберугрозы")).toEqual([
      ["москв", 1],
      ["обсуж", 1],
      ["кибер", 2],
    ]);
    expect(rootsOf("лавров кит 2016")).toEqual([]);
  });

  it("brings the roots of surnames too in a sentence, and counts no word twice that has one", () => {
    const text = "министр Лавров встретил брата Кузнецова в Минске";
    const { root } = compileArticleQuery(text, "auto").plan;
    expect(root.boosting.map(({ prefix }) => prefix)).toEqual(["минис", "лавро", "встре", "кузне", "минск"]);
    const boosts = [...nodesOf(root)].flatMap((node) => (node.kind === "term" ? [[node.term, node.termBoost]] : []));
    expect(boosts).toContainEqual(["лавров^", 1]);
    expect(boosts).toContainEqual(["брат", 2]);
  });

  it("counts a number half as much again in a sentence as any other word with its root, but no date and no name", () => {
    const boostsOf = (text: string) =>
      new Map(
        [...nodesOf(compileArticleQuery(text, "auto").plan.root)].flatMap((node) =>
          node.kind === "term" ? [[node.term, node.termBoost] as const] : [],
        ),
      );
    const sentence = boostsOf("За сутки выявили 9709 случаев COVID-19 в 10:30 от 5,2 тысячи 2016-10-09");
    expect(["9709", "10:30", "5.2"].map((term) => sentence.get(term))).toEqual([3, 3, 3]);
    expect(["covid19", "2016-10-09"].map((term) => sentence.get(term))).toEqual([2, 2]);
    expect(boostsOf("выявили 9709 случаев").get("9709")).toBe(2);
  });

  it("counts a word with hyphens as one word, of which each part has a share, and a stop word none", () => {
    const boostsOf = (text: string) =>
      [...nodesOf(compileArticleQuery(text, "auto").plan.root)].flatMap((node) =>
        node.kind === "term" && !node.isGuess ? [[node.term, node.termBoost] as const] : [],
      );
    expect(boostsOf("бизнес-план")).toEqual([
      ["бизнес", 1],
      ["план", 1],
      ["бизнеспла", 2],
    ]);
    expect(boostsOf("план-на-завтра")).toEqual([
      ["план", 1],
      ["на", 1],
      ["завтра", 1],
    ]);
    expect(boostsOf("из-за").slice(0, 2)).toEqual([
      ["из", 1],
      ["за", 1],
    ]);
  });

  it("leaves stop words out where another word is left, and searches them where none is", () => {
    expect(wordsOf("и в порту")).toEqual(["порту"]);
    expect(wordsOf("и в")).toEqual(["и", "в"]);
  });

  it("counts a word once that is typed twice", () => {
    expect(wordsOf("нефть нефть")).toEqual(["нефть"]);
  });

  it("without a word, or of signs alone, is a plan that matches nothing", () => {
    for (const text of ["", " ", "!!! — «»", "😀"]) {
      const { plan, words } = compileArticleQuery(text, "all");
      expect(plan.root).toMatchObject({ must: [], should: [] });
      expect(words).toEqual([]);
    }
  });

  it("of any length is bounded", () => {
    const { words } = compileArticleQuery(Array.from({ length: 3_000 }, (_, i) => `слово${i}`).join(" "), "any");
    expect(words.length).toBeLessThanOrEqual(64);
  });
});
