/**
 * `poisk import FILE.jsonl`, or `--sitemap URL`: brings an archive into the bucket as parts, and into the index, and
 * says what came of it. It goes on where an earlier import stopped, and changes nothing where all is there.
 */
import { Option } from "commander";
import { zoneMetadata } from "../../../src/articles/news.ts";
import { systemClock } from "../../../src/clock.ts";
import { defaultKeyLayout, importPrefix } from "../../../src/index/shared.ts";
import {
  BulkImport,
  type ImportReport,
  localImportWorker,
  type MergeTotals,
  mergeAfterImport,
  presentSegments,
} from "../../../src/index/write.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type ArchiveStream, openArchive } from "../import/archive-stream.ts";
import { archiveName, channelOption, type ExportFlags, exportOptions, pagesOption } from "../import/export-options.ts";
import { importFeed } from "../import/feed-import.ts";
import { startImportProgress } from "../import/import-progress.ts";
import { importSitemap } from "../import/sitemap-import.ts";
import { type IndexLocation, type OpenIndex, openIndex } from "../location/open-index.ts";
import { type TimeZoneOption, timeZoneOption } from "../location/time-zone-option.ts";
import { failedLine, leftOutText, reasonText } from "../rendering/rejection-text.ts";
import { failureText, UsageError } from "../terminal/failure.ts";
import { beforeStopSignal } from "../terminal/stop-signal.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import { IngestProcesses } from "./ingest-worker.ts";
import type { Verb, VerbCall, VerbOutcome } from "./verb.ts";

type ImportOptions = IndexLocation &
  TimeZoneOption &
  ExportFlags & {
    readonly name?: string;
    readonly replace?: true;
    readonly merge: boolean;
    readonly sitemap?: string;
    readonly hosts?: string;
    readonly pause?: string;
    readonly prune?: string | true;
  };

export const importVerb: Verb = {
  name: "import",
  group: "Bring in",
  summary: "bring an archive of articles in: JSON lines, an export, a feed or a site; resumes where it was stopped",
  argument: [
    "[file]",
    "the archive (.jsonl, a WordPress or Telegram export, a feed, or a saved MiniSearch, also gzipped), or - for standard input",
  ],
  options: [
    new Option("--name <name>", "name of the archive in the bucket (default: the file's name)"),
    new Option("--replace", "remove parts of an earlier state of the archive under this name"),
    pagesOption,
    channelOption,
    new Option("--sitemap <url>", "read the pages that a sitemap of your own site lists, in place of a file").conflicts(
      ["name", "replace", "pages", "channel"],
    ),
    new Option("--hosts <names>", "with --sitemap: other hosts of your own, separated by commas"),
    new Option("--pause <seconds>", "with --sitemap: pause between two requests, 0 to 60 (default: 1)"),
    new Option(
      "--prune [all]",
      "with --sitemap: remove pages that left it and answer 404 or 410 or have moved; nothing if they are more than a tenth, unless --prune=all",
    ),
    timeZoneOption,
    new Option("--no-merge", "leave the segments unmerged; compact or the compaction function merges them later"),
  ],
  examples: [
    "import examples/archive.jsonl",
    "import - --name news < examples/archive.jsonl",
    "import examples/archive.jsonl --replace  # of a changed archive",
    "import --sitemap https://NAME/sitemap.xml  # of your own site",
    "import --sitemap https://NAME/sitemap.xml --prune  # without what went",
  ],
  run: async ({ words: [file], options, terminal }: VerbCall<ImportOptions>) => {
    if (options.sitemap !== undefined) {
      if (file !== undefined) throw new UsageError("A file and --sitemap are two imports: run one after the other.");
      return runSitemap(options.sitemap, options, terminal);
    }
    if (file === undefined) throw new UsageError("Which archive? Name a file, - for standard input, or --sitemap URL.");
    for (const name of ["pause", "prune", "hosts"] as const)
      if (options[name] !== undefined) throw new UsageError(`--${name} goes with --sitemap.`);
    if (file === "-" && options.name === undefined)
      throw new UsageError("Standard input has no name: give the archive one with --name.");
    const name = options.name ?? archiveName(file);
    checkName(name);
    return runImport(file, name, options, terminal);
  },
};

