/**
 * The functions' log lines as the output of the command, for verbs that run on and on.
 */
import { systemClock } from "../../../src/clock.ts";
import { createLogger, type Logger, type LogLevel } from "../../telemetry/log.ts";
import type { Terminal } from "./terminal.ts";

export function terminalLogger(level: LogLevel, terminal: Pick<Terminal, "print">): Logger {
  const write = (text: string): boolean => {
    terminal.print(text.trimEnd());
    return true;
  };
  return createLogger({ level, clock: systemClock, output: { write } });
}
