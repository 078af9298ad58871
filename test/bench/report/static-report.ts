/**
 * The result of `npm run bench:static`: tables for the terminal and for docs/benchmarks.md.
 */
import {
  type AnswerFigures,
  type FileSet,
  hasSlip,
  meanFigures,
  type PublishFigures,
  queryKinds,
  type StaticEngineResult,
  type StaticResult,
  type StaticSizeResult,
} from "../static/model.ts";
import { siteBuilders } from "../static/site-builders.ts";
import type { TextTable } from "./cost-rows.ts";
import { significant } from "./figures.ts";
import { markdownTable } from "./markdown-report.ts";
import { alignedTable } from "./terminal-report.ts";

export const staticTerminalReport = (result: StaticResult): string => report(result, alignedTable, "\n");
export const staticMarkdownReport = (result: StaticResult): string => `${report(result, markdownTable, "\n### ")}\n`;

function report(result: StaticResult, textOf: (table: TextTable) => string, heading: string): string {
  const { startedAt, machine, node, corpus, line, sizes } = result;
  const speed = `${line.firstByteMs} ms and ${significant((line.bytesPerSecond * 8) / 1e6)} Mbit/s`;
  const about = `On ${startedAt.slice(0, 10)}, ${machine}, Node ${node.replace(/^v/, "")}; corpus: ${corpus}; a line of ${speed}`;
  return [about, ...sizes.flatMap((size) => [`${heading}${titleOf(size)}`, ...tablesOf(size).map(textOf)])].join(
    "\n\n",
  );
}

const titleOf = ({ articles, textBytes }: StaticSizeResult): string =>
  `${articles.toLocaleString("en-US")} articles, ${(textBytes / 1e6).toFixed(1)} MB of text`;

/** Tables of the files, of visits, and of hits; a fourth of failures. */
export function tablesOf({ engines }: StaticSizeResult): TextTable[] {
  const failed = engines.filter(({ failure }) => failure !== null);
  const tables: TextTable[] = [filesTable(engines), visitsTable(engines), foundTable(engines)];
  if (failed.length > 0) {
    tables.push({ head: ["", "why figures are missing"], rows: failed.map((one) => [nameOf(one), one.failure ?? ""]) });
  }
  return tables;
}

function filesTable(engines: readonly StaticEngineResult[]): TextTable {
  const heads = (what: string): string[] => [`${what}, s`, `${what}, CPU s`, `${what}, memory MB`];
  return {
    head: ["", ...heads("built"), "files", "MB", ...heads("one changed"), "files to upload", "MB to upload"],
    rows: engines
      .filter(({ engine }) => siteBuilders[engine].filesOf === undefined)
      .map((one) => [nameOf(one), ...publishCells(one.build), ...publishCells(one.rebuild)]),
  };
}

function publishCells(figures: (PublishFigures & FileSet) | null): string[] {
  if (figures === null) return Array(5).fill("–");
  const { wallMs, processorMs, peakMemoryBytes, files, bytes } = figures;
  const processor = processorMs === null ? "–" : significant(processorMs / 1e3);
  return [
    significant(wallMs / 1e3),
    processor,
    megabytes(peakMemoryBytes),
    files.toLocaleString("en-US"),
    megabytes(bytes),
  ];
}

function visitsTable(engines: readonly StaticEngineResult[]): TextTable {
  const heads = (what: string): string[] => [`${what}, requests`, `${what}, KB`, `${what}, ms`];
  return {
    head: [
      "",
      "code, KB",
      ...heads("cold"),
      ...heads("second visit"),
      ...heads("further query"),
      ...heads("with a slip"),
      ...["correction cold", "correction of a slip"].flatMap((what) => [`${what}, requests`, `${what}, KB`]),
    ],
    rows: engines.map((one) => {
      const { visits } = one;
      // Of each kind there are as many.
      const plain = visits && meanFigures(visits.warm.filter(({ kind }) => !hasSlip(kind)));
      const slips = visits && meanFigures(visits.warm.filter(({ kind }) => hasSlip(kind)));
      const code = visits === null ? "–" : significant(visits.cold.codeBytes / 1e3);
      const answers = [visits?.cold, visits?.again, plain, slips].flatMap(answerCells);
      const corrections = [visits?.corrections?.cold, visits?.corrections?.slips].map(answerCells);
      return [
        nameOf(one),
        code,
        ...answers,
        ...corrections.flatMap(([requests = "", kilobytes = ""]) => [requests, kilobytes]),
      ];
    }),
  };
}

function answerCells(figures: AnswerFigures | null | undefined): string[] {
  if (figures == null) return ["–", "–", "–"];
  return [figures.requests.toFixed(1), significant(figures.bytes / 1e3), significant(figures.ms)];
}

/** Table of the queries of each kind that had a hit, and that found the intended article. */
function foundTable(engines: readonly StaticEngineResult[]): TextTable {
  return {
    head: [
      "",
      ...queryKinds.flatMap((kind) => (kind === "mix" ? ["mix, answered"] : [`${kind}, answered`, `${kind}, found`])),
    ],
    rows: engines.map((one) => [
      nameOf(one),
      ...queryKinds.flatMap((kind) => {
        const figures = one.visits?.warm.find((candidate) => candidate.kind === kind);
        const share = (count: number | null | undefined): string =>
          figures === undefined || count == null ? "–" : `${count} of ${figures.queries}`;
        return kind === "mix" ? [share(figures?.answered)] : [share(figures?.answered), share(figures?.found)];
      }),
    ]),
  };
}

const nameOf = ({ engine }: StaticEngineResult): string => siteBuilders[engine].title;

const megabytes = (bytes: number): string => significant(bytes / 1e6);
