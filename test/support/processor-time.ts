/**
 * The least processor time of three runs of some work, in ms: what else the machine does lengthens the time by a clock, and this
 * hardly. Tests compare a long input with a short one by it; at least 1, below which the clock tells little.
 */
export async function processorMs(work: () => unknown): Promise<number> {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    leastMs = Math.min(leastMs, (user + system) / 1_000);
  }
  return Math.max(leastMs, 1);
}
