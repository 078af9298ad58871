/**
 * Makes or remakes the files of one engine in a process of its own, so that memory and processor time are its own:
 * started by run-phase.ts, which it tells what it measured.
 */
import { readFileSync } from "node:fs";
import { endFamily, FamilyMemory } from "../peak-memory.ts";
import type { PublishFigures, StaticEngineName } from "./model.ts";
import { type SiteFolders, siteBuilders } from "./site-builders.ts";

export interface BuildRequest extends SiteFolders {
  readonly phase: "build" | "rebuild";
  readonly engine: StaticEngineName;
}

/** Length of a clock tick of Linux for programs (sysconf(_SC_CLK_TCK) is 100 wherever Node runs). */
const MS_PER_TICK = 10;

const request = JSON.parse(process.argv[2] ?? "{}") as BuildRequest;
// Whoever ends the bench ends this too.
process.once("disconnect", endFamily);
process.send?.({ kind: "result", result: await measure(request) });
process.off("disconnect", endFamily);
process.disconnect();

async function measure({ phase, engine, ...folders }: BuildRequest): Promise<PublishFigures> {
  const builder = siteBuilders[engine];
  const memory = new FamilyMemory();
  const [startMs, startProcessorMs] = [performance.now(), processorMs()];
  await (phase === "rebuild" ? (builder.rebuild ?? builder.build) : builder.build)(folders);
  const wallMs = performance.now() - startMs;
  const endProcessorMs = processorMs();
  return {
    wallMs,
    processorMs: startProcessorMs === null || endProcessorMs === null ? null : endProcessorMs - startProcessorMs,
    peakMemoryBytes: memory.finish(),
  };
}

/** Reads the processor time of this process and its ended children: /proc/self/stat (proc(5)), utime to cstime. */
function processorMs(): number | null {
  if (process.platform !== "linux") return null;
  const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(") ");
  const ticks = fields.split(" ").slice(11, 15).map(Number);
  return ticks.reduce((sum, count) => sum + count, 0) * MS_PER_TICK;
}
