import fc from "fast-check";
import { expect, it } from "vitest";
import { MinCompetitiveScore } from "../../../../support/inside/index-scoring.ts";

it("lies below nothing until it is full, then just under the k-th best score", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.double({ min: 0, max: 50, noNaN: true })), (k, scores) => {
      const floor = new MinCompetitiveScore(k);
      for (const [i, score] of scores.entries()) {
        expect(floor.isFull).toBe(i >= k);
        floor.offer(score);
      }
      expect(floor.count).toBe(Math.min(k, scores.length));
      const kth = [...scores].sort((a, b) => b - a)[k - 1];
      if (kth === undefined) expect(floor.lowest).toBe(Number.NEGATIVE_INFINITY);
      else {
        expect(floor.lowest).toBeLessThanOrEqual(kth);
        expect(floor.lowest).toBeGreaterThanOrEqual(kth * (1 - 1e-6));
      }
    }),
  );
});
