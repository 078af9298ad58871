/**
 * npm run bench [-- --articles 1000,10000]: what one query costs as the index grows. Requests and bytes are counters and
 * the same everywhere; times are of this machine.
 */
import { parseArgs } from "node:util";
import { measureQueryCost, type QueryCostReport } from "./query-cost.ts";

const { values } = parseArgs({ options: { articles: { type: "string", default: "1000,10000" } } });
const sizes = values.articles.split(",").map(Number);
if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1)) {
  console.error("--articles takes whole numbers from 1 on, with commas between: --articles 1000,10000");
  process.exit(2);
}

const reports: QueryCostReport[] = [];
for (const articles of sizes) {
  console.error(`building an index of ${articles} articles…`);
  reports.push(await measureQueryCost(articles));
}
printTable(reports);

function printTable(rows: readonly QueryCostReport[]): void {
  const table = rows.map((row) => ({
    articles: row.articles,
    segments: row.segments,
    "text, MB": megabytes(row.textBytes),
    "index, MB": megabytes(row.indexBytes),
    "built, articles/s": Math.round(row.articlesPerSecond),
    "cold: requests": round(row.cold.requests),
    "cold: KB": kilobytes(row.cold.bytes),
    "warm: requests": round(row.warm.requests),
    "warm: KB": kilobytes(row.warm.bytes),
    "warm: median ms": round(row.warm.medianMs),
  }));
  console.table(table);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || first === last) return;
  console.log(
    `${round(last.articles / first.articles)} times the articles: ` +
      `${round(last.cold.requests / first.cold.requests)} times the requests and ` +
      `${round(last.cold.bytes / first.cold.bytes)} times the bytes cold, ` +
      `${round(last.warm.requests / first.warm.requests)} and ${round(last.warm.bytes / first.warm.bytes)} times warm.`,
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function megabytes(bytes: number): number {
  return round(bytes / 1e6);
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 1e3);
}
