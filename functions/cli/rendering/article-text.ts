/**
 * Shows an article in a terminal as it would be indexed: its fields and their origins, its paragraphs, and the lines
 * that were left out, each with its kind and the reason.
 */
import { type Article, type ReadingRow, readingRows } from "../../../src/articles/news.ts";
import { countText, printable, type Terminal, type TextStyle } from "../terminal/terminal.ts";
import { columnsOf, shortenText, wrapText } from "../terminal/wrap-text.ts";

/** The fields' names stand in so many columns. */
const NAME_COLUMNS = 10;
/** Columns between a value and its origins. */
const GAP = 2;
/** Bounds of a long article's text, unless all of it is asked for. */
const MAX_ROWS = 3;
const MAX_PARAGRAPHS = 12;
const MAX_DROPPED = 40;

/** The lines of it. `isFull`: nothing is shortened. */
export function articleText(article: Article, terminal: Terminal, isFull: boolean): string[] {
  const rows = readingRows(article);
  const told = rows.filter((row): row is ToldRow => row.value !== null);
  const absent = rows.filter(({ value }) => value === null).map(({ field }) => field);
  const columns = originColumns(told, terminal);
  const lines = told.map((row) => rowText(row, columns, terminal, isFull));
  return [
    ...lines.slice(0, -1).flat(),
    ...(absent.length === 0 ? [] : fieldText("none", absent.join(", "), terminal)),
    ...(lines.at(-1) ?? []),
    ...bodyText(article, terminal, isFull),
    ...droppedText(article, terminal, isFull),
  ];
}

type ToldRow = ReadingRow & { readonly value: string };

/** The columns of the origins: a third of the line at the most. */
function originColumns(rows: readonly ToldRow[], { columns }: Terminal): number {
  const longest = Math.max(0, ...rows.map(({ origins }) => columnsOf(origins.join(", "))));
  return Math.min(longest, Math.floor(columns / 3));
}

/** A field, its value, and its origins in a column of their own. A word too long to stand beside them stands above. */
function rowText({ field, value, origins }: ToldRow, ofOrigins: number, terminal: Terminal, isFull: boolean): string[] {
  if (origins.length === 0) return fieldText(field, value, terminal, isFull);
  const ofValue = terminal.columns - NAME_COLUMNS - GAP - ofOrigins;
  const isBeside = value.split(/\s/).every((word) => columnsOf(word) <= ofValue);
  const values = rowsOf(value, isBeside ? ofValue : terminal.columns - NAME_COLUMNS, isFull);
  const names = wrapText(origins.join(", "), ofOrigins);
  const first = isBeside ? 0 : values.length - (columnsOf(values.at(-1) ?? "") <= ofValue ? 1 : 0);
  return Array.from({ length: Math.max(values.length, first + names.length) }, (_, i) => {
    const label = i === 0 ? nameText(field, terminal) : " ".repeat(NAME_COLUMNS);
    const shown = values[i] ?? "";
    const name = names[i - first];
    const gap = " ".repeat(Math.max(0, ofValue - columnsOf(shown)) + GAP);
    return `${label}${shown}${name === undefined ? "" : `${gap}${terminal.style("dim", name)}`}`;
  });
}

/** A field's name and its value, which goes on under itself. */
export function fieldText(name: string, value: string, terminal: Terminal, isFull = true): string[] {
  const label = nameText(name, terminal);
  const [first, ...rest] = rowsOf(value, terminal.columns - NAME_COLUMNS, isFull);
  return [`${label}${first}`, ...rest.map((row) => `${" ".repeat(NAME_COLUMNS)}${row}`)];
}

function nameText(name: string, terminal: Terminal): string {
  return terminal.style("cyan", name.padEnd(NAME_COLUMNS));
}

function rowsOf(text: string, columns: number, isFull: boolean): string[] {
  const safe = printable(text);
  return isFull ? wrapText(safe, columns) : shortenText(safe, columns, MAX_ROWS);
}

function bodyText({ paragraphs, isFallback }: Article, terminal: Terminal, isFull: boolean): string[] {
  const shown = isFull ? paragraphs : paragraphs.slice(0, MAX_PARAGRAPHS);
  return [
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