/** Checks the name before the archive is opened: one that no folder can have is a mistake of the call. */
function checkName(name: string): void {
  try {
    importPrefix(defaultKeyLayout, name);
  } catch (failure) {
    throw new UsageError(`The archive needs another --name. ${failureText(failure)}`);
  }
}

async function runImport(file: string, name: string, options: ImportOptions, terminal: Terminal): Promise<VerbOutcome> {
  const archive = await openArchive(file, exportOptions(options));
  const index = openIndex(options, { mayCreate: true });
  if (archive.kind === "feed") {
    const { isWhole, ...counts } = await importFeed(archive.chunks, name, options.timeZone, index, terminal);
    return { value: { place: index.place, name, ...counts }, exitCode: isWhole ? 0 : 1 };
  }
  const { report, merged, isReplaced } = await importArchive(archive, name, index, options, terminal);
  const unit = UNITS[archive.kind];
  const fault = archive.exported?.fault() ?? null;
  printReport(report, file === "-" ? "standard input" : file, index.place, unit, terminal);
  printExported(archive, unit, terminal);
  if (merged !== null) printMerges(merged, terminal);
  printOtherParts(report, name, { isAsked: options.replace === true, isDone: isReplaced }, terminal);
  const isWhole = fault === null && report.badLines === 0 && report.failed.size === 0 && report.parts > 0;
  const leftOut = Object.fromEntries(archive.exported?.leftOut ?? []);
  return {
    value: { place: index.place, name, ...report, leftOut, fault, merged, isReplaced },
    exitCode: isWhole ? 0 : 1,
  };
}

async function runSitemap(sitemap: string, options: ImportOptions, terminal: Terminal): Promise<VerbOutcome> {
  const index = openIndex(options, { mayCreate: true });
  const { report, isWhole } = await importSitemap(sitemap, options, index, terminal);
  return { value: { place: index.place, sitemap, ...report }, exitCode: isWhole ? 0 : 1 };
}

/** Units of counts of bad parts, by the kind of archive. */
const UNITS = { lines: "line", feed: "item", wordpress: "item", telegram: "message" } as const;

/** Prints the items of an export that are no articles, and whether it was whole. */
function printExported({ exported }: ArchiveStream, unit: string, terminal: Terminal): void {
  if (exported === null) return;
  if (exported.leftOut.size > 0) terminal.print(leftOutText(exported.leftOut));
  const fault = exported.fault();
  if (fault === null) return;
  terminal.note(
    `${terminal.style("red", "broken")}  The export was not read to its end, since ${fault}. Each ${unit} before that is in.`,
  );
}

interface ImportOutcome {
  readonly report: ImportReport;
  /** Null where nothing new was committed, or merging was not wanted. */
  readonly merged: MergeTotals | null;
  /** True if other parts were removed. */
  readonly isReplaced: boolean;
}

/**
 * Brings the parts into the bucket and the index by processes of their own, and merges what is due. Rejects as
 * BulkImport.run and `compact` do: what was committed stays.
 */
async function importArchive(
  archive: ArchiveStream,
  name: string,
  { context }: OpenIndex,
  options: ImportOptions,
  terminal: Terminal,
): Promise<ImportOutcome> {
  const metadata = zoneMetadata(options.timeZone);
  const processor = openUploadProcessor(process.env);
  const processes = new IngestProcesses(options, localImportWorker(context, processor));
  const progress = startImportProgress(terminal, archive, systemClock);
  // After the bar's own watch, which takes the bar away.
  const endWatch = beforeStopSignal(() => terminal.note("Stopped. Run the same import again: it goes on."));
  try {
    const before = await presentSegments(context);
    const bulkImport = new BulkImport(context, processor, name, processes, metadata);
    const report = await bulkImport.run(archive.chunks, progress.update, archive.shareRead);
    // An archive that could not be read whole replaces nothing.
    const isRead = report.failed.size === 0 && (archive.exported?.fault() ?? null) === null;
    const isReplaced = options.replace === true && report.parts > 0 && isRead;
    if (isReplaced) await bulkImport.remove(report.otherParts);
    const isChanged = report.commits > 0 || (isReplaced && report.otherParts.length > 0);
    if (!options.merge || !isChanged) return { report, merged: null, isReplaced };
    const merged = await mergeAfterImport(context, processes, before, () => {
      progress.stop();
      if (terminal.showsProgress) terminal.note("Merging segments…");
    });
    return { report, merged, isReplaced };
  } finally {
    endWatch();
    progress.stop();
    processes.stop();
  }
}

