/**
 * The Lambda function that keeps the index small: merges what is due and deletes what no reader needs any more. Runs on
 * a schedule (hourly: what is deleted must be gone within a day), or by an asynchronous invocation; the event is not
 * read.
 */
import { countMerges, runMaintenance } from "../src/index/write.ts";
import { resolvedArticleOptions } from "../src/schema/schema.ts";
import { compactSettings, parseEnvironment } from "./settings/environment.ts";
import { openMetrics } from "./settings/function-parts.ts";
import { openMaintenance } from "./settings/writer-parts.ts";
import { type Invocation, runInvocation } from "./telemetry/invocation.ts";

/** Kept for the last commit and the collection: the function is not killed while it does them. */
const RESERVED_MS = 15_000;

const settings = parseEnvironment(process.env, compactSettings);
const maintenance = openMaintenance(settings);
const metrics = openMetrics(settings, settings.POISK_METRICS);

/** The result of a run, for its caller. */
export interface CompactResult extends ReturnType<typeof countMerges> {
  readonly deletedObjects: number;
  /** False where something due was left to the next run. */
  readonly isComplete: boolean;
}

/**
 * Rejects where a step fails, so that somebody is told; the other steps run, what they did stays, and the next run goes
 * on.
 */
export function handler(_event: unknown, invocation: Invocation): Promise<CompactResult> {
  return runInvocation(maintenance, "compact-failed", invocation, async ({ log, deadlineMs }) => {
    const maintained = await runMaintenance(maintenance.context, resolvedArticleOptions, {
      deadlineMs: deadlineMs(RESERVED_MS, 0),
      onMerge: ({ inputs, ...merge }) => log.info("merged", { segments: inputs.length, ...merge }),
    });
    const { compaction, collection, failures, isComplete } = maintained;
    const result = {
      ...countMerges(compaction?.merges ?? []),
      deletedObjects: collection?.deleted.length ?? 0,
      isComplete,
    };
    log.info("compacted", { ...result });
    const [failure, ...others] = failures;
    for (const error of others) log.error("maintenance-failed", { error });
    if (failure !== undefined) throw failure;
    metrics?.put({ Merges: result.merges + result.purges });
    return result;
  });
}
