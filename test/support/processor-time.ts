/**
 * Measures the growth of processor time from a short work to a long one. The speed of the machine falls out of the
 * comparison. What else the machine does lengthens the processor time hardly, and never all of several runs.
 */
import { expect } from "vitest";

type Work = () => unknown;

/** The short work is repeated until it takes so long: a shorter time is told badly. */
const LEAST_MS = 5;
const SHORT_RUNS = 3;
const LONG_RUNS = 10;

/** Fails where the long work takes so many times the processor time of the short one, or more, in every run. */
export async function expectGrowthBelow(times: number, short: Work, long: Work): Promise<void> {
  await short();
  const repeats = Math.ceil(LEAST_MS / Math.max(await processorMs(short, 1), 0.01));
  let shortMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < SHORT_RUNS; run += 1) shortMs = Math.min(shortMs, await processorMs(short, repeats));
  let growth = Number.POSITIVE_INFINITY;
  for (let run = 0; run < LONG_RUNS && growth >= times; run += 1) {
    growth = Math.min(growth, (await processorMs(long, 1)) / shortMs);
  }
  expect(growth).toBeLessThan(times);
}

/** The mean of so many repeats. */
async function processorMs(work: Work, repeats: number): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < repeats; done += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / repeats;
}
