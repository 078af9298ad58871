import { expect, it } from "vitest";
import { occurrenceCount as count } from "../../../../support/inside/index-postings.ts";
import { CountsBySlot, uniteCounts } from "../../../../support/inside/index-scoring.ts";

it("two counts united have the greater frequency, and are in the opening where either is", () => {
  expect(uniteCounts(count(3, false), count(1, true))).toBe(count(3, true));
  expect(uniteCounts(count(3, true), count(7, false))).toBe(count(7, true));
  expect(uniteCounts(count(2, false), count(2, false))).toBe(count(2, false));
  expect(uniteCounts(0, count(5, true))).toBe(count(5, true));
});

it("counts of a window are united by slot, and given once", () => {
  const counts = new CountsBySlot();
  counts.add(7, count(1, true));
  counts.add(0, count(2, false));
  counts.add(7, count(4, false));
  const drain = () => {
    const all: [number, number][] = [];
    counts.drain((slot, found) => all.push([slot, found]));
    return all;
  };
  expect(drain()).toEqual([
    [7, count(4, true)],
    [0, count(2, false)],
  ]);
  expect(drain()).toEqual([]);
});
