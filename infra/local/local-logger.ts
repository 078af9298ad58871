/**
 * The functions' logger for a person at a terminal: failures as a line each, nothing of the rest, which the local server
 * tells in its own words.
 */
import { failureText } from "../../functions/cli/terminal/failure.ts";
import { printable } from "../../functions/cli/terminal/terminal.ts";
import type { Logger } from "../../functions/telemetry/log.ts";

/** `say` gets one line at a time. */
export function createLocalLogger(say: (line: string) => void): Logger {
  const logger: Logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (event, fields = {}) => {
      const reason = "error" in fields ? failureText(fields.error) : String(fields.reason ?? "");
      say(printable(`${event}: ${reason}`));
    },
    with: () => logger,
  };
  return logger;
}
