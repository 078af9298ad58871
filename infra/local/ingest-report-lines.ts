/**
 * What the local server says of a batch: a line for the commit, and one for each upload that somebody should mend.
 */

import { rejectionText } from "../../functions/cli/rendering/rejection-text.ts";
import { failureText } from "../../functions/cli/terminal/failure.ts";
import { countText, printable, type Terminal } from "../../functions/cli/terminal/terminal.ts";
import type { IngestReport } from "../../src/indexer/ingest/batch.ts";

/** More are counted, not shown. */
const MAX_SHOWN = 5;

/** No line where the index agreed already: a rejection is told when it is committed, once. */
export function ingestReportLines(
  report: IngestReport,
  durationMs: number,
  { style }: Pick<Terminal, "style">,
): string[] {
  const rejected = [...report.rejected].filter(([key]) => report.committed.includes(key));
  const lines: string[] = [];
  if (report.committed.length > rejected.length || report.articles > 0) {
    lines.push(`${style("green", commitText(report))} ${style("dim", `(${Math.round(durationMs)} ms)`)}`);
  }
  for (const [key, parts] of rejected.slice(0, MAX_SHOWN)) {
    const mark = report.partlyRead.has(key) ? style("yellow", "partly  ") : style("red", "rejected");
    lines.push(`${mark} ${printable(key)}: ${printable(rejectionText(parts))}`);
  }
  if (rejected.length > MAX_SHOWN) {
    lines.push(`${style("red", "rejected")} ${rejected.length - MAX_SHOWN} more: npm run poisk -- rejected`);
  }
  for (const [key, reason] of [...report.failed].slice(0, MAX_SHOWN)) {
    lines.push(`${style("yellow", "waiting")}  ${printable(key)}: ${printable(failureText(reason))}`);
  }
  return lines;
}

/** Of one upload its key; of several how many. A readable upload without an article is one that was deleted. */
function commitText({ committed, articles }: IngestReport): string {
  const [key, ...others] = committed;
  if (key !== undefined && others.length === 0) {
    return articles === 0 ? `removed  ${printable(key)}` : `indexed  ${printable(key)}`;
  }
  return `indexed  ${committed.length} uploads, ${countText(articles, "article")}`;
}
