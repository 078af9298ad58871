import { expect, it } from "vitest";
import { measureQueryCost } from "./query-cost.ts";

it("costs fewer requests and bytes a query than the articles would have it", async () => {
  const small = await measureQueryCost(1_000);
  const large = await measureQueryCost(4_000);
  for (const state of ["cold", "warm"] as const) {
    expect(large[state].requests).toBeLessThan(small[state].requests * 3);
    expect(large[state].bytes).toBeLessThan(small[state].bytes * 3);
  }
  expect(large.indexBytes).toBeLessThan(large.textBytes / 2);
});
