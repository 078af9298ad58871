/**
 * The tables of docs/index-format.md, for tests that hold code and page together.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const page = readFileSync(fileURLToPath(new URL("../../docs/index-format.md", import.meta.url)), "utf8");

const tables = new Map<string, string[][]>();

/** The rows of the table whose first column is headed so; cells without backquotes. */
export function formatTable(heading: string): string[][] {
  const table = tables.get(heading) ?? readTable(heading);
  tables.set(heading, table);
  return table;
}

function readTable(heading: string): string[][] {
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.split("|")[1]?.trim() === heading);
  if (first < 0) throw new Error(`docs/index-format.md has no table headed "${heading}".`);
  const rows = lines.slice(first + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** One cell of a table, by the first cell of its row. */
export function formatCell(heading: string, name: string, column: number): string {
  const cell = formatTable(heading).find(([first]) => first === name)?.[column];
  if (cell === undefined) throw new Error(`The table headed "${heading}" has no row "${name}".`);
  return cell;
}
