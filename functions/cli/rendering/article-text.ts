/**
 * Shows an article in a terminal as it would be indexed: its fields and their origins, its paragraphs, and the lines
 * that were left out, each with its kind and the reason.
 */
import type { Article, DateSource } from "../../../src/articles/news.ts";
import { countText, printable, type Terminal, type TextStyle } from "../terminal/terminal.ts";
import { shortenText, wrapText } from "../terminal/wrap-text.ts";

/** The fields' names stand in so many columns. */
const NAME_COLUMNS = 10;
/** What is shown of a long article, unless all of it is asked for. */
const MAX_ROWS = 3;
const MAX_PARAGRAPHS = 12;
const MAX_DROPPED = 40;

const DATE_SOURCES: Readonly<Record<DateSource, string>> = {
  metadata: "from the object's metadata",
  field: "from its field",
  markup: "from the page's markup",
  text: "from the page's text",
  dateline: "from the dateline",
  url: "from the key or the url",
  inferred: "inferred from the text",
  upload: "when it was put",
  none: "",
};

/** The lines of it. `isFull`: nothing is shortened. */
export function articleText(article: Article, terminal: Terminal, isFull: boolean): string[] {
  const fields = fieldsOf(article);
  const absent = fields.flatMap(([name, value]) => (value === null || value === "" ? [name] : []));
  return [
    ...fields.flatMap(([name, value]) =>
      value === null || value === "" ? [] : fieldText(name, value, terminal, isFull),
    ),
    ...(absent.length === 0 ? [] : fieldText("none", absent.join(", "), terminal)),
    ...bodyText(article, terminal, isFull),
    ...droppedText(article, terminal, isFull),
  ];
}

/** A field's name and its value, which goes on under itself. */
export function fieldText(name: string, value: string, terminal: Terminal, isFull = true): string[] {
  const label = terminal.style("cyan", name.padEnd(NAME_COLUMNS));
  const [first, ...rest] = rowsOf(value, terminal.columns - NAME_COLUMNS, isFull);
  return [`${label}${first}`, ...rest.map((row) => `${" ".repeat(NAME_COLUMNS)}${row}`)];
}

function rowsOf(text: string, columns: number, isFull: boolean): string[] {
  const safe = printable(text);
  return isFull ? wrapText(safe, columns) : shortenText(safe, columns, MAX_ROWS);
}

function fieldsOf(article: Article): [string, string | null][] {
  const { place, placeAsWritten } = article;
  const isInflected = placeAsWritten !== null && placeAsWritten !== place;
  return [
    ["title", article.title],
    ["lead", article.lead],
    ["date", dateText(article)],
    ["place", isInflected ? `${place} (written «${placeAsWritten}»)` : place],
    ["agency", article.agency],
    ["source", article.source],
    ["author", article.author],
    ["section", article.section],
    ["tags", article.tags.join(", ")],
    ["url", article.url],
    ["image", article.image],
    ["notice", article.notice],
    ["id", article.id],
    ["charset", charsetText(article)],
  ];
}

/** The date as precise as it is known, how it was found, and how it is written. */
function dateText({ publishedAt, datePrecision, dateRange, dateSource, dateAsWritten }: Article): string | null {
  const isKnown = publishedAt !== null || dateRange !== null;
  if (!isKnown && dateAsWritten === null) return null;
  const about = [
    publishedAt === null ? "" : `to the ${datePrecision}`,
    DATE_SOURCES[dateSource],
    dateAsWritten === null ? "" : `written «${dateAsWritten}»`,
  ].filter((part) => part !== "");
  const range = dateRange === null ? "" : `between ${dateRange[0]} and ${dateRange[1]}`;
  const date = [publishedAt ?? (dateRange === null ? "no year known" : ""), range].filter((part) => part !== "");
  return `${date.join(", ")}${about.length === 0 ? "" : ` (${about.join(", ")})`}`;
}

function charsetText({ encoding, encodingConfidence, repairedFrom }: Article): string {
  const charset = `${encoding} (${Math.round(encodingConfidence * 100)} % sure)`;
  return repairedFrom === null ? charset : `${charset}; repaired, since it had been ${repairedFrom}`;
}

function bodyText({ paragraphs, text, isFallback }: Article, terminal: Terminal, isFull: boolean): string[] {
  const size = `${countText(paragraphs.length, "paragraph")}, ${countText([...text].length, "character")}`;
  const shown = isFull ? paragraphs : paragraphs.slice(0, MAX_PARAGRAPHS);
  return [
    ...fieldText("text", size, terminal),
    ...(isFallback
      ? indented(
          "No line looked like the body of an article, so all lines but plain noise were kept.",
          "yellow",
          terminal,
        )
      : []),
    ...shown.flatMap((paragraph) => rowsOf(paragraph, terminal.columns - 2, isFull).map((row) => `  ${row}`)),
    ...moreText(paragraphs.length - shown.length, "paragraph", terminal),
  ];
}

/** Lists the dropped lines in the order of the page; lines with one reason are grouped. */
function droppedText({ droppedLines: lines, leftOut }: Article, terminal: Terminal, isFull: boolean): string[] {
  if (lines.length === 0) return [];
  const shown = isFull ? lines : lines.slice(0, MAX_DROPPED);
  const share =
    leftOut.share === 0 ? "" : `, among them ${Math.round(100 * leftOut.share)} % of what reads like the text`;
  const rows = fieldText("left out", `${countText(lines.length, "line")}${share}`, terminal);
  for (const [i, { text, kind, reason }] of shown.entries()) {
    const before = shown[i - 1];
    if (before?.kind !== kind || before.reason !== reason) {
      rows.push(...indented(reason.includes(kind) ? reason : `${kind}: ${reason}`, "yellow", terminal));
    }
    const columns = terminal.columns - 4;
    const safe = printable(text);
    const textRows = isFull ? wrapText(safe, columns) : shortenText(safe, columns, 1);
    rows.push(...textRows.map((row) => `    ${terminal.style("dim", row)}`));
  }
  return [...rows, ...moreText(lines.length - shown.length, "line", terminal)];
}

function indented(text: string, style: TextStyle, terminal: Terminal): string[] {
  return wrapText(printable(text), terminal.columns - 2).map((row) => `  ${terminal.style(style, row)}`);
}

/** Tells how much is not shown, and how to see it. */
export function moreText(count: number, unit: string, terminal: Terminal): string[] {
  if (count === 0) return [];
  return [`  ${terminal.style("dim", `… ${countText(count, `more ${unit}`)} (--full shows all)`)}`];
}
