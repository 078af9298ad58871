import { describe, expect, it } from "vitest";
import {
  booleanNode,
  type DisjunctionMaxNode,
  inverseDocumentFrequency,
  nameCertainty,
  type TermNode,
} from "../../../../../src/index/read.ts";
import { WordStatistics } from "../../../../support/inside/index-plan.ts";
import { type IndexCounts, ownFrequency } from "../../../../support/inside/index-scoring.ts";

const term = (name: string, options: Partial<TermNode> = {}): TermNode => ({
  kind: "term",
  term: name,
  termNumber: null,
  termBoost: 1,
  fields: [
    { field: 0, name: "title", boost: 1 },
    { field: 1, name: "text", boost: 1 },
  ],
  bm25: { k: 1.2, b: 0.75, d: 0 },
  prefix: false,
  maxDistance: 0,
  weights: { fuzzy: 0, prefix: 0 },
  boostDocument: null,
  ...options,
});

const counts = (frequencies: Record<string, readonly [title: number, text: number]>): IndexCounts => ({
  documentCount: 1000,
  documentFrequency: (name, field) => frequencies[name]?.[field] ?? 0,
});

const idf = (documentFrequency: number) => inverseDocumentFrequency(documentFrequency, 1000);

describe("the alternatives of a word", () => {
  const [sure, guess] = [term("дани"), term("дан", { isGuess: true })];
  const word: DisjunctionMaxNode = {
    kind: "disjunction-max",
    termNumber: 0,
    children: [sure, guess],
    evidence: { term: "дани", mark: "дан^" },
  };

  it("are as rare as the most frequent of them, in each field, where the word is no name", () => {
    const statistics = new WordStatistics(counts({ дани: [2, 10], дан: [5, 400] }), word);
    for (const node of [sure, guess]) {
      expect(statistics.inverseDocumentFrequency(node, node.term, 0)).toBe(idf(5));
      expect(statistics.inverseDocumentFrequency(node, node.term, 1)).toBe(idf(400));
      expect(statistics.weightFactor(node)).toBe(1);
    }
  });

  it("keep their own rarity where it surely is a name, and guesses weigh less", () => {
    const statistics = new WordStatistics(counts({ дани: [2, 10], дан: [5, 400], "дан^": [3, 12] }), word);
    expect(statistics.inverseDocumentFrequency(sure, "дани", 1)).toBe(idf(10));
    expect(statistics.inverseDocumentFrequency(guess, "дан", 1)).toBe(idf(400));
    expect(statistics.weightFactor(sure)).toBe(1);
    expect(statistics.weightFactor(guess)).toBeCloseTo(0.4, 10);
  });

  it("lie between where the documents are of both kinds", () => {
    const statistics = new WordStatistics(counts({ дани: [0, 10], дан: [0, 400], "дан^": [0, 5] }), word);
    expect(statistics.inverseDocumentFrequency(sure, "дани", 1)).toBeCloseTo((idf(10) + idf(400)) / 2, 10);
    expect(statistics.weightFactor(guess)).toBeCloseTo(0.7, 10);
  });

  it("do not count what a prefix or a typo may bring, nor terms that must be there together", () => {
    const loose = [term("да", { prefix: true }), term("дань", { maxDistance: 1 })];
    const [first, second] = [term("а"), term("б")];
    const together = booleanNode({ must: [first, second] });
    const statistics = new WordStatistics(
      counts({ дани: [0, 10], да: [0, 900], дань: [0, 900], а: [0, 950], б: [0, 20] }),
      { kind: "disjunction-max", termNumber: 0, children: [sure, ...loose, together] },
    );
    expect(statistics.inverseDocumentFrequency(sure, "дани", 1)).toBe(idf(10));
    expect(statistics.inverseDocumentFrequency(second, "б", 1)).toBe(idf(20));
  });

  it("are nobody's where a term stands alone", () => {
    const statistics = new WordStatistics(counts({ дани: [0, 10] }), null);
    expect(statistics.inverseDocumentFrequency(sure, "дани", 1)).toBe(idf(10));
    expect(statistics.weightFactor(guess)).toBe(1);
  });
});

describe("certainty and frequency", () => {
  it("is a share, 0 without any document", () => {
    expect(nameCertainty(0, 7)).toBe(0);
    expect(nameCertainty(10, 4)).toBe(0.4);
    expect(nameCertainty(10, 40)).toBe(1);
  });

  it("takes homographs off, and leaves something of what matches", () => {
    expect(ownFrequency(3, 0)).toBe(3);
    expect(ownFrequency(3, 1)).toBeCloseTo(2.1, 10);
    expect(ownFrequency(1, 5)).toBeGreaterThan(0);
    expect(ownFrequency(1, 5)).toBeLessThan(ownFrequency(1, 1));
  });
});
