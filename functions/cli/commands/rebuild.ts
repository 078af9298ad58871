/**
 * `poisk rebuild`: makes the whole index anew from the uploads, beside the old one, and swaps it in. Search goes on.
 */
import type { Command } from "commander";
import { rebuildIndex } from "../../../src/indexer/bulk/rebuild.ts";
import { listUploads } from "../../../src/indexer/ingest/reconcile.ts";
import type { IndexContext } from "../../../src/manifest/manifest-store.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { addLocationOptions, type IndexLocation, openIndex } from "../location/open-index.ts";
import type { ExitCode } from "../terminal/failure.ts";
import { startProgress } from "../terminal/progress.ts";
import { countText, type Terminal } from "../terminal/terminal.ts";

export function addRebuildCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program.command("rebuild").description("make the index anew from the uploads, while search goes on");
  addLocationOptions(command).action(async (options: IndexLocation) => {
    const { context, place } = openIndex(options);
    const progress = startProgress(terminal, "Rebuilding", await countUploads(context), "uploads");
    try {
      const report = await rebuildIndex(context, openUploadProcessor(process.env), progress.update);
      progress.stop();
      terminal.print(
        `Rebuilt the index in ${place}: ${countText(report.articles, "article")} of ${countText(report.uploads, "upload")}.`,
      );
    } finally {
      progress.stop();
    }
    done(0);
  });
}

async function countUploads(context: IndexContext): Promise<number> {
  let count = 0;
  for await (const _ of listUploads(context)) count += 1;
  return count;
}
