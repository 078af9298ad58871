/**
 * The door to the exports of other programs: WordPress and Telegram.
 */
export {
  EXPORT_HEAD_BYTES,
  type ExportedLines,
  type ExportOptions,
  exportKind,
  isFeed,
  openExport,
} from "./export/export-lines.ts";
