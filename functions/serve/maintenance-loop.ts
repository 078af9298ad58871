/**
 * What keeps an index true and small while nobody looks: at AWS scheduled functions, on one machine timers. Begins the index,
 * makes it anew where its manifest is gone, reconciles, merges and collects every minute, looks through the rejected every hour; a run never meets the one before.
 */
import { isSearchIndexError } from "../../src/errors.ts";
import { type RebuildReport, rebuildIndex } from "../../src/indexer/bulk/rebuild.ts";
import { type MaintenanceReport, runMaintenance } from "../../src/indexer/compaction/maintenance.ts";
import { UnsettledVersions } from "../../src/indexer/ingest/listed-uploads.ts";
import { type Differences, findDifferences } from "../../src/indexer/ingest/reconcile.ts";
import type { UploadProcessor } from "../../src/indexer/processing/upload-processor.ts";
import { schemaOf } from "../../src/manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../src/manifest/manifest-store.ts";
import { resolvedArticleOptions } from "../../src/segment/schema/article-options.ts";

interface MaintenanceLoopOptions {
  readonly context: IndexContext;
  /** Queues keys on which bucket and index do not agree, and resolves when they are ingested. */
  readonly ingest: (differences: Differences) => Promise<void>;
  /** Looks through the rejected records, and reads again what is due. */
  readonly review: () => Promise<unknown>;
  readonly onFailure: (failure: unknown) => void;
  /** Reads the uploads where the manifest is gone and the index is made anew. */
  readonly processor: UploadProcessor;
  /** That was done. */
  readonly onRebuild?: (report: RebuildReport) => void;
  readonly onMaintenance?: (report: MaintenanceReport) => void;
  readonly reconcileEveryMs?: number;
  readonly maintenanceEveryMs?: number;
  readonly sweepEveryMs?: number;
}

export interface MaintenanceLoop {
  /** When all have been run once. */
  readonly firstRounds: Promise<void>;
  /** Waits for the run under way. */
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;

/** All are run at once, and then by the clock. */
export function startMaintenanceLoop(options: MaintenanceLoopOptions): MaintenanceLoop {
  const { context, ingest, review, processor, onFailure, onRebuild = () => {}, onMaintenance = () => {} } = options;
  const { reconcileEveryMs = MINUTE_MS, maintenanceEveryMs = MINUTE_MS, sweepEveryMs = 60 * MINUTE_MS } = options;
  const { parserVersion } = resolvedArticleOptions;
  const unsettled = new UnsettledVersions(parserVersion);
  const manifests = new ManifestStore(context);
  const begin = async (): Promise<Snapshot> => {
    try {
      return await manifests.begin(schemaOf(resolvedArticleOptions));
    } catch (failure) {
      if (!isSearchIndexError(failure) || failure.code !== "missing-manifest") throw failure;
      onFailure(failure);
      onRebuild(await rebuildIndex(context, processor));
      return manifests.require();
    }
  };
  const reconcile = async (): Promise<void> => {
    const differences = await findDifferences(context, parserVersion, { snapshot: await begin(), unsettled });
    if (differences.keys.length > 0) await ingest(differences);
  };
  const maintain = async (): Promise<void> => {
    onMaintenance(await runMaintenance(context, resolvedArticleOptions));
  };
  const sweep = async (): Promise<void> => {
    await review();
  };
  const works = [
    repeat(reconcile, reconcileEveryMs, onFailure),
    repeat(maintain, maintenanceEveryMs, onFailure),
    repeat(sweep, sweepEveryMs, onFailure),
  ];
  return {
    firstRounds: Promise.all(works.map((work) => work.running())).then(() => {}),
    close: async () => {
      for (const work of works) work.stop();
      await Promise.all(works.map((work) => work.running()));
    },
  };
}

/** Runs at once, and again so long after each end. */
function repeat(work: () => Promise<void>, pauseMs: number, onFailure: (failure: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (failure) {
      onFailure(failure);
    }
    if (isStopped) return;
    timer = setTimeout(() => {
      running = run();
    }, pauseMs);
    timer.unref();
  };
  let running = run();
  return {
    running: () => running,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
