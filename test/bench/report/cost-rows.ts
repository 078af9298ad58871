/**
 * What poisk asks of the store, as rows of text for the terminal and for the page.
 */
import type { QueryCost, SearchCostFigures, UploadCostFigures } from "../measurement.ts";
import { significant } from "./figures.ts";

export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function queryCostTable({ cold, warm, cached }: SearchCostFigures): TextTable {
  return {
    head: ["a query", "rounds (most)", "requests (most)", "KB read", "ms", "$ a million"],
    rows: [queryRow("cold", cold), queryRow("warm", warm), queryRow("cached", cached)],
  };
}

function queryRow(name: string, cost: QueryCost): string[] {
  return [
    name,
    `${significant(cost.rounds)} (${cost.mostRounds})`,
    `${significant(cost.requests)} (${cost.mostRequests})`,
    significant(cost.bytes / 1e3),
    significant(cost.meanMs),
    cost.dollarsPerMillion.toFixed(2),
  ];
}

export function segmentCount(segments: number): string {
  return segments === 1 ? "1 segment" : `${segments} segments`;
}

export function uploadCostTable(cost: UploadCostFigures): TextTable {
  return {
    head: [
      "an upload",
      "writes",
      "reads",
      "KB written",
      "KB read",
      "bytes written for one of the article",
      "ms",
      "$ a million",
    ],
    rows: [
      [
        "single",
        significant(cost.writes),
        significant(cost.reads),
        significant(cost.bytesWritten / 1e3),
        significant(cost.bytesRead / 1e3),
        significant(cost.writeAmplification),
        significant(cost.meanMs),
        cost.dollarsPerMillion.toFixed(2),
      ],
    ],
  };
}
