/**
 * Ingests many keys a batch at a time, as the queue would hand them to the ingest function, and adds the reports up.
 */
import type { RejectedPart } from "../../../src/article/model/rejection.ts";
import type { Ingester } from "../../../src/indexer/ingest/batch.ts";
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";

/** Enough for a commit to be cheap, few enough for the progress to be seen. */
const KEYS_PER_BATCH = 200;

/** What became of the keys of all batches. */
export interface IngestTotals {
  readonly articles: number;
  readonly committed: ReadonlySet<string>;
  readonly rejected: ReadonlyMap<string, readonly RejectedPart[]>;
  /** Those of the rejected that hold articles besides. */
  readonly partlyRead: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, unknown>;
  /** Those that another process was reading, or one that died a moment ago. */
  readonly left: readonly string[];
}

/** One commit a batch; `onProgress` gets the number of keys done. Rejects as Ingester.ingest does. */
export async function ingestInBatches(
  ingester: Pick<Ingester, "ingest">,
  keys: readonly ObjectKey[],
  onProgress: (keysDone: number) => void = () => {},
): Promise<IngestTotals> {
  const committed = new Set<string>();
  const rejected = new Map<string, readonly RejectedPart[]>();
  const partlyRead = new Set<string>();
  const failed = new Map<string, unknown>();
  const left: string[] = [];
  let articles = 0;
  for (let start = 0; start < keys.length; start += KEYS_PER_BATCH) {
    const report = await ingester.ingest(keys.slice(start, start + KEYS_PER_BATCH));
    articles += report.articles;
    for (const key of report.committed) committed.add(key);
    for (const [key, parts] of report.rejected) rejected.set(key, parts);
    for (const key of report.partlyRead) partlyRead.add(key);
    for (const [key, reason] of report.failed) failed.set(key, reason);
    left.push(...report.left);
    onProgress(Math.min(start + KEYS_PER_BATCH, keys.length));
  }
  return { articles, committed, rejected, partlyRead, failed, left };
}
