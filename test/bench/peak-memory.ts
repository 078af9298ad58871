/**
 * This process and those that it started: the most memory that was held at once, by it or by all together, and their
 * end.
 */
import { readdirSync, readFileSync } from "node:fs";

const SAMPLE_MS = 200;

/**
 * The most that this process held. `maxRSS` alone is never less than what the parent held when it started this one
 * (Linux carries it over an exec), so where the kernel tells of this program alone, that counts.
 */
export function peakMemoryBytes(): number {
  const maxRssBytes = process.resourceUsage().maxRSS * 1_024;
  if (process.platform !== "linux") return maxRssBytes;
  return statusBytes(process.pid, "VmHWM") ?? maxRssBytes;
}

/** Looks now and then at all processes below this one; elsewhere than on Linux only this one is known. */
export class FamilyMemory {
  #peakBytes = 0;
  readonly #timer = setInterval(() => this.#look(), SAMPLE_MS).unref();

  /** Stops looking. */
  finish(): number {
    clearInterval(this.#timer);
    return Math.max(this.#peakBytes, peakMemoryBytes());
  }

  #look(): void {
    const held = familyOf(process.pid).map((pid) => statusBytes(pid, "VmRSS") ?? 0);
    this.#peakBytes = Math.max(
      this.#peakBytes,
      held.reduce((sum, bytes) => sum + bytes, 0),
    );
  }
}

/** Ends this process and all that it started; elsewhere than on Linux only this one is known. */
export function endFamily(): never {
  for (const pid of familyOf(process.pid).slice(1)) {
    try {
      process.kill(pid);
    } catch {
      // It ended meanwhile.
    }
  }
  process.exit(1);
}

/** A process and all that descend from it; those that end meanwhile are left out. */
function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)];
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** A figure of /proc/PID/status (proc(5)), there in kB. */
function statusBytes(pid: number, name: "VmHWM" | "VmRSS"): number | null {
  try {
    const kilobytes = new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    return null;
  }
}
