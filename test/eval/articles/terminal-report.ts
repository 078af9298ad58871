/**
 * The evaluation as a table for a terminal: a row a page, then what was wrong, the sums, and the speed.
 */
import { styleText } from "node:util";
import { type PageEvaluation, type Speed, speedsOf, totalsOf } from "./evaluate-pages.ts";
import { type Check, checks, type Verdict } from "./judge-page.ts";
import type { PageFolder } from "./page-folder.ts";

const HEADS: Readonly<Record<Check, string>> = {
  kind: "article?",
  title: "title",
  date: "date",
  place: "place",
  first: "first",
  last: "last",
  text: "text",
  clean: "clean",
};

/** The lines of it. `isVerbose` shows of each page what is kept and what is dropped. */
export function terminalReport(
  { hasTruth, missing }: PageFolder,
  evaluations: readonly PageEvaluation[],
  isVerbose: boolean,
): string[] {
  return [
    ...pageTable(evaluations),
    "",
    ...evaluations.flatMap(isVerbose || !hasTruth ? readingLines : () => []),
    ...evaluations.flatMap(complaints),
    ...missing.map((file) => `${file}: truth.jsonl names it, but it is not there`),
    ...(hasTruth ? sumLines(evaluations) : ["There is no truth.jsonl, so nothing was compared."]),
    ...speedsOf(evaluations).flatMap(speedLines),
  ];
}

function pageTable(evaluations: readonly PageEvaluation[]): string[] {
  const nameWidth = Math.max(4, ...evaluations.map(({ page }) => page.name.length));
  const head = ["page".padEnd(nameWidth), ...checks.map((check) => HEADS[check]), "        ms"].join("  ");
  const rows = evaluations.map(({ page, judgement, medianMs }) => {
    const marks = checks.map((check) => centred(judgement.verdicts.get(check), HEADS[check].length));
    return [page.name.padEnd(nameWidth), ...marks, medianMs.toFixed(1).padStart(10)].join("  ");
  });
  return [styled("dim", head), ...rows];
}

function centred(verdict: Verdict | undefined, width: number): string {
  const before = Math.floor((width - 1) / 2);
  return `${" ".repeat(before)}${markOf(verdict)}${" ".repeat(width - 1 - before)}`;
}

function markOf(verdict: Verdict | undefined): string {
  if (verdict === undefined) return styled("dim", "·");
  return verdict.isRight ? styled("green", "✓") : styled("red", "✗");
}

function complaints({ page, judgement }: PageEvaluation): string[] {
  const wrong = [...judgement.verdicts].filter(([, { isRight }]) => !isRight);
  if (wrong.length === 0) return [];
  const lines = wrong.map(([check, { complaint }]) => `  ${styled("red", "✗")} ${check}: ${oneLine(complaint)}`);
  return [`${page.name}  ${styled("dim", page.key)}`, ...lines, ""];
}

function readingLines({ page, result }: PageEvaluation): string[] {
  const lines = result.articles.flatMap((article) => [
    `  title  ${article.title ?? "none"}`,
    `  date   ${article.publishedAt ?? "none"} (${article.origins.date?.join(", ") ?? "nowhere"})${article.dateRange === null ? "" : `, ${article.dateRange.join(" to ")}`}`,
    `  from   ${[article.place, article.agency, article.source, article.author, article.url].filter((field) => field !== null).join(" · ")}`,
    ...(article.lead === "" ? [] : [`  lead   ${article.lead}`]),
    ...article.paragraphs.map((paragraph) => `  + ${paragraph.slice(0, 160)}`),
    ...article.droppedLines.map(({ text, reason }) => styled("dim", `  - ${oneLine(text).slice(0, 90)}  (${reason})`)),
  ]);
  return [
    `${page.name}  ${styled("dim", page.key)}`,
    ...lines,
    ...result.rejected.map(({ code, reason }) => `  rejected: ${code}: ${reason}`),
    "",
  ];
}

/** The sums of both halves of the made pages, and what is wrong in the half that rules are tuned on. */
export function hardPagesReport(evaluations: readonly PageEvaluation[], heldOut: ReadonlySet<string>): string[] {
  const isHeldOut = ({ page }: PageEvaluation) => heldOut.has(page.name);
  const [tuning, others] = [evaluations.filter((page) => !isHeldOut(page)), evaluations.filter(isHeldOut)];
  return [
    ...tuning.flatMap(complaints),
    styled("bold", "Pages that rules are tuned on"),
    ...sumLines(tuning),
    styled("bold", "Pages that are held out"),
    ...sumLines(others),
    ...speedsOf(evaluations).flatMap(speedLines),
  ];
}

function sumLines(evaluations: readonly PageEvaluation[]): string[] {
  const { byCheck, yearsInvented, forbiddenLeft, whole, points, lostShare } = totalsOf(evaluations);
  const sums = [...byCheck].filter(([, { of }]) => of > 0);
  return [
    styled("bold", "In sum"),
    `  ${"pages whole".padEnd(18)} ${whole.right} of ${whole.of}`,
    `  ${"points".padEnd(18)} ${points.right} of ${points.of}`,
    `  ${"text lost".padEnd(18)} ${(100 * lostShare).toFixed(1)} %`,
    ...sums.map(([check, { right, of }]) => `  ${HEADS[check].padEnd(18)} ${right} of ${of}`),
    `  ${"forbidden left in".padEnd(18)} ${forbiddenLeft}`,
    `  ${"years invented".padEnd(18)} ${yearsInvented}`,
  ];
}

function speedLines({ format, pages, kilobytes, pagesPerSecond, slow }: Speed): string[] {
  const size = (kilobytes / pages).toFixed(0);
  return [
    `  ${format.padEnd(18)} ${pagesPerSecond.toFixed(0)} pages a second (${pages} pages of ${size} KB on average)`,
    ...slow.map(({ page, medianMs }) => `    slow: ${page.name}, ${medianMs.toFixed(0)} ms`),
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

function styled(style: "dim" | "green" | "red" | "bold", text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