function printMerges({ merges, documents, segments }: MergeTotals, terminal: Terminal): void {
  if (merges === 0) return;
  const [mergeText, segmentText] = [countText(merges, "merge"), countText(segments, "segment")];
  terminal.print(`Merged ${countText(documents, "article")} in ${mergeText}: the index has ${segmentText}.`);
}

function printReport(report: ImportReport, file: string, place: string, unit: string, terminal: Terminal): void {
  const { articles, articlesOfOthers, presentArticles, takenDown, commits, parts, badLines, firstBadLines, failed } =
    report;
  if (parts === 0) terminal.print(`There are no articles in ${printable(file)}.`);
  else if (commits === 0 && articlesOfOthers === 0 && failed.size === 0) {
    const held =
      takenDown === 0 ? `All ${countText(presentArticles, "article")}` : countText(presentArticles, "article");
    const verb = presentArticles === 1 ? "is" : "are";
    terminal.print(`${held} of ${printable(file)} ${verb} in ${place} already: 0 commits.`);
  } else {
    const present = presentArticles === 0 ? "" : `, ${presentArticles} were there already`;
    const byOthers = articlesOfOthers === 0 ? "" : `, ${articlesOfOthers} of them indexed by a server that runs there`;
    const work = `${countText(parts, "part")}, ${countText(commits, "commit")}`;
    const imported = countText(articles + articlesOfOthers, "article");
    terminal.print(`Imported ${imported} into ${place} (${work})${byOthers}${present}.`);
  }
  if (takenDown > 0) {
    const removed = `${countText(takenDown, "article")} ${takenDown === 1 ? "was" : "were"} removed since`;
    terminal.print(`${removed}, and ${verbOf(takenDown)} so.`);
  }
  if (badLines > 0) {
    terminal.print(`${terminal.style("red", "rejected")}  ${countText(badLines, unit)}:`);
    for (const bad of firstBadLines) terminal.print(`  ${unit} ${bad.line}: ${printable(reasonText(bad))}`);
    if (badLines > firstBadLines.length) terminal.print(`  and ${badLines - firstBadLines.length} more`);
  }
  for (const [key, reason] of failed) terminal.note(failedLine(key, reason, terminal));
  if (failed.size > 0) terminal.note("Run the same import again: it goes on with these.");
}

/** Prints the outcome of uploads under the archive's name that are no parts of it. */
function printOtherParts(
  { otherParts, parts }: ImportReport,
  name: string,
  removal: { readonly isAsked: boolean; readonly isDone: boolean },
  terminal: Terminal,
): void {
  if (otherParts.length === 0) return;
  const count = countText(otherParts.length, "part");
  if (removal.isDone) terminal.print(`Removed ${count} that the archive no longer has.`);
  else if (removal.isAsked) {
    const why = parts === 0 ? "an archive without articles replaces nothing" : "the archive is not in as a whole";
    terminal.note(
      `${count} of an earlier state ${verbOf(otherParts.length)} under the name ${printable(name)}: ${why}.`,
    );
  } else {
    terminal.note(
      `The bucket also holds ${count} of another archive, or of an earlier state of this one, under the name ${printable(name)}. ` +
        "Import with --replace to remove them, or with another --name to keep both apart.",
    );
  }
}

function verbOf(count: number): string {
  return count === 1 ? "stays" : "stay";
}
