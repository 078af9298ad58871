import { expect, it } from "vitest";
import { FieldOccurrences, type TermOccurrences } from "../../../../../src/index/read.ts";
import { FormCollector } from "../../../../support/inside/index-lexicon.ts";
import type { FieldPostings } from "../../../../support/inside/index-postings.ts";

/** A term whose document i has the forms at `numbers[i]`, once in each of two fields. */
function termOf(forms: readonly string[], numbers: readonly (readonly number[])[]) {
  const ordinals = Uint32Array.from(numbers.keys());
  const starts = Uint32Array.of(0, ...numbers.map((_, i) => numbers.slice(0, i + 1).flat().length));
  const formNumbers = Uint8Array.from(numbers.flat());
  const fields = [0, 1].map(
    (field) => new FieldOccurrences(field, ordinals, starts, Uint32Array.from(formNumbers), formNumbers),
  );
  const postings: FieldPostings[] = [0, 1].map((field) => ({ field, ordinals, frequencies: ordinals }));
  const occurrences: TermOccurrences = { forms, fields };
  return [numbers.length, postings, occurrences] as const;
}

it.each([1_000, 2])("forms leave in their own order with the documents that hold them, %i at a time", (maxBuffered) => {
  const collector = new FormCollector(maxBuffered);
  collector.add(...termOf(["китай", "китая"], [[0, 0], [1], [0, 1]]));
  collector.add(...termOf(["бор"], [[0], [0]]));
  collector.add(...termOf(["яма", "ямы"], [[1], [0, 1], [1]]));
  // The same forms under another term: the larger number counts, not the sum.
  collector.add(...termOf(["китай", "китая"], [[0], [1], [1], [1]]));
  expect([...collector.forms()]).toEqual([
    { term: "бор", documentFrequency: 2 },
    { term: "китай", documentFrequency: 2 },
    { term: "китая", documentFrequency: 3 },
    { term: "яма", documentFrequency: 1 },
    { term: "ямы", documentFrequency: 3 },
  ]);
});

it("a collector that was given nothing has none", () => {
  expect([...new FormCollector().forms()]).toEqual([]);
});
