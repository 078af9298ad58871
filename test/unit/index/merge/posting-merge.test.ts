import { describe, expect, it } from "vitest";
import { DEAD_ORDINAL, mergePostings } from "../../../support/inside/index-merge.ts";
import type { FieldPostings } from "../../../support/inside/index-postings.ts";

const list = (field: number, ...rows: [ordinal: number, frequency: number][]): FieldPostings => ({
  field,
  ordinals: Uint32Array.from(rows, ([ordinal]) => ordinal),
  frequencies: Uint32Array.from(rows, ([, frequency]) => frequency),
});
const source = (ordinalMap: number[], ...fields: FieldPostings[]) => ({
  fields,
  ordinalMap: Uint32Array.from(ordinalMap),
});

describe("the postings of a term", () => {
  it("of several segments come in the order of the merged documents", () => {
    const merged = mergePostings([
      source([0, 3, 4], list(0, [0, 1], [1, 2], [2, 3])),
      source([1, 5], list(0, [0, 4], [1, 5])),
      source([2], list(0, [0, 6])),
    ]);
    expect(merged).toEqual([list(0, [0, 1], [1, 4], [2, 6], [3, 2], [4, 3], [5, 5])]);
  });

  it("stay apart by field, fields ascending", () => {
    const merged = mergePostings([source([1], list(2, [0, 7])), source([0], list(0, [0, 1]), list(2, [0, 2]))]);
    expect(merged).toEqual([list(0, [0, 1]), list(2, [0, 2], [1, 7])]);
  });

  it("lose the dead documents, and a field or term of the dead alone goes", () => {
    const map = [DEAD_ORDINAL, 0, DEAD_ORDINAL];
    expect(mergePostings([source(map, list(0, [0, 1], [1, 2], [2, 3]), list(1, [0, 1]))])).toEqual([list(0, [0, 2])]);
    expect(mergePostings([source(map, list(0, [0, 1])), source([DEAD_ORDINAL], list(1, [0, 1]))])).toEqual([]);
    expect(mergePostings([])).toEqual([]);
  });
});
