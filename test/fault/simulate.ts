/**
 * npm run simulate -- --seed S --steps N [--histories H]: runs H seeded histories of the commit protocol under faults,
 * from seed S on, and tells the first that breaks a promise.
 */
import { parseArgs } from "node:util";
import { runHistory } from "./simulation/history.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    steps: { type: "string", default: "400" },
    histories: { type: "string", default: "1" },
  },
});

const first = Number(values.seed);
const histories = Number(values.histories);
for (let seed = first; seed < first + histories; seed += 1) {
  try {
    const report = await runHistory(seed, Number(values.steps));
    if (histories === 1 || seed % 100 === 0) console.log(`seed ${seed}: ${JSON.stringify(report)}`);
  } catch (error) {
    console.error(`seed ${seed} breaks a promise:`, error);
    process.exitCode = 1;
    break;
  }
}
if (process.exitCode !== 1) console.log(`${histories} histories without a violation`);
