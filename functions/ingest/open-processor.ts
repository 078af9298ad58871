/**
 * The thread that reads and inverts uploads, with the limits that the environment sets.
 */
import * as v from "valibot";
import { systemClock } from "../../src/clock.ts";
import { defaultProcessorLimits, WorkerProcessor } from "../../src/ingest/ingest.ts";
import { type EnvironmentVariables, parseEnvironment, wholeNumber } from "../settings/environment.ts";
import type { Logger } from "../telemetry/log.ts";

/**
 * A thread needs some 20 MB to begin with; where it gets less than it needs for that, Node 24 ends the whole process.
 */
const LEAST_READING_MB = 32;

/** Limits for reading an upload, and again for inverting it: processor time, and the heap of the thread. */
const readingSettings = v.object({
  POISK_READING_SECONDS: v.optional(
    v.pipe(wholeNumber("seconds"), v.minValue(1, "must be at least 1 second")),
    String(defaultProcessorLimits.seconds),
  ),
  POISK_READING_MB: v.optional(
    v.pipe(wholeNumber("megabytes"), v.minValue(LEAST_READING_MB, `must be at least ${LEAST_READING_MB} megabytes`)),
    String(defaultProcessorLimits.heapMb),
  ),
});

/**
 * Starts nothing yet, and keeps no process alive. `logger` is told of each upload that is rejected for what it did to
 * its reader; without one the rejection alone tells it. `invalid-options` as parseEnvironment.
 */
export function openUploadProcessor(
  variables: EnvironmentVariables,
  logger: Pick<Logger, "error"> | null = null,
): WorkerProcessor {
  const { POISK_READING_SECONDS: seconds, POISK_READING_MB: heapMb } = parseEnvironment(variables, readingSettings);
  return new WorkerProcessor({
    clock: systemClock,
    limits: { seconds, heapMb },
    onFault: ({ key, code, error }) => logger?.error("upload-reader-ended", { key, code, error }),
  });
}
