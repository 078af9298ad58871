/**
 * The commit protocol under faults, from seeds 1 on: as many histories as CI has time for; more by `npm run simulate`.
 */
import { expect, it } from "vitest";
import { type HistoryReport, runHistory } from "./simulation/history.ts";

const HISTORIES = Number(process.env.SIMULATION_HISTORIES ?? 300);
/**
 * Calls of the store. What each worker does takes more of them than it did: a HEAD for an unsettled version, a mark, a
 * tidying up.
 */
const STEPS = 450;

/**
 * A run in which little happens proves little: each of these, so often in a hundred histories, comes short of what they
 * do.
 */
const FEWEST_IN_A_HUNDRED: HistoryReport = {
  commits: 500,
  killed: 25,
  reads: 100,
  collected: 25,
  merges: 50,
  purges: 8,
  rebuilds: 10,
  repairs: 10,
  upgrades: 10,
  tombstoneObjects: 10,
  metadataChanges: 300,
  refusedWrites: 100,
  removals: 150,
  takedowns: 200,
  lifts: 100,
  conflicts: 300,
  copiedStoredBlocks: 8,
};

it("keeps every invariant and loses no upload over seeded histories of faults", async () => {
  const sums: Record<string, number> = {};
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    try {
      const { report } = await runHistory(seed, STEPS);
      for (const [name, count] of Object.entries(report)) sums[name] = (sums[name] ?? 0) + count;
    } catch (cause) {
      throw new Error(`seed ${seed}; replay: npm run simulate -- --seed ${seed} --steps ${STEPS}`, { cause });
    }
  }
  const tooFew = Object.entries(FEWEST_IN_A_HUNDRED).filter(
    ([name, fewest]) => (sums[name] ?? 0) < (fewest * HISTORIES) / 100,
  );
  expect(tooFew, JSON.stringify(sums)).toEqual([]);
});

it("gives the same history for the same seed, step by step", async () => {
  expect(await runHistory(7, STEPS)).toEqual(await runHistory(7, STEPS));
});
