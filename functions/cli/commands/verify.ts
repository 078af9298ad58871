/**
 * `poisk verify`: reads the whole index and says in plain words what is wrong with it, where, and how to repair it; and
 * which articles are held more than once. Changes nothing, but with `--repair`, which repairs what is wrong and reads
 * all again.
 */
import { Option } from "commander";
import { isErrorOfKind } from "../../../src/errors.ts";
import { type IndexContext, type Manifest, ManifestStore } from "../../../src/index/shared.ts";
import { type Finding, planRepair, rebuildIndex, type VerifyReport, verifyIndex } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { type DuplicateGroup, listDuplicates } from "../../../src/search/listings.ts";
import { openUploadProcessor } from "../../ingest/open-processor.ts";
import { type IndexLocation, openIndex } from "../location/open-index.ts";
import { withProgress } from "../terminal/progress.ts";
import { countText, printable, sizeText, type Terminal, type TextStyle } from "../terminal/terminal.ts";
import { shortenText, wrapText } from "../terminal/wrap-text.ts";
import type { Verb, VerbCall } from "./verb.ts";

export const verifyVerb: Verb = {
  name: "verify",
  group: "Look after",
  summary: "read the whole index, and say what is wrong with it",
  options: [new Option("--repair", "repair what is wrong from the uploads, and read the index again")],
  examples: ["verify", "verify --repair"],
  run: async ({ options, terminal }: VerbCall<IndexLocation & { readonly repair?: true }>) => {
    const { context, place } = openIndex(options);
    const verify = () =>
      withProgress(terminal, "Reading", "MB", (onProgress) => {
        const tell = (bytes: number, total: number) => onProgress(Math.floor(bytes / 1e6), Math.ceil(total / 1e6));
        return verifyIndex(context, resolvedArticleOptions, { onProgress: tell });
      });
    const first = await verify();
    const repaired = options.repair === undefined ? null : await repairFindings(context, first.findings);
    const report = repaired === null ? first : await verify();
    // Of a damaged index they cannot be told.
    const duplicates = report.bucket === null ? null : await findDuplicates(context);
    const isSound = report.findings.every(({ severity }) => severity === "notice");
    const repair = repaired === null ? {} : { repaired, foundBefore: first.findings };
    if (repaired !== null) {
      for (const finding of first.findings) printFinding(finding, terminal);
      for (const line of wrapText(repaired, terminal.columns)) terminal.print(line);
    }
    printReport(report, duplicates, place, terminal);
    return { value: { place, isSound, ...report, duplicates, ...repair }, exitCode: isSound ? 0 : 1 };
  },
};

/** Repairs what was found, and gives one sentence on it; null where nothing had to be done. */
async function repairFindings(context: IndexContext, findings: readonly Finding[]): Promise<string | null> {
  const plan = planRepair(findings, await loadReadable(context), context.layout);
  if (plan === null) return null;
  const { uploads } = await rebuildIndex(context, openUploadProcessor(process.env), plan);
  const { damaged } = plan;
  if (damaged === undefined) return `Made the whole index anew from ${countText(uploads, "upload")}.`;
  const replaced = damaged.size === 0 ? "" : `Replaced ${countText(damaged.size, "damaged segment")}. `;
  return `${replaced}Read ${countText(uploads, "upload")} anew; the rest of the index was left as it is.`;
}

async function loadReadable(context: IndexContext): Promise<Manifest | null> {
  try {
    return (await new ManifestStore(context).load())?.manifest ?? null;
  } catch (error) {
    if (isErrorOfKind(error, "corrupt-data")) return null;
    throw error;
  }
}

/** Marks of findings, with the width of the longest. */
const MARKS: Readonly<Record<Finding["severity"], readonly [string, TextStyle]>> = {
  damage: ["damaged", "red"],
  difference: ["differs", "yellow"],
  notice: ["notice ", "dim"],
};
const INDENT = " ".repeat(9);

