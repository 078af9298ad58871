/**
 * The Lambda function that covers lost events: once a day it compares the bucket with the index and brings in what
 * differs. The event is not read.
 */
import { SearchIndexError } from "../src/errors.ts";
import { type IndexContext, ManifestStore, schemaOf } from "../src/index/shared.ts";
import { findDifferences, isMaintenanceOverdue, MAX_DIFFERENCES_PER_ROUND } from "../src/index/write.ts";
import { resolvedArticleOptions } from "../src/schema/schema.ts";
import { openWriter } from "./ingest/open-writer.ts";
import { ingestRound, type RoundDependencies, reviewRejections } from "./ingest/round.ts";
import { parseEnvironment, reconcileSettings } from "./settings/environment.ts";
import { type Invocation, runInvocation } from "./telemetry/invocation.ts";

/**
 * Kept for the last batch and the records, so that the function is not killed while it does them; half of a shorter
 * time.
 */
const RESERVED_MS = 240_000;

/**
 * Up to so many uploads may be missed by chance, since EventBridge and the queue deliver nearly all. More mean that the
 * bucket sends no events any more, or that what lay in it before was never indexed. Untuned.
 */
const MANY_MISSED = 5;

const settings = parseEnvironment(process.env, reconcileSettings);
const hasEvents = settings.POISK_BUCKET_EVENTS === "on";
const dependencies = {
  ...openWriter(settings),
  parserVersion: resolvedArticleOptions.parserVersion,
};

/** Rejects where something could not be brought in, so that somebody is told; the others are in. */
export async function handler(_event: unknown, invocation: Invocation): Promise<ReconcileResult> {
  const result = await runInvocation(dependencies, "reconcile-failed", invocation, async (tools) => {
    const { log: logger, deadlineMs, remainingMs: endsInMs } = tools;
    const found = await reconcileUploads(
      { ...dependencies, logger },
      { deadlineMs: deadlineMs(RESERVED_MS), endsInMs },
    );
    logger.info("reconciled", { ...found });
    if (found.isMaintenanceOverdue) logger.error("maintenance-overdue");
    if (hasEvents && found.missed > MANY_MISSED) logger.error("events-missing", { uploads: found.missed });
    dependencies.metrics?.put({ MissedUploads: found.missed });
    return found;
  });
  if (result.failed === 0) return result;
  throw new SearchIndexError("store-unavailable", "Not all uploads could be brought in; the log says why.");
}

// Brings in what events missed: everything on which bucket and index do not agree, in batches as the queue would hand
// them to the ingest function, until the time is up. Records of rejection that no longer hold go too.

interface ReconcileDependencies extends RoundDependencies {
  readonly context: IndexContext;
  readonly parserVersion: string;
}

/** The result of a run. */
export interface ReconcileResult {
  readonly uploads: number;
  readonly missing: number;
  readonly changed: number;
  readonly gone: number;
  /** Number of missing and changed uploads that were put over an hour before; none if the index was empty. */
  readonly missed: number;
  /** Uploads that could not be brought in. */
  readonly failed: number;
  /** Uploads that were found and left to the next run. */
  readonly left: number;
  /**
   * False where so many differ that not all were looked for: the counts are of what was met, and the next run goes on.
   */
  readonly isComplete: boolean;
  readonly staleRecords: number;
  /** True if compaction has not run for a day, so that its schedule needs a look. */
  readonly isMaintenanceOverdue: boolean;
}

/**
 * Begins the index where there is none; `missing-manifest` where it lost its manifest. Begins no batch after
 * `deadlineMs` of the clock's own time; the process is ended after `endsInMs`. Rejects where the listing or the index
 * cannot be read.
 */
async function reconcileUploads(
  dependencies: ReconcileDependencies,
  limits: { readonly deadlineMs: number; readonly endsInMs?: number },
): Promise<ReconcileResult> {
  const { context, parserVersion, clock } = dependencies;
  const snapshot = await new ManifestStore(context).begin(schemaOf(resolvedArticleOptions));
  const { keys, ...found } = await findDifferences(context, parserVersion, {
    snapshot,
    maxDifferences: MAX_DIFFERENCES_PER_ROUND,
  });
  const { failed, left } = await ingestRound(keys, dependencies, limits);
  const staleRecords = await reviewRejections(context, parserVersion, dependencies, limits);
  const isOverdue = isMaintenanceOverdue(snapshot.manifest, clock.nowMs());
  return {
    ...found,
    failed: failed.size,
    left: left.length,
    staleRecords,
    isMaintenanceOverdue: isOverdue,
  };
}
