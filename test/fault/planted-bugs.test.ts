/**
 * The simulation finds what it is there to find: each of the bugs that a writer of this protocol is prone to, planted
 * in a worker of the test, within the histories that CI runs.
 */
import { describe, expect, it } from "vitest";
import type { BrokenPromise } from "./simulation/history.ts";
import { PLANTED_BUGS, type PlantedBug, rolesWith } from "./simulation/planted-bugs.ts";
import { failureOf, shrinkHistory } from "./simulation/shrink.ts";

const HISTORIES = 300;
const STEPS = 400;

async function firstFailure(bug: PlantedBug): Promise<{ seed: number; failure: BrokenPromise } | null> {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const failure = await failureOf(seed, STEPS, { roles: rolesWith(bug) });
    if (failure !== null) return { seed, failure };
  }
  return null;
}

describe("a worker is found out that", () => {
  it.each(Object.keys(PLANTED_BUGS) as PlantedBug[])("%s", async (bug) => {
    expect(await firstFailure(bug)).not.toBeNull();
  });
});

it("a failing history shrinks to a few happenings, and fails in the same way without the rest", async () => {
  const [seed, steps] = [1, 150];
  const options = { roles: rolesWith("retries a conditional put blindly") };
  const failure = await failureOf(seed, steps, options);
  if (failure === null) throw new Error(`seed ${seed} fails no more; take another`);
  const { happenings, omitted, failure: smallest } = await shrinkHistory(seed, steps, failure, options);
  expect(happenings.length).toBeLessThan(failure.happenings.length / 2);
  const replayed = await failureOf(seed, steps, { ...options, omitted });
  expect([replayed?.message, replayed?.happenings]).toEqual([smallest.message, happenings]);
});
