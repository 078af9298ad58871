/**
 * `poisk publish --to PLACE`: makes a public index, which browsers and edges read without any server, and keeps it up
 * to date.
 */
import { Option } from "commander";
import packageJson from "../../../package.json" with { type: "json" };
import { MOST_SUPERSEDED_MS, type PlannedWrite, type PublishReport, publishIndex } from "../../../src/index/publish.ts";
import { publishedKeyLayout, SMALL_SEGMENT_BYTES, WIDGET_LOADER, widgetKey } from "../../../src/index/shared.ts";
import { publishedDictionary } from "../../../src/russian/words.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { makeSuggestions } from "../../../src/search/listings.ts";
import { type IndexLocation, requireIndex } from "../location/open-index.ts";
import {
  finishFolder,
  openPublishTarget,
  type PublishTarget,
  type PublishTargetOptions,
  parsePublicAddress,
} from "../location/publish-target.ts";
import { readWidgetFiles } from "../location/widget-files.ts";
import { parseInteger } from "../rendering/search-options.ts";
import { withProgress } from "../terminal/progress.ts";
import { countText, printable, sizeText, type Terminal } from "../terminal/terminal.ts";
import type { Verb, VerbCall } from "./verb.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_GRACE_HOURS = 24 * 365;
const MOST_PART_BYTES = 5_000_000_000;

interface PublishOptions extends IndexLocation, PublishTargetOptions {
  readonly url?: string;
  readonly grace: number;
  readonly superseded: number;
  readonly partBytes?: number;
  readonly dryRun?: true;
}

export const publishVerb: Verb = {
  name: "publish",
  group: "Serve",
  summary: "make a public copy of the index, to be searched without a server",
  options: [
    new Option("--to <place>", "a folder of its own, or a bucket as s3://NAME/PATH/").makeOptionMandatory(),
    new Option("--url <address>", "address where readers will find it, used in what is printed"),
    new Option("--grace <hours>", "time for which former files stay for readers of the former state")
      .argParser(parseInteger(0, MOST_GRACE_HOURS))
      .default(24),
    new Option("--superseded <days>", "time for which text that newer uploads superseded may stay in the files")
      .argParser(parseInteger(0, MOST_SUPERSEDED_MS / DAY_MS))
      .default(MOST_SUPERSEDED_MS / DAY_MS),
    new Option("--dry-run", "only say what would be written, and why"),
    new Option(
      "--part-bytes <n>",
      "cut files to n bytes: 25000000 for Cloudflare Pages, 95000000 for GitHub",
    ).argParser(parseInteger(SMALL_SEGMENT_BYTES, MOST_PART_BYTES)),
    new Option("--to-endpoint <url>", "address of an S3 other than AWS, for the bucket of --to"),
    new Option("--to-region <name>", "region of the bucket of --to"),
  ],
  examples: [
    "publish --to public/search",
    "publish --to public/search --url https://news.example/search/",
    "publish --to public/search --dry-run",
    "publish --to public/search --part-bytes 25000000  # for Cloudflare Pages",
    "publish --to s3://NAME/search/  # a bucket",
  ],
  run: async ({ options, terminal }: VerbCall<PublishOptions>) => {
    const address = options.url === undefined ? null : parsePublicAddress("--url", options.url);
    const { context, place, ...source } = await requireIndex(options);
    const target = openPublishTarget(options, { context, place, ...source });
    // A bucket gives files as they were put; a host of a folder packs what it sends by itself.
    const widgetEncoding = target.folder === null ? "gzip" : null;
    const widget = readWidgetFiles(widgetEncoding);
    const report = await withProgress(terminal, "Publishing", "segments", (onProgress) =>
      publishIndex({
        source: context,
        options: resolvedArticleOptions,
        target: { store: target.store, layout: publishedKeyLayout },
        dictionary: publishedDictionary(),
        widget,
        widgetEncoding,
        makeSuggestions,
        writer: `${packageJson.version} ${process.versions.zlib}`,
        partBytes: options.partBytes ?? null,
        graceMs: options.grace * HOUR_MS,
        supersededMs: options.superseded * DAY_MS,
        isDryRun: options.dryRun === true,
        onSegment: (_, number, count) => onProgress(number - 1, count),
      }),
    );
    if (options.dryRun === true) {
      printPlan(report.writes, target, terminal);
      return { value: { place, target: target.place, isDryRun: true, writes: report.writes } };
    }
    if (target.folder !== null) finishFolder(target.folder, address?.pathname ?? "/");
    const departed = report.departed.map((key) => (address === null ? key : new URL(key, address).href));
    printReport({ ...report, departed }, target, address, options.grace, terminal);
    if (widget === null) {
      terminal.note(
        "The script is not there yet: npm run build makes it, and the next publish puts it beside the index.",
      );
    }
    return { value: { place, target: target.place, ...report, departed } };
  },
};

