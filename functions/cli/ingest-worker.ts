/**
 * The hidden verb `ingest-worker`: a process that `import` starts beside itself. It takes batches of keys from its
 * parent, ingests them one after another, and ends when its parent does.
 */
import { type Command, Option } from "commander";
import { isSearchIndexError } from "../../src/errors.ts";
import { localPartIngester } from "../../src/indexer/bulk-import.ts";
import { resolvedArticleOptions } from "../../src/segment/article-options.ts";
import type { ObjectKey } from "../../src/storage/object-store.ts";
import { type ExitCode, failureText, UsageError } from "./failure.ts";
import type { SentFailure, WorkerAnswer } from "./ingest-processes.ts";
import { addLocationOptions, type IndexLocation, openIndex } from "./open-index.ts";
import type { Terminal } from "./terminal.ts";

export function addIngestWorkerCommand(program: Command, _: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("ingest-worker", { hidden: true })
    .description("ingests what import hands to it")
    .addOption(new Option("--location <json>").hideHelp());
  addLocationOptions(command).action(async (options: { readonly location?: string }) => {
    const send = process.send?.bind(process);
    if (send === undefined || options.location === undefined) throw new UsageError("Only import starts ingest-worker.");
    const { context } = openIndex(JSON.parse(options.location) as IndexLocation, { mayCreate: true });
    const ingester = localPartIngester(context, resolvedArticleOptions);
    process.on("message", async (keys: readonly ObjectKey[]) => {
      try {
        const { committed, unchanged, failed, rejected, articles } = await ingester.ingest(keys, false);
        const sentFailures = [...failed].map(([key, reason]): [string, SentFailure] => [key, sendable(reason)]);
        const report = { committed, unchanged, failed: new Map(sentFailures), rejected, articles };
        send({ report } satisfies WorkerAnswer);
      } catch (failure) {
        send({ failure: sendable(failure) } satisfies WorkerAnswer);
      }
    });
    await new Promise((resolve) => process.on("disconnect", resolve));
    done(0);
  });
}

/** An error loses its class on the way. */
function sendable(failure: unknown): SentFailure {
  return isSearchIndexError(failure)
    ? { code: failure.code, message: failure.message }
    : { code: null, message: failureText(failure) };
}
