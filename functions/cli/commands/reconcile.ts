/**
 * `poisk reconcile`: finds uploads on which bucket and index do not agree, ingests them, and removes reasons for
 * rejection that no longer hold.
 */
import {
  failLeft,
  findDifferences,
  Ingester,
  type IngestReport,
  joinReports,
  reviewRejectedRecords,
  SuspectIngester,
} from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { findUnlistedFiles } from "../../../src/store/local.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { printFaults } from "../rendering/rejection-text.ts";
import { startProgress } from "../terminal/progress.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const reconcileVerb: Verb = {
  name: "reconcile",
  group: "Bring in",
  summary: "bring in what the index missed: new, changed and deleted uploads",
  examples: ["reconcile", "reconcile --bucket NAME  # a bucket"],
  run: async ({ options, terminal }: VerbCall<IndexLocation>) => {
    const { context, place, folder } = openIndex(options);
    const { parserVersion } = resolvedArticleOptions;
    const { keys, uploads, missing, changed, gone } = await findDifferences(context, parserVersion);
    terminal.print(`${countText(uploads, "upload")} in ${place}: ${missing} new, ${changed} changed, ${gone} gone.`);
    const unlisted = folder === null ? [] : [...findUnlistedFiles(folder, context.layout.uploadsPrefix)];
    for (const { path, fault } of unlisted) {
      terminal.note(`${terminal.style("yellow", "skipped ")}  ${printable(path)}: ${fault}. Rename the file.`);
    }
    const ingester = new Ingester(context, openUploadProcessor(process.env));
    const suspects = new SuspectIngester(context, ingester);
    const progress = startProgress(terminal, "Ingesting", keys.length, "uploads");
    let report: IngestReport;
    try {
      report = await suspects.ingestRound(keys, (batch, isSuspect) => (isSuspect ? suspects : ingester).ingest(batch), {
        onProgress: progress.update,
      });
    } finally {
      progress.stop();
    }
    const { stale, due } = await reviewRejectedRecords(context, parserVersion);
    const all = joinReports(report, failLeft(await suspects.ingest(due, { isRetry: true })));
    printReport(all, stale, terminal);
    const { articles, committed, rejected, partlyRead, failed } = all;
    const totals = { articles, committed, rejected, partlyRead, failed };
    return {
      value: { place, missing, changed, gone, uploads, ...totals, unlisted, staleRecords: stale },
      exitCode: failed.size === 0 ? 0 : 1,
    };
  },
};

function printReport(report: IngestReport, stale: number, terminal: Terminal): void {
  const { articles, committed } = report;
  printFaults(report, terminal);
  const records = stale === 0 ? "" : ` Removed ${countText(stale, "outdated record")} of rejection.`;
  const work =
    committed.length === 0
      ? "The index agrees."
      : `Committed ${countText(committed.length, "upload")} with ${countText(articles, "article")}.`;
  terminal.print(`${work}${records}`);
}
