/**
 * Reads the pages of a folder, judges each, and measures how long reading takes.
 */
import { performance } from "node:perf_hooks";
import { type ReadResult, readArticles } from "../../../src/articles/articles.ts";
import { type Check, checks, type Judgement, judgePage } from "./judge-page.ts";
import type { PageFormat, SavedPage } from "./page-folder.ts";

/** One page, what was read of it, and in what time. */
export interface PageEvaluation {
  readonly page: SavedPage;
  readonly result: ReadResult;
  readonly judgement: Judgement;
  /** The median of a few readings of a warm process. */
  readonly medianMs: number;
}

/** The reading speed of one page format. */
export interface Speed {
  readonly format: PageFormat;
  readonly pages: number;
  readonly kilobytes: number;
  readonly pagesPerSecond: number;
  /** The pages that are read more slowly than they should be, the slowest first. */
  readonly slow: readonly PageEvaluation[];
}

export interface Totals {
  readonly byCheck: ReadonlyMap<Check, { readonly right: number; readonly of: number }>;
  readonly yearsInvented: number;
  readonly forbiddenLeft: number;
  /** Pages of which nothing is wrong. */
  readonly whole: { readonly right: number; readonly of: number };
  /** Checks that are right, of all. */
  readonly points: { readonly right: number; readonly of: number };
  /** Share of the words of all stories that are in no field of their articles, pages counted alike. */
  readonly lostShare: number;
}

/** Readings to take the median of, after one that warms up. */
const TIMED_READINGS = 3;
/** Time limit of a page: 20 text pages a second, 10 HTML pages of 200 KB; smaller pages get no more time. */
const SLOW_MS: Readonly<Record<PageFormat, number>> = { text: 50, html: 100 };

/** One after another, since what else runs spoils the times. */
export async function evaluatePages(pages: readonly SavedPage[]): Promise<PageEvaluation[]> {
  const evaluations: PageEvaluation[] = [];
  for (const page of pages) {
    const result = await read(page);
    const medianMs = await timeReading(page);
    evaluations.push({ page, result, judgement: judgePage(result, page.truth), medianMs });
  }
  return evaluations;
}

function read({ bytes, key }: SavedPage): Promise<ReadResult> {
  return readArticles(bytes, { key });
}

async function timeReading(page: SavedPage): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TIMED_READINGS; i += 1) {
    const start = performance.now();
    await read(page);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Sums up the evaluations. */
export function totalsOf(evaluations: readonly PageEvaluation[]): Totals {
  const judgements = evaluations.map(({ judgement }) => judgement);
  const byCheck = new Map(
    checks.map((check) => {
      const verdicts = judgements.flatMap(({ verdicts }) => verdicts.get(check) ?? []);
      return [check, { right: verdicts.filter(({ isRight }) => isRight).length, of: verdicts.length }] as const;
    }),
  );
  const counted = judgements.filter(({ verdicts }) => verdicts.size > 0);
  const sums = [...byCheck.values()];
  return {
    byCheck,
    whole: {
      right: counted.filter(({ verdicts }) => [...verdicts.values()].every(({ isRight }) => isRight)).length,
      of: counted.length,
    },
    points: {
      right: sums.reduce((sum, { right }) => sum + right, 0),
      of: sums.reduce((sum, { of }) => sum + of, 0),
    },
    lostShare: counted.reduce((sum, { lostShare }) => sum + lostShare, 0) / Math.max(1, counted.length),
    yearsInvented: judgements.filter(({ inventsYear }) => inventsYear).length,
    forbiddenLeft: judgements.reduce((sum, { forbiddenLeft }) => sum + forbiddenLeft, 0),
  };
}

/** A page that no reader took was not read, however fast. */
function isRead({ rejected }: ReadResult): boolean {
  return rejected.every(({ code }) => code !== "unknown-type");
}

/** The speed of each format that there are pages of. */
export function speedsOf(evaluations: readonly PageEvaluation[]): Speed[] {
  return (["text", "html"] as const).flatMap((format) => {
    const own = evaluations.filter(({ page, result }) => page.format === format && isRead(result));
    const totalMs = own.reduce((sum, { medianMs }) => sum + medianMs, 0);
    if (own.length === 0) return [];
    return {
      format,
      pages: own.length,
      kilobytes: own.reduce((sum, { page }) => sum + page.bytes.byteLength, 0) / 1_000,
      pagesPerSecond: (own.length * 1_000) / Math.max(totalMs, 0.001),
      slow: own.filter(({ medianMs }) => medianMs > SLOW_MS[format]).sort((a, b) => b.medianMs - a.medianMs),
    };
  });
}
