import { describe, expect, it } from "vitest";
import { judgeRanking, meanFigures } from "../../eval/ranking/retrieval-metrics.ts";

const grades = (of: Record<string, number>) => new Map(Object.entries(of));

describe("the figures of a ranking", () => {
  it("are 1 where the best come first", () => {
    expect(judgeRanking(["a", "b", "c"], grades({ a: 3, b: 1 }))).toEqual({ ndcg10: 1, mrr10: 1, recall50: 1 });
  });

  it("are 0 where nothing relevant is found", () => {
    expect(judgeRanking(["c"], grades({ a: 1 }))).toEqual({ ndcg10: 0, mrr10: 0, recall50: 0 });
  });

  it("fall with the rank by its logarithm, and by its reciprocal", () => {
    const { ndcg10, mrr10 } = judgeRanking(["x", "y", "a"], grades({ a: 1 }));
    expect(ndcg10).toBeCloseTo(1 / Math.log2(4), 12);
    expect(mrr10).toBeCloseTo(1 / 3, 12);
  });

  it("weigh a grade of 3 seven times one of 1", () => {
    const { ndcg10 } = judgeRanking(["b", "a"], grades({ a: 3, b: 1 }));
    expect(ndcg10).toBeCloseTo((1 + 7 / Math.log2(3)) / (7 + 1 / Math.log2(3)), 12);
  });

  it("look no further than ten, and fifty for what is found at all", () => {
    const ranking = [...Array.from({ length: 10 }, (_, i) => `x${i}`), "a"];
    expect(judgeRanking(ranking, grades({ a: 1, b: 1 }))).toEqual({ ndcg10: 0, mrr10: 0, recall50: 0.5 });
    const deep = [...Array.from({ length: 50 }, (_, i) => `x${i}`), "a"];
    expect(judgeRanking(deep, grades({ a: 1 })).recall50).toBe(0);
  });

  it("are averaged one by one", () => {
    const all = [
      { ndcg10: 1, mrr10: 0.5, recall50: 1 },
      { ndcg10: 0, mrr10: 0.5, recall50: 0 },
    ];
    expect(meanFigures(all)).toEqual({ ndcg10: 0.5, mrr10: 0.5, recall50: 0.5 });
    expect(meanFigures([])).toEqual({ ndcg10: 0, mrr10: 0, recall50: 0 });
  });
});
