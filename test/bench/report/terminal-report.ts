/**
 * The result as text: one table of the engines a size, and what poisk costs.
 */
import { engines } from "../engine-table.ts";
import type { BenchResult, SizeResult } from "../measurement.ts";
import { httpTable, indexTable, queryCostTable, type TextTable, targetTable, uploadCostTable } from "./cost-rows.ts";
import { figures } from "./figures.ts";

export function terminalReport({ machine, node, corpus, sizes }: BenchResult): string {
  return [`${machine}, Node ${node}; corpus: ${corpus}`, ...sizes.map(sizeText)].join("\n");
}

function sizeText(size: SizeResult): string {
  const { articles, textBytes } = size;
  const title = `\n${articles.toLocaleString("en-US")} articles, ${(textBytes / 1e6).toFixed(1)} MB of text`;
  const tables = [engineTable(size), ...poiskTables(size).map(({ table }) => table), targetTable(size)];
  return [title, ...tables.flatMap((table) => (table === null ? [] : [alignedTable(table), ""]))].join("\n").trimEnd();
}

/** Tables about poisk alone, each with its heading on the page. */
export function poiskTables(size: SizeResult): { heading: string; table: TextTable }[] {
  const { searchCost, http, uploadCosts } = size;
  const index = indexTable(size);
  return [
    ...(index === null ? [] : [{ heading: "The index beside the text", table: index }]),
    ...(searchCost === null ? [] : [{ heading: "What a query asks of S3", table: queryCostTable(searchCost) }]),
    ...(http === null ? [] : [{ heading: "Answers over HTTP", table: httpTable(http) }]),
    ...(uploadCosts === null ? [] : [{ heading: "What an upload asks of S3", table: uploadCostTable(uploadCosts) }]),
  ];
}

/** A row an engine; what was not measured is a dash, and a failure is named in the last column. */
export function engineTable({ engines: results }: SizeResult): TextTable {
  const hasFailure = results.some(({ failure }) => failure !== null);
  return {
    head: ["", ...figures.map(({ title, unit }) => `${title}, ${unit}`), ...(hasFailure ? ["failed"] : [])],
    rows: results.map((result) => [
      engines[result.engine].title,
      ...figures.map((figure) => {
        const value = figure.value(result);
        return value === null ? "–" : figure.format(value);
      }),
      ...(hasFailure ? [result.failure ?? ""] : []),
    ]),
  };
}

/** Columns of even width: the first to the left, numbers to the right. Long heads break at their commas. */
export function alignedTable({ head, rows }: TextTable): string {
  const heads = [
    head.map((cell) => cell.split(", ")[0] ?? ""),
    head.map((cell) => cell.split(", ").slice(1).join(", ")),
  ];
  const lines = [...heads.filter((line) => line.some((cell) => cell !== "")), ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
