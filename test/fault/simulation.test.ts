import { expect, it } from "vitest";
import { runHistory } from "./simulation/history.ts";

const HISTORIES = Number(process.env.SIMULATION_HISTORIES ?? 300);
const STEPS = 400;

it("keeps every invariant and loses no upload over seeded histories of faults", async () => {
  let commits = 0;
  let killed = 0;
  let reads = 0;
  let collected = 0;
  let merges = 0;
  let purges = 0;
  let tombstoneObjects = 0;
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    try {
      const report = await runHistory(seed, STEPS);
      commits += report.commits;
      killed += report.killed;
      reads += report.reads;
      collected += report.collected;
      merges += report.merges;
      purges += report.purges;
      tombstoneObjects += report.tombstoneObjects;
    } catch (cause) {
      throw new Error(`seed ${seed}; replay: npm run simulate -- --seed ${seed} --steps ${STEPS}`, { cause });
    }
  }
  // A run in which little happens proves little.
  expect({ commits: commits > HISTORIES * 5, killed: killed > HISTORIES / 4 }).toEqual({ commits: true, killed: true });
  expect({ reads: reads > HISTORIES, collected: collected > HISTORIES / 4 }).toEqual({ reads: true, collected: true });
  expect(merges).toBeGreaterThan(HISTORIES / 2);
  expect({ purges: purges > HISTORIES / 10, tombstoneObjects: tombstoneObjects > HISTORIES / 10 }).toEqual({
    purges: true,
    tombstoneObjects: true,
  });
});

it("gives the same history for the same seed", async () => {
  expect(await runHistory(7, STEPS)).toEqual(await runHistory(7, STEPS));
});
