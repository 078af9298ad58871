/**
 * `poisk import FILE.jsonl`: brings an archive into the bucket as parts, and into the index. It goes on where an earlier
 * import stopped, and changes nothing where all is there.
 */
import { basename } from "node:path";
import type { Command } from "commander";
import { BulkImport, type ImportReport, localPartIngester } from "../../src/indexer/bulk-import.ts";
import { resolvedArticleOptions } from "../../src/segment/article-options.ts";
import { openArchive } from "./archive-stream.ts";
import { type ExitCode, failureText, UsageError } from "./failure.ts";
import { startImportProgress } from "./import-progress.ts";
import { IngestProcesses } from "./ingest-processes.ts";
import { addLocationOptions, type IndexLocation, openIndex } from "./open-index.ts";
import { printable, type Terminal } from "./terminal.ts";

type ImportOptions = IndexLocation & { readonly name?: string; readonly replace?: true };

export function addImportCommand(program: Command, terminal: Terminal, done: (exitCode: ExitCode) => void): void {
  const command = program
    .command("import")
    .description("bring an archive of articles in, one JSON object a line; resumes where it was stopped")
    .argument("<file>", "the archive (.jsonl, also gzipped), or - for standard input")
    .option("--name <name>", "what the archive is called in the bucket (default: the file's name)")
    .option("--replace", "remove parts of an earlier state of the archive under this name");
  addLocationOptions(command).action(async (file: string, options: ImportOptions) => {
    const name = options.name ?? archiveName(file);
    done(await importArchive(file, name, options, terminal));
  });
}

/** The file's name without its endings. */
function archiveName(file: string): string {
  if (file === "-") throw new UsageError("Standard input has no name: give the archive one with --name.");
  return basename(file)
    .replace(/\.gz$/i, "")
    .replace(/\.(?:jsonl|ndjson)$/i, "")
    .normalize("NFC");
}

async function importArchive(
  file: string,
  name: string,
  options: ImportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const archive = await openArchive(file);
  const { context, place } = openIndex(options, { mayCreate: true });
  const processes = new IngestProcesses(options, localPartIngester(context, resolvedArticleOptions));
  const bulkImport = new BulkImport(context, resolvedArticleOptions, name, processes);
  const progress = startImportProgress(terminal, archive);
  let report: ImportReport;
  try {
    report = await bulkImport.run(archive.chunks, progress.update);
  } finally {
    progress.stop();
    processes.stop();
  }
  // An archive that could not be read whole replaces nothing.
  const isWhole = report.parts > 0 && report.failed.size === 0;
  if (options.replace && isWhole) await bulkImport.remove(report.otherParts);
  printReport(report, `${file === "-" ? "standard input" : file}`, place, terminal);
  printOtherParts(report, name, options.replace === true && isWhole, terminal);
  return report.badLines === 0 && report.failed.size === 0 && report.parts > 0 ? 0 : 1;
}

function printReport(report: ImportReport, file: string, place: string, terminal: Terminal): void {
  const { articles, presentArticles, commits, parts, badLines, firstBadLines, failed } = report;
  if (parts === 0) terminal.print(`There are no articles in ${printable(file)}.`);
  else if (commits === 0 && failed.size === 0) {
    terminal.print(`All ${presentArticles} articles of ${printable(file)} are in ${place} already: 0 commits.`);
  } else {
    const present = presentArticles === 0 ? "" : `, ${presentArticles} were there already`;
    terminal.print(`Imported ${articles} articles into ${place} (${parts} parts, ${commits} commits)${present}.`);
  }
  if (badLines > 0) {
    terminal.print(`${terminal.style("red", "rejected")}  ${badLines} ${badLines === 1 ? "line" : "lines"}:`);
    for (const { line, reason } of firstBadLines) terminal.print(`  line ${line}: ${printable(reason)}`);
    if (badLines > firstBadLines.length) terminal.print(`  and ${badLines - firstBadLines.length} more`);
  }
  for (const [key, reason] of failed) {
    terminal.note(`${terminal.style("red", "failed")}  ${printable(key)}: ${printable(failureText(reason))}`);
  }
  if (failed.size > 0) terminal.note("Run the same import again: it goes on with these.");
}

function printOtherParts({ otherParts }: ImportReport, name: string, areRemoved: boolean, terminal: Terminal): void {
  if (otherParts.length === 0) return;
  if (areRemoved) terminal.print(`Removed ${otherParts.length} parts that the archive no longer has.`);
  else {
    terminal.note(
      `The bucket also holds ${otherParts.length} parts of another archive, or of an earlier state of this one, under the name ${printable(name)}. ` +
        "Import with --replace to remove them, or with another --name to keep both apart.",
    );
  }
}
