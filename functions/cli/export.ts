/**
 * `poisk export --minisearch FILE`: writes the index as a JSON that MiniSearch opens. The file appears whole or not at
 * all.
 */
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { requireSchema, schemaOf } from "../../src/indexer/batch-commit.ts";
import { exportMiniSearch, type MiniSearchExport } from "../../src/query/minisearch-export.ts";
import { SnapshotSource } from "../../src/query/snapshot-source.ts";
import { resolvedArticleOptions } from "../../src/segment/article-options.ts";
import { CommandFailure, type ExitCode, UsageError } from "./failure.ts";
import { addLocationOptions, type IndexLocation, type OpenIndex, openIndex, requireIndex } from "./open-index.ts";
import { sizeText } from "./status.ts";
import { countText, printable, type Terminal } from "./terminal.ts";

export function addExportCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("export")
    .description("write the index in another engine's form")
    .requiredOption("--minisearch <file>", "a JSON for MiniSearch.loadJSON, with the options articleIndexOptions");
  addLocationOptions(command).action(async ({ minisearch, ...location }: IndexLocation & { minisearch: string }) => {
    if (minisearch === "") throw new UsageError("--minisearch is empty: it names the file to write.");
    const index = openIndex(location);
    // Terms of another analyzer would not be found by these options.
    requireSchema((await requireIndex(index)).manifest, schemaOf(resolvedArticleOptions));
    await requireWritable(minisearch);
    const { written, sizeBytes } = await exportToFile(index, minisearch);
    terminal.print(
      `Exported ${countText(written.documents, "article")} with ${countText(written.terms, "term")} to ${printable(minisearch)} (${sizeText(sizeBytes)}).`,
    );
    done(0);
  });
}

/** Said before minutes of work, and of the path itself: the file is written under another name first. */
async function requireWritable(path: string): Promise<void> {
  if ((await stat(path).catch(() => null))?.isDirectory()) throw new CommandFailure(`${path} is a folder, not a file.`);
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory())
    throw new CommandFailure(`There is no folder ${dirname(path)} to write ${basename(path)} into.`);
}

async function exportToFile({ context, place }: OpenIndex, path: string) {
  const draft = `${path}.${process.pid}.part`;
  try {
    // From the start again where segments were collected meanwhile.
    const result = await new SnapshotSource(context).use(async (index) => {
      if (index === null) throw new CommandFailure(`The index in ${place} is gone.`);
      const file = await open(draft, "w");
      try {
        return await writeExport(file, (write) => exportMiniSearch({ index, write }));
      } finally {
        await file.close();
      }
    });
    await rename(draft, path);
    return result;
  } catch (failure) {
    await rm(draft, { force: true });
    throw failure;
  }
}

async function writeExport(
  file: FileHandle,
  run: (write: (piece: string) => Promise<void>) => Promise<MiniSearchExport>,
): Promise<{ written: MiniSearchExport; sizeBytes: number }> {
  let sizeBytes = 0;
  const written = await run(async (piece) => {
    const bytes = Buffer.from(piece, "utf8");
    await file.writeFile(bytes);
    sizeBytes += bytes.length;
  });
  await file.sync();
  return { written, sizeBytes };
}
