import fc from "fast-check";
import { expect, it } from "vitest";
import { findNearTerms } from "../../../src/query/edit-distance.ts";
import { LexiconBlockWriter } from "../../../src/segment/lexicon.ts";
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

function toBlock(terms: readonly string[]): Uint8Array {
  const writer = new LexiconBlockWriter();
  for (const item of terms) writer.add({ term: item, documentFrequency: 1 });
  return writer.take();
}

const term = fc.oneof(fc.string({ unit: fc.constantFrom("а", "б", "в"), maxLength: 7 }), anyString);

it("finds just the terms within so many edits, each with its distance, in the order of the lexicon", () => {
  fc.assert(
    fc.property(fc.uniqueArray(term, { maxLength: 60 }), term, fc.nat({ max: 4 }), (terms, word, maxDistance) => {
      const list = [...terms].sort();
      const expected = list
        .map((item): [string, number] => [item, naiveDistance(item, word)])
        .filter(([, distance]) => distance <= maxDistance);
      const half = Math.floor(list.length / 2);
      const blocks = [list.slice(0, half), list.slice(half)].map(toBlock);
      expect([...findNearTerms(blocks, word, maxDistance)]).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
