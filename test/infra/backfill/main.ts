/**
 * `npm run backfill:simulate -- --files 20000 --seed 1 --words 120 [--calm]`: backfills a made-up bucket by the
 * synthesised state machine and tells what it took. Exits with 1 where bucket and index do not agree.
 */
import { parseArgs } from "node:util";
import { synthesise } from "../synthesised.ts";
import { BackfillSimulation, calm, rough, type SimulationReport } from "./backfill-simulation.ts";
import { expectExactIndex, expectSameSearch, SAMPLE_QUERIES } from "./bucket-agreement.ts";
import { definitionOf } from "./synthesised-definition.ts";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    words: { type: "string", default: "120" },
    batch: { type: "string" },
    calm: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const definition = definitionOf(await synthesise());
  const simulation = await BackfillSimulation.make(definition, {
    files: Number(values.files),
    seed: Number(values.seed),
    words: Number(values.words),
    ...(values.calm ? { odds: calm, maxConcurrency: 1 } : { odds: rough }),
    ...(values.batch === undefined ? {} : { maxItemsPerBatch: Number(values.batch) }),
  });
  console.log(`${values.files} files are in the bucket.`);
  const report = await simulation.execute();
  tell(simulation, report);
  await simulation.bucket.drain();
  const uploads = await expectExactIndex(simulation.bucket.context);
  console.log(`Bucket and index agree on ${uploads} uploads.`);
  const hits = await expectSameSearch(simulation.bucket.context, SAMPLE_QUERIES);
  console.log(`${hits} hits of ${SAMPLE_QUERIES.length} queries are those of a fresh MiniSearch.`);
  if (report.needlesslyQueued.length > 0)
    throw new Error(`Queued for no reason: ${report.needlesslyQueued.join(", ")}`);
}

function tell(
  { bucket }: BackfillSimulation,
  { output, costs, processorMs, needlesslyQueued, ...counts }: SimulationReport,
): void {
  console.log("Counts:", JSON.stringify(output));
  console.log("Execution:", JSON.stringify(counts));
  console.log("Meanwhile:", JSON.stringify(bucket.counts));
  for (const [name, { byMethod, ...sums }] of costs) {
    const used = Object.fromEntries(Object.entries(byMethod).filter(([, count]) => count > 0));
    const time = values.calm ? `${Math.round(processorMs.get(name) ?? 0)} ms of processor time, ` : "";
    console.log(`${name}: ${time}${JSON.stringify({ ...sums, ...used })}`);
  }
  console.log(`Queued for no reason: ${needlesslyQueued.length}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
