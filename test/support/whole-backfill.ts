/**
 * A backfill in one process, as the state machine would run it: batches one after another, and no retries.
 */

import type { IndexContext } from "../../src/index/shared.ts";
import {
  beginBackfill,
  commitFlushed,
  finishBackfill,
  flushBatch,
  forgetBackfill,
  Ingester,
} from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { listAll, type ObjectKey } from "../../src/store/store.ts";
import type { BackfillReport, CommitLimits } from "./inside/index-bulk.ts";
import { directProcessor } from "./inside/ingest.ts";

export interface WholeBackfill extends BackfillReport {
  readonly queue: readonly ObjectKey[];
}

export interface WholeBackfillOptions extends CommitLimits {
  readonly batchSize?: number;
  /** Called between flushing and committing. */
  readonly meanwhile?: () => Promise<void>;
}

/** The keys under articles/, in batches. */
export async function uploadBatches({ store }: IndexContext, batchSize: number): Promise<ObjectKey[][]> {
  const keys: ObjectKey[] = [];
  for await (const { key } of listAll(store, "articles/")) keys.push(key);
  return Array.from({ length: Math.ceil(keys.length / batchSize) }, (_, i) =>
    keys.slice(i * batchSize, (i + 1) * batchSize),
  );
}

export async function backfill(
  context: IndexContext,
  { batchSize = 3, meanwhile = async () => {}, ...limits }: WholeBackfillOptions = {},
): Promise<WholeBackfill> {
  const { run, isResumed } = await beginBackfill(context, resolvedArticleOptions, async (keys) => {
    await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
  });
  if (isResumed) await commitFlushed(context, resolvedArticleOptions, run, limits);
  for (const batch of await uploadBatches(context, batchSize)) {
    await flushBatch(context, directProcessor(resolvedArticleOptions), run, batch);
  }
  await meanwhile();
  await commitFlushed(context, resolvedArticleOptions, run, limits);
  const queue: ObjectKey[] = [];
  const report = await finishBackfill(context, resolvedArticleOptions, run, async (keys) => {
    queue.push(...keys);
  });
  await forgetBackfill(context, run);
  return { ...report, queue };
}
