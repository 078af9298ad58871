/**
 * Formats poisk's store requests as rows of text for the terminal and for the page.
 */
import type {
  Asker,
  HttpAnswers,
  HttpFigures,
  QueryCost,
  SearchCostFigures,
  SizeResult,
  UploadCostFigures,
  UploadCosts,
} from "../measurement.ts";
import { significant } from "./figures.ts";

export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function queryCostTable(figures: SearchCostFigures): TextTable {
  return {
    head: [
      "a query",
      "rounds (most)",
      "requests (most)",
      "KB read",
      "median ms",
      "p99 ms",
      "processor ms",
      "$ a million",
      "on S3 Express",
    ],
    rows: (Object.keys(askerNames) as Asker[]).flatMap((asker) =>
      (["cold", "warm", "holding", "cached"] as const).flatMap((state) => {
        const cost = figures[asker][state];
        return cost === undefined ? [] : [queryRow(`${askerNames[asker]}, ${stateNames[state]}`, cost)];
      }),
    ),
  };
}

const askerNames: Readonly<Record<Asker, string>> = {
  dropdown: "the list under a field",
  page: "the page of results",
  halfTyped: "the page, half typed",
  midst: "the list in the midst of typing",
  library: "the library's",
};

const stateNames = { cold: "cold", warm: "warm", holding: "warm, cards held", cached: "cached" };

function queryRow(name: string, cost: QueryCost): string[] {
  return [
    name,
    `${significant(cost.rounds)} (${cost.mostRounds})`,
    `${significant(cost.requests)} (${cost.mostRequests})`,
    ...[cost.bytes / 1e3, cost.medianMs, cost.p99Ms, cost.processorMs].map(significant),
    ...dollarCells(cost),
  ];
}

function dollarCells({ dollarsPerMillion: { s3, express } }: Pick<QueryCost, "dollarsPerMillion">): string[] {
  return [s3.toFixed(2), express.toFixed(2)];
}

export function segmentCount(segments: number): string {
  return segments === 1 ? "1 segment" : `${segments} segments`;
}

export function httpTable({ plain, page }: HttpFigures): TextTable {
  const row = (name: string, { medianMs, answersPerSecond }: HttpAnswers): string[] => {
    return [name, significant(medianMs), significant(answersPerSecond)];
  };
  return {
    head: ["an answer of poisk serve, cached", "median ms", "a second"],
    rows: [row("/search", plain), row("the page of results", page)],
  };
}

/** Table of the index's size relative to the text, and of the bytes written for it; null if it was not built. */
export function indexTable({ engines, textBytes }: Pick<SizeResult, "engines" | "textBytes">): TextTable | null {
  const rows = engines.flatMap(({ engine, build }): string[][] => {
    if (build?.postingsBytes === undefined || engine === "poisk-s3") return [];
    const share = (bytes: number): string => `${significant((100 * bytes) / textBytes)} %`;
    const { indexBytes, postingsBytes, bytesWritten, segments = 0 } = build;
    const written = bytesWritten === undefined ? "–" : significant(bytesWritten / indexBytes);
    return [[names[engine] ?? engine, segmentCount(segments), share(postingsBytes), share(indexBytes), written]];
  });
  const head = ["the index", "segments", "postings, of the text", "all, of the text", "bytes written for one of it"];
  return rows.length === 0 ? null : { head, rows };
}

const names: Readonly<Record<string, string>> = { poisk: "imported", "poisk-writer": "by the library's writer" };

/** Table of poisk's targets; null if the size has none. */
export function targetTable({ targets }: Pick<SizeResult, "targets">): TextTable | null {
  if (targets.length === 0) return null;
  const verdict = (isReached: boolean | null): string =>
    isReached === null ? "not measured" : isReached ? "reached" : "NOT REACHED";
  return {
    head: ["to reach", "asked", "measured", ""],
    rows: targets.map(({ title, asked, measured, isReached }) => [title, asked, measured, verdict(isReached)]),
  };
}

export function uploadCostTable({ single, batch }: UploadCosts): TextTable {
  return {
    head: [
      "an upload",
      "writes",
      "reads",
      "KB written",
      "KB read",
      "bytes written for one of the article",
      "rounds",
      "ms",
      "$ a million",
      "on S3 Express",
    ],
    rows: [uploadRow("single", single), uploadRow(`of ${batch.batchSize} at once`, batch)],
  };
}

function uploadRow(name: string, cost: UploadCostFigures): string[] {
  return [
    name,
    significant(cost.writes),
    significant(cost.reads),
    significant(cost.bytesWritten / 1e3),
    significant(cost.bytesRead / 1e3),
    significant(cost.writeAmplification),
    significant(cost.rounds),
    significant(cost.meanMs),
    ...dollarCells(cost),
  ];
}
