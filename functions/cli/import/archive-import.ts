/**
 * The whole of an import, without a word of it: parts into the bucket and the index by processes of their own, then the
 * merges that are due. The command and the bench run the same.
 */
import {
  BulkImport,
  type ImportReport,
  localPartIngester,
  type OnImportProgress,
} from "../../../src/indexer/bulk/import.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import type { IndexLocation, OpenIndex } from "../location/open-index.ts";
import type { ArchiveStream } from "./archive-stream.ts";
import { IngestProcesses } from "./ingest-processes.ts";
import { localSegmentMerger, type MergeTotals, mergeAfterImport, presentSegments } from "./merges.ts";

interface ImportSettings {
  /** Whether parts of an earlier state of the archive leave. */
  readonly replaces: boolean;
  /** Whether what is due is merged at the end. */
  readonly merges: boolean;
  /** The command's script, where this process does not run it. */
  readonly commandPath?: string;
  readonly onProgress?: OnImportProgress;
  /** Told when merges begin, and how many at once. */
  readonly onMerge?: (merges: number) => void;
}

export interface ImportOutcome {
  readonly report: ImportReport;
  /** Null where nothing new was committed, or merging was not wanted. */
  readonly merged: MergeTotals | null;
  /** Whether other parts were removed. */
  readonly isReplaced: boolean;
}

/** `index` is the one that `location` names. Rejects as BulkImport.run and `compact` do: what was committed stays. */
export async function importArchive(
  { chunks, shareRead }: Pick<ArchiveStream, "chunks" | "shareRead">,
  name: string,
  { context }: OpenIndex,
  location: IndexLocation,
  settings: ImportSettings,
): Promise<ImportOutcome> {
  const processor = openUploadProcessor(process.env);
  const local = {
    ...localPartIngester(context, processor),
    ...localSegmentMerger(context, resolvedArticleOptions),
  };
  const processes = new IngestProcesses(location, local, settings.commandPath);
  try {
    const before = await presentSegments(context);
    const bulkImport = new BulkImport(context, processor, name, processes);
    const report = await bulkImport.run(chunks, settings.onProgress, shareRead);
    // An archive that could not be read whole replaces nothing.
    const isReplaced = settings.replaces && report.parts > 0 && report.failed.size === 0;
    if (isReplaced) await bulkImport.remove(report.otherParts);
    const isChanged = report.commits > 0 || (isReplaced && report.otherParts.length > 0);
    const merged =
      settings.merges && isChanged ? await mergeAfterImport(context, processes, before, settings.onMerge) : null;
    return { report, merged, isReplaced };
  } finally {
    processes.stop();
  }
}
