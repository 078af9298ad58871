/**
 * Counts the calls of functions of src/ during some work. The number is the same on every machine. Work that a function
 * does without calling another is not seen. V8 optimizes no code meanwhile, so the work takes longer.
 */
import { Session } from "node:inspector/promises";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../../src/", import.meta.url));

export async function countCalls(work: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await work();
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const functions = result.filter(({ url }) => url.includes(SOURCES)).flatMap((script) => script.functions);
    return functions.reduce((sum, { ranges: [whole] }) => sum + (whole?.count ?? 0), 0);
  } finally {
    session.disconnect();
  }
}
