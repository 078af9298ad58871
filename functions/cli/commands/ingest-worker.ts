/**
 * The hidden verb `ingest-worker`: a process that `import` starts beside itself. It takes batches of keys to ingest and
 * segments to merge from its parent, one task after another, and ends when its parent does.
 */
import { Option } from "commander";
import { isSearchIndexError } from "../../../src/errors.ts";
import { localPartIngester, type PartIngester } from "../../../src/indexer/bulk/import.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import type { SentFailure, WorkerAnswer, WorkerTask } from "../import/ingest-processes.ts";
import { localSegmentMerger, type SegmentMerger } from "../import/merges.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { failureText, UsageError } from "../terminal/failure.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const ingestWorkerVerb: Verb = {
  name: "ingest-worker",
  summary: "ingests what import hands to it",
  options: [new Option("--location <json>")],
  run: async ({ options }: VerbCall<{ readonly location?: string }>) => {
    const send = process.send?.bind(process);
    if (send === undefined || options.location === undefined) throw new UsageError("Only import starts ingest-worker.");
    const { context } = openIndex(JSON.parse(options.location) as IndexLocation, { mayCreate: true });
    const ingester = localPartIngester(context, openUploadProcessor(process.env));
    const merger = localSegmentMerger(context, resolvedArticleOptions);
    process.on("message", async (task: WorkerTask) => {
      send(await answer(task, ingester, merger));
    });
    await new Promise((resolve) => process.on("disconnect", resolve));
    // Also in the midst of a task: nobody waits for it, and the next import does what it has not committed.
    process.exit(0);
  },
};

async function answer(task: WorkerTask, ingester: PartIngester, merger: SegmentMerger): Promise<WorkerAnswer> {
  try {
    if ("segments" in task) return { mergedDocuments: await merger.merge(task.segments, false) };
    const { committed, unchanged, failed, rejected, articles } = await ingester.ingest(
      task.keys,
      false,
      task.isSuspect,
    );
    const sentFailures = [...failed].map(([key, reason]): [string, SentFailure] => [key, sendable(reason)]);
    return { report: { committed, unchanged, failed: new Map(sentFailures), rejected, articles } };
  } catch (failure) {
    return { failure: sendable(failure) };
  }
}

/** An error loses its class on the way. */
function sendable(failure: unknown): SentFailure {
  if (!isSearchIndexError(failure)) return { code: null, message: failureText(failure), cause: null };
  const { code, message, cause } = failure;
  return { code, message, cause: isSearchIndexError(cause) ? sendable(cause) : null };
}
