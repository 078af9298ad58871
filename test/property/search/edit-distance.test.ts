import fc from "fast-check";
import { expect, it } from "vitest";
import { anyString } from "../../support/arbitraries.ts";
import {
  decodeLexiconBlock,
  type LexiconBlock,
  LexiconBlockWriter,
  termsWithPrefix,
} from "../../support/inside/index-lexicon.ts";
import { createEditAutomaton, findNearTerms, nearRanges } from "../../support/inside/index-plan.ts";

/**
 * Levenshtein's distance by its definition, over UTF-16 units; that of optimal string alignment where a swap is one
 * edit.
 */
function naiveDistance(a: string, b: string, hasSwaps = false): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = hasSwaps && i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(substituted, rows[i - 1]![j]! + 1, row[j - 1]! + 1, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

function toBlock(terms: readonly string[]): LexiconBlock {
  const writer = new LexiconBlockWriter();
  for (const term of terms) writer.add({ term, documentFrequency: term.length + 1 });
  return decodeLexiconBlock(writer.take());
}

/** Lists of terms that share much: few letters, common beginnings, halves of pairs, the empty word, long words. */
const letters = fc.constantFrom("а", "б", "в");
const beginning = fc.constantFrom("", "перепод", "пере", "\ud83d\ude00", "\ud83d", "а".repeat(28), "б".repeat(300));
const term = fc.oneof(
  fc.string({ unit: letters, maxLength: 7 }),
  fc.tuple(beginning, fc.string({ unit: letters, maxLength: 5 })).map(([first, rest]) => first + rest),
  fc.tuple(beginning, anyString).map(([first, rest]) => first + rest),
  anyString,
);
const sortedTerms = fc.uniqueArray(term, { maxLength: 120 }).map((terms) => terms.sort());

/** A word beside the list, or one of its terms, with something changed. */
const wordOf = (terms: readonly string[]) =>
  fc.oneof(
    term,
    fc
      .tuple(
        fc.constantFrom("", ...terms),
        fc.nat({ max: 9 }),
        fc.nat({ max: 2 }),
        fc.constantFrom("", "а", "ж", "\ude00"),
      )
      .map(([item, at, removed, put]) => item.slice(0, at) + put + item.slice(at + removed)),
  );
const listAndWord = sortedTerms.chain((terms) => fc.tuple(fc.constant(terms), wordOf(terms)));

it("finds just the terms within so many edits, each with its distance, in the order of the lexicon", () => {
  fc.assert(
    fc.property(listAndWord, fc.nat({ max: 6 }), fc.nat(), ([terms, word], maxDistance, cut) => {
      const expected = terms
        .map((item) => ({ term: item, distance: naiveDistance(item, word), documentFrequency: item.length + 1 }))
        .filter(({ distance }) => distance <= maxDistance);
      const middle = terms.length === 0 ? 0 : cut % terms.length;
      const blocks = [terms.slice(0, middle), terms.slice(middle)].map(toBlock);
      expect(findNearTerms(blocks, word, maxDistance)).toEqual(expected);
    }),
    { numRuns: 600 },
  );
});

it("finds just the terms within so many edits where a swap of neighbours is one of them", () => {
  fc.assert(
    fc.property(listAndWord, fc.nat({ max: 7 }), ([terms, word], maxDistance) => {
      const expected = terms
        .map((item) => ({ term: item, distance: naiveDistance(item, word, true), documentFrequency: item.length + 1 }))
        .filter(({ distance }) => distance <= maxDistance);
      const automaton = createEditAutomaton(word, maxDistance, 1);
      expect(findNearTerms([toBlock(terms)], word, maxDistance, automaton)).toEqual(expected);
    }),
    { numRuns: 600 },
  );
});

it("finds the same by any whole or fractional bound, also one above every distance", () => {
  fc.assert(
    fc.property(listAndWord, fc.constantFrom(-1, 0.5, 1.5, 6.5, 7, 40, 1_000, Infinity), ([terms, word], bound) => {
      const expected = terms.filter((item) => naiveDistance(item, word) <= bound);
      expect(findNearTerms([toBlock(terms)], word, bound).map((near) => near.term)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

it("leaves no block out that holds a near term, and no block unread that its ends alone put too far", () => {
  fc.assert(
    fc.property(listAndWord, fc.nat({ max: 4 }), fc.nat({ max: 7 }), ([terms, word], maxDistance, size) => {
      const mayHold = nearRanges(word, createEditAutomaton(word, maxDistance));
      for (let from = 0; from < terms.length; from += size + 1) {
        const end = terms[from + size + 1] ?? null;
        const isNear = terms.slice(from, from + size + 1).some((item) => naiveDistance(item, word) <= maxDistance);
        if (isNear) expect(mayHold(terms[from]!, end)).toBe(true);
      }
    }),
    { numRuns: 600 },
  );
});

it("finds by a prefix what begins with it", () => {
  fc.assert(
    fc.property(listAndWord, ([terms, prefix]) => {
      const expected = terms.filter((item) => item.startsWith(prefix));
      expect(termsWithPrefix(toBlock(terms), prefix).map((found) => found.term)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});
