/**
 * Variables that are named as settings are, and are none: every program tells of them, in words or in its log.
 */
import type { Logger } from "../telemetry/log.ts";
import {
  type EnvironmentVariables,
  ingestSettings,
  pollFunctionSettings,
  querySettings,
  reconcileSettings,
  serveSettings,
} from "./environment.ts";

/** Settings of all faces; the last ones have their schemas beside the parts that they are of. */
export const SETTING_NAMES: ReadonlySet<string> = new Set([
  ...[serveSettings, querySettings, pollFunctionSettings, ingestSettings, reconcileSettings].flatMap(({ entries }) =>
    Object.keys(entries),
  ),
  ...["POISK_PUSH_TOKENS", "POISK_READING_SECONDS", "POISK_READING_MB"],
]);

/**
 * Variables that are named as settings are, and are none of any face: of another release, or misspelled. One
 * environment may be that of several programs, so that they are told of and refused by none.
 */
export function unknownSettings(variables: EnvironmentVariables): readonly string[] {
  const given = Object.entries(variables).filter(([name, text]) => name.startsWith("POISK_") && text !== "");
  return given.map(([name]) => name).filter((name) => !SETTING_NAMES.has(name));
}

/** Warns of those of this process. */
export function logUnknownSettings(logger: Pick<Logger, "warn">): void {
  const names = unknownSettings(process.env);
  if (names.length > 0) logger.warn("unknown-settings", { names });
}