const REASONS: Readonly<Record<PlannedWrite["reasons"][number], string>> = {
  first: "nothing is published there yet",
  format: "what is there is of another format or other rules",
  parts: "files are cut to another size",
  new: "articles are new",
  changed: "articles were changed",
  removed: "text that was removed must leave the files",
  expired: "superseded text was in the files for long enough",
  dead: "too much of a file is superseded text",
  together: "small segments are put together, since there is much new in them",
  state: "it names what is there",
  outdated: "suggestions are of a former state",
  build: "they are of another build of poisk",
};

function printPlan(writes: readonly PlannedWrite[], { place }: PublishTarget, terminal: Terminal): void {
  for (const { kind, reasons, articles, files, bytes } of writes) {
    const held = articles === 0 ? "" : ` with ${countText(articles, "article")}`;
    const why = reasons.map((reason) => REASONS[reason]).join("; ");
    terminal.print(`${kind}${held}: ${countText(files, "file")}, about ${sizeText(bytes)}: ${why}`);
  }
  const files = writes.reduce((sum, write) => sum + write.files, 0);
  const bytes = writes.reduce((sum, write) => sum + write.bytes, 0);
  terminal.print(
    writes.length === 0
      ? `Nothing would be written to ${printable(place)}.`
      : `${countText(files, "file")} would be written to ${printable(place)}, about ${sizeText(bytes)}. Nothing was: this was a dry run.`,
  );
}

function printReport(
  report: Omit<PublishReport, "departed"> & { readonly departed: readonly string[] },
  { place, folder }: PublishTarget,
  address: URL | null,
  graceHours: number,
  terminal: Terminal,
): void {
  const { articles, segments, sizeBytes, writtenObjects, writtenBytes, departed, deletedObjects } = report;
  const state = `${countText(articles, "article")} in ${countText(segments, "segment")}, ${sizeText(sizeBytes)}`;
  terminal.print(
    report.isChanged
      ? `Published to ${printable(place)}: ${state}. Written: ${countText(writtenObjects, "object")}, ${sizeText(writtenBytes)}.`
      : `Nothing changed in ${printable(place)}: ${state}.`,
  );
  if (deletedObjects > 0) terminal.print(`Deleted ${countText(deletedObjects, "object")} of former states.`);
  if (departed.length > 0) {
    terminal.print(
      `These files hold articles that were deleted or changed, and left in this run or one before. Have the CDN forget them, if it was not told yet; a run after ${countText(graceHours, "hour")} deletes them:`,
    );
    for (const name of departed) terminal.print(`  ${name}`);
  }
  const index = address?.href ?? "https://ADDRESS/";
  terminal.print(address === null ? "On a page (give --url to have the lines complete):" : "On a page:");
  for (const line of [
    `<script type="module" src="${index}${widgetKey(publishedKeyLayout, WIDGET_LOADER)}"></script>`,
    `<poisk-search index="${index}"></poisk-search>`,
  ]) {
    terminal.print(`  ${terminal.style("bold", line)}`);
  }
  if (folder !== null) terminal.print(terminal.style("dim", `To look at it here: poisk preview ${printable(folder)}`));
  if (address === null) return;
  terminal.print(terminal.style("dim", `Whether its host serves it as it should: poisk doctor --public ${index}`));
}
