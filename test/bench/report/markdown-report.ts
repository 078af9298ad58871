/**
 * The result as Markdown, for docs/benchmarks.md: the tables of the terminal with the headings of the page.
 */
import type { BenchResult, SizeResult } from "../measurement.ts";
import { type TextTable, targetTable } from "./cost-rows.ts";
import { engineTable, poiskTables } from "./terminal-report.ts";

export function markdownReport({ startedAt, machine, node, corpus, limitMinutes, sizes }: BenchResult): string {
  const about = `On ${startedAt.slice(0, 10)}, ${machine}, Node ${node.replace(/^v/, "")}; corpus: ${corpus}; ${limitMinutes} minutes a phase.`;
  return `${[about, ...sizes.map(sizeText)].join("\n\n")}\n`;
}

function sizeText(size: SizeResult): string {
  const title = `### ${size.articles.toLocaleString("en-US")} articles, ${(size.textBytes / 1e6).toFixed(1)} MB of text`;
  const parts = [title, markdownTable(engineTable(size))];
  for (const { heading, table } of poiskTables(size)) parts.push(`${heading}:`, markdownTable(table));
  const reached = targetTable(size);
  if (reached !== null) parts.push("Reached, and not:", markdownTable(reached));
  return parts.join("\n\n");
}

export function markdownTable({ head, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A bar would end the cell, a line break the table. */
function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
