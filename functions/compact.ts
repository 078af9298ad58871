/**
 * The Lambda function that keeps the index small: merges what is due and deletes what no reader needs any more. Runs on a
 * schedule (hourly: what is deleted must be gone within a day), or by an asynchronous invocation; the event is not read.
 */
import type { Context } from "aws-lambda";
import { countMerges, type MergeCounts, runMaintenance } from "../src/index/compaction/maintenance.ts";
import { resolvedArticleOptions } from "../src/schema/article-options.ts";
import { compactSettings, parseEnvironment } from "./settings/environment.ts";
import { openMetrics } from "./settings/function-parts.ts";
import { openMaintenance } from "./settings/writer-parts.ts";

/** Kept for the last commit and the collection: the function is not killed while it does them. */
const RESERVED_MS = 15_000;

const settings = parseEnvironment(process.env, compactSettings);
const { context, logger } = openMaintenance(settings);
const metrics = settings.POISK_METRICS === "on" ? openMetrics(settings) : null;

/** What a run did, for whoever invoked it. */
export interface CompactResult extends MergeCounts {
  readonly deletedObjects: number;
  /** False where something due was left to the next run. */
  readonly isComplete: boolean;
}

/** Rejects where the store fails, so that somebody is told; merges that landed stay, and the next run goes on. */
export async function handler(
  _event: unknown,
  invocation: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<CompactResult> {
  const deadlineMs = context.clock.monotonicMs() + invocation.getRemainingTimeInMillis() - RESERVED_MS;
  const log = logger.with({ requestId: invocation.awsRequestId });
  try {
    const { compaction, collection } = await runMaintenance(context, resolvedArticleOptions, {
      deadlineMs,
      onMerge: ({ inputs, ...merge }) => log.info("merged", { segments: inputs.length, ...merge }),
    });
    const result = {
      ...countMerges(compaction?.merges ?? []),
      deletedObjects: collection.deleted.length,
      isComplete: collection.isComplete && (compaction?.isComplete ?? true),
    };
    log.info("compacted", { ...result });
    metrics?.put({ Merges: result.merges + result.purges });
    return result;
  } catch (error) {
    log.error("compact-failed", { error });
    throw error;
  }
}
