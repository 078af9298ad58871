import { beforeAll, describe, expect, it } from "vitest";
import { LEXICON_BLOCK_BYTES } from "../../../support/inside/index-blocks.ts";
import { decodeLexiconBlock, type LexiconBlock, LexiconBlockWriter } from "../../../support/inside/index-lexicon.ts";
import { createEditAutomaton, findNearTerms, nearRanges } from "../../../support/inside/index-plan.ts";
import { misspelledTerms, russianTerms } from "../../../support/russian-terms.ts";

const TERMS = 100_000;
const WORDS = 40;

function toBlocks(terms: readonly string[]): LexiconBlock[] {
  const blocks: LexiconBlock[] = [];
  const writer = new LexiconBlockWriter();
  for (const [i, term] of terms.entries()) {
    writer.add({ term, documentFrequency: 1 });
    if (writer.sizeBytes >= LEXICON_BLOCK_BYTES || i === terms.length - 1)
      blocks.push(decodeLexiconBlock(writer.take()));
  }
  return blocks;
}

describe("over a hundred thousand terms", () => {
  let terms: string[];
  let words: string[];
  let blocks: LexiconBlock[];

  beforeAll(() => {
    terms = russianTerms(TERMS);
    words = misspelledTerms(terms, WORDS);
    blocks = toBlocks(terms);
  });

  /** Units followed and terms looked at to their end, a word. */
  const countWork = (maxDistance: number): { units: number; ends: number } => {
    const work = { units: 0, ends: 0 };
    for (const word of words) {
      const automaton = createEditAutomaton(word, maxDistance);
      findNearTerms(blocks, word, maxDistance, {
        push: (depth, unit) => {
          work.units += 1;
          return automaton.push(depth, unit);
        },
        distance: (depth) => {
          work.ends += 1;
          return automaton.distance(depth);
        },
      });
    }
    return { units: work.units / WORDS, ends: work.ends / WORDS };
  };

  it.each([
    [1, 0.02, 0.001],
    [2, 0.2, 0.01],
  ])("%d edits follow at most %d units a term, and %d of the terms to their end", (maxDistance, units, ends) => {
    const work = countWork(maxDistance);
    expect(work.units).toBeLessThan(TERMS * units);
    expect(work.ends).toBeLessThan(TERMS * ends);
  });

  it("one edit needs at most half of the blocks of a word, on average", () => {
    const firstTerms = toFirstTerms(terms);
    const shares = words.map((word) => {
      const mayHold = nearRanges(word, createEditAutomaton(word, 1));
      const asked = firstTerms.filter((first, i) => mayHold(first, firstTerms[i + 1] ?? null));
      return asked.length / firstTerms.length;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / WORDS).toBeLessThan(0.5);
  });

  it("a term is found from each of its misspellings by one edit", () => {
    const term = terms[70_001]!;
    const misspelled = [term, `${term}ы`, term.slice(1), `${term.slice(0, 2)}ы${term.slice(3)}`, `ы${term}`];
    for (const word of misspelled) {
      expect(findNearTerms(blocks, word, 1).map((near) => near.term)).toContain(term);
    }
  });

  const toFirstTerms = (list: readonly string[]): string[] => list.filter((_, i) => i % 500 === 0);
});

describe("a swap of neighbours, and a character of two units,", () => {
  const blocks = toBlocks(["кто", "😀", "😁"].sort());

  it("are two edits and one, as in MiniSearch", () => {
    expect(findNearTerms(blocks, "кот", 1)).toEqual([]);
    expect(findNearTerms(blocks, "кот", 2)).toEqual([{ term: "кто", distance: 2, documentFrequency: 1 }]);
    expect(findNearTerms(blocks, "😀", 1).map(({ term, distance }) => [term, distance])).toEqual([
      ["😀", 0],
      ["😁", 1],
    ]);
  });
});

it("a range from the empty term on holds what stands before its end, and begins as that", () => {
  const mayHold = nearRanges("ми", createEditAutomaton("ми", 0));
  expect(mayHold("", "мир")).toBe(true);
  expect(mayHold("м", "мир")).toBe(true);
  expect(mayHold("", "ми")).toBe(false);
});

describe("words of thousands of units", () => {
  it("are compared in the memory of a band, not of a whole matrix", () => {
    const word = "а".repeat(5_000);
    const before = process.memoryUsage().arrayBuffers;
    const automaton = createEditAutomaton(word, 2);
    for (let depth = 0; depth < word.length; depth += 1) automaton.push(depth, word.charCodeAt(depth));
    expect([automaton.distance(word.length), automaton.distance(word.length - 2)]).toEqual([0, 2]);
    // A matrix is 100 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it("are looked for between terms that share nearly all of them", () => {
    const word = "а".repeat(50_000);
    const mayHold = nearRanges(word, createEditAutomaton(word, 1));
    expect(mayHold(`${word}а`, `${word}б`)).toBe(true);
    expect(mayHold(`${word}аа`, `${word}б`)).toBe(false);
    expect(mayHold(`${word.slice(1)}бб`, null)).toBe(true);
  });
});
