/**
 * The thread that reads and inverts uploads, with the limits that the environment sets: one a process that writes.
 */
import { systemClock } from "../../src/clock.ts";
import { WorkerProcessor } from "../../src/indexer/processing/worker-processor.ts";
import { type EnvironmentVariables, parseEnvironment, readingSettings } from "../settings/environment.ts";
import type { Logger } from "../telemetry/log.ts";

/** Starts nothing yet. `logger` is told of each upload that is rejected for what it did to its reader. `invalid-options` as parseEnvironment. */
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

let ofCommand: WorkerProcessor | null = null;

/** The one of a process that runs commands: they share its thread. What ends it is told by the rejection alone. */
export function commandProcessor(): WorkerProcessor {
  ofCommand ??= openUploadProcessor(process.env);
  return ofCommand;
}
