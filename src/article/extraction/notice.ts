/**
 * The legal marks of a page (layer 1): «18+», «на правах рекламы», who is a foreign agent: shown with the article, never
 * searched.
 */
import type { ModelLine } from "./page-model.ts";

/** Notices beyond this are not worth showing. */
const MAX_NOTICES = 3;
const MAX_NOTICE_LENGTH = 300;

/** The marks in one line, or null where there are none. */
export function findNotice(lines: readonly ModelLine[]): string | null {
  const notices = new Set(lines.filter(({ noise }) => noise === "notice").map(({ text }) => text));
  const shown = [...notices].slice(0, MAX_NOTICES).join(" ").slice(0, MAX_NOTICE_LENGTH).trimEnd();
  return shown === "" ? null : shown.toWellFormed();
}
