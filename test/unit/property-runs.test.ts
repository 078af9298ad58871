import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

/** Lists the values with which a property is tried. */
function triedWith(part: string, parameters?: fc.Parameters<[number]>): number[] {
  vi.stubEnv("PROPERTY_RUNS", part);
  const tried: number[] = [];
  fc.assert(
    fc.property(fc.nat(), (number) => void tried.push(number)),
    parameters,
  );
  return tried;
}

test("PROPERTY_RUNS says what part of its runs a property makes, the first ones, and all of its examples", () => {
  const all = triedWith("1", { numRuns: 200 });
  expect(all).toHaveLength(200);
  expect(triedWith("0.2", { numRuns: 200 })).toEqual(all.slice(0, 40));
  expect(triedWith("2")).toHaveLength(200);
  expect(triedWith("0.001", { numRuns: 200, examples: [[7], [8]] }).slice(0, 2)).toEqual([7, 8]);
});
