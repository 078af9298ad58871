/**
 * The door to writing an index: commits and merges, and all by which it comes to say what the bucket says: batches,
 * imports, backfills, rebuilding, verifying.
 */
export {
  beginBackfill,
  commitFlushed,
  finishBackfill,
  flushBatch,
  forgetBackfill,
} from "./bulk/backfill.ts";
export {
  BulkImport,
  type ImportReport,
  type OnImportProgress,
  type PartsReport,
} from "./bulk/import.ts";
export {
  type ImportWorker,
  localImportWorker,
  type MergeTotals,
  mergeAfterImport,
  presentSegments,
} from "./bulk/import-merges.ts";
export { rebuildIndex } from "./bulk/rebuild.ts";
export { BatchCommitter, type BuiltSegments, type SourceState } from "./commit/batch-commit.ts";
export { mapConcurrently } from "./commit/map-concurrently.ts";
export { findStatingKeys } from "./commit/settle-statements.ts";
export { backOff, retryTransaction } from "./commit/transaction.ts";
export {
  type CompactOptions,
  compactSmallSegments,
} from "./compaction/compactor.ts";
export { collectGarbage } from "./compaction/garbage-collector.ts";
export { countMerges, isMaintenanceOverdue, runMaintenance } from "./compaction/maintenance.ts";
export { type PurgeReport, purgeIndex } from "./compaction/purge.ts";
export { JSON_TYPE, parseRecord, recordBytes } from "./json-records.ts";
export type { Statement } from "./segment/stored/statements.ts";
export type { SourceDocuments } from "./segment/writer/flush-segment.ts";
export { Ingester, type IngestReport, ingestInBatches, joinReports, NOTHING_INGESTED } from "./uploads/batch.ts";
export { UnsettledVersions } from "./uploads/listed-uploads.ts";
export { findDifferences, MAX_DIFFERENCES_PER_ROUND } from "./uploads/reconcile.ts";
export { listPresentRejections, type RejectedRecord, reviewRejectedRecords } from "./uploads/rejected-records.ts";
export { SegmentBuilder } from "./uploads/segment-builder.ts";
export { failLeft, SuspectIngester, type SuspectLimits } from "./uploads/suspect-ingest.ts";
export type { OnWork, UploadProcessor } from "./uploads/upload-processor.ts";
export { getUpload, MAX_UPLOAD_BYTES } from "./uploads/upload-reader.ts";
export { noteWithdrawal } from "./uploads/withdrawals.ts";
export type { Finding } from "./verify/findings.ts";
export { planRepair, type VerifyReport, verifyIndex } from "./verify/verify.ts";
