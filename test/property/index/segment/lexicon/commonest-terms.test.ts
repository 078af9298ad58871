import fc from "fast-check";
import { expect, test } from "vitest";
import {
  commonestTerms,
  decodeLexiconBlock,
  findTerms,
  LexiconBlockWriter,
  type LexiconTerm,
} from "../../../../support/inside/index-lexicon.ts";

const words = fc.array(fc.array(fc.constantFrom("а", "б", "в", "\u{1f600}"), { maxLength: 9 }), { maxLength: 150 });
const frequencies = fc.infiniteStream(
  fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 4_094, max: 4_098 }),
    fc.integer({ min: 1, max: 2 ** 31 }),
  ),
);

const lexicon = fc
  .tuple(words, frequencies)
  .map(([letters, numbers]): LexiconTerm[] =>
    [...new Set(letters.map((some) => some.join("")))]
      .sort()
      .map((term) => ({ term, documentFrequency: numbers.next().value })),
  );

/** Blocks of so many terms. */
function toBlocks(terms: readonly LexiconTerm[], blockTerms: number) {
  return Array.from({ length: Math.ceil(terms.length / blockTerms) }, (_, i) => {
    const writer = new LexiconBlockWriter();
    for (const term of terms.slice(i * blockTerms, (i + 1) * blockTerms)) writer.add(term);
    return decodeLexiconBlock(writer.take());
  });
}

const prefixes = fc.array(fc.constantFrom("а", "б", "в", "г"), { maxLength: 4 }).map((letters) => letters.join(""));
const blockSizes = fc.constantFrom(1, 7, 40, 200);

test("the commonest terms with a prefix are those that sorting all of them gives, in any blocks", () => {
  fc.assert(
    fc.property(lexicon, prefixes, fc.integer({ min: 1, max: 60 }), blockSizes, (terms, prefix, most, blockTerms) => {
      const all = terms.filter(({ term }) => term.startsWith(prefix));
      // Sorting is stable, and the terms ascend.
      const sorted = all.toSorted((a, b) => b.documentFrequency - a.documentFrequency);
      const found = commonestTerms(toBlocks(terms, blockTerms), prefix, most);
      expect(found).toEqual({ terms: sorted.slice(0, most), count: all.length });
    }),
  );
});

test("a prefix longer than what a byte can say is shared finds the same", () => {
  const long = "а".repeat(300);
  const terms = [long, `${long}б`, `${long}в`, `${long}вг`].map((term, i) => ({ term, documentFrequency: 1 + i }));
  const found = commonestTerms(toBlocks(terms, 3), `${long}в`, 1);
  expect(found).toEqual({ terms: [{ term: `${long}вг`, documentFrequency: 4 }], count: 2 });
});

test("terms are found with their frequencies in any blocks, and no others", () => {
  fc.assert(
    fc.property(lexicon, lexicon, blockSizes, (terms, others, blockTerms) => {
      const asked = [...new Set([...terms, ...others].map(({ term }) => term))].sort();
      const found = findTerms(toBlocks(terms, blockTerms), asked);
      expect([...found]).toEqual(terms.map(({ term, documentFrequency }) => [term, documentFrequency]));
    }),
  );
});
