/**
 * `poisk rejected`: the uploads that could not be read, or not whole, and why, line by line where a file holds many
 * articles; and the feeds that failed when they were asked last.
 */
import { Option } from "commander";
import { isoTimestamp } from "../../../src/clock.ts";
import { listPresentRejections, type RejectedRecord } from "../../../src/index/write.ts";
import { type FeedRecord, listFailedFeeds } from "../../../src/ingest/ingest.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { partPlace, reasonText, type ToldPart } from "../rendering/rejection-text.ts";
import { countText, printable, type Terminal } from "../terminal/terminal.ts";
import { wrapText } from "../terminal/wrap-text.ts";
import type { Verb, VerbCall } from "./verb.ts";

/** Reasons of one upload that are shown without `--all`. */
const MAX_SHOWN_REASONS = 5;

export const rejectedVerb: Verb = {
  name: "rejected",
  group: "Bring in",
  summary: "list the uploads that could not be read, or not whole, and why",
  options: [new Option("--all", "show all reasons that are kept for an upload, up to 100")],
  examples: ["rejected", "rejected --all"],
  run: async ({ options, terminal }: VerbCall<IndexLocation & { readonly all?: true }>) => {
    const { context, place } = openIndex(options);
    const records: RejectedRecord[] = [];
    for await (const record of listPresentRejections(context, resolvedArticleOptions.parserVersion)) {
      records.push(record);
    }
    if (records.length === 0) terminal.print(`Nothing in ${printable(place)} was rejected.`);
    else printRecords(records, place, options.all === true, terminal);
    const feeds = await listFailedFeeds(context);
    for (const { fault, failures, askedAtMs } of feeds) {
      const since = `${countText(failures, "time")} in a row, the last at ${isoTimestamp(askedAtMs)}`;
      terminal.note(`${terminal.style("yellow", "feed")}  ${printable(fault ?? "")} (${since})`);
    }
    return { value: { uploads: records, feeds: feeds.map(feedJson) } };
  },
};

function feedJson({ name, fault, failures, askedAtMs }: FeedRecord) {
  return { name, fault, failures, askedAt: isoTimestamp(askedAtMs) };
}

function printRecords(records: readonly RejectedRecord[], place: string, isAll: boolean, terminal: Terminal): void {
  let reasons = 0;
  for (const record of records) {
    reasons += record.partCount;
    printRecord(record, isAll, terminal);
    terminal.print("");
  }
  const counted = `${countText(records.length, "upload")} with ${countText(reasons, "reason")}`;
  terminal.print(terminal.style("dim", `${counted} in ${printable(place)}.`));
}

/** The key, then a reason a row, with the lines that it is true of before it where it has any. */
function printRecord({ key, parts, partCount }: RejectedRecord, isAll: boolean, terminal: Terminal): void {
  terminal.print(terminal.style("bold", printable(key)));
  const runs = runsOf(parts);
  const shown = isAll ? runs : runs.slice(0, MAX_SHOWN_REASONS);
  const width = Math.max(...shown.map(({ label }) => label.length));
  const indent = " ".repeat(width === 0 ? 2 : width + 4);
  for (const { label, reason } of shown) {
    const [first = "", ...rest] = wrapText(printable(reason), terminal.columns - indent.length);
    terminal.print(`  ${width === 0 ? "" : `${terminal.style("yellow", label.padEnd(width))}  `}${first}`);
    for (const row of rest) terminal.print(`${indent}${row}`);
  }
  const more = partCount - shown.reduce((sum, { count }) => sum + count, 0);
  if (more > 0) terminal.print(terminal.style("dim", `  and ${more} more${isAll ? ", of which nothing is kept" : ""}`));
}

interface ReasonRun {
  readonly label: string;
  readonly reason: string;
  readonly count: number;
}

/** Lines, or items, in a row that are wrong in the same way are told together. */
function runsOf(parts: RejectedRecord["parts"]): ReasonRun[] {
  const runs: ReasonRun[] = [];
  for (let start = 0, end = 0; start < parts.length; start = end) {
    const first = parts[start] ?? { code: "", reason: "" };
    end = start + 1;
    while (isNext(first, end - start, parts[end])) end += 1;
    runs.push({ label: runLabel(first, end - start), reason: reasonText(first), count: end - start });
  }
  return runs;
}

function isNext(first: ToldPart, distance: number, part: ToldPart | undefined): boolean {
  if (part === undefined || part.code !== first.code || part.reason !== first.reason || partPlace(first) === "")
    return false;
  const { line, item } = first;
  return (
    partPlace(part) === partPlace(line === undefined ? { item: (item ?? 0) + distance } : { line: line + distance })
  );
}

/** `line 3`, `lines 3–5`, `item 3`, `items 3–5`; empty for a whole file. */
function runLabel(first: ToldPart, count: number): string {
  const place = partPlace(first);
  if (place === "" || count === 1) return place;
  const [unit = "", from = ""] = place.split(" ");
  return `${unit}s ${from}–${Number(from) + count - 1}`;
}
