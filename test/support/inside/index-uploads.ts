/** Names inside index/uploads that tests import past its doors. Moving a file changes this list alone. */
export { BatchBudget, shareOfRoom } from "../../../src/index/uploads/batch-budget.ts";
export { differencesIn, listUploads } from "../../../src/index/uploads/listed-uploads.ts";
export {
  deleteRejectedRecord,
  findRejectedRecord,
  listRejectedRecords,
  putRejectedRecord,
} from "../../../src/index/uploads/rejected-records.ts";
export { DEATHS_TO_REJECT, ReadingMarks } from "../../../src/index/uploads/suspect-ingest.ts";
export { getUpload, readUpload, recordRejected } from "../../../src/index/uploads/upload-reader.ts";
