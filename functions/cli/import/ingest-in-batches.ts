/**
 * Ingests many keys a batch at a time, as the queue would hand them to the ingest function.
 */
import { type Ingester, type IngestReport, joinReports, NOTHING_INGESTED } from "../../../src/indexer/ingest/batch.ts";
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";
import { KEYS_PER_BATCH } from "../../ingest/round.ts";

/** One commit a batch; `onProgress` gets the number of keys done. Rejects as Ingester.ingest does. */
export async function ingestInBatches(
  ingester: Pick<Ingester, "ingest">,
  keys: readonly ObjectKey[],
  onProgress: (keysDone: number) => void = () => {},
): Promise<IngestReport> {
  let report = NOTHING_INGESTED;
  for (let start = 0; start < keys.length; start += KEYS_PER_BATCH) {
    report = joinReports(report, await ingester.ingest(keys.slice(start, start + KEYS_PER_BATCH)));
    onProgress(Math.min(start + KEYS_PER_BATCH, keys.length));
  }
  return report;
}
