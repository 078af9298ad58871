/**
 * Formats latencies and memory for benches of a server under load.
 */
import { existsSync, readFileSync } from "node:fs";

export function quantiles(latenciesMs: readonly number[]): string {
  const sorted = [...latenciesMs].sort((a, b) => a - b).map(Math.round);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return `median ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)} ms`;
}

/** Reads the present memory of the process (Linux; elsewhere 0). */
export function residentMb(pid: number | undefined): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Math.round(Number(/VmRSS:\s*(\d+)/.exec(readFileSync(path, "utf8"))?.[1] ?? 0) / 1_024);
}
