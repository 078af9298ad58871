/**
 * The Lambda function that covers lost events: once a day it compares the bucket with the index and brings in what differs.
 * The event is not read.
 */
import type { Context } from "aws-lambda";
import { SearchIndexError } from "../src/errors.ts";
import { resolvedArticleOptions } from "../src/segment/schema/article-options.ts";
import { openWriter } from "./ingest/open-writer.ts";
import { type ReconcileResult, reconcileUploads } from "./ingest/reconcile-uploads.ts";
import { parseEnvironment, reconcileSettings } from "./settings/environment.ts";

/** Kept for the last batch and the records, so that the function is not killed while it does them; half of a shorter time. */
const RESERVED_MS = 240_000;

const dependencies = {
  ...openWriter(parseEnvironment(process.env, reconcileSettings)),
  parserVersion: resolvedArticleOptions.parserVersion,
};

/** Rejects where something could not be brought in, so that somebody is told; the others are in. */
export async function handler(
  _event: unknown,
  invocation: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<ReconcileResult> {
  const logger = dependencies.logger.with({ requestId: invocation.awsRequestId });
  const remainingMs = invocation.getRemainingTimeInMillis();
  const deadlineMs = dependencies.clock.monotonicMs() + Math.max(remainingMs - RESERVED_MS, remainingMs / 2);
  try {
    const result = await reconcileUploads({ ...dependencies, logger }, { deadlineMs, endsInMs: remainingMs });
    logger.info("reconciled", { ...result });
    if (result.isMaintenanceOverdue) logger.error("maintenance-overdue");
    if (result.failed === 0) return result;
  } catch (error) {
    logger.error("reconcile-failed", { error });
    throw error;
  }
  throw new SearchIndexError("store-unavailable", "Not all uploads could be brought in; the log says why.");
}
