/**
 * The ingest function that Lambda runs, over the local bucket; each commit is told to the person at the terminal. Searches
 * are answered by the same process: what takes time is done in a thread of its own.
 */
import type { Terminal } from "../../functions/cli/terminal/terminal.ts";
import { createIngestHandler, type IngestHandler } from "../../functions/ingest/handler.ts";
import { ingestRound, type RoundDependencies, reviewRejections } from "../../functions/ingest/round.ts";
import { Ingester } from "../../src/indexer/ingest/batch.ts";
import { SuspectIngester } from "../../src/indexer/ingest/suspect-ingest.ts";
import type { UploadProcessor } from "../../src/indexer/processing/upload-processor.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import type { ObjectKey } from "../../src/storage/object-store/object-store.ts";
import { ingestReportLines } from "./ingest-report-lines.ts";
import { createLocalLogger } from "./local-logger.ts";

export interface LocalIngest {
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
