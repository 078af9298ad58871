import { expect, it } from "vitest";
import { buildKeyFilter, mayHoldKey } from "../../../../support/inside/index-stored.ts";

const keyOf = (i: number): string => `articles/ria.ru/2016/${i}.txt`;

it("a filter never denies a key that it was built over", () => {
  const keys = ["", "articles/а б.txt", "\ud83d", ...Array.from({ length: 5000 }, (_, i) => keyOf(i))];
  const filter = buildKeyFilter(keys);
  expect(keys.filter((key) => !mayHoldKey(filter, key))).toEqual([]);
});

it("a filter takes ten bits a key and lets through about 0.8 % of other keys", () => {
  const filter = buildKeyFilter(Array.from({ length: 2000 }, (_, i) => keyOf(i)));
  expect(filter.length).toBe(2500);
  const passed = Array.from({ length: 20_000 }, (_, i) => keyOf(10_000 + i)).filter((key) => mayHoldKey(filter, key));
  // Binomial: 0.82 % of 20,000 is 164, with a standard deviation of 13.
  expect(passed.length).toBeGreaterThan(164 - 52);
  expect(passed.length).toBeLessThan(164 + 52);
});

it("a filter over no keys denies every key", () => {
  expect(mayHoldKey(buildKeyFilter([]), "articles/а.txt")).toBe(false);
});
