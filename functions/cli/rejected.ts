/**
 * `poisk rejected`: the uploads that could not be read, or not whole, and why.
 */
import type { Command } from "commander";
import { isErrorOfKind } from "../../src/errors.ts";
import { listRejectedRecords, type RejectedRecord } from "../../src/indexer/rejected-records.ts";
import { uploadVersion } from "../../src/indexer/upload-version.ts";
import type { IndexContext } from "../../src/manifest/manifest-store.ts";
import { resolvedArticleOptions } from "../../src/segment/article-options.ts";
import type { ObjectKey } from "../../src/storage/object-store.ts";
import type { ExitCode } from "./failure.ts";
import { rejectionText } from "./ingest-in-batches.ts";
import { addLocationOptions, type IndexLocation, openIndex } from "./open-index.ts";
import { printable, type Terminal } from "./terminal.ts";

export function addRejectedCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("rejected")
    .description("list the uploads that could not be read, and why")
    .option("--json", "print JSON");
  addLocationOptions(command).action(async (options: IndexLocation & { json?: true }) => {
    const { context, place } = openIndex(options);
    const records: RejectedRecord[] = [];
    for await (const { record } of listRejectedRecords(context)) {
      if (await isOfPresentVersion(context, record)) records.push(record);
    }
    if (options.json) terminal.print(JSON.stringify(records, null, 2));
    else if (records.length === 0) terminal.print(`Nothing in ${place} was rejected.`);
    else for (const { key, parts } of records) terminal.print(`${printable(key)}: ${printable(rejectionText(parts))}`);
    done(0);
  });
}

/** A record of an older version says nothing of what the bucket holds now. */
async function isOfPresentVersion({ store }: IndexContext, { key, version }: RejectedRecord): Promise<boolean> {
  try {
    return uploadVersion(await store.head(key as ObjectKey), resolvedArticleOptions.parserVersion) === version;
  } catch (error) {
    if (isErrorOfKind(error, "not-found") || isErrorOfKind(error, "invalid-request")) return false;
    throw error;
  }
}
