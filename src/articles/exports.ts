/**
 * The door to the exports of other programs: WordPress and Telegram.
 */
export {
  EXPORT_HEAD_BYTES,
  type ExportedItems,
  type ExportOptions,
  exportKind,
  exportLines,
  isFeed,
  openExport,
  ownExportKind,
  readExport,
} from "./export/export-lines.ts";
