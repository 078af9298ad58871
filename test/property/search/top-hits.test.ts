import fc from "fast-check";
import { expect, it } from "vitest";
import { TopHits } from "../../../src/index/read.ts";

const score = fc.oneof(fc.constantFrom(0, 1, 1.5, 2), fc.double({ noNaN: true }));
const hits = fc
  .array(fc.record({ score, tier: fc.nat({ max: 1 }), hasAllWords: fc.boolean() }), { maxLength: 80 })
  .chain((rows) => fc.shuffledSubarray(rows.map((row, ordinal) => ({ ordinal, ...row }))));
const capacity = fc.oneof(fc.nat({ max: 20 }), fc.constant(Number.POSITIVE_INFINITY));

it("keeps what sorting all of them by tier, score and ordinal puts first", () => {
  fc.assert(
    fc.property(hits, capacity, (offered, most) => {
      const top = new TopHits(3, most);
      for (const hit of offered) top.offer(hit.ordinal, hit.score, hit.tier, hit.hasAllWords);
      const sorted = [...offered].sort((a, b) => b.tier - a.tier || compareScores(b, a) || a.ordinal - b.ordinal);
      expect(top.sorted()).toEqual(sorted.slice(0, most).map((hit) => ({ segmentNumber: 3, ...hit })));
    }),
    { numRuns: 500 },
  );
});

/** Infinities are equal to themselves. */
function compareScores(a: { score: number }, b: { score: number }): number {
  return a.score === b.score ? 0 : a.score - b.score;
}
