/**
 * `poisk export --minisearch FILE`: writes the index as a JSON that MiniSearch opens. The file appears whole or not at
 * all.
 */
import type { Command } from "commander";
import { requireSchema, schemaOf } from "../../../src/manifest/manifest.ts";
import { exportMiniSearch, type MiniSearchExport } from "../../../src/query/minisearch-export.ts";
import { SnapshotSource } from "../../../src/query/snapshot/snapshot-source.ts";
import { resolvedArticleOptions } from "../../../src/segment/schema/article-options.ts";
import {
  addLocationOptions,
  type IndexLocation,
  type OpenIndex,
  openIndex,
  requireIndex,
} from "../location/open-index.ts";
import { type ExitCode, UsageError } from "../terminal/failure.ts";
import { type Output, openOutput } from "../terminal/output.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import { sizeText } from "./status.ts";

export function addExportCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("export")
    .description("write the index in another engine's form")
    .requiredOption(
      "--minisearch <file>",
      "a JSON for MiniSearch.loadJSON, with the options articleIndexOptions; - for standard output",
    );
  addLocationOptions(command).action(async ({ minisearch, ...location }: IndexLocation & { minisearch: string }) => {
    if (minisearch === "") throw new UsageError("--minisearch is empty: it names the file to write.");
    const index = openIndex(location);
    // Terms of another analyzer would not be found by these options.
    requireSchema((await requireIndex(index)).manifest, schemaOf(resolvedArticleOptions));
    const { documents, terms, sizeBytes } = await exportTo(await openOutput(minisearch), index);
    const where = minisearch === "-" ? "standard output" : printable(minisearch);
    const report = `Exported ${countText(documents, "article")} with ${countText(terms, "term")} to ${where} (${sizeText(sizeBytes)}).`;
    if (minisearch === "-") terminal.note(report);
    else terminal.print(report);
    done(0);
  });
}

async function exportTo(output: Output, { context }: OpenIndex): Promise<MiniSearchExport & { sizeBytes: number }> {
  try {
    // From the start again where segments were collected meanwhile.
    const result = await new SnapshotSource(context).use(async (index) => {
      await output.begin();
      let sizeBytes = 0;
      const written = await exportMiniSearch({
        index,
        write: async (piece) => {
          const bytes = Buffer.from(piece, "utf8");
          await output.write(bytes);
          sizeBytes += bytes.length;
        },
      });
      return { ...written, sizeBytes };
    });
    await output.finish();
    return result;
  } catch (failure) {
    await output.abandon();
    throw failure;
  }
}
