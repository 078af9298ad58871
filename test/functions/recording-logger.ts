/**
 * A logger that keeps its lines.
 */
import { createLogger, type LogLevel } from "../../functions/telemetry/log.ts";
import { ManualClock } from "../support/deterministic.ts";

/** `lines` grows as lines are logged; their time is left out. */
export function recordingLogger(level: LogLevel = "debug") {
  const lines: Record<string, unknown>[] = [];
  const output = {
    write: (text: string) => {
      const { time: _, ...line } = JSON.parse(text);
      lines.push(line);
      return true;
    },
  };
  return { logger: createLogger({ level, clock: new ManualClock(), output }), lines };
}
