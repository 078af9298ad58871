import fc from "fast-check";
import { expect, it } from "vitest";
import { findNearTerms } from "../../../src/query/edit-distance.ts";
import { anyString } from "../../support/arbitraries.ts";

/** Levenshtein's distance by its definition, over UTF-16 units. */
function naiveDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

const term = fc.oneof(fc.string({ unit: fc.constantFrom("а", "б", "в"), maxLength: 7 }), anyString);

it("finds just the terms within so many edits, each with its distance, in the list's order", () => {
  fc.assert(
    fc.property(fc.uniqueArray(term, { maxLength: 60 }), term, fc.nat({ max: 4 }), (terms, word, maxDistance) => {
      const list = [...terms].sort().map((item) => ({ term: item, documentFrequency: 1 }));
      const expected = list
        .map((item) => ({ term: item.term, distance: naiveDistance(item.term, word) }))
        .filter(({ distance }) => distance <= maxDistance);
      expect(findNearTerms(list, word, maxDistance)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
