/**
 * Takes the text of deleted articles out of the index's files at once: what the compaction does within a day. Every
 * segment that holds something dead is rewritten without it, and what was replaced, by this or by an earlier merge, is
 * deleted without the readers' grace: a query that still reads it begins again with a fresh manifest, as after any
 * collection.
 */

import type { ObjectKey } from "../../store/store.ts";
import { parseSegmentKey } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import { type CompactOptions, compact, type FinishedMerge } from "./compactor.ts";
import { collectGarbage } from "./garbage-collector.ts";
import { purgePolicy } from "./policy.ts";

/** The merges and deletions of a purge. */
export interface PurgeReport {
  readonly merges: readonly FinishedMerge[];
  readonly deleted: readonly ObjectKey[];
  /** Segments that no manifest names as live and that may hold deleted text: what a rebuild or a backfill holds. */
  readonly kept: readonly ObjectKey[];
  /** False where other workers were faster at some of it: then run it again. */
  readonly isComplete: boolean;
}

/** A writer that deletes meanwhile leaves something to do each time; the rest is another purge's. */
const MAX_ROUNDS = 5;

/**
 * Pause between two looks of a purge. A writer's segment has no name in the manifest between put and commit: for
 * milliseconds, on S3 some hundreds; untuned. What has none at the last look is of a writer that was cut off, as a
 * rule, and goes too: one that is at work finds it at or below the floor, and puts it again.
 */
const WRITER_PAUSE_MS = 500;

/**
 * Costs what rewriting the segments costs that hold anything dead: their bytes read and written; where another writer
 * is at work it looks again, for two seconds at the most. Rejects as `compact` and `collectGarbage` do; what landed
 * before stays, and the next run does the rest.
 */
export async function purgeIndex(
  context: IndexContext,
  options: ResolvedIndexOptions,
  callbacks: Pick<CompactOptions, "onStart" | "onMerge"> = {},
): Promise<PurgeReport> {
  const manifests = new ManifestStore(context);
  const merges: FinishedMerge[] = [];
  const deleted: ObjectKey[] = [];
  let kept: readonly ObjectKey[] = [];
  let isComplete = false;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const snapshot = await manifests.load();
    if (snapshot === null) return { merges, deleted, kept, isComplete: true };
    const compaction = await compact(context, options, snapshot, purgePolicy, callbacks);
    merges.push(...compaction.merges);
    const isLast = round === MAX_ROUNDS - 1;
    const collection = await collectGarbage(context, {
      readerGraceMs: Number.NEGATIVE_INFINITY,
      ...(isLast ? { orphanAgeMs: Number.NEGATIVE_INFINITY } : {}),
    });
    deleted.push(...collection.deleted);
    kept = collection.kept.filter((key) => parseSegmentKey(context.layout, key) !== null);
    isComplete = compaction.isComplete && collection.isComplete;
    if (isComplete && kept.length === 0) break;
    if (!isLast) await context.clock.sleep(WRITER_PAUSE_MS);
  }
  return { merges, deleted, kept, isComplete };
}