function printReport(
  report: VerifyReport,
  duplicates: DuplicateReport | null,
  place: string,
  terminal: Terminal,
): void {
  const { sequence, segments, documents, readBytes, bucket, findings } = report;
  if (sequence !== null) {
    const uploads = bucket === null ? "" : ` of ${countText(bucket.uploads, "upload")}`;
    const counted = `${countText(documents, "article")}${uploads} in ${countText(segments, "segment")}`;
    terminal.print(`${printable(place)}: ${counted}, sequence ${sequence}, ${sizeText(readBytes)} read.`);
  }
  for (const finding of findings) printFinding(finding, terminal);
  if (duplicates !== null) printDuplicates(duplicates, terminal);
  for (const line of wrapText(verdict(report, place), terminal.columns)) terminal.print(line);
}

function printFinding({ severity, where, what }: Finding, terminal: Terminal): void {
  const [mark, style] = MARKS[severity];
  terminal.print(`${terminal.style(style, mark)}  ${printable(where)}`);
  for (const line of wrapText(printable(what), terminal.columns - INDENT.length)) terminal.print(`${INDENT}${line}`);
}

/** Describes the action to take; the worst finding decides. */
function verdict({ sequence, findings }: VerifyReport, place: string): string {
  if (findings.some(({ severity }) => severity === "damage")) {
    return `The index is damaged; the uploads are not touched by that. Repair it from them: poisk verify --repair`;
  }
  if (findings.some(({ what }) => what.endsWith("until a rebuild."))) return "The index is whole. Run: poisk rebuild";
  if (findings.some(({ severity }) => severity === "difference")) {
    return "The index is whole, but does not say what the uploads say. Bring it up to date: poisk reconcile";
  }
  return sequence === null
    ? `There is no index in ${printable(place)}.`
    : "The index is whole, and says what the uploads say.";
}

/** The number of groups, and the first of each kind. */
interface DuplicateReport {
  readonly sameAddress: number;
  readonly nearDuplicates: number;
  readonly groups: readonly DuplicateGroup[];
}

/** Groups of each kind that are kept, for JSON; a terminal shows fewer. */
const MAX_KEPT_GROUPS = 1_000;
const MAX_SHOWN_GROUPS = 5;
const MAX_SHOWN_ARTICLES = 5;

/** Begun again, once, where segments were collected under it. */
async function findDuplicates(context: IndexContext): Promise<DuplicateReport> {
  try {
    return await listOnce(context);
  } catch (error) {
    if (!isErrorOfKind(error, "not-found")) throw error;
    return listOnce(context);
  }
}

async function listOnce(context: IndexContext): Promise<DuplicateReport> {
  const groups: DuplicateGroup[] = [];
  const counts = { "same-address": 0, "near-duplicate": 0 };
  for await (const group of listDuplicates(context)) {
    counts[group.kind] += 1;
    if (counts[group.kind] <= MAX_KEPT_GROUPS) groups.push(group);
  }
  return { sameAddress: counts["same-address"], nearDuplicates: counts["near-duplicate"], groups };
}

function printDuplicates({ sameAddress, nearDuplicates, groups }: DuplicateReport, terminal: Terminal): void {
  for (const [kind, count, mark] of [
    ["same-address", sameAddress, "same   "],
    ["near-duplicate", nearDuplicates, "alike  "],
  ] as const) {
    const shown = groups.filter((group) => group.kind === kind).slice(0, MAX_SHOWN_GROUPS);
    for (const group of shown) printGroup(group, mark, terminal);
    const more = count - shown.length;
    if (more > 0) terminal.print(`${terminal.style("cyan", mark)}  and ${countText(more, "more group")}`);
  }
}

/** Prints the common part of a group, then the keys, the newest first. */
function printGroup({ kind, articles }: DuplicateGroup, mark: string, terminal: Terminal): void {
  const [newest] = articles;
  const common = kind === "same-address" ? newest?.url : newest?.title;
  const room = terminal.columns - INDENT.length;
  terminal.print(
    `${terminal.style("cyan", mark)}  ${shortenText(printable(common ?? "without a title"), room, 1).join("")}`,
  );
  for (const { key, id } of articles.slice(0, MAX_SHOWN_ARTICLES)) {
    terminal.print(`${INDENT}${printable(key)} ${terminal.style("dim", `(id ${printable(id)})`)}`);
  }
  const more = articles.length - MAX_SHOWN_ARTICLES;
  if (more > 0) terminal.print(`${INDENT}and ${more} more`);
}
