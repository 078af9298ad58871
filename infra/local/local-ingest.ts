/**
 * The ingest function that Lambda runs, over the local bucket; each commit is told to the person at the terminal. Searches
 * are answered by the same process: what takes time is done in a thread of its own.
 */

import { rejectionText } from "../../functions/cli/rendering/rejection-text.ts";
import { failureText } from "../../functions/cli/terminal/failure.ts";
import { countText, printable, type Terminal } from "../../functions/cli/terminal/terminal.ts";
import { createIngestHandler, type IngestHandler } from "../../functions/ingest/handler.ts";
import { ingestRound, type RoundDependencies, reviewRejections } from "../../functions/ingest/round.ts";
import { Ingester, type IngestReport } from "../../src/indexer/ingest/batch.ts";
import { SuspectIngester } from "../../src/indexer/ingest/suspect-ingest.ts";
import type { UploadProcessor } from "../../src/indexer/processing/upload-processor.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";
import { createLocalLogger } from "./local-logger.ts";

interface LocalIngest {
  /** The function that Lambda would run. */
  readonly handle: IngestHandler;
  /** Ingests what a look at the folder found, as `poisk serve` does. */
  readonly ingestRound: (keys: readonly ObjectKey[]) => Promise<void>;
  /** Looks through the rejected records. */
  readonly review: () => Promise<void>;
}

/** `say` gets a line a commit, one a rejected upload and one a failure. */
export function createLocalIngest(
  context: IndexContext,
  bucket: string,
  say: (line: string) => void,
  terminal: Pick<Terminal, "style">,
  processor: UploadProcessor,
): LocalIngest {
  const { clock, layout } = context;
  const { parserVersion } = processor.options;
  const inner = new Ingester(context, processor);
  const ingester: Pick<Ingester, "ingest" | "rejectUnread"> = {
    ingest: async (keys, limits) => {
      const startedMs = clock.monotonicMs();
      const report = await inner.ingest(keys, limits);
      for (const line of ingestReportLines(report, clock.monotonicMs() - startedMs, terminal)) say(line);
      return report;
    },
    rejectUnread: async (...rejection) => {
      const report = await inner.rejectUnread(...rejection);
      for (const line of ingestReportLines(report, 0, terminal)) say(line);
      return report;
    },
  };
  const dependencies: RoundDependencies = {
    ingester,
    suspects: new SuspectIngester(context, parserVersion, ingester),
    logger: createLocalLogger(say),
    clock,
    // The bucket's keeper runs it (functions/serve/maintenance-loop.ts).
    compaction: null,
  };
  return {
    handle: createIngestHandler({ ...dependencies, watched: { bucket, layout } }),
    ingestRound: async (keys) => {
      await ingestRound(keys, dependencies);
    },
    review: async () => {
      await reviewRejections(context, parserVersion, dependencies);
    },
  };
}

// What the local server says of a batch: a line for the commit, and one for each upload that somebody should fix.

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
