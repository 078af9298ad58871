/**
 * npm run simulate -- --seed S [--steps N] [--histories H] [--bug TEXT] [--no-shrink]: runs H seeded histories of the
 * commit protocol under faults, from seed S on. The first that breaks a promise is made as small as it can be, and its
 * schedule is printed. `--bug` plants one of simulation/planted-bugs.ts, the first whose name holds the text.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { BrokenPromise, type HistoryOptions, type HistoryReport, runHistory } from "./simulation/history.ts";
import { PLANTED_BUGS, type PlantedBug, rolesWith } from "./simulation/planted-bugs.ts";
import { shrinkHistory } from "./simulation/shrink.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    steps: { type: "string", default: "400" },
    histories: { type: "string", default: "1" },
    bug: { type: "string" },
    "no-shrink": { type: "boolean", default: false },
  },
});

function chooseRoles(): HistoryOptions {
  const wanted = values.bug;
  if (wanted === undefined) return {};
  const bug = (Object.keys(PLANTED_BUGS) as PlantedBug[]).find((name) => name.includes(wanted));
  if (bug === undefined) throw new Error(`--bug must be part of one of:\n${Object.keys(PLANTED_BUGS).join("\n")}`);
  return { roles: rolesWith(bug) };
}

async function tellFailure(seed: number, steps: number, failure: BrokenPromise, options: HistoryOptions) {
  console.error(`seed ${seed} breaks a promise:`, failure.cause);
  console.error(`replay: npm run simulate -- --seed ${seed} --steps ${steps}`);
  const { failure: smallest, runs } = values["no-shrink"]
    ? { failure, runs: 0 }
    : await shrinkHistory(seed, steps, failure, options);
  console.error(`\nThe shortest schedule found in ${runs} runs, of ${smallest.happenings.length} happenings:`);
  for (const line of smallest.log) console.error(`  ${line}`);
  console.error(`  ${smallest.message}`);
}

async function main(): Promise<void> {
  const [first, steps, histories] = [Number(values.seed), Number(values.steps), Number(values.histories)];
  const options = chooseRoles();
  const sums: Record<string, number> = {};
  const add = (report: HistoryReport) => {
    for (const [name, count] of Object.entries(report)) sums[name] = (sums[name] ?? 0) + count;
  };
  for (let seed = first; seed < first + histories; seed += 1) {
    try {
      add((await runHistory(seed, steps, options)).report);
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error;
      await tellFailure(seed, steps, error, options);
      process.exitCode = 1;
      return;
    }
    if (seed % 100 === 0) console.log(`seed ${seed}: no violation so far`);
  }
  console.log(`${histories} histories from seed ${first} on without a violation: ${JSON.stringify(sums)}`);
}

await main();
