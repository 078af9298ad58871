/**
 * The door to the exports of other programs: WordPress and Telegram.
 */
export {
  EXPORT_HEAD_BYTES,
  type ExportedItems,
  type ExportOptions,
  exportKind,
  exportLines,
  exportParts,
  isFeed,
  openExport,
} from "./export/export-lines.ts";
