/**
 * The import of a site by its map, and what is told of it.
 */

import type { IndexContext } from "../../../src/index/shared.ts";
import { findDifferences, Ingester, type IngestReport, SuspectIngester } from "../../../src/index/write.ts";
import { sitesPrefix } from "../../../src/ingest/ingest.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { parseEnvironment, pollSettings } from "../../settings/environment.ts";
import { IS_GONE, importSite, OF_OTHER_HOSTS, type SiteReport, type Told } from "../../sites/site-import.ts";
import { WebFailure } from "../../web/web-fetch.ts";
import { parseHostsOption } from "../location/hosts-option.ts";
import type { OpenIndex } from "../location/open-index.ts";
import { leftOutText, rejectedLine } from "../rendering/rejection-text.ts";
import { CommandFailure, UsageError } from "../terminal/failure.ts";
import { startProgress } from "../terminal/progress.ts";
import { onFirstStopSignal } from "../terminal/stop-signal.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";

const DEFAULT_PAUSE_SECONDS = 1;
const MAX_PAUSE_SECONDS = 60;
/** Lines of each kind that are shown; --json has a hundred. */
const MAX_LINES = 10;

const LEFT = "left the sitemap and ";

/** The result. `isWhole`: all articles of the site that may be searched are in the index. */
interface SitemapImport {
  readonly report: SiteReport;
  readonly isWhole: boolean;
}

interface SitemapOptions {
  readonly pause?: string;
  readonly prune?: string | true;
  readonly hosts?: string;
  readonly timeZone: string;
}

/** Puts and indexes what is new on the site. Rejects as the store does; the same import goes on from there. */
export async function importSitemap(
  sitemap: string,
  { pause, prune, hosts, timeZone }: SitemapOptions,
  { context, place }: OpenIndex,
  terminal: Terminal,
): Promise<SitemapImport> {
  if (!/^https?:\/\//i.test(sitemap) || !URL.canParse(sitemap)) {
    throw new UsageError(`--sitemap is an address such as https://news.example/sitemap.xml, not ${sitemap}.`);
  }
  const pauseMs = pauseSeconds(pause) * 1000;
  if (typeof prune === "string" && prune !== "all")
    throw new UsageError(`--prune is alone or --prune=all, not ${prune}.`);
  const settings = parseEnvironment(process.env, pollSettings);
  const stopping = new AbortController();
  let progress: ReturnType<typeof startProgress> | undefined;
  const endWatch = onFirstStopSignal(() => {
    stopping.abort();
    progress?.stop();
    terminal.note("Stopping: what was fetched goes into the index first.");
  });
  try {
    const processor = openUploadProcessor(process.env);
    const ingester = new Ingester(context, processor);
    const left = await ingestLeft(context, ingester);
    if (left.committed.length > 0)
      terminal.note(`Indexed ${countText(left.committed.length, "page")} that an import which was ended had put.`);
    const report = await importSite(context, ingester, {
      sitemap,
      hosts: hosts === undefined ? [] : parseHostsOption(hosts),
      mayBePrivate: settings.POISK_FEED_PRIVATE === "on",
      timeZone,
      pauseMs,
      prune: prune === undefined ? "none" : prune === "all" ? "all" : "tenth",
      read: processor.read,
      stop: stopping.signal,
      onProgress: (done, total) => {
        progress ??= startProgress(terminal, "Importing", total, "pages");
        progress.update(done);
      },
    });
    progress?.stop();
    printSite(report, place, terminal);
    const isWhole =
      report.pages > 0 &&
      report.failed.count + left.failed.size === 0 &&
      report.rejected.count === 0 &&
      report.notRemoved === null &&
      report.stopped === null;
    return { report, isWhole };
  } catch (failure) {
    if (failure instanceof WebFailure) throw new CommandFailure(`${failure.message}.`, { cause: failure });
    throw failure;
  } finally {
    progress?.stop();
    endWatch();
  }
}

/**
 * Ingests the uploads of a killed import that are not indexed: their pages have not changed, so that nobody would
 * request them.
 */
async function ingestLeft(context: IndexContext, ingester: Ingester): Promise<IngestReport> {
  const { keys } = await findDifferences(context, ingester.parserVersion);
  const suspects = new SuspectIngester(context, ingester);
  return suspects.ingestRound(
    keys.filter((key) => key.startsWith(sitesPrefix(context.layout))),
    (batch, isSuspect) => (isSuspect ? suspects : ingester).ingest(batch),
  );
}

function pauseSeconds(pause: string | undefined): number {
  if (pause === undefined) return DEFAULT_PAUSE_SECONDS;
  if (/^\d{1,2}(?:\.\d{1,3})?$/.test(pause) && Number(pause) <= MAX_PAUSE_SECONDS) return Number(pause);
  throw new UsageError(`--pause is 0 to ${MAX_PAUSE_SECONDS} seconds, not ${pause}.`);
}

function printSite(report: SiteReport, place: string, terminal: Terminal): void {
  const { put, articles, unchanged, upToDate, notDue, leftOut, gone, removed, notRemoved, failed, rejected, stopped } =
    report;
  const present = unchanged + upToDate;
  terminal.print(
    `Imported ${countText(articles, "article")} of ${countText(put, "page")} into ${place}` +
      `${present === 0 ? "" : `, ${countText(present, "page")} had not changed`}` +
      `${notDue === 0 ? "" : `, ${countText(notDue, "page")} ${notDue === 1 ? "was" : "were"} not due`}.`,
  );
  if (leftOut.size > 0) terminal.print(leftOutText(leftOut));
  if (leftOut.has(OF_OTHER_HOSTS)) terminal.print("--hosts names other hosts that are your own.");
  printTold(rejected, terminal, ({ key, parts, isPartly }) => rejectedLine(key, parts, isPartly, terminal));
  printTold(gone, terminal, ({ url, reason, hasUpload, isUnlisted }) => {
    const isPrunable = isUnlisted && reason === IS_GONE;
    const upload = hasUpload ? `, and its upload stays; ${isPrunable ? "--prune" : "poisk remove"} takes it out` : "";
    return `${terminal.style("yellow", "gone    ")}  ${printable(url)} ${isPrunable ? LEFT : ""}${reason}${upload}.`;
  });
  printTold(removed, terminal, ({ url }) => {
    return `${terminal.style("yellow", "removed ")}  ${printable(url)} ${LEFT}${IS_GONE}.`;
  });
  printTold(failed, terminal, ({ url, reason }) => {
    return `${terminal.style("red", "failed  ")}  ${printable(url)}: ${printable(reason)}`;
  });
  if (notRemoved !== null) terminal.note(notRemoved);
  if (stopped !== null) terminal.note(`${stopped} Run the same import again: it goes on.`);
}

function printTold<T>({ count, first }: Told<T>, terminal: Terminal, lineOf: (one: T) => string): void {
  for (const one of first.slice(0, MAX_LINES)) terminal.print(lineOf(one));
  const rest = count - Math.min(count, MAX_LINES);
  if (rest > 0) terminal.print(`          and ${rest} more`);
}
