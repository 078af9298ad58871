/**
 * Log lines as JSON, one object a line, as CloudWatch and every other collector reads them. Texts of articles and of
 * queries are not logged; keys of uploads are.
 */
import type { Writable } from "node:stream";
import { type Clock, isoTimestamp } from "../../src/clock.ts";
import { isSearchIndexError } from "../../src/errors.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Plain data; a thrown value under `error` is described with its causes. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Logger;
}

interface LoggerOptions {
  /** Lines below it are dropped. */
  readonly level: LogLevel;
  readonly clock: Clock;
  readonly output: Pick<Writable, "write">;
  readonly fields?: LogFields;
}

export function createLogger({ level, clock, output, fields: common = {} }: LoggerOptions): Logger {
  const write =
    (lineLevel: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(lineLevel) < LOG_LEVELS.indexOf(level)) return;
      const described = "error" in fields ? { ...fields, error: describeError(fields.error) } : fields;
      const line = { time: isoTimestamp(clock.nowMs()), level: lineLevel, event, ...common, ...described };
      output.write(`${JSON.stringify(line)}\n`);
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: (fields) => createLogger({ level, clock, output, fields: { ...common, ...fields } }),
  };
}

/** Causes deeper than this repeat themselves. */
const MAX_CAUSES = 5;

/** A thrown value as data: name, code, message, details, stack, and what caused it. */
function describeError(error: unknown, depth = 0): LogFields {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(isSearchIndexError(error) ? { code: error.code, kind: error.kind, details: error.details } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describeError(cause, depth + 1) }),
  };
}
