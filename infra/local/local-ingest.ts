/**
 * The ingest function that Lambda runs, over the local bucket; each commit is told to the person at the terminal. Searches
 * are answered by the same process: what takes time is done in a thread of its own.
 */
import type { Terminal } from "../../functions/cli/terminal.ts";
import { createIngestHandler, type IngestHandler } from "../../functions/ingest-handler.ts";
import { Ingester } from "../../src/indexer/ingest-batch.ts";
import type { UploadProcessor } from "../../src/indexer/processing/upload-processor.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import { ingestReportLines } from "./ingest-report-lines.ts";
import { createLocalLogger } from "./local-logger.ts";

/** `say` gets a line a commit, one a rejected upload and one a failure. */
export function createLocalIngest(
  context: IndexContext,
  bucket: string,
  say: (line: string) => void,
  terminal: Pick<Terminal, "style">,
  processor: UploadProcessor,
): IngestHandler {
  const { clock, layout } = context;
  const ingester = new Ingester(context, processor);
  return createIngestHandler({
    ingester: {
      ingest: async (keys, limits) => {
        const startedMs = clock.monotonicMs();
        const report = await ingester.ingest(keys, limits);
        for (const line of ingestReportLines(report, clock.monotonicMs() - startedMs, terminal)) say(line);
        return report;
      },
    },
    logger: createLocalLogger(say),
    clock,
    // The bucket's keeper runs it (functions/serve/bucket-keeper.ts).
    compaction: null,
    watched: { bucket, layout },
  });
}
