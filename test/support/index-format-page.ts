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

/** Names in the first cells of a table, several of a row with commas between. */
export function formatNames(heading: string): string[] {
  return formatTable(heading).flatMap(([names = ""]) => names.split(", "));
}

/** A section of segments: its number, and how its blocks are compressed. */
export interface DocumentedSection {
  readonly name: string;
  readonly number: number;
  readonly compression: string;
}

/** Sections in the order of the table, which has those of one compression in one row. */
export function documentedSections(): DocumentedSection[] {
  return formatTable("compression").flatMap(([compression = "", sections = ""]) =>
    [...sections.matchAll(/(\d+) (\w+)/g)].map(([, number, name = ""]) => ({
      name,
      number: Number(number),
      compression,
    })),
  );
}

/** One cell of a table, by a name in the first cell of its row. */
export function formatCell(heading: string, name: string, column: number): string {
  const cell = formatTable(heading).find(([names = ""]) => names.split(", ").includes(name))?.[column];
  if (cell === undefined) throw new Error(`The table headed "${heading}" has no row "${name}".`);
  return cell;
}
