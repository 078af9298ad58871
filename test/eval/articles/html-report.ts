/**
 * The evaluation as one page that needs nothing else: of each page the fields, then its lines and what became of each,
 * side by side. What pages say goes through hono/html, which escapes it: no text of theirs is ever markup.
 */
import { html, raw } from "hono/html";
import type { Article } from "../../../src/articles/news.ts";
import { type PageEvaluation, speedsOf, totalsOf } from "./evaluate-pages.ts";
import { type Check, checks } from "./judge-page.ts";
import { lineOutcomes, type OriginalLine, type Outcome } from "./line-outcomes.ts";
import { originalText } from "./original-text.ts";
import { reportStyle } from "./report-style.ts";

type Markup = ReturnType<typeof html>;

/** Longer pages show their first lines only: the rest is menus, and the report must open. */
const MAX_LINES = 1_500;
/** Most characters of a line that are shown. */
const MAX_LINE_LENGTH = 2_000;

/** The whole page. `folder` names what was read. */
export async function htmlReport(folder: string, evaluations: readonly PageEvaluation[]): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Articles read: ${folder}</title>
<style>${raw(reportStyle)}</style>
</head>
<body>
<main>
<h1>Articles read</h1>
<p class="about">${evaluations.length} pages of ${folder}. On the left each line of the page as it came, on the right what became of it.</p>
${sums(evaluations)}
${overview(evaluations)}
${await Promise.all(evaluations.map(pageSection))}
</main>
</body>
</html>
`;
  return page.toString();
}

function sums(evaluations: readonly PageEvaluation[]): Markup {
  const { byCheck, yearsInvented, forbiddenLeft } = totalsOf(evaluations);
  const counted = [...byCheck].filter(([, { of }]) => of > 0);
  const sum = (name: string, value: string, isWrong: boolean) =>
    html`<li class="${isWrong ? "wrong" : "sum"}"><b>${value}</b>${name}</li>`;
  return html`<ul class="sums">
${counted.map(([check, { right, of }]) => sum(check, `${right} of ${of}`, right < of))}
${counted.length === 0 ? "" : [sum("forbidden strings left in", String(forbiddenLeft), forbiddenLeft > 0), sum("years invented", String(yearsInvented), yearsInvented > 0)]}
${speedsOf(evaluations).map(({ format, pagesPerSecond }) => sum(`${format} pages a second`, pagesPerSecond.toFixed(0), false))}
</ul>`;
}

function overview(evaluations: readonly PageEvaluation[]): Markup {
  const cell = ({ judgement }: PageEvaluation, check: Check) => {
    const verdict = judgement.verdicts.get(check);
    if (verdict === undefined) return html`<td class="none">·</td>`;
    return verdict.isRight ? html`<td class="right">✓</td>` : html`<td class="wrong">✗</td>`;
  };
  const rows = evaluations.map(
    (evaluation, i) =>
      html`<tr><th><a href="#page-${i + 1}">${evaluation.page.name}</a></th>${checks.map((check) => cell(evaluation, check))}<td>${evaluation.medianMs.toFixed(1)}</td></tr>
`,
  );
  return html`<div class="scroll"><table class="overview">
<thead><tr><th>page</th>${checks.map((check) => html`<th>${check}</th>`)}<th>ms</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>`;
}

async function pageSection({ page, result, judgement }: PageEvaluation, i: number): Promise<Markup> {
  const wrong = [...judgement.verdicts].filter(([, { isRight }]) => !isRight);
  const text = await originalText(page);
  return html`<details class="page" id="page-${i + 1}" open>
<summary><h2>${page.name}</h2><small>${page.key}</small></summary>
<div class="inside">
${wrong.length === 0 ? "" : html`<ul class="complaints">${wrong.map(([check, { complaint }]) => html`<li><b>${check}</b>: ${complaint}</li>`)}</ul>`}
${result.rejected.map(({ line, code, reason }) => html`<p class="wrong">Rejected${line === undefined ? "" : ` line ${line}`}, ${code}: ${reason}</p>`)}
${result.articles.map((article) => articlePart(article, text))}
${result.articles.length === 0 ? html`<table class="lines"><caption>The page</caption>${plainRows(text)}</table>` : ""}
</div>
</details>
`;
}

function articlePart(article: Article, text: string): Markup {
  const lines = lineOutcomes(text, article);
  const more = lines.length > MAX_LINES ? `, of which the first ${MAX_LINES} are shown` : "";
  return html`<dl class="fields">${fieldsOf(article).map(([name, value]) => html`<dt>${name}</dt><dd class="${name}">${value}</dd>`)}</dl>
${article.isFallback ? html`<p class="wrong">No line looked like the body of an article: everything but plain noise was kept.</p>` : ""}
<table class="lines"><caption>${lines.length} lines${more}</caption><tbody>${lines.slice(0, MAX_LINES).map(lineRow)}</tbody></table>`;
}

function fieldsOf(article: Article): [string, string][] {
  const { title, lead, publishedAt, datePrecision, dateRange, dateAsWritten, origins } = article;
  const range = dateRange === null ? "" : `, ${dateRange[0]} to ${dateRange[1]}`;
  const written = dateAsWritten === null ? "" : `, written «${dateAsWritten}»`;
  const fields: [string, string | null][] = [
    ["title", title ?? "none"],
    ["lead", lead],
    ["date", `${publishedAt ?? "none"} (${datePrecision}, ${origins.date?.join(", ") ?? "nowhere"}${written}${range})`],
    [
      "place",
      article.place === article.placeAsWritten
        ? article.place
        : `${article.place}, written «${article.placeAsWritten}»`,
    ],
    ["agency", article.agency],
    ["source", article.source],
    ["author", article.author],
    ["url", article.url],
    ["image", article.image],
    ["notice", article.notice],
    [
      "charset",
      `${article.encoding}, ${Math.round(article.encodingConfidence * 100)} % sure${article.repairedFrom === null ? "" : `, repaired from ${article.repairedFrom}`}`,
    ],
  ];
  return fields.flatMap(([name, value]) => (value === null || value === "" ? [] : [[name, value]]));
}

function lineRow({ number, text, outcomes }: OriginalLine): Markup {
  const places = outcomes.map(({ place }) => place.to);
  const isKept = places.some((to) => to !== "dropped" && to !== "missing");
  const row = isKept ? "kept" : places.includes("missing") ? "missing" : "dropped";
  return html`<tr class="${row}"><th>${number}</th><td>${shown(text)}</td><td class="outcome">${outcomes.map(outcomeText)}</td></tr>
`;
}

function outcomeText({ place, text }: Outcome): Markup {
  const own = text === null ? "" : html`<div class="own">${shown(text)}</div>`;
  if (place.to === "body") return html`<div class="where">paragraph ${place.paragraph}</div>${own}`;
  if (place.to === "dropped") return html`<div><span class="kind">${place.kind}</span>: ${place.reason}</div>${own}`;
  return html`<div class="where">${place.to === "missing" ? "neither kept nor accounted for" : place.to}</div>${own}`;
}

function plainRows(text: string): Markup[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(0, MAX_LINES).map(
    (line, i) => html`<tr class="dropped"><th>${i + 1}</th><td colspan="2">${shown(line)}</td></tr>
`,
  );
}

function shown(text: string): string {
  return text.length <= MAX_LINE_LENGTH ? text : `${text.slice(0, MAX_LINE_LENGTH).toWellFormed()}…`;
}
