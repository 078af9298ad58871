/**
 * The result as one page that needs nothing else: charts as inline SVG, all figures as tables, no script; light and
 * dark as the reader's system is.
 */
import { awsPrices, functionMemoryGb, ROUND_MS } from "../../../functions/cost/aws-prices.ts";
import { engines } from "../engine-table.ts";
import type { BenchResult, EngineResult, SearchFigures, SizeResult } from "../measurement.ts";
import { type TextTable, targetTable } from "./cost-rows.ts";
import { type DotRow, dotPlot, escapeHtml } from "./dot-plot.ts";
import { type Figure, figures } from "./figures.ts";
import { reportStyle } from "./report-style.ts";
import { engineTable, poiskTables } from "./terminal-report.ts";

/** Figures that share the chart of the answer's time. */
const TIMES = new Set(["median", "p95", "p99"]);

const HEADINGS: Readonly<Record<string, string>> = {
  built: "Building",
  "building, peak memory": "Peak memory while building",
  index: "Size of the index",
  open: "Time to open",
  "first answer": "Time from nothing to the first answer",
  "searching, peak memory": "Peak memory while searching",
};

export function htmlReport(result: BenchResult): string {
  const { startedAt, machine, node, corpus, limitMinutes } = result;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>poisk and its peers</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>poisk and its peers</h1>
<p class="about">${escapeHtml(machine)}, Node ${escapeHtml(node)}, ${escapeHtml(startedAt.slice(0, 10))}. Corpus: ${escapeHtml(corpus)}.
Every engine has processes of its own, one after another, and ${limitMinutes} minutes for each. Scales are logarithmic.
docs/benchmarks.md says what each figure means.</p>
${htmlCharts(result)}
</main>
</body>
</html>
`;
}

/** The charts, tables and notes of the report, for a page that has a head of its own. */
export function htmlCharts(result: BenchResult): string {
  return `${result.sizes.map(sizeSection).join("\n")}\n${notes(result)}`;
}

function sizeSection(size: SizeResult): string {
  const { articles, textBytes, engines: results } = size;
  const parts = [
    `<section>\n<h2>${articles.toLocaleString("en-US")} articles <small>${(textBytes / 1e6).toFixed(1)} MB of text</small></h2>`,
    '<div class="charts">',
    chart("Answering a query", "ms; median, p95 and p99; less is better", results.map(timesRow)),
    ...figures.filter(({ title }) => !TIMES.has(title)).map((figure) => figureChart(figure, results)),
    "</div>",
    htmlTable(engineTable(size)),
  ];
  for (const { heading, table } of poiskTables(size)) parts.push(`<h3>${heading}</h3>`, htmlTable(table));
  const reached = targetTable(size);
  if (reached !== null) parts.push("<h3>Reached, and not</h3>", htmlTable(reached, "targets"));
  return `${parts.join("\n")}\n</section>`;
}

function figureChart(figure: Figure, results: readonly EngineResult[]): string {
  const rows = results.map((result) => {
    const value = figure.value(result);
    return dotRow(result, value === null ? [] : [value]);
  });
  const scale = `${figure.unit}; ${figure.better} is better`;
  return chart(HEADINGS[figure.title] ?? figure.title, scale, rows);
}

function timesRow(result: EngineResult): DotRow {
  const times = ({ medianMs, p95Ms, p99Ms }: SearchFigures): number[] => [medianMs, p95Ms, p99Ms];
  return dotRow(result, result.search === null ? [] : times(result.search));
}

function dotRow({ engine, failure }: EngineResult, values: readonly number[]): DotRow {
  const isOwn = engine.startsWith("poisk");
  const missing = failure === null ? "the same index" : "failed";
  return { label: engines[engine].title, values, missing, isOwn };
}

function chart(title: string, scale: string, rows: readonly DotRow[]): string {
  return `<figure>\n<figcaption>${escapeHtml(title)} <small>${escapeHtml(scale)}</small></figcaption>\n<div class="scroll" tabindex="0">${dotPlot(`${title}, ${scale}`, rows)}</div>\n</figure>`;
}

function htmlTable({ head, rows }: TextTable, className = ""): string {
  const cells = (tag: string, line: readonly string[]): string =>
    `<tr${line.at(-1) === "NOT REACHED" ? ' class="missed"' : ""}>${line.map((cell, i) => (i === 0 && tag === "td" ? `<th scope="row">${escapeHtml(cell)}</th>` : tableCell(tag, cell))).join("")}</tr>`;
  return `<div class="scroll" tabindex="0"><table class="${className}">\n<thead>${cells("th", head)}</thead>\n<tbody>${rows.map((row) => cells("td", row)).join("\n")}</tbody>\n</table></div>`;
}

/** A head without text is a plain cell: screen readers would announce an empty heading. */
function tableCell(tag: string, text: string): string {
  return text === "" ? "<td></td>" : `<${tag}>${escapeHtml(text)}</${tag}>`;
}

function notes({ sizes }: BenchResult): string {
  const measured = new Set(sizes.flatMap((size) => size.engines.map(({ engine }) => engine)));
  const engineNotes = [...measured].map((name) => {
    const { title, note } = engines[name];
    return `<li><b>${escapeHtml(title)}</b>: ${escapeHtml(note)}.</li>`;
  });
  return `<section class="notes">
<h2>How the engines were set up</h2>
<ul>
${engineNotes.join("\n")}
</ul>
<p>Dollars: AWS list prices of ${awsPrices.date}, ${awsPrices.region}: S3 $${awsPrices.s3ReadsPerMillion.toFixed(2)} a million reads and
$${awsPrices.s3WritesPerMillion} a million writes, Lambda arm64 $${awsPrices.lambdaPerGbSecond} a GB-second at
${functionMemoryGb.toFixed(2)} GB and $${awsPrices.lambdaRequestsPerMillion.toFixed(2)} a million requests.
On S3 Express One Zone $${awsPrices.expressReadsPerMillion} a million reads and $${awsPrices.expressWritesPerMillion} a million writes, bytes besides, and a
round of requests is taken for ${ROUND_MS.express} ms in place of ${ROUND_MS.s3}; a new process's session is left out.</p>
</section>`;
}
